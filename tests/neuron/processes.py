"""The processes of a model on its reduced cell: put there by hand, and by the emitted `model.py`, in one simulation.

By hand: the model's own objects in NEURON are moved, one by one and unmerged, to where `segment_map.csv` says, and what they
are connected to with them. Prints {hand: [mV], emitted: [mV], spikes, processes: [by hand, emitted], net_cons: [..]}.
"""
import csv
import os
import sys

from loading import Model, arguments, short


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument('--output', required=True, help='the directory of the reduced model')
    parser.add_argument('--pointer', action='append', default=[], metavar='OBJECT:NAME:SECTION:X', help='set in the model')
    parser.add_argument('--tstop', type=float, help='ms; default is what the model says')
    options = parser.parse_args()
    model = Model(options)
    model.print_json(compare(model, options))


def compare(model, options):
    h = model.h
    module = load(options.output)
    original = {short(section): section for section in model.sections}
    by_hand, emitted = getattr(module, class_of(module))(), module.build()
    places = read_map(options.output)
    reduced = {short(section): section for section in by_hand.all}

    def moved(segment):
        segment = on_node(segment)
        index = min(int(segment.x * segment.sec.nseg), segment.sec.nseg - 1)
        name, at, is_kept = places[short(segment.sec), index]
        section = reduced[name]
        return section(segment.x if is_kept else (at + 0.5) / section.nseg)

    # The ends of sections that meet are one node.
    found = {each.hname(): each for section in original.values() for segment in section.allseg() for each in segment.point_processes()}
    processes = list(found.values())
    artificial = [each for kind in artificial_kinds(h) for each in h.List(kind) if each not in emitted.point_processes]
    targets = [(process, moved(process.get_segment())) for process in processes]
    connections = [each for each in h.List('NetCon') if each not in emitted.net_cons]
    new = [rewired(h, each, moved) for each in connections if each.preseg() is not None]
    for process, segment in targets:
        process.loc(segment)
    for pointer in options.pointer:
        expression, name, section, x = pointer.split(':')
        process = evaluate(h, expression)
        h.setpointer(moved(original[section](float(x)))._ref_v, name, process)
    h.load_file('stdrun.hoc')
    soma = next(iter(emitted.somatic)).name().split('.')[-1]
    both = [next(section for section in cell.all if short(section) == soma) for cell in (by_hand, emitted)]
    traces = [h.Vector().record(section(0.5)._ref_v) for section in both]
    h.finitialize(h.v_init)
    h.continuerun(options.tstop or h.tstop)
    return dict(
        hand=list(traces[0]),
        emitted=list(traces[1]),
        processes=[len(processes) + len(artificial), len(emitted.point_processes)],
        net_cons=[len(connections), len(emitted.net_cons)],
        kept=len(new),
    )


def load(output):
    sys.path.insert(0, os.path.abspath(output))
    import model

    return model


def class_of(module):
    return next(name for name, value in vars(module).items() if isinstance(value, type) and hasattr(value, '_count'))


def read_map(output):
    """Section and segment to reduced section, reduced segment, and whether the section stays."""
    with open(os.path.join(output, 'segment_map.csv')) as file:
        rows = list(csv.DictReader(file))
    stays = {}
    for row in rows:
        same = row['section'] == row['reduced_section'] and row['segment'] == row['reduced_segment'] and row['x'] == row['reduced_x']
        stays[row['section']] = stays.get(row['section'], True) and same
    return {(row['section'], int(row['segment'])): (row['reduced_section'], int(row['reduced_segment']), stays[row['section']]) for row in rows}


def on_node(segment):
    """What is on the end by which a section is attached is on its parent."""
    while segment.sec.parentseg() is not None and segment.x == segment.sec.orientation():
        segment = segment.sec.parentseg()
    return segment


def artificial_kinds(h):
    known = [name for name in ('NetStim', 'IntFire1', 'IntFire2', 'IntFire4', 'VecStim') if hasattr(h, name)]
    return [name for name in known if h.List(name).count()]


def rewired(h, old, moved):
    segment = moved(old.preseg())
    new = h.NetCon(segment._ref_v, old.syn(), sec=segment.sec)
    new.threshold, new.delay = old.threshold, old.delay
    for index in range(int(old.wcnt())):
        new.weight[index] = old.weight[index]
    old.active(0)
    return new


def evaluate(h, expression):
    h('objref neuron_reduce_object')
    h('neuron_reduce_object = %s' % expression)
    return h.neuron_reduce_object


if __name__ == '__main__':
    main()
