NEURON { SUFFIX kv  NONSPECIFIC_CURRENT i }
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT {
	rates(v)
	i = alpha(v) + exp(v, 1) + log()
}
PROCEDURE rates() { }
FUNCTION alpha(v (mV), shift (mV)) { alpha = v + shift }
