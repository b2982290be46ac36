"""Lets a model rest and then makes it fire, and prints the outcome as json.

Layout: rest: mV at the soma after --settle ms, or null where a voltage is no number; alone: spikes until then; fires: the first
of the steps of current (nA, each twice the one before) that makes the soma fire, or null.
"""
import math

from loading import Model, arguments

FIRST_NA, STEP_MS, THRESHOLD_MV = 0.05, 100, -20


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument('--settle', type=float, default=100, help='ms')
    parser.add_argument('--most', type=float, default=25.6, help='nA')
    options = parser.parse_args()
    model = Model(options)
    model.print_json(fire(model, options))


def take_off(model):
    """Moves what sits on the cell to a section of its own, which is returned."""
    elsewhere = model.h.Section(name='elsewhere')
    for connection in model.h.List('NetCon'):
        connection.active(0)
    segments = [segment for section in model.sections for segment in section.allseg()]
    for process in [process for segment in segments for process in segment.point_processes()]:
        process.loc(elsewhere(0.5))
    return elsewhere


def fire(model, options):
    h, soma = model.h, model.soma(0.5)
    h.load_file('stdrun.hoc')
    elsewhere = take_off(model)
    clamp, spikes = h.IClamp(soma), h.Vector()
    clamp.delay, clamp.dur, clamp.amp = options.settle, STEP_MS, 0
    detector = h.NetCon(soma._ref_v, None, sec=soma.sec)
    detector.threshold = THRESHOLD_MV
    detector.record(spikes)
    h.finitialize(h.v_init)
    h.continuerun(options.settle)
    finite = all(math.isfinite(segment.v) for section in model.sections for segment in section)
    found = dict(rest=soma.v if finite else None, alone=len(spikes), fires=None)
    amplitude = FIRST_NA
    while finite and found['fires'] is None and amplitude <= options.most:
        clamp.amp = amplitude
        h.finitialize(h.v_init)
        h.continuerun(options.settle + STEP_MS)
        if any(spike > options.settle for spike in spikes):
            found['fires'] = amplitude
        amplitude *= 2
    return found


if __name__ == '__main__':
    main()
