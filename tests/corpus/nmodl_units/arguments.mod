: Functions and what they are given.
NEURON { SUFFIX arguments RANGE x }
UNITS { (mV) = (millivolt) }
PARAMETER { slope = 5 (mV) limit = -0.02 (volt) }
ASSIGNED { v (mV) x (/ms) y }
INITIAL {
    x = alpha(limit, slope)
    x = alpha(v, 5)
    x = alpha(v, 5 (ms))
    x = beta(v)
    y = exp(v)
    y = exp((v - limit)/slope)
    y = 2^v
    y = v^0.5
    y = v^2/slope^2
    net_send(v, 1)
    printf("%g", v)
}
FUNCTION alpha(u (mV), k (mV)) (/ms) {
    alpha = 0.1*exp(u/k)
}
FUNCTION beta(u) (/ms) {
    beta = exp(-u/18(mV))
}
