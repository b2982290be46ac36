"""{{ origin }} with its dendritic subtrees reduced to cables.

{% if compiled %}After `nrnivmodl mod` in this directory:

{% endif %}    from model import build
    cell = build()

Written by neuron-reduce {{ version }}. How it was made stands in README.md and reduction.json.
"""

import csv
from pathlib import Path

{% if compiled %}import neuron
{% endif %}from neuron import h

CELSIUS = {{ celsius }}
V_INIT = {{ v_init }}
{% if tstop %}TSTOP = {{ tstop }}
{% endif %}
{% if globals %}# Variables that all instances of a mechanism share, where they are not as in the mod file.
GLOBALS = {{ "{" }}
{%- for global in globals %}
    "{{ global.name }}": {{ global.value }},
{%- endfor %}
}

{% endif %}{% if tables %}# What the model filled the tables (`FUNCTION_TABLE`) of its mechanisms with: values, and the places along each argument, a
# list or their number with the first and the last; the places of the last argument lie side by side.
TABLES = {{ "{" }}
{%- for table in tables %}
    "{{ table.name }}": (
        {{ table.values }},
        {{ table.axes }},
    ),
{%- endfor %}
}

{% endif %}# Section: its values, in NEURON's units. `points` are x, y, z and diameter; a list has one value for each segment.
SECTIONS = {{ "{" }}
{%- for section in sections %}
    "{{ section.name }}": {{ "{" }}
{%- for entry in section.entries %}
        "{{ entry.name }}": {{ entry.value }},
{%- endfor %}
{%- if section.points %}
        "points": [
{%- for point in section.points %}
            {{ point }},
{%- endfor %}
        ],
{%- endif %}
        "mechanisms": {{ "{" }}
{%- for mechanism in section.mechanisms %}
            "{{ mechanism.name }}": {{ "{" }}
{%- for entry in mechanism.entries %}
                "{{ entry.name }}": {{ entry.value }},
{%- if loop.last %}
            {% endif %}
{%- endfor %}},
{%- endfor %}
        },
{%- if section.ion_styles %}
        "ion_styles": {{ "{" }}
{%- for entry in section.ion_styles %}
            "{{ entry.name }}": {{ entry.value }},
{%- endfor %}
        },
{%- endif %}
    },
{%- endfor %}
}

# Section, its attached end, parent, place on the parent.
CONNECTIONS = [
{%- for connection in connections %}
    {{ connection }},
{%- endfor %}
]

# Section lists.
LISTS = {{ "{" }}
{%- for list in lists %}
    "{{ list.name }}": [{% for section in list.sections %}{% if not loop.first %}, {% endif %}"{{ section }}"{% endfor %}],
{%- endfor %}
}

{% if compiled -%}
# Mechanisms that are compiled from `mod/`.
COMPILED_MECHANISMS = [{% for name in compiled %}{% if not loop.first %}, {% endif %}"{{ name }}"{% endfor %}]

{% endif %}{% if processes %}{% include "processes.py" %}
{% endif %}
class {{ template }}:
    """The reduced cell: sections by name ({{ attributes }}) and section lists."""

    _count = 0

    def __init__(self, living=None):
        """`living` has sections by name, unconnected, that are taken as they are."""
        living = living or {}
        self._name = f"{{ template }}[{{ "{" }}{{ template }}._count{{ "}" }}]"
        {{ template }}._count += 1
        made = {name: h.Section(name=name, cell=self) for name in SECTIONS if name not in living}
        self._sections = {name: living.get(name, made.get(name)) for name in SECTIONS}
        for name, section in self._sections.items():
            self._add_attribute(name, section)
        for child, end, parent, x in CONNECTIONS:
            self._sections[child].connect(self._sections[parent](x), end)
        for name, section in made.items():
            _fill(section, SECTIONS[name])
        for name, members in LISTS.items():
            sections = h.SectionList()
            for member in members:
                sections.append(self._sections[member])
            setattr(self, name, sections)

    def _add_attribute(self, name, section):
        """`dend[3]` is element 3 of the list `dend`, `hill` is the attribute `hill`."""
        base, _, index = name.rstrip("]").partition("[")
        if not index:
            setattr(self, base, section)
            return
        array = self.__dict__.setdefault(base, [])
        array.extend([None] * (int(index) + 1 - len(array)))
        array[int(index)] = section

    def locate(self, section_name, x):
        """Where a place of the detailed cell lies here: `section, x = cell.locate("dend[3]", 0.5)`."""
        name, _, x = _mapped(section_name, x)
        return self._sections[name], x

    def move_synapses(self, synapses, netcons):
        """Moves point processes of one detailed cell here, with their NetCons: see the function of that name."""
        return _move(synapses, netcons, self._place)

    def _place(self, segment):
        """The section, segment and x that stand for a segment of the detailed cell."""
        name, index, x = _mapped(segment.sec.name().rpartition(".")[2], segment.x)
        return self._sections[name], index, x

    def __repr__(self):
        return self._name


_latest = None


