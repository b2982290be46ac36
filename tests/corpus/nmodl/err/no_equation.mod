NEURON { SUFFIX kv }
STATE { m a }
BREAKPOINT {
	SOLVE states METHOD cnexp
	SOLVE scheme METHOD sparse
}
DERIVATIVE states { m = 1 }
KINETIC scheme { a = 1 }
