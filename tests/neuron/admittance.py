"""Prints the admittance per area of one segment as json, found in up to three ways in NEURON.

A job is one of one_segment.py with v [mV], frequencies [Hz] and, when wished, settle_steps_ms (0.1, 1, 10, 100, 1000),
deltafac (1e-7), amplitude_mv (0.01), step_ms (0.1), methods (all three).
Layout: neuron_version; results, one per job: {error} or {v, drift, values, and by method {refused} or {admittance: [{f, re,
im, spread}]}}. Values are all variables at the operating point: after finitialize(v) and `states`, and after 200 fixed
steps of each of settle_steps_ms with v held, so that the states rest; drift is their largest relative change in 200 more of
the first of these; an empty list stays at finitialize; explicit methods (euler, runge) need steps shorter than their time
constants. An admittance is in S/cm2 and is the whole one, the capacitance cm_uf_per_cm2 included; nan where its equations are
singular (0 Hz and a conserved sum). spread: relative, as below.
- impedance: 1 / Impedance.compute(f, 1) / area. NEURON 8.2.6; 9.0.2 is wrong. Ion concentrations are not coupled. Its
  derivatives are one-sided differences: deltafac is their step in mV and in units of a state.
  spread: with steps twice as long. Where its equations are singular it is some number.
- equations: i_v + i_s (i w - F_s)^-1 F_v, the derivatives taken from the variable step method's f(y) by central differences of
  eighth order; concentrations that mechanisms write are among y, so ions are coupled. spread: with half the steps.
- sinusoid: v is v* + A sin(w t), step by step; the current at the ends of the steps is fitted by sin, cos, their second
  harmonics and a parabola in t over two periods, when the fit no longer changes from period to period; steps of dt, dt/2 and
  dt/4 are extrapolated to no step. At 0 Hz the settled currents at v* + A and v* - A. Works for every mechanism. spread: of the
  last extrapolation. Where a TABLE is read, the slope is that between its entries.
"""
import cmath
import math

import numpy as np

from jobs import main
from one_segment import Cell, Equations, Refused, finite, hoc

SETTLE_STEPS_MS = [0.1, 1, 10, 100, 1000]
SETTLE_STEPS = 200
LEAST_STEPS_PER_PERIOD = 100
MOST_PERIODS = 40
FIT_TOLERANCE = 1e-6
NONE = complex(math.nan, math.nan)
# currents of a segment whose v is set from step to step; fmatrix(x, 4) is minus the membrane current
SWEEP = '''proc sweep_of_voltages() { local i
  for i = 0, $o1.size() - 1 {
    v(0.5) = $o1.x[i]
    fadvance()
    v(0.5) = $o2.x[i]
    fcurrent()
    $o3.x[i] = -fmatrix(0.5, 4)
  }
}'''


def run(job):
    values, drift, states = operating_point(job)
    there = dict(job, states=dict(job.get('states', {}), **states))
    methods = dict(impedance=by_impedance, equations=by_equations, sinusoid=by_sinusoid)
    return dict({name: attempt(methods[name], there) for name in job.get('methods', methods)},
                v=job['v'], values=values, drift=drift)


def attempt(method, job):
    try:
        found = method(job)
    except (Refused, RuntimeError) as error:
        return dict(refused=str(error))
    finally:
        hoc().CVode().active(0)
    return dict(admittance=[dict(f=f, re=finite(y.real), im=finite(y.imag), spread=finite(spread))
                            for f, (y, spread) in zip(job['frequencies'], found)])


def operating_point(job):
    cell = Cell(job).initialize(job['v'])
    drift = settle(cell, job['v'])
    cell.evaluate()
    return cell.values(cell.everything()), finite(drift), {name: cell.get(name) for name in cell.states()}


