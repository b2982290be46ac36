NEURON {
	SUFFIX two
	USEION na READ ena WRITE ina
	USEION k READ ek WRITE ik
	NONSPECIFIC_CURRENT il
}
ASSIGNED { v  ena  ek  ina  ik  il }
INITIAL { il = 0 }
BREAKPOINT { fast() }
PROCEDURE fast() { ina = v - ena }
