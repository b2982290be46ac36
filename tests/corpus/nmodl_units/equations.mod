: LINEAR and NONLINEAR equations, TABLE, arrays, derivatives and a function's own unit.
NEURON { SUFFIX equations RANGE x }
UNITS { (mV) = (millivolt) (mM) = (milli/liter) }
INDEPENDENT { t FROM 0 TO 1 WITH 1 (sec) }
PARAMETER { rate = 3 (/ms) top = 1 (mM) ratio = 2 }
ASSIGNED { x[2] (mM) y (mM/sec) v (mV) }
STATE { p (mM) q (mV) }
INITIAL { SOLVE pair  p = p0  q = p0 }
LINEAR pair {
    ~ p + q = top
    ~ x[0]*ratio = 2*top
}
NONLINEAR others {
    ~ p*q = 3
    ~ p^2 = top
}
DERIVATIVE states {
    p' = rate*p
    p' = y
    q'' = q/1(ms2)
}
FUNCTION scaled(u (mV)) (mV) {
    TABLE FROM -100 TO 100 WITH 200
    scaled = u*ratio
    scaled = u*u
    scaled = scaled + 1(volt)
}
