NEURON { SUFFIX kv }
INITIAL {
	LOCAL a, b, a
	a = 1
	b = a
}
