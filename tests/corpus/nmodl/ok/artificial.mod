NEURON { ARTIFICIAL_CELL Cell RANGE tau RANDOM draw }
PARAMETER { tau = 10 (ms) ib = 1 }
ASSIGNED { m }
NET_RECEIVE(w) { m = m + w LAG m BY tau }
