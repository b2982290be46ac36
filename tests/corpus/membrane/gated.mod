: The channel `gated`, which hoc defines with KSChan.

NEURON {
    SUFFIX gated
    USEION k READ ek WRITE ik
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
    g (S/cm2)
    i (mA/cm2)
}

STATE { m h q }

BREAKPOINT {
    SOLVE gates METHOD cnexp
    g = gmax*m^2*h*q
    i = g*(v - ek)
    ik = i
}

INITIAL {
    m = alpha_m(v)/(alpha_m(v) + beta_m(v))
    h = inf_h(v)
    q = inf_q(v)
}

DERIVATIVE gates {
    m' = alpha_m(v)*(1 - m) - beta_m(v)*m
    h' = (inf_h(v) - h)/tau_h(v)
    q' = (inf_q(v) - q)/tau_q(v)
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
