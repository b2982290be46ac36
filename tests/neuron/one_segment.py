"""One section of one segment with chosen mechanisms: what mechanisms.py and admittance.py ask.

A job says what is in the membrane and around it; all but `mechanism` may be left out:
{mechanism, also_insert [mechanism], celsius 6.3, diam_um 10, length_um 10, cm_uf_per_cm2 1, dt_ms 0.025,
 parameters {range variable or global by its hoc name: value}, states {name: value, put in after INITIAL},
 ions {ion: {i, o, e, style [c_style, e_style, einit, eadvance, cinit]}}, pointers {name_suffix: range variable or value},
 function_tables {name_suffix: {x [ascending arguments], y [values]}}}.
An ion's i and o are its values before INITIAL and its initial concentrations; e stands unless the style computes it.
Elements of arrays are called name[0], name[1] ...
"""
import functools
import math

PARAMETER, ASSIGNED, STATE, GLOBAL, ALL = 1, 2, 3, -1, 0
FROZEN_UF_PER_CM2 = 1e30
CUT_OFF_OHM_CM = 1e30


def hoc():
    from neuron import h
    return h


class Cell:
    """h, section, segment; the mechanisms and ions in it; what a job says is set, nothing is initialized

    The ends of the section are cut off by an endless resistance, so that v in the middle can be set alone.
    """

    def __init__(self, job):
        self.h = h = hoc()
        self.job = job
        self.section = section = h.Section(name='cell')
        section.nseg, section.L, section.diam = 1, job.get('length_um', 10), job.get('diam_um', 10)
        section.cm, section.Ra = job.get('cm_uf_per_cm2', 1), CUT_OFF_OHM_CM
        self.segment = section(0.5)
        h.celsius, h.dt = job.get('celsius', 6.3), job.get('dt_ms', 0.025)
        self.mechanisms = [job['mechanism']] + job.get('also_insert', [])
        for name in self.mechanisms + [ion + '_ion' for ion in job.get('ions', {})]:
            section.insert(name)
        self.ions = sorted(m.name()[:-len('_ion')] for m in self.segment if m.name().endswith('_ion'))
        self.ranges = {kind: [name for each in self.mechanisms for name in variables(h, each, kind)]
                       for kind in (PARAMETER, ASSIGNED, STATE, ALL)}
        self.globals = [name for each in self.mechanisms for name in variables(h, each, GLOBAL)]
        self.concentrations = [ion + side for ion in self.ions for side in 'io']
        for ion, values in job.get('ions', {}).items():
            self.set_ion(ion, values)
        for name, value in job.get('parameters', {}).items():
            self.set(name, value)
        self._kept = [self.point(name, to) for name, to in job.get('pointers', {}).items()]
        self._kept += [self.tabulate(name, table) for name, table in job.get('function_tables', {}).items()]

    def set_ion(self, ion, values):
        if 'style' in values:
            self.h.ion_style(ion + '_ion', *values['style'], sec=self.section)
        for side in 'io':
            if side in values:
                setattr(self.segment, ion + side, values[side])
                setattr(self.h, '%s%s0_%s_ion' % (ion, side, ion), values[side])
        if 'e' in values:
            setattr(self.segment, 'e' + ion, values['e'])

    def point(self, name, to):
        """lets a POINTER point at another range variable of the segment, or at a value of its own"""
        suffix = next(each for each in self.mechanisms if name.endswith('_' + each))
        own = self.h.Vector([0 if isinstance(to, str) else to])
        target = getattr(self.segment, '_ref_' + to) if isinstance(to, str) else own._ref_x[0]
        self.h.setpointer(target, name[:-len(suffix) - 1], getattr(self.segment, suffix))
        return own

    def tabulate(self, name, table):
        """fills a FUNCTION_TABLE of one argument"""
        y, x = (self.h.Vector(table[axis]) for axis in 'yx')
        getattr(self.h, 'table_' + name)(y, x)
        return y, x

    def owner(self, name):
        return self.h if name in self.globals else self.segment

    def set(self, name, value):
        known = self.ranges[ALL] + self.concentrations + self.globals
        if name in known:
            assign(self.owner(name), name, value)
        else:
            setattr(self.h, name, value)

    def get(self, name):
        return lookup(self.owner(name), name)

    def initialize(self, v):
        self.h.finitialize(v)
        for name, value in self.job.get('states', {}).items():
            self.set(name, value)
        return self

    def hold(self, v):
        """at both ends too, so that no current at all flows along the section"""
        for segment in self.section.allseg():
            segment.v = v

    def freeze(self):
        """lets no current change v in fixed steps"""
        self.section.cm = FROZEN_UF_PER_CM2
        return self

    def evaluate(self):
        """runs BREAKPOINT without its SOLVE: currents at the present v with the states as they are"""
        self.h.fcurrent()

    def total_current(self):
        """of all mechanisms, outward, mA/cm2, as evaluated last"""
        return -self.h.fmatrix(0.5, 4, sec=self.section)

    def advance(self, dt_ms):
        """one fixed step"""
        self.h.dt = dt_ms
        self.h.fadvance()

    def currents(self):
        """names of the variables that evaluate() renews"""
        return self.ranges[ASSIGNED] + ['i' + ion for ion in self.ions] + ['e' + ion for ion in self.ions]

    def states(self):
        """names of all STATEs and of the concentrations, which mechanisms may have as states"""
        return self.ranges[STATE] + self.concentrations

    def everything(self):
        """names of all variables but pointers that point nowhere"""
        return [name for name in self.ranges[ALL] if self.can_be_read(name)] + self.globals + self.ion_variables()

    def can_be_read(self, name):
        try:
            self.get(name)
            return True
        except (AttributeError, RuntimeError):
            return False

    def ion_variables(self):
        return [form % ion for ion in self.ions for form in ('%si', '%so', 'e%s', 'i%s', 'di%s_dv_')]

    def values(self, names):
        return {name: finite(self.get(name)) for name in names}

    def styles(self):
        """what ion_style tells, and the valence, per ion"""
        return {ion: dict(style(int(self.h.ion_style(ion + '_ion', sec=self.section))),
                          valence=self.h.ion_charge(ion + '_ion')) for ion in self.ions}


