TITLE a voltage-gated channel
COMMENT
Everything here is ours. BREAKPOINT { in a comment } means nothing.
ENDCOMMENT
NEURON {
	SUFFIX Kx
	REPRESENTS [NCIT:C17008] : the colon starts no comment
	USEION k READ ek WRITE ik REPRESENTS CHEBI:29103
	RANGE gbar, g, ik, ek, minf
	GLOBAL vhalf, tau_m ? the other comment
}
UNITS { (mV) = (millivolt)  (S) = (siemens)  FARADAY = (faraday) (coulomb)  inch = (foot) -> (inch)  R = 8.3134 (joule/degC) }
INDEPENDENT { t FROM 0 TO 1 WITH 1 (ms) }
PARAMETER {
	gbar = 1.23456789e-3 (S/cm2) <0, 1e9>
	vhalf = -25.5 (mV)
	tau_m (ms)
	celsius = 6.3 (degC)
	v (mV)
	ek = -77 (mV)
	q10 = 3
}
CONSTANT { ten = 10 (degC) }
ASSIGNED { g (S/cm2)  ik (mA/cm2)  minf  hidden }
STATE { m FROM 0 TO 1 START 0.25 }
LOCAL factor, table[4]
INITIAL { rates(v)  m = minf }
BREAKPOINT {
	SOLVE states METHOD cnexp
	g = gbar*m^4
	ik = g*(v - ek)
}
DERIVATIVE states { rates(v)  m' = (minf - m)/tau_m }
PROCEDURE rates(u (mV)) {
	LOCAL alpha
	TABLE minf DEPEND vhalf, celsius FROM -100 TO 100 WITH 200
	UNITSOFF
	alpha = vtrap(-(u - vhalf), 9) * q10^((celsius - 6.3)/ten)
	minf = alpha/(alpha + exp(-2^-u^2))
	UNITSON
}
FUNCTION vtrap(x (mV), y (mV)) (mV) {
	if (fabs(x/y) < 1e-6 && !(y == 0)) { vtrap = y*(1 - x/y/2) } else if (x >= 1 || x <= -1) { vtrap = x } else { vtrap = 0 (mV) }
}
