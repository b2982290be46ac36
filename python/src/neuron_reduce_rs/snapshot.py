"""A living cell as the json that `neuron-reduce .. --from-snapshot` reads: every number to its last bit."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from neuron import h

from .errors import error
from .living import lists_of, sections_of
from .names import plain_names

ALL = 0
PARAMETERS = 1
GLOBALS = -1
# Of a snapshot, as the program reads it.
LAYOUT_VERSION = 1

# NEURON's own, before `stdrun.hoc` is loaded.
V_INIT_MV = -65.0


def snapshot(cell: Any, *, points: bool = True) -> dict[str, Any]:
    """The cell as `neuron-reduce dump --stage cell --format json` prints one; `points=False` leaves the 3-d points out."""
    return Living.of(cell, points=points).data


@dataclass(frozen=True)
class Living:
    """A living cell and its snapshot."""

    names: dict[Any, str]
    data: dict[str, Any]

    @classmethod
    def of(cls, cell: Any, *, points: bool = True) -> Living:
        sections = sections_of(cell)
        names = plain_names(sections)
        lists = lists_of(cell, sections)
        mechanisms = {section: [mechanism.name() for mechanism in section(0.5)] for section in sections}
        used = sorted({name for inserted in mechanisms.values() for name in inserted})
        segments: dict[str, list[float]] = {"x": [], "diam": [], "area": [], "ri": []}
        data = {
            "layout_version": LAYOUT_VERSION,
            "name": _cell_name(cell),
            "celsius": h.celsius,
            "v_init": getattr(h, "v_init", V_INIT_MV),
            "sections": [_section(section, names, lists, mechanisms[section], segments) for section in sections],
            "segments": segments,
            "globals": {name: _globals(name) for name in used},
            "defaults": {name: _defaults(name) for name in used},
        }
        if points:
            data["pt3d"] = {names[section]: _points(section) for section in sections if section.n3d()}
        return cls(names, data)

    def name_of(self, section: Any) -> str:
        """What the snapshot calls a section of the cell."""
        if section not in self.names:
            raise error("python::section", f"`{section}` is no section of the cell")
        return self.names[section]

    def attached_ends(self) -> dict[tuple[str, float], tuple[str, float]]:
        """Name and end of each section that has a parent, with the place on the parent where that end is."""
        children = [section for section in self.data["sections"] if section["parent"]]
        return {(child["name"], child["own_end"]): (child["parent"], child["parent_x"]) for child in children}

    def to_json(self) -> str:
        try:
            return json.dumps(self.data, allow_nan=False)
        except ValueError:
            place = _not_finite(self.data, "")
            raise error("python::finite", f"`{place}` of the cell is no finite number") from None


def _section(
    section: Any, names: dict[Any, str], lists: dict[Any, list[str]], mechanisms: list[str], segments: dict[str, list[float]]
) -> dict[str, Any]:
    own = list(section)
    parent = section.parentseg()
    ions = [name for name in mechanisms if name.endswith("_ion")]
    value = {
        "name": names[section],
        "lists": lists[section],
        "nseg": section.nseg,
        "L": section.L,
        "Ra": section.Ra,
        "cm": _one_or_many([segment.cm for segment in own]),
        "parent": parent and names[parent.sec],
        "parent_x": parent and parent.x,
        "own_end": h.section_orientation(sec=section),
        "rall_branch": section.rallbranch,
        "children": [names[child] for child in section.children()],
        "seg0": len(segments["x"]),
        "ri_end": section(1).ri(),
        "mechs": {name: _values(own, name) for name in mechanisms},
        "ion_style": {ion: int(h.ion_style(ion, sec=section)) for ion in ions},
    }
    segments["x"] += [segment.x for segment in own]
    segments["diam"] += [segment.diam for segment in own]
    segments["area"] += [segment.area() for segment in own]
    segments["ri"] += [segment.ri() for segment in own]
    return value


def _values(segments: list[Any], mechanism: str) -> dict[str, Any]:
    """Parameters over the segments; an element of an array is named `name[2]`."""
    values = {}
    for name, size in _variables(mechanism, PARAMETERS).items():
        if size == 1:
            values[name] = _one_or_many([getattr(segment, name) for segment in segments])
            continue
        for index in range(size):
            values[f"{name}[{index}]"] = _one_or_many([getattr(segment, name)[index] for segment in segments])
    return values


def _one_or_many(values: list[float]) -> float | list[float]:
    return values[0] if values.count(values[0]) == len(values) else values


@lru_cache(maxsize=None)
def _variables(mechanism: str, kind: int) -> dict[str, int]:
    """Names and sizes of a mechanism's variables, as hoc calls them."""
    if mechanism.endswith("_ion") and kind == PARAMETERS:
        # What NEURON takes for a parameter of an ion depends on the mechanisms that were inserted last.
        ion = mechanism[: -len("_ion")]
        return {f"e{ion}": 1, f"{ion}i": 1, f"{ion}o": 1}
    standard, name, found = h.MechanismStandard(mechanism, kind), h.ref(""), {}
    for index in range(int(standard.count())):
        size = int(standard.name(name, index))
        found[name[0]] = size
    return found


@lru_cache(maxsize=None)
def _defaults(mechanism: str) -> dict[str, float]:
    """What the parameters are after `insert`."""
    standard = h.MechanismStandard(mechanism, ALL)
    scalars = [name for name, size in _variables(mechanism, PARAMETERS).items() if size == 1]
    return {name: standard.get(name) for name in scalars}


def _globals(mechanism: str) -> dict[str, float]:
    values = {}
    for name, size in _variables(mechanism, GLOBALS).items():
        variable = getattr(h, name)
        if size == 1:
            values[name] = variable
        else:
            values.update({f"{name}[{index}]": variable[index] for index in range(size)})
    return values


def _points(section: Any) -> dict[str, list[float]]:
    each = range(section.n3d())
    readers = {"x": section.x3d, "y": section.y3d, "z": section.z3d, "d": section.diam3d}
    return {axis: [reader(index) for index in each] for axis, reader in readers.items()}


def _cell_name(cell: Any) -> str:
    """The template or class of the cell."""
    if hasattr(cell, "hname") and "[" in cell.hname() and not hasattr(cell, "nseg"):
        return str(cell.hname().rpartition(".")[2].partition("[")[0])
    name = type(cell).__name__
    return "cell" if name in ("Section", "list", "tuple", "dict") else name


def _not_finite(value: Any, path: str) -> str | None:
    """The place of the first number that is none."""
    if isinstance(value, float):
        return None if math.isfinite(value) else path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        inside = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}".lstrip(".")
        found = _not_finite(inner, inside)
        if found:
            return found
    return None
