COMMENT
Glutamatergic synapse: AMPA and NMDA conductances of one release site, each with a dual-exponential time
course. The weight of a NetCon is the peak AMPA conductance; the NMDA peak is nmda_ratio times it.

Magnesium block: Jahr CE, Stevens CF (1990) Voltage dependence of NMDA-activated macroscopic conductances
predicted by single-channel kinetics. Journal of Neuroscience 10:3178-3182.
ENDCOMMENT

NEURON {
    THREADSAFE
    POINT_PROCESS AmpaNmda
    NONSPECIFIC_CURRENT i
    RANGE tau_rise_ampa, tau_decay_ampa, tau_rise_nmda, tau_decay_nmda, nmda_ratio, mg, e
    RANGE i, g_ampa, g_nmda
}

UNITS {
    (mV) = (millivolt)
    (nA) = (nanoamp)
    (uS) = (microsiemens)
    (mM) = (milli/liter)
}

PARAMETER {
    tau_rise_ampa = 0.2 (ms) <1e-9, 1e9>
    tau_decay_ampa = 1.7 (ms) <1e-9, 1e9>
    tau_rise_nmda = 0.29 (ms) <1e-9, 1e9>
    tau_decay_nmda = 43 (ms) <1e-9, 1e9>
    nmda_ratio = 0.7 (1)
    mg = 1 (mM)
    e = 0 (mV)
}

ASSIGNED {
    v (mV)
    i (nA)
    g_ampa (uS)
    g_nmda (uS)
    peak_ampa (1)
    peak_nmda (1)
}

STATE {
    rise_ampa (uS)
    decay_ampa (uS)
    rise_nmda (uS)
    decay_nmda (uS)
}

INITIAL {
    peak_ampa = to_unit_peak(tau_rise_ampa, tau_decay_ampa)
    peak_nmda = to_unit_peak(tau_rise_nmda, tau_decay_nmda)
    rise_ampa = 0
    decay_ampa = 0
    rise_nmda = 0
    decay_nmda = 0
}

BREAKPOINT {
    SOLVE conductances METHOD cnexp
    g_ampa = decay_ampa - rise_ampa
    g_nmda = (decay_nmda - rise_nmda)*unblocked(v)
    i = (g_ampa + g_nmda)*(v - e)
}

DERIVATIVE conductances {
    rise_ampa' = -rise_ampa/tau_rise_ampa
    decay_ampa' = -decay_ampa/tau_decay_ampa
    rise_nmda' = -rise_nmda/tau_rise_nmda
    decay_nmda' = -decay_nmda/tau_decay_nmda
}

NET_RECEIVE(weight (uS)) {
    rise_ampa = rise_ampa + weight*peak_ampa
    decay_ampa = decay_ampa + weight*peak_ampa
    rise_nmda = rise_nmda + weight*nmda_ratio*peak_nmda
    decay_nmda = decay_nmda + weight*nmda_ratio*peak_nmda
}

: fraction of NMDA channels without a magnesium ion
FUNCTION unblocked(u (mV)) (1) {
    unblocked = 1/(1 + mg/3.57 (mM) * exp(-0.062 (/mV) * u))
}

: the factor that gives exp(-t/decay) - exp(-t/rise) a peak of 1
FUNCTION to_unit_peak(rise (ms), decay (ms)) (1) {
    LOCAL t_peak
    t_peak = rise*decay/(decay - rise)*log(decay/rise)
    to_unit_peak = 1/(exp(-t_peak/decay) - exp(-t_peak/rise))
}
