COMMENT
Low-voltage-activated (T-type) calcium current.

Avery RB, Johnston D (1996) Multiple channel types contribute to the low-voltage-activated calcium
current in hippocampal CA3 pyramidal neurons. Journal of Neuroscience 16:5567-5582.
Time constants after: Randall AD, Tsien RW (1997) Contrasting biophysical and pharmacological properties
of T-type and R-type calcium channels. Neuropharmacology 36:879-893.

Conductance gbar m^2 h. The published voltages are not corrected for the junction potential: v_junction
is added to v. The time constants hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX calva
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
    v_junction = 10 (mV)
    q10 = 2.3 (1)
    t_measured = 21 (degC)
}

ASSIGNED {
    v (mV)
    celsius (degC)
    eca (mV)
    ica (mA/cm2)
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
    rates(v + v_junction)
    m = m_inf
    h = h_inf
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gbar*m*m*h
    ica = g*(v - eca)
}

DERIVATIVE gates {
    rates(v + v_junction)
    m' = (m_inf - m)/tau_m
    h' = (h_inf - h)/tau_h
}

PROCEDURE rates(u (mV)) {
    m_inf = 1/(1 + exp(-(u + 30 (mV))/6 (mV)))
    tau_m = (5 (ms) + 20 (ms) / (1 + exp((u + 25 (mV))/5 (mV))))/speed
    h_inf = 1/(1 + exp((u + 80 (mV))/6.4 (mV)))
    tau_h = (20 (ms) + 50 (ms) / (1 + exp((u + 40 (mV))/7 (mV))))/speed
}
