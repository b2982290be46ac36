NEURON { SUFFIX kv }
STATE { m h a b }
BREAKPOINT {
	SOLVE states METHOD sparse
	SOLVE scheme METHOD cnexp
	SOLVE steady METHOD newton
	SOLVE rates METHOD euler
}
DERIVATIVE states { m' = -m }
KINETIC scheme { ~ a <-> b (1, 2) }
LINEAR steady { ~ h = 1 }
PROCEDURE rates() { }
