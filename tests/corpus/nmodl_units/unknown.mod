: Units that NEURON does not know, in declarations and in the UNITS block, where it stops.
NEURON { SUFFIX unknown RANGE g, e, c, r, l }
UNITS {
    (mA) = (milliampere)
    (ms) = (millisec)
    (foo) = (fooo)
    (mA) = (milliamp)
    bad = (volt) (liter)
}
PARAMETER {
    g = 1 (S/cm2)
    e = 1 (mV)
    c = 1 (uF/cm^2)
    r = 1 (mA*ms)
    l = 1 (foo)
    n = 1 (/mV)
}
ASSIGNED { v (millivolt) }
INITIAL { e = 3 (pV) }
