NEURON { POINT_PROCESS syn  NONSPECIFIC_CURRENT i  USEION na READ ena }
ASSIGNED { v  i  ena }
STATE { g }
BREAKPOINT { i = g*v }
NET_RECEIVE (w) {
	INITIAL { w = 1 }
	INITIAL { w = 2 }
	g = g + w*ena
}