def settle(cell, v):
    """lets the states come to rest with v held; their largest relative change at the end"""
    cell.freeze()
    cell.hold(v)
    steps = cell.job.get('settle_steps_ms', SETTLE_STEPS_MS)
    for dt in steps + steps[:1]:
        before = [cell.get(name) for name in cell.states()]
        for _ in range(SETTLE_STEPS):
            cell.advance(dt)
    after = [cell.get(name) for name in cell.states()]
    return max([abs(b - a) / max(abs(a), 1e-12) for a, b in zip(before, after)], default=0) if steps else 0


def capacitive(job, f):
    return 2j * math.pi * f * job.get('cm_uf_per_cm2', 1) * 1e-6


def by_impedance(job):
    cell = Cell(job).initialize(job['v'])
    cell.evaluate()
    z, step = cell.h.Impedance(), job.get('deltafac', 1e-7)
    z.loc(0.5, sec=cell.section)
    wide, narrow = ([inverse(cell, z, f, step * scale) for f in job['frequencies']] for scale in (2, 1))
    return list(zip(narrow, map(spread, wide, narrow)))


def inverse(cell, z, f, deltafac):
    z.deltafac(deltafac)
    z.compute(f, 1)
    mohm = cmath.rect(z.input(0.5, sec=cell.section), z.input_phase(0.5, sec=cell.section))
    return 1 / (1e6 * mohm * cell.segment.area() * 1e-8) if mohm else NONE


def by_equations(job):
    equations = Equations(Cell(job), job['v'])
    coarse, fine = Linear(equations, 1), Linear(equations, 0.5)
    return [(fine.admittance(job, f), spread(coarse.admittance(job, f), fine.admittance(job, f))) for f in job['frequencies']]


class Linear:
    """i_v, i_s, F_v, F_s of a cell's equations"""

    def __init__(self, equations, scale):
        self.names = [name for name in equations.names if name != 'v']
        self.equations = equations
        columns = [self.derivative('v', 0.25 * scale)]
        for name in self.names:
            value = equations.y[equations.names.index(name)]
            columns.append(self.derivative(name, max(1e-2 * abs(value), 1e-9) * scale))
        matrix = np.array(columns).T
        self.i_v, self.i_s, self.f_v, self.f_s = matrix[0, 0], matrix[0, 1:], matrix[1:, 0], matrix[1:, 1:]

    def derivative(self, name, step):
        """of the current in mA/cm2 and of the rates, by y's entry of this name"""
        value = self.equations.y[self.equations.names.index(name)]
        at = [self.evaluate({name: value + i * step}) for i in range(-4, 5)]
        weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
        return sum(weight * (at[5 + i] - at[3 - i]) for i, weight in enumerate(weights)) / step

    def evaluate(self, changes):
        rates = self.equations.evaluate(changes)
        current = -1e-3 * self.equations.cell.section.cm * rates['v']
        return np.array([current] + [rates[name] for name in self.names])

    def admittance(self, job, f):
        resolvent = 2e-3j * math.pi * f * np.eye(len(self.names)) - self.f_s
        if len(self.names) and not np.linalg.cond(resolvent) < 1e14:
            return NONE
        return complex(self.i_v + self.i_s @ np.linalg.solve(resolvent, self.f_v)) + capacitive(job, f)


def by_sinusoid(job):
    hoc()(SWEEP)
    return [extrapolated(job, f) if f else at_rest(job) for f in job['frequencies']]


def at_rest(job):
    """the slope of the settled current"""
    amplitude = job.get('amplitude_mv', 0.01)
    wide, narrow = (settled_slope(job, amplitude * scale) for scale in (2, 1))
    return narrow, spread(wide, narrow)


def settled_slope(job, amplitude):
    currents = []
    for v in (job['v'] - amplitude, job['v'] + amplitude):
        cell = Cell(job).initialize(v)
        settle(cell, v)
        cell.evaluate()
        currents.append(cell.total_current())
    return complex((currents[1] - currents[0]) / (2 * amplitude))


