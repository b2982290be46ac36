NEURON { SUFFIX pump }
ASSIGNED { q }
STATE { a b }
BREAKPOINT { SOLVE scheme METHOD sparse }
KINETIC scheme {
	~ a <-> b (1, 2)
	~ q << (3)
	CONSERVE a + q = 1
}
