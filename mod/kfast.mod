COMMENT
Fast transient (A-type) potassium current of layer-5 pyramidal cells.

Korngreen A, Sakmann B (2000) Voltage-gated K+ channels in layer 5 neocortical pyramidal neurones from
young rats: subtypes and gradients. Journal of Physiology 525:621-639.

Conductance gbar m^4 h. The published voltages are not corrected for the junction potential: v_junction
is added to v. The time constants hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX kfast
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
    v_junction = 10 (mV)
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
    g = gbar*m^4*h
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v + v_junction)
    m' = (m_inf - m)/tau_m
    h' = (h_inf - h)/tau_h
}

PROCEDURE rates(u (mV)) {
    m_inf = 1/(1 + exp(-u/19 (mV)))
    tau_m = (0.34 (ms) + 0.92 (ms) * exp(-((u + 71 (mV))/59 (mV))^2))/speed
    h_inf = 1/(1 + exp((u + 66 (mV))/10 (mV)))
    tau_h = (8 (ms) + 49 (ms) * exp(-((u + 73 (mV))/23 (mV))^2))/speed
}
