NEURON { SUFFIX a }
STATE { m }
BREAKPOINT { SOLVE state METHOD cnxp t = 3 }
DERIVATIVE states { m' = -m }
