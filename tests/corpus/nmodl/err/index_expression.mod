NEURON { SUFFIX shells }
ASSIGNED { ca[4]  order[4]  n }
INITIAL {
	ca[-1] = 0
	ca[order[1]] = 0
	ca[1.5] = 0
	FROM i = 0 TO n^2 { ca[i] = 0 }
}
