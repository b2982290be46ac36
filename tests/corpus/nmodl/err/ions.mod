NEURON { SUFFIX a USEION na READ ena, ki USEION na WRITE ina USEION ca READ cao }
CONSTANT { cao = 2 (mM) }