class Refused(Exception):
    """a mechanism has no equations for the variable step method"""


class Equations:
    """NEURON's variable step view of an initialized cell: y, and f(y); v is among y"""

    def __init__(self, cell, v):
        h = self.h = cell.h
        self.cell, self.solver, self.y, self.rates = cell, h.CVode(), h.Vector(), h.Vector()
        try:
            self.solver.active(1)
            cell.initialize(v)
        except RuntimeError as error:
            raise Refused(error) from None
        self.solver.states(self.y)
        self.names = self.find_names()
        for i, name in enumerate(self.names):
            self.y[i] = v if name == 'v' else cell.get(name)

    def find_names(self):
        """of the entries of y: an entry of an array is known by a value of its own"""
        marks = [i + 0.8128574 for i in range(len(self.y))]
        self.solver.yscatter(self.h.Vector(marks))
        held = {(name.partition('[')[0], self.cell.get(name)): name for name in self.cell.states()}
        held['v', self.cell.segment.v] = 'v'
        self.cell.initialize(self.y[0])
        return [held[self.base_name(i), mark] for i, mark in enumerate(marks)]

    def base_name(self, i):
        """without the element of an array"""
        name = self.h.ref('')
        self.solver.statename(i, name, 2)
        return name[0]

    def evaluate(self, changes):
        """dy/dt per ms by name, some of y changed; f twice, as a current may use what DERIVATIVE assigned the time before"""
        y = self.h.Vector(list(self.y))
        for name, value in changes.items():
            y[self.names.index(name)] = value
        self.solver.f(0, y, self.rates)
        self.solver.f(0, y, self.rates)
        return dict(zip(self.names, self.rates))


@functools.cache
def variables(h, mechanism, kind):
    """names of the variables of a mechanism, each element of an array"""
    standard, name, found = h.MechanismStandard(mechanism, kind), h.ref(''), []
    for i in range(int(standard.count())):
        size = int(standard.name(name, i))
        found += [name[0]] if size == 1 else ['%s[%d]' % (name[0], element) for element in range(size)]
    return found


def lookup(owner, name):
    name, _, element = name.rstrip(']').partition('[')
    found = getattr(owner, name)
    return found[int(element)] if element else found


def assign(owner, name, value):
    name, _, element = name.rstrip(']').partition('[')
    if element:
        getattr(owner, name)[int(element)] = value
    else:
        setattr(owner, name, value)


def finite(value):
    """the number, or its name when json has none for it"""
    return value if math.isfinite(value) else str(value)


def style(bits):
    return dict(c_style=bits & 3, c_init=bits >> 2 & 1, e_style=bits >> 3 & 3, e_init=bits >> 5 & 1, e_advance=bits >> 6 & 1)
