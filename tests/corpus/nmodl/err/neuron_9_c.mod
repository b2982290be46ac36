NEURON { POINT_PROCESS player  EXTERNAL lookup  THREADSAFE }
PARAMETER { template = 1 }
ASSIGNED { x }
VERBATIM
static double mean(a, b) double a, b; {
	return (a + b)/2;
}
ENDVERBATIM
PROCEDURE play() {
VERBATIM
	extern double* vector_vec();
	double* values;
	values = malloc(8);
	values = vector_vec(vector_arg(1));
	_ppvar[2]._pval = values;
	_p[0] = values[0];
ENDVERBATIM
	x = lookup(1)*template
}
