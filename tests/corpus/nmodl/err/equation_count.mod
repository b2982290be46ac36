NEURON { SUFFIX steady }
STATE { a b c }
INITIAL { SOLVE equilibrium }
LINEAR equilibrium {
	~ a + b + c = 1
	~ a = 2*b
}
