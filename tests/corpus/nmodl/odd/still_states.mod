NEURON { SUFFIX kv }
STATE { m h n }
INITIAL { h = 1 }
BREAKPOINT { }
DERIVATIVE states { n' = -n }
