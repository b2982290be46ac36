: The most common flaw: a conductance density in S/cm2 with a current in uA/cm2, and a time in seconds.
NEURON {
    SUFFIX current
    NONSPECIFIC_CURRENT i
    RANGE g, e, tau
}
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (mS) = (millisiemens)
}
PARAMETER {
    g = 0.3 (mS/cm2)
    e = -70 (mV)
    tau = 0.01 (sec)
    length = 10 (micron)
}
ASSIGNED {
    v (mV)
    i (mA/cm2)
    charge (mA)
}
STATE { n }
BREAKPOINT {
    SOLVE states METHOD cnexp
    i = g*n*(v - e)
    charge = i*length^2
}
DERIVATIVE states {
    n' = (1 - n)/tau
}
