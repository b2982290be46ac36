NEURON { SUFFIX shells }
DEFINE N 4
STATE { ca[N] }
INITIAL {
	ca[0] = 1
	ca[4] = 1
	ca[N] = 1
}
BREAKPOINT { ca[3] = 0 }
