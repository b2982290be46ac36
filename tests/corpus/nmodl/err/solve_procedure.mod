NEURON { SUFFIX kv }
STATE { m }
INITIAL { SOLVE step1 STEADYSTATE sparse }
BREAKPOINT { SOLVE advance }
PROCEDURE advance(x) { m = m + x*dt }
PROCEDURE step1() { m = 0 }
