COMMENT
Hyperpolarization-activated cation current (Ih, HCN) of layer-5 pyramidal cells.

Kole MHP, Hallermann S, Stuart GJ (2006) Single Ih channels in pyramidal neuron dendrites: properties,
distribution, and impact on action potential output. Journal of Neuroscience 26:1677-1687.

Conductance gbar m. The rates are those at physiological temperature; they are not scaled.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX ih
    NONSPECIFIC_CURRENT i
    RANGE gbar, g, i
    GLOBAL e_rev
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2)
    e_rev = -45 (mV)
}

ASSIGNED {
    v (mV)
    i (mA/cm2)
    g (S/cm2)
    m_inf (1)
    tau_m (ms)
}

STATE { m }

INITIAL {
    rates(v)
    m = m_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m
    i = g*(v - e_rev)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/tau_m
}

PROCEDURE rates(u (mV)) {
    LOCAL opening, closing
    opening = 6.43e-3 (/mV-ms) * linoid(-(u + 154.9 (mV)), 11.9 (mV))
    closing = 0.193 (/ms) * exp(u/33.1 (mV))
    m_inf = opening/(opening + closing)
    tau_m = 1/(opening + closing)
}

: x/(1 - exp(-x/k)), continued through x = 0
FUNCTION linoid(x (mV), k (mV)) (mV) {
    if (fabs(x/k) < 1e-6) {
        linoid = k + x/2
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
