COMMENT
Small-conductance calcium-activated potassium current (SK).

Kohler M, Hirschberg B, Bond CT, Kinzie JM, Marrion NV, Maylie J, Adelman JP (1996) Small-conductance,
calcium-activated potassium channels from mammalian brain. Science 273:1709-1714.

Conductance gbar z, a Hill function of the calcium concentration that is followed with tau_z.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX sk
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gbar, g
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
    (mM) = (milli/liter)
}

PARAMETER {
    gbar = 0 (S/cm2)
    ca_half = 4.3e-4 (mM)
    hill = 4.8 (1)
    tau_z = 1 (ms)
}

ASSIGNED {
    v (mV)
    ek (mV)
    cai (mM)
    ik (mA/cm2)
    g (S/cm2)
}

STATE { z }

INITIAL {
    z = open_fraction(cai)
}

BREAKPOINT {
    SOLVE gate METHOD cnexp
    g = gbar*z
    ik = g*(v - ek)
}

DERIVATIVE gate {
    z' = (open_fraction(cai) - z)/tau_z
}

FUNCTION open_fraction(ca (mM)) (1) {
    if (ca > 1e-7 (mM)) {
        open_fraction = 1/(1 + (ca_half/ca)^hill)
    } else {
        open_fraction = 0
    }
}
