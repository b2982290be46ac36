COMMENT
Calcium in a thin shell under the membrane: influx by the calcium current, exponential removal.

Destexhe A, Mainen ZF, Sejnowski TJ (1994) Synthesis of models for excitable membranes, synaptic
transmission and neuromodulation using a common kinetic formalism. Journal of Computational
Neuroscience 1:195-230.

free_fraction is the part of the influx that escapes buffering.
ENDCOMMENT

NEURON {
    THREADSAFE
    SUFFIX capool
    USEION ca READ ica WRITE cai
    RANGE free_fraction, tau_removal, depth, ca_rest
}

UNITS {
    (mA) = (milliamp)
    (mM) = (milli/liter)
    (um) = (micron)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    free_fraction = 0.05 (1)
    tau_removal = 80 (ms) <1e-3, 1e6>
    depth = 0.1 (um) <1e-3, 1e3>
    ca_rest = 1e-4 (mM)
}

ASSIGNED {
    ica (mA/cm2)
}

STATE {
    cai (mM)
}

INITIAL {
    cai = ca_rest
}

BREAKPOINT {
    SOLVE shell METHOD cnexp
}

DERIVATIVE shell {
    cai' = -(10000)*free_fraction*ica/(2*FARADAY*depth) - (cai - ca_rest)/tau_removal
}
