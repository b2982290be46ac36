: A receptor that a pulse of transmitter binds to: what is bound already is not bound again, so instances do not add up.
NEURON {
    POINT_PROCESS Binding
    NONSPECIFIC_CURRENT i
    RANGE e, i, gmax
}
UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
}
PARAMETER {
    e = 0 (mV)
    gmax = 0.004 (uS)
    alpha = 2 (/ms)
    beta = 0.2 (/ms)
}
ASSIGNED {
    v (mV)
    i (nA)
    transmitter (1)
}
STATE {
    bound (1)
}
INITIAL {
    bound = 0
    transmitter = 0
}
BREAKPOINT {
    SOLVE binding METHOD cnexp
    i = gmax*bound*(v - e)
}
DERIVATIVE binding {
    bound' = alpha*transmitter*(1 - bound) - beta*bound
}
NET_RECEIVE (weight) {
    if (flag == 0) {
        transmitter = 1
        net_send(1, 1)
    } else {
        transmitter = 0
    }
}
