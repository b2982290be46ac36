def locate(section_name, x):
    """Where a place of the detailed cell lies in the cell that was built last (one is built if there is none)."""
    return (_latest or build()).locate(section_name, x)


def move_synapses(synapses, netcons):
    """Moves point processes of a living detailed cell to the cell that was built last, and NetCons with them.

    Those of one kind with equal parameters on one segment become one, to which the NetCons of all lead; a kind with
    pointers, random streams, or variables that events may change keeps every process of its own, and so does one that no
    NetCon of the list leads to. Returns the processes that are left and the NetCons, in their order; a NetCon from a
    section of the detailed cell is made anew with its source in the reduced one.
    """
    return (_latest or build()).move_synapses(synapses, netcons)


_segment_map = {}


def _mapped(section_name, x):
    """Section, segment and x of the reduced cell that `segment_map.csv` has for a place of the detailed one."""
    if not _segment_map:
        with open(Path(__file__).resolve().parent / "segment_map.csv", newline="") as table:
            for row in csv.DictReader(table):
                place = row["reduced_section"], int(row["reduced_segment"]), float(row["reduced_x"])
                _segment_map.setdefault(row["section"], []).append(place)
    if section_name not in _segment_map:
        raise KeyError(f"the detailed cell has no section `{section_name}`")
    if not 0 <= x <= 1:
        raise ValueError(f"x is {x}: it goes from 0 to 1")
    return _at(_segment_map[section_name], x)


def _at(places, x):
    """The place of the segment at x; the ends of a section that stayed are what they were."""
    name, index, centre = places[min(int(x * len(places)), len(places) - 1)]
    if x in (0, 1) and all(tuple(place) == (name, own, (own + 0.5) / len(places)) for own, place in enumerate(places)):
        return name, -1 if x == 0 else len(places), float(x)
    return name, index, centre


def _of_node(segment, mapped):
    """What `mapped` gives for a segment; the attached end of a section that goes is its parent's node."""
    place = mapped(segment)
    parent = segment.sec.parentseg()
    while parent is not None and segment.x == h.section_orientation(sec=segment.sec) and place[2] != segment.x:
        segment, place = parent, mapped(parent)
        parent = segment.sec.parentseg()
    return place


def _move(synapses, netcons, place, compared=None):
    """`place` gives the section, segment and x for a segment of the detailed cell, `compared` names to compare by kind."""
    compared = dict(compared or {})
    segments = [synapse.get_segment() for synapse in synapses]
    if None in segments:
        raise ValueError(f"`{synapses[segments.index(None)]}` is on no section")
    cells = {segment.sec: segment.sec.cell() for segment in set(segments)}
    if any(cell != next(iter(cells.values())) for cell in cells.values()):
        raise ValueError("the synapses are on more than one cell")
    places = {segment: place(segment) for segment in set(segments)}
    netcons = _with_moved_sources(netcons, cells, place)
    connections = {}
    for netcon in netcons:
        if netcon is not None:
            connections.setdefault(netcon.syn(), []).append(netcon)
    left, first, done = [], {}, set()
    for synapse, segment in zip(synapses, segments):
        if synapse in done:
            continue
        done.add(synapse)
        section, index, x = places[segment]
        kind = str(synapse).partition("[")[0]
        if kind not in compared:
            compared[kind] = _parameters(kind)
        if compared[kind] is not None and synapse in connections:
            values = [getattr(synapse, name) for name in compared[kind]]
            same = first.setdefault((kind, section, index, *values), synapse)
            if same is not synapse:
                for netcon in connections[synapse]:
                    netcon.setpost(same)
                continue
        if section(x) != segment:
            synapse.loc(section(x))
        left.append(synapse)
    return left, netcons


def _with_moved_sources(netcons, cells, place):
    """The NetCons; one whose source is on one of the cells is made anew."""
    owners = list(cells.values())[:1]
    moved = []
    for netcon in netcons:
        source = netcon and netcon.preseg()
        if source is not None and source.sec.cell() in owners and place(source)[0] != source.sec:
            netcon = _with_source(netcon, *place(source))
        moved.append(netcon)
    return moved


def _with_source(netcon, section, _, x):
    made = h.NetCon(section(x)._ref_v, netcon.syn(), sec=section)
    made.threshold, made.delay = netcon.threshold, netcon.delay
    for index in range(int(netcon.wcnt())):
        made.weight[index] = netcon.weight[index]
    return made


def _parameters(kind):
    """What tells the point processes of a kind apart; none where each may have a state of its own."""
    names = [_variables(kind, which) for which in range(4)]
    parameters, computed, states = names[1:]
    types = h.MechanismType(1)
    types.select(kind)
    is_linked = set(names[0]) - {*parameters, *computed, *states}
    is_remembered = any(name[0] not in "gi" for name in computed)
    is_array = any(size > 1 for size in names[0].values())
    receives = types.is_netcon_target(int(types.selected()))
    return None if is_linked or is_remembered or is_array or not receives else list(parameters)


def _variables(kind, which):
    """Names and sizes of a mechanism's variables: all, parameters, computed ones or states."""
    standard, name = h.MechanismStandard(kind, which), h.ref("")
    return {name[0]: size for size, name in ((standard.name(name, at), name) for at in range(int(standard.count())))}
