: The channel `assembled`, which hoc defines with KSChan.

NEURON {
    SUFFIX assembled
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

STATE { m h q C1 C2 O1 O2 }

BREAKPOINT {
    SOLVE gates METHOD cnexp
    SOLVE scheme METHOD sparse
    g = gmax*m^2*h*q*(O1 + 0.25*O2)
    i = g*(v - ek)
    ik = i
}

INITIAL {
    m = alpha_m(v)/(alpha_m(v) + beta_m(v))
    h = inf_h(v)
    q = inf_q(v)
    C1 = 1
    C2 = 0
    O1 = 0
    O2 = 0
    SOLVE scheme STEADYSTATE sparse
}

DERIVATIVE gates {
    m' = alpha_m(v)*(1 - m) - beta_m(v)*m
    h' = (inf_h(v) - h)/tau_h(v)
    q' = (inf_q(v) - q)/tau_q(v)
}

KINETIC scheme {
    ~ C1 <-> C2 (C1_to_C2(v), C2_to_C1(v))
    ~ O1 <-> O2 (inf_O1_O2(v)/tau_O1_O2(v), (1 - inf_O1_O2(v))/tau_O1_O2(v))
    ~ C2 <-> O1 (40000*cai^2, 0.1)
    CONSERVE C1 + C2 + O1 + O2 = 1
}

UNITSOFF

FUNCTION alpha_m(v (mV)) (/ms) {
    alpha_m = 1.5*linoid(0.1*(v - (-40)))
}

FUNCTION beta_m(v (mV)) (/ms) {
    beta_m = 4*bounded_exp((-0.05)*(v - (-65)))
}

FUNCTION inf_h(v (mV)) (1) {
    inf_h = 1/(1 + bounded_exp(0.12*(v - (-50))))
}

FUNCTION tau_h(v (mV)) (ms) {
    LOCAL x
    x = (v - (-90))*0.05
    if (v <= (-90)) {
        tau_h = 20
    } else if (v >= 10) {
        tau_h = 4
    } else {
        if (x < 2) {
            if (x < 1) {
                tau_h = 20 + 15*(x - 0)
            } else {
                tau_h = 35 + 15*(x - 1)
            }
        } else {
            if (x < 3) {
                tau_h = 50 + (-38)*(x - 2)
            } else {
                if (x < 4) {
                    tau_h = 12 + (-3.5)*(x - 3)
                } else {
                    tau_h = 8.5 + (-4.5)*(x - 4)
                }
            }
        }
    }
}

FUNCTION inf_q(v (mV)) (1) {
    LOCAL x, forth, back
    x = 11.60451812155008/(273.15 + celsius)*3*(v - (-42))
    forth = 0.5*bounded_exp(0.3*x)
    back = 0.5*bounded_exp((0.3 - 1)*x)
    inf_q = forth/(forth + back)
}

FUNCTION tau_q(v (mV)) (ms) {
    LOCAL x, forth, back
    x = 11.60451812155008/(273.15 + celsius)*3*(v - (-42))
    forth = 0.5*bounded_exp(0.3*x)
    back = 0.5*bounded_exp((0.3 - 1)*x)
    tau_q = 1/(forth + back) + 0.2
}

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

FUNCTION linoid(x) {
    if (fabs(x) > 1e-6) {
        linoid = x/(1 - bounded_exp(-x))
    } else {
        linoid = 1 + x/2
    }
}

UNITSON
