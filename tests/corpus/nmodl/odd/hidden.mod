NEURON { SUFFIX kv  RANGE minf }
ASSIGNED { v  minf }
INITIAL { rates(v) }
PROCEDURE rates(v) {
	LOCAL minf, x
	x = v
	minf = x
}
