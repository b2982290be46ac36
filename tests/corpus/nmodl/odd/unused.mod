NEURON { SUFFIX leak  NONSPECIFIC_CURRENT i  RANGE g }
UNITS { F = (faraday) (coulomb) }
PARAMETER {
	g = 1 (S/cm2)
	e = -70 (mV)
	celsius (degC)
	q10 = 3
	vhalf = -20 (mV)
}
ASSIGNED { v (mV)  i (mA/cm2)  minf  mtau (ms)  hinf }
BREAKPOINT { i = g*(v - e) }
