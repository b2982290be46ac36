NEURON { SUFFIX kv }
ASSIGNED { m  tau }
STATE { hgate }
BREAKPOINT { SOLVE states METHOD cnexp }
DERIVATIVE states {
	m' = -m/tau
	hgat' = -hgate/tau
}
