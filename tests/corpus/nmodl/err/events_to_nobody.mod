NEURON { ARTIFICIAL_CELL relay }
INITIAL { net_send(1, 1) }
