: Reactions: quantities, rates and diffusion.
NEURON { SUFFIX kinetic USEION ca READ cai, ica WRITE cai }
UNITS {
    (mV) = (millivolt)
    (mA) = (milliamp)
    (um) = (micron)
    (mM) = (milli/liter)
    FARADAY = (faraday) (coulomb)
    PI = (pi) (1)
}
PARAMETER {
    volume = 2 (um2)
    D = 0.6 (um2/ms)
    kf = 10 (/mM-ms)
    kb = 2 (/ms)
    slow = 2 (/sec)
    total = 3 (mM)
}
ASSIGNED { cai (mM) ica (mA/cm2) diam (um) x (mM) y (mM/ms) }
STATE { ca (mM) buffer (mM) bound (mM) pump (mM-um) }
INITIAL { SOLVE scheme STEADYSTATE sparse }
BREAKPOINT { SOLVE scheme METHOD sparse }
KINETIC scheme {
    ~ ca + buffer <-> bound (kf*volume, kb)
    ~ ca + buffer <-> bound (kf, slow*volume)
    ~ bound -> (slow)
    ~ ca << (-(10000)*ica*PI*diam/(2*FARADAY))
    ~ ca << (2)
    ~ 2 ca <-> bound (0.5, 1)
    ~ ca <-> pump (kb, kb)
    y = f_flux
    CONSERVE buffer + bound = total
    CONSERVE buffer + ca = 4 (mM)
    COMPARTMENT volume { ca buffer bound }
    COMPARTMENT volume { ca }
    LONGITUDINAL_DIFFUSION D*volume { ca }
    LONGITUDINAL_DIFFUSION D { bound pump }
    cai = ca
}
