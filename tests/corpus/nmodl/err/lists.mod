NEURON { SUFFIX a GLOBAL nowhere, m RANGE diam, gbra, celcius }
PARAMETER { gbar = 1 celcius = 3 }
STATE { m }
