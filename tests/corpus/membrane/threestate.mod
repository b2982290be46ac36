: a channel with a closed, an open and an inactivated state
NEURON {
    SUFFIX threestate
    NONSPECIFIC_CURRENT i
    RANGE gbar, e
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
}

PARAMETER {
    gbar = 0.002 (S/cm2) <0, 1e9>
    e = -80 (mV)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    opening (/ms)
    closing (/ms)
}

STATE { C O I }

INITIAL { SOLVE scheme STEADYSTATE sparse }

BREAKPOINT {
    SOLVE scheme METHOD sparse
    i = gbar*O*(v - e)
}

KINETIC scheme {
    opening = 0.5 (/ms) * exp((v + 40 (mV))/20 (mV))
    closing = 0.3 (/ms) * exp(-(v + 40 (mV))/25 (mV))
    ~ C <-> O (opening, closing)
    ~ O <-> I (0.02 (/ms), 0.008 (/ms))
    CONSERVE C + O + I = 1
}
