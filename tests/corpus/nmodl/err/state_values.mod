NEURON { SUFFIX kv }
ASSIGNED { x START 1  y <1e-6>  z }
