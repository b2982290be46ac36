NEURON { SUFFIX a }
PROCEDURE rates() {
	if (v > 0) {
		x = 1

BREAKPOINT {
	i = g
}
