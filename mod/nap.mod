COMMENT
Persistent sodium current.

Magistretti J, Alonso A (1999) Biophysical properties and slow voltage-dependent inactivation of a
sustained sodium current in entorhinal cortex layer-II principal neurons. Journal of General
Physiology 114:491-509.

Conductance gbar m^3 h. The steady states and the inactivation rates are the paper's. Activation is too
fast to be resolved there: its time constant is six times that of the transient current (nat.mod).
The rates hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX nap
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
    m_inf = 1/(1 + exp(-(u + 52.6 (mV))/4.6 (mV)))
    opening = 0.182 (/mV-ms) * linoid(u + 38 (mV), 6 (mV))
    closing = 0.124 (/mV-ms) * linoid(-(u + 38 (mV)), 6 (mV))
    tau_m = 6/(speed*(opening + closing))
    h_inf = 1/(1 + exp((u + 48.8 (mV))/10 (mV)))
    opening = 2.88e-6 (/mV-ms) * linoid(-(u + 17 (mV)), 4.63 (mV))
    closing = 6.94e-6 (/mV-ms) * linoid(u + 64.4 (mV), 2.63 (mV))
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
