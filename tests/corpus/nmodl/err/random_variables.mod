NEURON { POINT_PROCESS noise  NONSPECIFIC_CURRENT i  RANDOM draw, seed }
PARAMETER { seed = 1 }
ASSIGNED { i  v }
BREAKPOINT {
	i = random_uniform(drow) + draw + random_normal(2, 0, 1)
}
