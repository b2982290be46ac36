TITLE Leak, as NEURON has it built in a second time
NEURON {
    SUFFIX fastpas
    NONSPECIFIC_CURRENT i
    RANGE g, e
}
UNITS { (mV) = (millivolt)  (mA) = (milliamp)  (S) = (siemens) }
PARAMETER {
    g = 5e-4 (S/cm2)
    e = -65 (mV)
}
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT { i = g*(v - e) }
