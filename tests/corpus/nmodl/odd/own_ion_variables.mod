NEURON {
	SUFFIX cal
	USEION ca READ cai WRITE ica
	USEION k READ ki
	RANGE ek
}
PARAMETER { cao = 2 (mM)  ek = -90 (mV) }
ASSIGNED { v  cai  ica  ik  ki }
BREAKPOINT {
	ica = cai - cao
	ik = v - ek
}
