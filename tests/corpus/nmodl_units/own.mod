: Variables to which NEURON gives a unit.
NEURON {
    POINT_PROCESS own
    USEION ca READ cai, eca WRITE ica
    USEION k WRITE ik
    NONSPECIFIC_CURRENT i
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (nA) = (nanoamp)
    (uM) = (micro/liter)
}
PARAMETER { celsius v (volt) }
ASSIGNED {
    cai (uM)
    eca (mV)
    ica (mA/cm2)
    i (nA)
    y (ms)
}
BREAKPOINT {
    ica = cai*v
    i = 0
    y = dt*2 + dt
}
