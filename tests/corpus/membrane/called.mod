COMMENT
The block that derivimplicit solves, called by itself: the states stay, what it assigns is that of them.
ENDCOMMENT

NEURON {
    SUFFIX called
    NONSPECIFIC_CURRENT i
    RANGE g, minf, kept
}

PARAMETER {
    g = 1e-4 (S/cm2)
    e = -50 (mV)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    minf
    mtau (ms)
    kept
}

STATE { m h }

INITIAL {
    m = 0.1
    h = 0.5
    change()
    kept = minf
}

BREAKPOINT {
    SOLVE change METHOD derivimplicit
    i = g*m*h*(v - e)
}

DERIVATIVE change {
    rates(v + 10*h)
    m' = (minf - m)/mtau
    h' = (1 - minf - h)/(20 + mtau)
}

PROCEDURE rates(u (mV)) {
    minf = 1/(1 + exp(-(u + 40)/7))
    mtau = 2 + 5/(1 + exp((u + 60)/12))
}
