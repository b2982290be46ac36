NEURON { SUFFIX cadif }
STATE { ca b }
BREAKPOINT { SOLVE scheme METHOD sparse }
KINETIC scheme {
	COMPARTMENT 2 { b }
	LONGITUDINAL_DIFFUSION 0.6 { ca }
	~ ca <-> b (1, 2)
}
