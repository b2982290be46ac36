TITLE Squid giant axon (Hodgkin and Huxley 1952, J. Physiol. 117:500), as NEURON has it built in
NEURON {
    THREADSAFE
    SUFFIX hh
    USEION na READ ena WRITE ina
    USEION k READ ek WRITE ik
    NONSPECIFIC_CURRENT il
    RANGE gnabar, gkbar, gl, el, gna, gk, minf, hinf, ninf, mtau, htau, ntau
}
UNITS { (mV) = (millivolt)  (mA) = (milliamp)  (S) = (siemens) }
PARAMETER {
    gnabar = 0.12 (S/cm2)
    gkbar = 0.036 (S/cm2)
    gl = 0.0003 (S/cm2)
    el = -54.3 (mV)
}
STATE { m h n }
ASSIGNED {
    v (mV)  celsius (degC)  ena (mV)  ek (mV)
    gna (S/cm2)  gk (S/cm2)  ina (mA/cm2)  ik (mA/cm2)  il (mA/cm2)
    minf  hinf  ninf  mtau (ms)  htau (ms)  ntau (ms)
}
INITIAL {
    rates(v)
    m = minf
    h = hinf
    n = ninf
}
BREAKPOINT {
    SOLVE gates METHOD cnexp
    gna = gnabar*m^3*h
    gk = gkbar*n^4
    ina = gna*(v - ena)
    ik = gk*(v - ek)
    il = gl*(v - el)
}
DERIVATIVE gates {
    rates(v)
    m' = (minf - m)/mtau
    h' = (hinf - h)/htau
    n' = (ninf - n)/ntau
}
PROCEDURE rates(u (mV)) {
    LOCAL opening, closing, faster
    TABLE minf, mtau, hinf, htau, ninf, ntau DEPEND celsius FROM -100 TO 100 WITH 200
    UNITSOFF
    faster = 3^((celsius - 6.3)/10)
    opening = 0.1*vtrap(-(u + 40), 10)
    closing = 4*exp(-(u + 65)/18)
    minf = opening/(opening + closing)
    mtau = 1/(faster*(opening + closing))
    opening = 0.07*exp(-(u + 65)/20)
    closing = 1/(exp(-(u + 35)/10) + 1)
    hinf = opening/(opening + closing)
    htau = 1/(faster*(opening + closing))
    opening = 0.01*vtrap(-(u + 55), 10)
    closing = 0.125*exp(-(u + 65)/80)
    ninf = opening/(opening + closing)
    ntau = 1/(faster*(opening + closing))
    UNITSON
}
FUNCTION vtrap(x, y) {
    if (fabs(x/y) < 1e-6) {
        vtrap = y*(1 - x/y/2)
    } else {
        vtrap = x/(exp(x/y) - 1)
    }
}
