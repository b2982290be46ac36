NEURON { SUFFIX kv  NONSPECIFIC_CURRENT i  THREADSAFE }
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT { i = abs(v) + fmax(v, 0) }
