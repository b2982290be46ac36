: The channel `bound`, which hoc defines with KSChan.

NEURON {
    SUFFIX bound
    USEION k READ ek WRITE ik
    USEION ca READ cai
    RANGE gmax, g, i
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (nA) = (nanoamp)
    (S) = (siemens)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
}

PARAMETER {
    gmax = 0.002 (S/cm2)
}

ASSIGNED {
    v (mV)
    celsius (degC)
    ek (mV)
    ik (mA/cm2)
    cai (mM)
    g (S/cm2)
    i (mA/cm2)
}

STATE { C1 C2 O1 O2 }

BREAKPOINT {
    SOLVE scheme METHOD sparse
    g = gmax*(O1 + 0.25*O2)
    i = g*(v - ek)
    ik = i
}

INITIAL {
    C1 = 1
    C2 = 0
    O1 = 0
    O2 = 0
    SOLVE scheme STEADYSTATE sparse
}

KINETIC scheme {
    ~ C1 <-> C2 (C1_to_C2(v), C2_to_C1(v))
    ~ O1 <-> O2 (inf_O1_O2(v)/tau_O1_O2(v), (1 - inf_O1_O2(v))/tau_O1_O2(v))
    ~ C2 <-> O1 (40000*cai^2, 0.1)
    CONSERVE C1 + C2 + O1 + O2 = 1
}

UNITSOFF

FUNCTION C1_to_C2(v (mV)) (/ms) {
    C1_to_C2 = 0.3*bounded_exp(0.05*(v - (-40)))
}

FUNCTION C2_to_C1(v (mV)) (/ms) {
    C2_to_C1 = 0.2/(1 + bounded_exp(0.1*(v - (-30))))
}

FUNCTION inf_O1_O2(v (mV)) (1) {
    inf_O1_O2 = 1/(1 + bounded_exp((-0.1)*(v - (-20))))
}

FUNCTION tau_O1_O2(v (mV)) (ms) {
    tau_O1_O2 = 12.5
}

FUNCTION bounded_exp(x) {
    if (x > 700) {
        bounded_exp = exp(700)
    } else if (x < -700) {
        bounded_exp = exp(-700)
    } else {
        bounded_exp = exp(x)
    }
}

UNITSON
