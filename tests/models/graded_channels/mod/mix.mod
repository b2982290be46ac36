: A leak in three parts, each with its own weight and reversal potential.
NEURON {
    SUFFIX mix
    NONSPECIFIC_CURRENT i
    RANGE weight, g
    GLOBAL e
}

PARAMETER {
    g = 1e-5 (S/cm2)
    weight[3] (1)
    e[3] (mV)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
}

BREAKPOINT {
    i = g*(weight[0]*(v - e[0]) + weight[1]*(v - e[1]) + weight[2]*(v - e[2]))
}
