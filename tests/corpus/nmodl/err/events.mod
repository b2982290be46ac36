NEURON { POINT_PROCESS relay }
ASSIGNED { n }
BREAKPOINT {
	net_send(1, 1)
	WATCH (v > 0) 2
}
PROCEDURE fire() { net_event(t) }
NET_RECEIVE (w, x) {
	INITIAL { n = 0 }
	FOR_NETCONS (a) { n = n + a }
	net_move(t + 1)
}
INITIAL { INITIAL { n = 0 } }
