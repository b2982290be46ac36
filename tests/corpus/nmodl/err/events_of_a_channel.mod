NEURON { SUFFIX kv }
ASSIGNED { n }
NET_RECEIVE (w) { n = w }
DESTRUCTOR { n = 0 }
