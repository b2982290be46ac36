"""Lets a model come to rest in NEURON and prints where that is, and impedances there, as json.

Layout: v_init; sections [name]; v [[mV of each segment] of each section]; impedances [{site, input [{f, re, im}]}] in MOhm.
The variable time step takes the model through --settle ms. An impedance is that of the voltage's answer to a step of current,
half the difference of a step up and one down: Z(f) is the sum of every change of it times exp(-2 pi i f t).
"""
import numpy as np

from loading import Model, arguments, short

TOLERANCE = 1e-9
# (end ms, step ms) of the times that an answer is read at
GRID = [(2, 0.01), (60, 0.05), (400, 0.25), (3000, 4)]


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument('--settle', type=float, default=5000, help='ms')
    parser.add_argument('--site', action='append', default=[], metavar='SECTION:X')
    parser.add_argument('--frequency', action='append', type=float, default=[], metavar='HZ')
    parser.add_argument('--amplitude', type=float, default=2e-4, help='of the step, nA')
    options = parser.parse_args()
    model = Model(options)
    solver = model.h.CVode()
    solver.active(1)
    solver.atol(TOLERANCE)
    run(model, solver, options.settle)
    v = [[segment.v for segment in section] for section in model.sections]
    impedances = [dict(site=site, input=impedance(model, solver, options, site)) for site in options.site]
    model.print_json(dict(v_init=model.h.v_init, sections=[short(section) for section in model.sections], v=v,
                          impedances=impedances))


def run(model, solver, until):
    model.h.finitialize(model.h.v_init)
    solver.solve(until)


def impedance(model, solver, options, site):
    name, x = site.split(':')
    segment = next(section for section in model.sections if short(section) == name)(float(x))
    up, down = (answer(model, solver, options, segment, sign * options.amplitude) for sign in (1, -1))
    changes = np.diff((up - down) / 2 / options.amplitude)
    times = grid()
    middle, width = (times[1:] + times[:-1]) / 2, np.diff(times)
    found = [(f, np.sum(changes * np.exp(-2e-3j * np.pi * f * middle) * np.sinc(1e-3 * f * width))) for f in options.frequency]
    return [dict(f=f, re=z.real, im=z.imag) for f, z in found]


def grid():
    times, start = [0.0], 0
    for end, step in GRID:
        times += list(np.arange(start + step, end + step / 2, step))
        start = end
    return np.array(times)


def answer(model, solver, options, segment, amplitude):
    """the voltage, mV, after a step at the end of the settling"""
    h = model.h
    clamp = h.IClamp(segment)
    clamp.amp, clamp.delay, clamp.dur = amplitude, options.settle, 1e9
    times = h.Vector(options.settle + grid())
    v = h.Vector().record(segment._ref_v, times)
    run(model, solver, options.settle + GRID[-1][0] + 1)
    return np.array(v)


if __name__ == '__main__':
    main()
