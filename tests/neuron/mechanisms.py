"""Prints what NEURON computes for single mechanisms as json: initial values, currents, and rates of change of states.

A job is one of one_segment.py with voltages [mV] and, when wished, current_offsets [mV], rate_offsets [mV], steps_ms [ms].
Layout: neuron_version; results, one per job: {error} or {states, assigned, parameters, globals: names; ions {ion: style,
valence}; voltages [{v, error} or {v, initial, currents [{offset, total, values}], rates [{offset, cvode {rates, total, values}
or refused, steps [{dt, before, after, values}]}]}]}.
- initial: all variables after finitialize(v) and after `states` are put in.
- currents: at v + offset, states held (fcurrent runs BREAKPOINT without its SOLVE, so that what DERIVATIVE assigns is held too);
  total is that of all mechanisms, outward, mA/cm2, the right-hand side of NEURON's matrix; values has ASSIGNED, ionic currents
  and reversal potentials.
- rates: at v + offset from the same states. cvode: the variable step method's f(y), per ms, by name of state or concentration;
  its total is from dv/dt. steps: one fadvance of dt from the same start, v held by an endless capacitance; the currents that
  integrate into concentrations are those of v + offset; values: all variables after it.
An infinite or undefined number is the string inf, -inf or nan. Every voltage starts with a new section.
"""
import math

from jobs import main
from one_segment import ASSIGNED, PARAMETER, Cell, Equations, Refused, finite

CURRENT_OFFSETS_MV = [0.25 * step for step in range(-4, 5)] + [0.001]
RATE_OFFSETS_MV = [-10, 0, 10]
STEPS_MS = [1e-5, 2e-5]


def run(job):
    return dict(names(Cell(job)), voltages=[at_voltage(job, v) for v in job['voltages']])


def names(cell):
    return dict(states=cell.states(), assigned=cell.ranges[ASSIGNED], parameters=cell.ranges[PARAMETER],
                globals=cell.globals, ions=cell.styles())


def at_voltage(job, v):
    try:
        return dict(v=v, initial=initial(job, v), currents=currents(job, v),
                    rates=[rates(job, v, offset) for offset in job.get('rate_offsets', RATE_OFFSETS_MV)])
    except RuntimeError as error:
        return dict(v=v, error=str(error))


def initial(job, v):
    cell = Cell(job).initialize(v)
    return cell.values(cell.everything())


def currents(job, v):
    cell = Cell(job).initialize(v)
    return [current(cell, v, offset) for offset in job.get('current_offsets', CURRENT_OFFSETS_MV)]


def current(cell, v, offset):
    cell.hold(v + offset)
    cell.evaluate()
    return dict(offset=offset, total=finite(cell.total_current()), values=cell.values(cell.currents()))


def rates(job, v, offset):
    return dict(by_equations(job, v, offset), offset=offset,
                steps=[step(job, v, offset, dt) for dt in job.get('steps_ms', STEPS_MS)])


def by_equations(job, v, offset):
    cell = Cell(job)
    try:
        equations = Equations(cell, v)
        found = equations.evaluate({'v': v + offset})
        total = -1e-3 * cell.section.cm * found.pop('v')
        return dict(cvode=dict(rates={name: finite(rate) for name, rate in found.items()}, total=finite(total),
                               values=cell.values(cell.everything())))
    except Refused as error:
        return dict(refused=str(error))
    finally:
        cell.h.CVode().active(0)


def step(job, v, offset, dt):
    cell = Cell(dict(job, dt_ms=dt)).freeze().initialize(v)
    cell.hold(v + offset)
    before = cell.values(cell.states())
    cell.advance(dt)
    if cell.segment.v != v + offset:
        raise RuntimeError('v moves from %r to %r' % (v + offset, cell.segment.v))
    return dict(dt=dt, before=before, after=cell.values(cell.states()), values=cell.values(cell.everything()))


def self_check():
    """the Hodgkin-Huxley equations written out"""
    job = dict(mechanism='hh', celsius=6.3, voltages=[-90.5, -65.25, -30.75, 12.5], parameters=usetable())
    found = run(job)
    worst = max(difference for each in found['voltages'] for difference in differences(each))
    print('largest relative difference from the Hodgkin-Huxley equations: %.1e' % worst)
    passive = run(dict(mechanism='pas', voltages=[-50], parameters=dict(g_pas=2e-4, e_pas=-70)))['voltages'][0]
    leak = max(abs(each['total'] / (2e-4 * (20 + each['offset'])) - 1) for each in passive['currents'])
    print('largest relative difference from the passive current: %.1e' % leak)
    return worst > 1e-11 or leak > 1e-12


def usetable():
    cell = Cell(dict(mechanism='hh'))
    return {name: 0 for name in ('usetable_hh',) if hasattr(cell.h, name)}


def differences(found):
    """relative, of initial gates, currents at all offsets, their slope, and both kinds of rates"""
    v, initial = found['v'], found['initial']
    gates = {name: alpha / (alpha + beta) for name, (alpha, beta) in hodgkin_huxley(v).items()}
    for name, value in gates.items():
        yield relative(initial[name + '_hh'], value)
    for each in found['currents']:
        yield relative(each['total'], current_of(gates, v + each['offset']))
    slope = (current_of(gates, v + 0.5) - current_of(gates, v - 0.5))
    by_offset = {each['offset']: each['total'] for each in found['currents']}
    yield relative(derivative([by_offset[0.25 * step] for step in range(-4, 5)], 0.25), slope)
    for each in found['rates']:
        expected = {name: alpha - (alpha + beta) * gates[name]
                    for name, (alpha, beta) in hodgkin_huxley(v + each['offset']).items()}
        yield relative(each['cvode']['total'], current_of(gates, v + each['offset']))
        for name, rate in expected.items():
            yield abs(each['cvode']['rates'][name + '_hh'] - rate) / max(abs(rate), 1e-3)
        for name, (alpha, beta) in hodgkin_huxley(v + each['offset']).items():
            for step in each['steps']:
                moved = (gates[name] - alpha / (alpha + beta)) * math.expm1(-step['dt'] * (alpha + beta))
                yield relative(step['after'][name + '_hh'], gates[name] + moved)


def derivative(values, step):
    """central difference of eighth order over nine values"""
    weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
    return sum(weight * (values[5 + i] - values[3 - i]) for i, weight in enumerate(weights)) / step


def hodgkin_huxley(v):
    """alpha and beta per ms at 6.3 degC"""
    return dict(m=(linoid(0.1, v + 40, 10), 4 * math.exp(-(v + 65) / 18)),
                h=(0.07 * math.exp(-(v + 65) / 20), 1 / (math.exp(-(v + 35) / 10) + 1)),
                n=(linoid(0.01, v + 55, 10), 0.125 * math.exp(-(v + 65) / 80)))


def linoid(factor, x, scale):
    return factor * x / -math.expm1(-x / scale)


def current_of(gates, v):
    m, h, n = (gates[name] for name in 'mhn')
    return 0.12 * m ** 3 * h * (v - 50) + 0.036 * n ** 4 * (v + 77) + 0.0003 * (v + 54.3)


def relative(found, expected):
    return abs(found / expected - 1)


if __name__ == '__main__':
    main(__doc__.splitlines()[0], run, self_check)
