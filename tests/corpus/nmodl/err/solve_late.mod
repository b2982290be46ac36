NEURON { SUFFIX kv }
STATE { m }
DERIVATIVE states { m' = -m }
BREAKPOINT { SOLVE states METHOD cnexp }
