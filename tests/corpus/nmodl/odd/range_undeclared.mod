NEURON { SUFFIX kv  RANGE gbra }
PARAMETER { gbar = 1 }
