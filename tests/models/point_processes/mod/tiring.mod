: A synapse whose connections tire: what is left of each is the connection's own, so instances add up.
NEURON {
    POINT_PROCESS Tiring
    NONSPECIFIC_CURRENT i
    RANGE tau, e, i, recovery, used
}
UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
}
PARAMETER {
    tau = 3 (ms)
    e = 0 (mV)
    recovery = 100 (ms)
    used = 0.4 (1)
}
ASSIGNED {
    v (mV)
    i (nA)
}
STATE {
    g (uS)
}
INITIAL {
    g = 0
}
BREAKPOINT {
    SOLVE decay METHOD cnexp
    i = g*(v - e)
}
DERIVATIVE decay {
    g' = -g/tau
}
NET_RECEIVE (weight (uS), left, last (ms)) {
    INITIAL {
        left = 1
        last = t
    }
    left = 1 - (1 - left)*exp(-(t - last)/recovery)
    g = g + weight*used*left
    left = left*(1 - used)
    last = t
}
