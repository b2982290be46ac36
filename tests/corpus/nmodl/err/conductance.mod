NEURON { SUFFIX kv  USEION k READ ek WRITE ik }
ASSIGNED { v  ek  ik  g }
BREAKPOINT {
	CONDUCTANCE g USEION na
	ik = g*(v - ek)
	rates()
}
PROCEDURE rates() {
	CONDUCTANCE gk
	g = 1
}
