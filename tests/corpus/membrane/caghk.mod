: a calcium current by the Goldman-Hodgkin-Katz equation, with two gates
NEURON {
    SUFFIX caghk
    USEION ca READ cai, cao WRITE ica
    RANGE pbar
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (mM) = (milli/liter)
}

PARAMETER { pbar = 1e-4 (cm/s) }

ASSIGNED {
    v (mV)
    celsius (degC)
    cai (mM)
    cao (mM)
    ica (mA/cm2)
}

STATE { m h }

INITIAL {
    m = m_inf(v)
    h = h_inf(v)
}

BREAKPOINT {
    SOLVE gates METHOD cnexp
    ica = pbar*m*m*h*flux(v, cai, cao)
}

DERIVATIVE gates {
    m' = (m_inf(v) - m)/2 (ms)
    h' = (h_inf(v) - h)/50 (ms)
}

FUNCTION m_inf(u (mV)) (1) {
    m_inf = 1/(1 + exp(-(u + 30 (mV))/6 (mV)))
}

FUNCTION h_inf(u (mV)) (1) {
    h_inf = 1/(1 + exp((u + 60 (mV))/7 (mV)))
}

: mA/cm2 for a permeability of 1 cm/s
FUNCTION flux(u (mV), in (mM), out (mM)) (mA/cm3) {
    LOCAL w
    w = u*2*96485/(8.314*(celsius + 273.15)*1000)
    flux = 0.001*2*96485*(in*exprel(-w) - out*exprel(w))
}

: x/(exp(x) - 1)
FUNCTION exprel(x) {
    if (fabs(x) < 1e-6) {
        exprel = 1 - x/2
    } else {
        exprel = x/(exp(x) - 1)
    }
}
