NEURON {
	POINT_PROCESS Syn
	NONSPECIFIC_CURRENT i
	RANGE e, tau, g, A0
	POINTER pre
	BBCOREPOINTER state
	EXTERNAL total
	GLOBAL scale
}
DEFINE N 3
DEFINE LOW -2
PARAMETER { e = LOW (mV)  tau = N (ms) <1e-9, 1e9>  scale = 2  w[N] (1)  mode = -N }
ASSIGNED { i (nA)  g (uS)  v (mV)  history[N]  pre  state  on }
STATE { A (uS) }
CONSTRUCTOR { on = 0 }
DESTRUCTOR {
VERBATIM
	/* } is C here */
ENDVERBATIM
}
INITIAL { net_send(3, 1)  FROM k = 0 TO N-1 BY 1 { history[k] = 0 } }
BREAKPOINT { SOLVE decay METHOD cnexp CONDUCTANCE g  g = A  i = g*(v - e) }
DERIVATIVE decay { A' = -A/tau }
NET_RECEIVE(weight (uS), seen) {
	INITIAL { seen = 0 }
	if (flag == 1) { WATCH (v > -20 (mV)) 2, (v - e < 0) 3  net_event(t) }
	FOR_NETCONS(other, b) { other = other*1.5 }
	while (seen < 3) { seen = seen + 1 }
	A = A + weight
}
BEFORE STEP { PROTECT on = on + 1 }
AFTER SOLVE { MUTEXLOCK on = 1 MUTEXUNLOCK }
FUNCTION_TABLE lookup(v (mV), x) (ms)
FUNCTION named(x) { named = call_it("a name", history[INT(x) + 1]) }
VERBATIM
static double call_it(char* name, double x) { return x; }
ENDVERBATIM
