: C code decides its conductance
NEURON {
    SUFFIX foreign
    NONSPECIFIC_CURRENT i
    RANGE g
}

PARAMETER { e = -70 }

ASSIGNED {
    v
    i
    g
}

BREAKPOINT {
VERBATIM
    g = 0.001;
ENDVERBATIM
    i = g*(v - e)
}
