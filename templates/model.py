"""{{ origin }} with its dendritic subtrees reduced to cables.

{% if compiled %}After `nrnivmodl mod` in this directory:

{% endif %}    from model import build
    cell = build()

Written by neuron-reduce {{ version }}. How it was made stands in README.md and reduction.json.
"""

{% if compiled or needs_path %}from pathlib import Path

{% endif %}{% if compiled %}import neuron
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

    def __init__(self):
        self._name = f"{{ template }}[{{ "{" }}{{ template }}._count{{ "}" }}]"
        {{ template }}._count += 1
        self._sections = {name: h.Section(name=name, cell=self) for name in SECTIONS}
        for name, section in self._sections.items():
            self._add_attribute(name, section)
        for child, end, parent, x in CONNECTIONS:
            self._sections[child].connect(self._sections[parent](x), end)
        for name, values in SECTIONS.items():
            _fill(self._sections[name], values)
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

    def __repr__(self):
        return self._name


def build():
    """One reduced cell{% if processes %} with what the model had put on it{% endif %}; sets `h.celsius`{% if globals %}, `h.v_init`{% if tstop %}, `h.tstop`{% endif %} and `GLOBALS`{% elif tstop %}, `h.v_init` and `h.tstop`{% else %} and `h.v_init`{% endif %}."""
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
{%- if processes %}
    cell = {{ template }}()
    add_point_processes(cell)
    return cell
{%- else %}
    return {{ template }}()
{%- endif %}


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
