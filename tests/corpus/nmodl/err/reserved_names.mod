NEURON { SUFFIX kv }
PARAMETER { step = 1  force = 2 }
ASSIGNED { error }
STATE { euler }
FUNCTION ramp(x) { ramp = x }
