NEURON { SUFFIX a }
ASSIGNED { t (ms) }
