NEURON { ARTIFICIAL_CELL relay }
ASSIGNED { n }
NET_RECEIVE (w) { n = w }
NET_RECEIVE () { n = 1 }
