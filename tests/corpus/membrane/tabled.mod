: two states whose steady state goes through a table
NEURON {
    SUFFIX tabled
    NONSPECIFIC_CURRENT i
    RANGE gbar
    GLOBAL opening, closing
}

PARAMETER { gbar = 0.003 (S/cm2) }

ASSIGNED {
    v (mV)
    i (mA/cm2)
    opening (/ms)
    closing (/ms)
}

STATE { C O }

INITIAL { SOLVE scheme STEADYSTATE sparse }

BREAKPOINT {
    SOLVE scheme METHOD sparse
    i = gbar*O*(v + 70)
}

KINETIC scheme {
    rates(v)
    ~ C <-> O (opening, closing)
    CONSERVE C + O = 1
}

PROCEDURE rates(v (mV)) {
    TABLE opening, closing FROM -100 TO 100 WITH 40
    opening = 0.4*exp((v + 35)/15)
    closing = 0.2*exp(-(v + 35)/25)
}
