NEURON {
	SUFFIX leak
	NONSPECIFIC_CURRENT i
	USEION ca READ cai
	RANGE gbar, shift
}
PARAMETER { gbar = 1 (S/cm2)  e = -70 (mV) }
ASSIGNED { v (mV)  i (mA/cm2) }
BREAKPOINT {
	FROM k = 0 TO 3 { i = i + k }
	i = gber*(v - e - shift)*cai
	i = i*k + gber*FARADY
}
