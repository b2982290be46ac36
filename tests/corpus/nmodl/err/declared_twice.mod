NEURON { SUFFIX a }
PARAMETER { g = 1 }
ASSIGNED { g }
CONSTANT { h = 1 }
STATE { h }
FUNCTION f() { f = 1 }
PROCEDURE f() { }
FUNCTION h2() { h2 = 1 }
ASSIGNED { h2 }
