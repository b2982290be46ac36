NEURON { SUFFIX kv  NONSPECIFIC_CURRENT i }
CONSTANT { q10 = 3 }
PARAMETER { gbar = 1 }
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT {
	i = gbar(v + 70) + alfa(v) + expo(v) + q10(v)
}
FUNCTION alpha(v (mV)) { alpha = v }
