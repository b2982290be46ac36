: More findings than are told.
NEURON { SUFFIX many }
UNITS { (mV) = (millivolt) }
PARAMETER { a = 1 (mV) b = 2 (ms) }
INITIAL {
    a = 1*b
    a = 2*b
    a = 3*b
    a = 4*b
    a = 5*b
    a = 6*b
    a = 7*b
    a = 8*b
    a = 9*b
    a = 10*b
    a = 11*b
    a = 12*b
    a = 13*b
    a = 14*b
    a = 15*b
    a = 16*b
    a = 17*b
    a = 18*b
    a = 19*b
    a = 20*b
    a = 21*b
    a = 22*b
    a = 23*b
    a = 24*b
    a = 25*b
}
