: Half of a gap junction: a current to where the other half is.
NEURON {
    POINT_PROCESS Gap
    NONSPECIFIC_CURRENT i
    RANGE g, i
    POINTER other
}
UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
}
PARAMETER {
    g = 0 (uS)
}
ASSIGNED {
    v (mV)
    other (mV)
    i (nA)
}
BREAKPOINT {
    i = g*(v - other)
}
