COMMENT
High-voltage-activated calcium current.

Reuveni I, Friedman A, Amitai Y, Gutnick MJ (1993) Stepwise repolarization from Ca2+ plateaus in
neocortical pyramidal cells: evidence for nonhomogeneous distribution of HVA Ca2+ channels in dendrites.
Journal of Neuroscience 13:4609-4621.

Conductance gbar m^2 h. The rates are used as published, without temperature scaling.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX cahva
    USEION ca READ eca WRITE ica
    RANGE gbar, g
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2)
}

ASSIGNED {
    v (mV)
    eca (mV)
    ica (mA/cm2)
    g (S/cm2)
    m_inf (1)
    h_inf (1)
    tau_m (ms)
    tau_h (ms)
}

STATE { m h }

INITIAL {
    rates(v)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m*m*h
    ica = g*(v - eca)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/tau_m
    h' = (h_inf - h)/tau_h
}

PROCEDURE rates(u (mV)) {
    LOCAL opening, closing
    opening = 0.055 (/mV-ms) * linoid(u + 27 (mV), 3.8 (mV))
    closing = 0.94 (/ms) * exp(-(u + 75 (mV))/17 (mV))
    m_inf = opening/(opening + closing)
    tau_m = 1/(opening + closing)
    opening = 4.57e-4 (/ms) * exp(-(u + 13 (mV))/50 (mV))
    closing = 6.5e-3 (/ms) / (1 + exp(-(u + 15 (mV))/28 (mV)))
    h_inf = opening/(opening + closing)
    tau_h = 1/(opening + closing)
}

: x/(1 - exp(-x/k)), continued through x = 0
FUNCTION linoid(x (mV), k (mV)) (mV) {
    if (fabs(x/k) < 1e-6) {
        linoid = k + x/2
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
