COMMENT
Muscarine-sensitive potassium current (M current).

Adams PR, Brown DA, Constanti A (1982) M-currents and other potassium currents in bullfrog sympathetic
neurones. Journal of Physiology 330:537-572.

Conductance gbar m. The rates hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX km
    USEION k READ ek WRITE ik
    RANGE gbar, g
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2)
    v_half = -35 (mV)
    q10 = 2.3 (1)
    t_measured = 21 (degC)
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ek (mV)
    ik (mA/cm2)
    g (S/cm2)
    m_inf (1)
    tau_m (ms)
    speed (1)
}

STATE { m }

INITIAL {
    speed = q10^((celsius - t_measured)/10 (degC))
    rates(v)
    m = m_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/tau_m
}

PROCEDURE rates(u (mV)) {
    LOCAL opening, closing
    opening = 3.3e-3 (/ms) * exp(0.1 (/mV) * (u - v_half))
    closing = 3.3e-3 (/ms) * exp(-0.1 (/mV) * (u - v_half))
    m_inf = opening/(opening + closing)
    tau_m = 1/(speed*(opening + closing))
}
