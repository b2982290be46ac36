NEURON { SUFFIX kv }
STATE { m n }
BREAKPOINT {
	~ m <-> n (1, 2)
	COMPARTMENT 1 { m }
}
PROCEDURE rates() {
	~ m = 1
	CONSERVE m + n = 1
}