def build(living=None):
    """One reduced cell{% if processes %} with what the model had put on it{% endif %}, of sections that live already where they are given by name; sets `h.celsius`{% if globals %}, `h.v_init`{% if tstop %}, `h.tstop`{% endif %} and `GLOBALS`{% elif tstop %}, `h.v_init` and `h.tstop`{% else %} and `h.v_init`{% endif %}."""
{%- if compiled %}
    _load_mechanisms()
{%- endif %}
    h.load_file("stdrun.hoc")
    h.celsius = CELSIUS
    h.v_init = V_INIT
{%- if tstop %}
    h.tstop = TSTOP
{%- endif %}
{%- if globals %}
    for name, value in GLOBALS.items():
        _set_one(h, name, value)
{%- endif %}
{%- if tables %}
    _fill_tables()
{%- endif %}
    global _latest
    _latest = {{ template }}(living)
{%- if processes %}
    add_point_processes(_latest)
{%- endif %}
    return _latest


{% if tables %}_vectors = []


def _fill_tables():
    """NEURON reads the vectors, which `_vectors` keeps."""
    for name, (values, axes) in ({} if _vectors else TABLES).items():
        fill, values = getattr(h, f"table_{name}"), h.Vector(values)
        places = [axis if isinstance(axis, tuple) else h.Vector(axis) for axis in axes]
        _vectors.extend([values, *places])
        if not axes:
            fill(values[0])
        elif len(axes) == 1 and isinstance(axes[0], list):
            fill(values, places[0])
        else:
            bounds = [axis if isinstance(axis, tuple) else (len(axis), axis._ref_x[0]) for axis in places]
            fill(values._ref_x[0], *(bound for axis in bounds for bound in axis))


{% endif %}def locate(section_name, x):
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
    return _at(_segment_map[section_name], section_name, x)


def _at(places, section_name, x):
    """The place of the segment at x; the ends of a section that stayed are what they were."""
    at = min(int(x * len(places)), len(places) - 1)
    name, index, centre = places[at]
    if x in (0, 1) and (name, centre) == (section_name, (at + 0.5) / len(places)):
        return name, -1 if x == 0 else len(places), float(x)
    return name, index, centre


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


def _fill(section, values):
    for point in values.get("points", []):
        h.pt3dadd(*point, sec=section)
    section.nseg = values["nseg"]
    section.Ra = values["Ra"]
    if "L" in values:
        section.L = values["L"]
    if "diam" in values:
        _set(section, "diam", values["diam"])
    if "rallbranch" in values:
        section.rallbranch = values["rallbranch"]
    _set(section, "cm", values["cm"])
    for mechanism in values["mechanisms"]:
        section.insert(mechanism)
    for ion, style in values.get("ion_styles", {}).items():
        h.ion_style(ion, *style, sec=section)
    for variables in values["mechanisms"].values():
        for variable, value in variables.items():
            _set(section, variable, value)


def _set(section, variable, value):
    """One value for the whole section, or a list with one for each segment."""
    for at, segment in enumerate(section):
        _set_one(segment, variable, value[at] if isinstance(value, list) else value)


def _set_one(owner, variable, value):
    """`k_x[2]` is element 2 of the array `k_x`."""
    name, _, index = variable.rstrip("]").partition("[")
    if index:
        getattr(owner, name)[int(index)] = value
    else:
        setattr(owner, name, value)
{%- if compiled %}


def _load_mechanisms():
    missing = [name for name in COMPILED_MECHANISMS if not _is_known(name)]
    if not missing:
        return
    directory = Path(__file__).resolve().parent
    known = [name for name in COMPILED_MECHANISMS if name not in missing]
    if known:
        raise RuntimeError(
            f"other mechanisms are loaded already: they have {', '.join(known)}, but not {', '.join(missing)}. "
            f"NEURON cannot add {directory / 'mod'} to them: compile all mod files together, in one folder"
        )
    neuron.load_mechanisms(str(directory), warn_if_already_loaded=False)
    if not all(_is_known(name) for name in missing):
        raise RuntimeError(f"the mechanisms are not compiled: run `nrnivmodl mod` in {directory}")


def _is_known(mechanism):
    name = h.ref("")
    for kind in (0, 1):
        types = h.MechanismType(kind)
        for index in range(int(types.count())):
            types.select(index)
            types.selected(name)
            if name[0] == mechanism:
                return True
    return False
{%- endif %}


def _show(cell):
    """Runs the cell with a step of current into its soma, and plots the voltage there."""
    import matplotlib.pyplot as plt

    clamp = h.IClamp(cell._sections["{{ soma }}"](0.5))
    clamp.delay, clamp.dur, clamp.amp = 100, 200, 0.1
    time, voltage = h.Vector().record(h._ref_t), h.Vector().record(clamp.get_segment()._ref_v)
    h.tstop = 400
    h.run()
    plt.plot(time, voltage)
    plt.xlabel("time (ms)")
    plt.ylabel("voltage (mV)")
    plt.title("{{ soma }}, {{ "{" }}:g{{ "}" }} nA".format(clamp.amp))
    plt.show()


if __name__ == "__main__":
    _show(build())
