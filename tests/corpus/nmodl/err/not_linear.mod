NEURON { SUFFIX steady }
STATE { a b c }
INITIAL { SOLVE equilibrium }
LINEAR equilibrium {
	~ a*b = 1
	~ 1/b + exp(c) = 2
	~ 2*(a + c) = 3
}
