NEURON { RANGE a, b, nowhere }
PARAMETER { a = 1 }
NEURON { RANGE c }
PARAMETER { c = 2 }
ASSIGNED { b }
STATE { s }
FUNCTION b2() { b2 = 1 }
BREAKPOINT { }