def extrapolated(job, f):
    cell = Cell(job).initialize(job['v']).freeze()
    count = max(LEAST_STEPS_PER_PERIOD, math.ceil(1e3 / f / job.get('step_ms', 0.1)))
    coarse, middle, fine = (periodic(job, cell, f, count * scale) for scale in (1, 2, 4))
    first = 2 * fine - middle
    second = (4 * first - (2 * middle - coarse)) / 3
    whole = second + capacitive(job, f)
    return whole, abs(first - second) / abs(whole)


def periodic(job, cell, f, count):
    """admittance with this number of steps in a period, without capacitance"""
    previous, found, last = NONE, NONE, []
    for _ in range(MOST_PERIODS):
        last = last[-1:] + [one_period(job, cell, f, count)]
        if len(last) == 2:
            previous, found = found, fit(np.concatenate(last), count) / job.get('amplitude_mv', 0.01)
        if abs(found - previous) <= FIT_TOLERANCE * abs(found + capacitive(job, f)):
            break
    return found


def one_period(job, cell, f, count):
    h, amplitude = cell.h, job.get('amplitude_mv', 0.01)
    h.dt = 1e3 / f / count
    phase = 2 * np.pi * np.arange(1, count + 1) / count
    middles, ends = (h.Vector(job['v'] + amplitude * np.sin(angle)) for angle in (phase - np.pi / count, phase))
    currents = h.Vector(count)
    h.sweep_of_voltages(middles, ends, currents, sec=cell.section)
    return np.array(currents)


def fit(currents, count):
    """in phase and a quarter period ahead"""
    angle = 2 * np.pi * np.arange(1, len(currents) + 1) / count
    time = angle - angle.mean()
    basis = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), np.ones_like(time), time, time ** 2]
    found = np.linalg.lstsq(np.array(basis).T, currents - currents.mean(), rcond=None)[0]
    return complex(found[0], found[1])


def spread(a, b):
    return abs(a - b) / abs(b) if b else math.nan


def self_check():
    """hh at its own temperature and rest, against the closed formula"""
    from mechanisms import usetable
    frequencies = [0, 1, 10, 67, 200, 1000]
    found = run(dict(mechanism='hh', celsius=6.3, v=-65, frequencies=frequencies, parameters=usetable()))
    limits = dict(impedance=1e-5, equations=1e-9, sinusoid=1e-5)
    worst = {name: max(spread(complex(y['re'], y['im']), hodgkin_huxley(-65, y['f'])) for y in found[name]['admittance'])
             for name in limits if 'admittance' in found[name]}
    for name, difference in worst.items():
        print('largest relative difference from the Hodgkin-Huxley admittance by %s: %.1e' % (name, difference))
    return len(worst) < 3 or any(difference > limits[name] for name, difference in worst.items())


def hodgkin_huxley(v, f):
    """S/cm2, the states at rest"""
    from mechanisms import hodgkin_huxley as rates
    step = 1e-3
    near = [rates(v + i * step) for i in range(-2, 3)]
    gates, branch = {}, {}
    for name in 'mhn':
        alpha, beta = near[2][name]
        d_alpha, d_beta = ((near[1][name][i] * -8 + near[3][name][i] * 8 + near[0][name][i] - near[4][name][i]) / (12 * step)
                           for i in (0, 1))
        gates[name] = x = alpha / (alpha + beta)
        branch[name] = (d_alpha * (1 - x) - d_beta * x) / (2e-3j * math.pi * f + alpha + beta)
    m, h, n = (gates[name] for name in 'mhn')
    sodium, potassium = 0.12 * (v - 50), 0.036 * (v + 77)
    gated = sodium * (3 * m ** 2 * h * branch['m'] + m ** 3 * branch['h']) + potassium * 4 * n ** 3 * branch['n']
    return 0.12 * m ** 3 * h + 0.036 * n ** 4 + 0.0003 + gated + 2j * math.pi * f * 1e-6


if __name__ == '__main__':
    main(__doc__.splitlines()[0], run, self_check)
