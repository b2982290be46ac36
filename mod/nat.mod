COMMENT
Transient sodium current of neocortical pyramidal cells (soma and axon).

Colbert CM, Pan E (2002) Ion channel properties underlying axonal action potential initiation in
pyramidal neurons. Nature Neuroscience 5:533-538.

Conductance gbar m^3 h; the rates hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX nat
    USEION na READ ena WRITE ina
    RANGE gbar, g
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S)  = (siemens)
}

PARAMETER {
    gbar = 0 (S/cm2)
    q10 = 2.3 (1)
    t_measured = 21 (degC)
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ena (mV)
    ina (mA/cm2)
    g (S/cm2)
    m_inf (1)
    h_inf (1)
    tau_m (ms)
    tau_h (ms)
    speed (1)
}

STATE { m h }

INITIAL {
    speed = q10^((celsius - t_measured)/10 (degC))
    rates(v)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m*m*m*h
    ina = g*(v - ena)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/tau_m
    h' = (h_inf - h)/tau_h
}

PROCEDURE rates(u (mV)) {
    LOCAL opening, closing
    opening = 0.182 (/mV-ms) * linoid(u + 38 (mV), 6 (mV))
    closing = 0.124 (/mV-ms) * linoid(-(u + 38 (mV)), 6 (mV))
    m_inf = opening/(opening + closing)
    tau_m = 1/(speed*(opening + closing))
    opening = 0.015 (/mV-ms) * linoid(-(u + 66 (mV)), 6 (mV))
    closing = 0.015 (/mV-ms) * linoid(u + 66 (mV), 6 (mV))
    h_inf = opening/(opening + closing)
    tau_h = 1/(speed*(opening + closing))
}

: x/(1 - exp(-x/k)), continued through x = 0
FUNCTION linoid(x (mV), k (mV)) (mV) {
    if (fabs(x/k) < 1e-6) {
        linoid = k + x/2
    } else {
        linoid = x/(1 - exp(-x/k))
    }
}
