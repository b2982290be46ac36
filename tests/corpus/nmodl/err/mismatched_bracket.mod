NEURON { SUFFIX a }
BREAKPOINT { i = g*(v - e }
