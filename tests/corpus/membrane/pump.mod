: a calcium pump of fixed density that holds a shell; the volumes stand last, and its steady state is not linear
NEURON {
    SUFFIX pump
    USEION ca READ cao, cai WRITE cai, ica
    RANGE density, leak
}

UNITS {
    (mV)  = (millivolt)
    (mA)  = (milliamp)
    (um)  = (micron)
    (mM)  = (milli/liter)
    (mol) = (1)
    PI      = (pi) (1)
    FARADAY = (faraday) (coulomb)
}

PARAMETER {
    density = 5e-14 (mol/cm2)
    leak = 1e-3 (um2/ms)
    bind = 4e8 (/mM-s)
    unbind = 3e5 (/s)
    out = 6e2 (/s)
    back = 4 (/mM-s)
}

ASSIGNED {
    diam (um)
    cao (mM)
    ica (mA/cm2)
    flux (mA/cm2)
}

STATE {
    cai (mM)
    free (mol/cm2)
    bound (mol/cm2)
}

INITIAL { SOLVE pumping STEADYSTATE sparse }

BREAKPOINT {
    SOLVE pumping METHOD sparse
    ica = flux
}

KINETIC pumping {
    ~ cao <-> cai (leak*1(1), leak*1(1))
    ~ cai + free <-> bound (1e7*bind*PI*diam, 1e7*unbind*PI*diam)
    ~ bound <-> free + cao (1e7*out*PI*diam, 1e7*back*PI*diam)
    flux = 1e-4*2*FARADAY*(f_flux - b_flux)/(PI*diam)
    CONSERVE free + bound = density*1e10*PI*diam
    COMPARTMENT PI*diam*diam/4 { cai }
    COMPARTMENT 1e10*PI*diam { free bound }
    COMPARTMENT 1e15 { cao }
}
