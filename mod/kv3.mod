COMMENT
Fast, non-inactivating potassium current (Kv3.1).

Rettig J, Wunder F, Stocker M, Lichtinghagen R, Mastiaux F, Beckh S, Kues W, Pedarzani P, Schroter KH,
Ruppersberg JP, Veh R, Pongs O (1992) Characterization of a Shaw-related potassium channel family in
rat brain. EMBO Journal 11:2473-2486.

Conductance gbar m. The time constant is a fifth of the one at room temperature; it is not scaled further.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX kv3
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
}

ASSIGNED {
    v (mV)
    ek (mV)
    ik (mA/cm2)
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
    ik = g*(v - ek)
}

DERIVATIVE gates {
    rates(v)
    m' = (m_inf - m)/tau_m
}

PROCEDURE rates(u (mV)) {
    m_inf = 1/(1 + exp(-(u - 18.7 (mV))/9.7 (mV)))
    tau_m = 0.2 * 20 (ms) / (1 + exp(-(u + 46.56 (mV))/44.14 (mV)))
}
