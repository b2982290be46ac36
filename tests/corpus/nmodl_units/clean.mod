NEURON {
    SUFFIX clean
    USEION k READ ek WRITE ik
    USEION ca READ ica, cao WRITE cai
    RANGE gbar, g
}

UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (S) = (siemens)
    (um) = (micron)
    (molar) = (1/liter)
    (mM) = (millimolar)
    FARADAY = (faraday) (coulomb)
    R = (k-mole) (joule/degC)
    inch = (foot) -> (inch)
    shell = 0.1 (um)
}

DEFINE N 3

PARAMETER {
    gbar = 0.01 (S/cm2) <0, 1e9>
    q10 = 2.3
    half = -30 (mV)
    slope = 9 (mV)
    tau_ca = 80 (ms)
    feet = 2 (foot)
}

ASSIGNED {
    v (mV)
    celsius (degC)
    dt (ms)
    diam (um)
    area (um2)
    ek (mV)
    ik (mA/cm2)
    ica (mA/cm2)
    cao (mM)
    g (S/cm2)
    minf
    mtau (ms)
    length (inch)
    eca (mV)
    w[N]
}

STATE {
    m
    cai (mM)
}

LOCAL scale

BREAKPOINT {
    SOLVE states METHOD cnexp
    g = gbar*m^2
    ik = g*(v - ek)
}

INITIAL {
    rates(v)
    m = minf
    cai = 1e-4
    length = feet*inch
    eca = (1000)*R*(celsius + 273.15)/(2*FARADAY)*log(cao/cai)
    w[0] = N
}

DERIVATIVE states {
    rates(v)
    m' = (minf - m)/mtau
    cai' = -(10000)*ica/(2*FARADAY*shell) + (1e-4 (mM) - cai)/tau_ca
}

PROCEDURE rates(u (mV)) {
    LOCAL a, b, x
    scale = q10^((celsius - 21)/10(degC))
    x = (u - half)/slope
    a = 0.1(/ms)*linear(x)
    b = 0.3(/ms)*exp(-x)
    minf = a/(a + b)
    mtau = 1/(a + b)/scale
    if (mtau < 0.1 && !(u > half) || fabs(x) == 0) {
        mtau = 0.1
    }
    UNITSOFF
    minf = minf + v
    UNITSON
}

FUNCTION linear(x) {
    if (fabs(x) < 1e-6) {
        linear = 1 - x/2
    } else {
        linear = x/(exp(x) - 1)
    }
}
