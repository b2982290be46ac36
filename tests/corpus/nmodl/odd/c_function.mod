NEURON { SUFFIX kv  NONSPECIFIC_CURRENT i }
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT { i = abs(v) }
