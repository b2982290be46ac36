: Events: NET_RECEIVE, WATCH, FOR_NETCONS and LOCAL variables that take a unit.
NEURON { POINT_PROCESS synapse NONSPECIFIC_CURRENT i RANGE tau, e }
UNITS { (mV) = (millivolt) (nA) = (nanoamp) (uS) = (microsiemens) }
PARAMETER { tau = 3 (ms) e = 0 (mV) n = 4 (1) late = 0.1 (sec) }
ASSIGNED { v (mV) i (nA) last (ms) }
STATE { g (uS) }
BREAKPOINT {
    LOCAL drive
    SOLVE decay METHOD cnexp
    drive = v - e
    i = g*drive
    drive = g*drive
    i = i + drive
    i = drive*n + g
}
DERIVATIVE decay { g' = -g/tau }
INITIAL {
    net_send(late, 1)
    FROM k = 0 TO 3 { g = g + k }
    while (g < 1 (nA)) { g = 2*g }
}
NET_RECEIVE(weight (uS), time (ms), factor) {
    INITIAL { time = t  factor = 1 }
    if (flag == 1) {
        WATCH (v > e) 2, (g > e) 3
    } else if (t - last > late) {
        g = g + weight*factor*exp(-(t - time)/tau)
    } else {
        g = g + time
    }
    FOR_NETCONS(w, s (ms), f) { g = g + w  g = g + f }
    last = last + late*(1000)
    last = t + (0.001)*late
}
