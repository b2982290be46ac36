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

{% endif %}{% if processes %}{{ processes }}
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
        name, index, x = _of_node(segment, lambda at: _mapped(at.sec.name().rpartition(".")[2], at.x))
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


{% if tables %}{{ code.tables }}


{% endif %}{{ code.moving }}


{{ code.filling }}
{%- if compiled %}


{{ code.mechanisms }}
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
