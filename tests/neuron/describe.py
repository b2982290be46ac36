"""Prints what NEURON makes of a model directory as json.

Layout: celsius, v_init, neuron_version; sections [{name, type, lists, nseg, L, Ra, cm, parent, parent_x, own_end, n_pt3d,
children, rall_branch, mechs {mechanism: {parameter: value}}, ion_style, seg0, ri_end}]; segments {x, diam, area, ri, v};
globals {mechanism: {name: value}}; pt3d {section: {x, y, z, d}}; point_processes [{name, section, x}]; soma_children;
subtrees [{root, soma_x, section_order, nseg, impedance [{f, root_input, root_input_phase, input, input_phase, transfer,
transfer_phase, tip_transfer, tip_phase}]}].
Arrays over segments are flat, a section's slots start at seg0. A value that is the same in all segments of a section is
a number, else a list. Parameters are those after building, before INITIAL; segments' v is that after finitialize(v_init).
Impedances are passive: each subtree cut from the soma, all but pas taken out, electrode where it was attached, at
f + 1/9e9 Hz. v_init is -65 when no hoc sets it. Units are NEURON's.
"""
from loading import Model, arguments, short

LISTS = ('somatic', 'basal', 'apical', 'axonal')


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument('--frequency', action='append', type=float, metavar='HZ', help='of the impedances; default 0 38 100')
    options = parser.parse_args()
    model = Model(options)
    document = describe(model)
    document['subtrees'] = subtrees(model, document['sections'], options.frequency or [0, 38, 100])
    model.print_json(document)


def describe(model):
    h = model.h
    model.soma(0.5).area()  # brings diameters up to date with the 3-d points
    lists = section_lists(model)
    sections, seg0 = [], 0
    for section in model.sections:
        sections.append(dict(describe_section(h, section), seg0=seg0, lists=lists.get(section, [])))
        seg0 += section.nseg
    used = sorted({name for each in sections for name in each['mechs']})
    v_init = h.v_init if h.name_declared('v_init') else -65.0
    document = dict(celsius=h.celsius, v_init=v_init, neuron_version=h.nrnversion(0), sections=sections,
                    segments=segments(model.sections),
                    globals={name: {each: value(h, each) for each in variables(h, name, -1)} for name in used},
                    pt3d={short(section): points(section) for section in model.sections},
                    point_processes=point_processes(model.sections),
                    soma_children=[short(child) for child in model.soma.children()])
    h.finitialize(v_init)
    document['segments']['v'] = [segment.v for section in model.sections for segment in section]
    return document


def section_lists(model):
    """the names of the lists that hold each section"""
    held = {}
    for name in LISTS:
        for section in getattr(model.cell, name, None) or []:
            held.setdefault(section, []).append(name)
    return held


def describe_section(h, section):
    parent = section.parentseg()
    mechanisms = sorted({mechanism.name() for segment in section for mechanism in segment})
    return dict(
        name=short(section), type=short(section).split('[')[0], nseg=section.nseg, L=section.L, Ra=section.Ra,
        cm=one_or_all([segment.cm for segment in section]),
        parent=parent and short(parent.sec), parent_x=parent and parent.x,
        own_end=h.section_orientation(sec=section), n_pt3d=section.n3d(), rall_branch=section.rallbranch,
        children=[short(child) for child in section.children()], ri_end=section(1).ri(),
        mechs={name: mechanism_values(h, section, name) for name in mechanisms},
        ion_style={name: int(h.ion_style(name, sec=section)) for name in mechanisms if name.endswith('_ion')})


def mechanism_values(h, section, mechanism):
    names = ion_names(mechanism) if mechanism.endswith('_ion') else variables(h, mechanism, 1)
    return {name: one_or_all([value(segment, name) for segment in section]) for name in names}


def ion_names(mechanism):
    ion = mechanism[:-len('_ion')]
    return ['e' + ion, ion + 'i', ion + 'o']


def variables(h, mechanism, kind):
    """names of the variables of a mechanism, each element of an array: kind 1 PARAMETER, -1 GLOBAL"""
    standard, name, found = h.MechanismStandard(mechanism, kind), h.ref(''), []
    for i in range(int(standard.count())):
        size = int(standard.name(name, i))
        found += [name[0]] if size == 1 else ['%s[%d]' % (name[0], element) for element in range(size)]
    return found


def value(owner, name):
    """of a variable or of an array's element"""
    name, _, element = name.rstrip(']').partition('[')
    found = getattr(owner, name)
    return found[int(element)] if element else found


def segments(sections):
    every = [segment for section in sections for segment in section]
    return dict(x=[s.x for s in every], diam=[s.diam for s in every], area=[s.area() for s in every],
                ri=[s.ri() for s in every])


def points(section):
    return {axis: [getattr(section, axis_of)(i) for i in range(section.n3d())]
            for axis, axis_of in (('x', 'x3d'), ('y', 'y3d'), ('z', 'z3d'), ('d', 'diam3d'))}


def point_processes(sections):
    return [dict(name=process.hname().split('[')[0], section=short(section), x=segment.x)
            for section in sections for segment in section for process in segment.point_processes()]


def subtrees(model, sections, frequencies):
    """passive impedances of each tree on the soma but the axons'; takes the model apart"""
    h, soma = model.h, model.soma
    axonal = {each['name'] for each in sections if 'axonal' in each['lists'] or each['type'].startswith('axon')}
    roots = [child for child in soma.children() if short(child) not in axonal]
    places = [(root.parentseg().x, h.section_orientation(sec=root)) for root in roots]
    trees = [preorder(root) for root in roots]
    for tree in trees:
        for section in tree:
            for mechanism in {m.name() for segment in section for m in segment}:
                if mechanism != 'pas' and not mechanism.endswith('_ion'):
                    section.uninsert(mechanism)
    for root in roots:
        h.disconnect(sec=root)
    return [dict(root=short(tree[0]), soma_x=x, section_order=[short(section) for section in tree],
                 nseg=[section.nseg for section in tree], impedance=[impedance(h, tree, end, f) for f in frequencies])
            for (x, end), tree in zip(places, trees)]


def preorder(root):
    found, waiting = [], [root]
    while waiting:
        section = waiting.pop()
        found.append(section)
        waiting.extend(reversed(section.children()))
    return found


def impedance(h, tree, end, frequency):
    z, root = h.Impedance(), tree[0]
    z.loc(end, sec=root)
    z.compute(frequency + 1 / 9e9, 0)
    places = [(segment.x, section) for section in tree for segment in section]
    result = dict(f=frequency, root_input=z.input(end, sec=root),
                  root_input_phase=z.input_phase(end, sec=root))
    for name in ('input', 'input_phase', 'transfer', 'transfer_phase'):
        result[name] = [getattr(z, name)(x, sec=section) for x, section in places]
    result['tip_transfer'] = [z.transfer(1, sec=section) for section in tree]
    result['tip_phase'] = [z.transfer_phase(1, sec=section) for section in tree]
    return result


def one_or_all(values):
    return values[0] if all(value == values[0] for value in values) else values


if __name__ == '__main__':
    main()
