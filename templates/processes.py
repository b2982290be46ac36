# Kinds of point processes and artificial cells, with their values.
KINDS = [
{%- for line in processes.kinds %}
    {{ line }},
{%- endfor %}
]

{% if processes.file -%}
# Sections in the order in which `{{ processes.file }}` counts them.
SECTION_NAMES = [
{%- for line in processes.sections %}
    {{ line }},
{%- endfor %}
]
{%- else -%}
# The processes: kind (place in KINDS), section, place in it.
POINT_PROCESSES = [
{%- for line in processes.processes %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.randoms %}

# Streams of random numbers: generator, its seeds, distribution, how far it is.
RANDOMS = [
{%- for line in processes.randoms %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.vectors %}

VECTORS = [
{%- for line in processes.vectors %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.steps %}

# What is called and set, in this order: process, name, arguments or value.
STEPS = [
{%- for line in processes.steps %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.pointers %}

# Process, its POINTER, and the variable: section, place, name, or process, None, name.
POINTERS = [
{%- for line in processes.pointers %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.plays %}

# Vector, the variable as above, step in ms or vector of times, whether it is continuous.
PLAYS = [
{%- for line in processes.plays %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.connections %}

# Connections: source (process, or variable as section, place, name), target, threshold, delay, weights.
NET_CONS = [
{%- for line in processes.connections %}
    {{ line }},
{%- endfor %}
]
{%- endif %}
{%- if processes.inactive %}

# Those among them that let no events pass.
INACTIVE = [{% for place in processes.inactive %}{% if not loop.first %}, {% endif %}{{ place }}{% endfor %}]
{%- endif %}


def add_point_processes(cell):
    """What the model had put on its cell: the lists `point_processes` and `net_cons` of the cell."""
    cell.point_processes = []
    cell.net_cons = []
{%- if processes.file %}
    processes, net_cons, inactive = _read()
{%- endif %}
    for kind, section, x in {% if processes.file %}processes{% else %}POINT_PROCESSES{% endif %}:
        name, values = KINDS[kind]
        process = getattr(h, name)(cell._sections[section](x)) if section else getattr(h, name)()
        for variable, value in values.items():
            _set_one(process, variable, value)
        cell.point_processes.append(process)
{%- if processes.randoms %}
    cell._randoms = [_random(*stream) for stream in RANDOMS]
{%- endif %}
{%- if processes.vectors %}
    cell._vectors = [h.Vector(values) for values in VECTORS]
{%- endif %}
{%- if processes.steps %}
    for place, name, given in STEPS:
        process = cell.point_processes[place]
        if isinstance(given, list):
            getattr(process, name)(*[_given(cell, value) for value in given])
        else:
            _set_one(process, name, given)
{%- endif %}
{%- if processes.pointers %}
    for place, pointer, target in POINTERS:
        h.setpointer(_reference(cell, *target), pointer, cell.point_processes[place])
{%- endif %}
{%- if processes.plays %}
    for vector, into, at, is_continuous in PLAYS:
        cell._vectors[vector].play(_reference(cell, *into), _given(cell, at), *[1] * is_continuous)
{%- endif %}
{%- if processes.file or processes.connections %}
    for connection in {% if processes.file %}net_cons{% else %}NET_CONS{% endif %}:
        cell.net_cons.append(_connect(cell, *connection))
{%- endif %}
{%- if processes.file or processes.inactive %}
    for place in {% if processes.file %}inactive{% else %}INACTIVE{% endif %}:
        cell.net_cons[place].active(False)
{%- endif %}
{%- if processes.file or processes.connections %}


def _connect(cell, source, target, threshold, delay, weights):
    target = None if target is None else cell.point_processes[target]
    if isinstance(source, tuple):
        section = cell._sections.get(source[0])
        net_con = h.NetCon(_reference(cell, *source), target, **({"sec": section} if section else {}))
    else:
        net_con = h.NetCon(None if source is None else cell.point_processes[source], target)
    net_con.threshold = threshold
    net_con.delay = delay
    for index, weight in enumerate(weights):
        net_con.weight[index] = weight
    return net_con
{%- endif %}
{%- if processes.file %}


def _read():
    """Processes, connections and those that are inactive, from `{{ processes.file }}` beside this file."""
    lines = iter((Path(__file__).resolve().parent / "{{ processes.file }}").read_text().splitlines())
    process_count, net_con_count = map(int, next(lines).split())
    processes, net_cons, inactive = [], [], []
    for _ in range(process_count):
        kind, section, x = next(lines).split()
        section = int(section)
        processes.append((int(kind), None if section < 0 else SECTION_NAMES[section], float(x)))
    for place in range(net_con_count):
        source, x, target, threshold, delay, is_active, _, *weights = next(lines).split()
        source, target = int(source), int(target)
        if source < 0:
            source = None if source == -1 else (SECTION_NAMES[-2 - source], float(x), "v")
        weights = [float(weight) for weight in weights]
        net_cons.append((source, None if target < 0 else target, float(threshold), float(delay), weights))
        if is_active == "0":
            inactive.append(place)
    return processes, net_cons, inactive
{%- endif %}
{%- if processes.randoms %}


def _random(generator, seeds, distribution, sequence):
    random = h.Random()
    getattr(random, generator)(*seeds)
    if distribution:
        getattr(random, distribution[0])(*distribution[1])
    random.seq(sequence)
    return random
{%- endif %}
{%- if processes.steps or processes.plays %}


def _given(cell, value):
    """`("_vectors", 3)` is the element 3 of that list."""
    return getattr(cell, value[0])[value[1]] if isinstance(value, tuple) else value
{%- endif %}
{%- if processes.file or processes.connections or processes.pointers or processes.plays %}


def _reference(cell, owner, x, name):
    """A variable of a place or of a process, to be pointed to."""
    owner = cell.point_processes[owner] if x is None else cell._sections[owner](x)
    base, _, index = name.rstrip("]").partition("[")
    reference = getattr(owner, f"_ref_{base}")
    return reference[int(index)] if index else reference
{%- endif %}
