: A synapse that releases with some probability, by a stream of random numbers of its own.
NEURON {
    POINT_PROCESS Release
    NONSPECIFIC_CURRENT i
    RANGE tau, e, i, probability, state
}
UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
}
PARAMETER {
    tau = 2 (ms)
    e = 0 (mV)
    probability = 1 (1)
}
ASSIGNED {
    v (mV)
    i (nA)
    state
    seed
}
STATE {
    g (uS)
}
INITIAL {
    g = 0
    state = seed
}
BREAKPOINT {
    SOLVE decay METHOD cnexp
    i = g*(v - e)
}
DERIVATIVE decay {
    g' = -g/tau
}
PROCEDURE set_stream(number) {
    seed = number
}
NET_RECEIVE (weight (uS)) {
    state = fmod(16807*state, 2147483647)
    if (state/2147483647 < probability) {
        g = g + weight
    }
}
