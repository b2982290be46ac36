"""Runs a model directory in NEURON and prints the somatic voltage as json.

Layout: {celsius, v_init, dt, spikes: [ms], t: [ms], v: [mV]}; a spike is an upward crossing of the threshold at the middle
of the soma. The trace has every step. The step of current is added to what the model's own stimuli inject.
"""
from loading import Model, arguments


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument('--current', default='0:0:0', metavar='NA:DELAY:DURATION', help='step into the middle of the soma')
    parser.add_argument('--tstop', type=float, help='ms; default is what the model says')
    parser.add_argument('--dt', type=float, default=0.025, help='ms')
    parser.add_argument('--threshold', type=float, default=-20, help='mV')
    options = parser.parse_args()
    model = Model(options)
    model.print_json(simulate(model, options))


def simulate(model, options):
    h, middle = model.h, model.soma(0.5)
    h.load_file('stdrun.hoc')
    clamp = h.IClamp(middle)
    clamp.amp, clamp.delay, clamp.dur = (float(each) for each in options.current.split(':'))
    t, v = h.Vector().record(h._ref_t), h.Vector().record(middle._ref_v)
    spikes = h.Vector()
    detector = h.NetCon(middle._ref_v, None, sec=middle.sec)
    detector.threshold = options.threshold
    detector.record(spikes)
    h.dt, h.steps_per_ms = options.dt, 1 / options.dt
    if options.tstop:
        h.tstop = options.tstop
    h.finitialize(h.v_init)
    h.continuerun(h.tstop)
    return dict(celsius=h.celsius, v_init=h.v_init, dt=h.dt, spikes=list(spikes), t=list(t), v=list(v))


if __name__ == '__main__':
    main()
