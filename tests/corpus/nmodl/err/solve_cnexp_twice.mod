NEURON { SUFFIX kv }
STATE { m h }
BREAKPOINT {
	SOLVE fast METHOD cnexp
	SOLVE slow METHOD cnexp
}
DERIVATIVE fast { m' = -m }
DERIVATIVE slow { h' = -h/100 }
