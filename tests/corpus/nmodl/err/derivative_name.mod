NEURON { SUFFIX kv }
PARAMETER { Dm = 1 }
STATE { m }
BREAKPOINT { SOLVE states METHOD cnexp }
DERIVATIVE states { m' = -Dm*m }
