: a sodium-like gate as the textbooks write it: 0/0 at -40 mV
NEURON {
    SUFFIX textbook
    NONSPECIFIC_CURRENT i
}

PARAMETER { gbar = 0.01 }

ASSIGNED {
    v
    i
}

STATE { m }

INITIAL { m = alpha(v)/(alpha(v) + beta(v)) }

BREAKPOINT {
    SOLVE gates METHOD cnexp
    i = gbar*m*(v - 50)
}

DERIVATIVE gates { m' = alpha(v)*(1 - m) - beta(v)*m }

FUNCTION alpha(u) { alpha = 0.1*(u + 40)/(1 - exp(-(u + 40)/10)) }

FUNCTION beta(u) { beta = 4*exp(-(u + 65)/18) }
