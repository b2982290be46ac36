NEURON { SUFFIX shells  NONSPECIFIC_CURRENT i }
PARAMETER { gbar = 1 }
ASSIGNED { v (mV)  i (mA/cm2)  ca[4] (mM) }
BREAKPOINT {
	LOCAL a, b[2]
	ca = 0
	i = gbar[1] + a[0] + b + f(v)
}
FUNCTION f(x) { f = x[1] }
