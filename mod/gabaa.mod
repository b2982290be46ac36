COMMENT
GABA-A synapse with a dual-exponential conductance. The weight of a NetCon is the peak conductance.

Time course: Salin PA, Prince DA (1996) Spontaneous GABA-A receptor-mediated inhibitory currents in adult
rat somatosensory cortex. Journal of Neurophysiology 75:1573-1588.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS GabaA
    NONSPECIFIC_CURRENT i
    RANGE tau_rise, tau_decay, e, i, g
}

UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
}

PARAMETER {
    tau_rise = 0.5 (ms) <1e-9, 1e9>
    tau_decay = 8 (ms) <1e-9, 1e9>
    e = -80 (mV)
}

ASSIGNED {
    v (mV)
    i (nA)
    g (uS)
    peak (1)
}

STATE {
    rise (uS)
    decay (uS)
}

INITIAL {
    LOCAL t_peak
    t_peak = tau_rise*tau_decay/(tau_decay - tau_rise)*log(tau_decay/tau_rise)
    peak = 1/(exp(-t_peak/tau_decay) - exp(-t_peak/tau_rise))
    rise = 0
    decay = 0
}

BREAKPOINT {
    SOLVE conductance METHOD cnexp
    g = decay - rise
    i = g*(v - e)
}

DERIVATIVE conductance {
    rise' = -rise/tau_rise
    decay' = -decay/tau_decay
}

NET_RECEIVE(weight (uS)) {
    rise = rise + weight*peak
    decay = decay + weight*peak
}
