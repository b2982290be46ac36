NEURON { SUFFIX kv  NONSPECIFIC_CURRENT i }
ASSIGNED { v (mV)  i  minf }
BREAKPOINT {
	TABLE minf FROM 0 TO 1 WITH 10
	rates(v)
	i = alpha(v) + beta(v, 1)
}
PROCEDURE rates(v) {
	LOCAL x
	TABLE FROM -100 TO 100 WITH 200
	TABLE x FROM -100 TO 100 WITH 200
	x = v
	minf = x
}
FUNCTION alpha(v) {
	TABLE minf FROM -100 TO 100 WITH 200
	alpha = v
}
FUNCTION beta(v, w) {
	TABLE FROM -100 TO 100 WITH 200
	beta = v + w
}
