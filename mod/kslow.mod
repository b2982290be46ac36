COMMENT
Slow (persistent) potassium current of layer-5 pyramidal cells.

Korngreen A, Sakmann B (2000) Voltage-gated K+ channels in layer 5 neocortical pyramidal neurones from
young rats: subtypes and gradients. Journal of Physiology 525:621-639.

Conductance gbar m^2 h. The published voltages are not corrected for the junction potential: v_junction
is added to v. The time constants hold at 21 degC and are scaled by q10.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX kslow
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
    g = gbar*m*m*h
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v + v_junction)
    m' = (m_inf - m)/tau_m
    h' = (h_inf - h)/tau_h
}

PROCEDURE rates(u (mV)) {
    m_inf = 1/(1 + exp(-(u + 1 (mV))/12 (mV)))
    if (u < -50 (mV)) {
        tau_m = (1.25 (ms) + 175.03 (ms) * exp(0.026 (/mV) * u))/speed
    } else {
        tau_m = (1.25 (ms) + 13 (ms) * exp(-0.026 (/mV) * u))/speed
    }
    h_inf = 1/(1 + exp((u + 54 (mV))/11 (mV)))
    tau_h = (360 (ms) + (1010 (ms) + 24 (ms/mV) * (u + 55 (mV))) * exp(-((u + 75 (mV))/48 (mV))^2))/speed
}
