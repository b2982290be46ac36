"""Cells of the Allen Institute: a morphology, and parameters as json (Cell Types Database) or NeuroML, written out as a hoc template.

What is built is what BMTK builds: the axon is replaced by a stub of two sections of 30 um at the end of the list `all`, then the
parameters are set by kind of section, then the segments by length.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..errors import NeuronReduceError, error
from .files import text_of

KINDS = ("soma", "axon", "dend", "apic")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# How the stub of each way of processing is attached, and whether it is as wide as the axon that it replaces.
PROCESSING = {
    "aibs_perisomatic": (0.5, False),
    "aibs_perisomatic_directed": (0.5, False),
    "aibs_allactive": (1.0, True),
    "aibs_allactive_directed": (1.0, True),
}
LARGEST_FILE = 1 << 24


@dataclass
class Parameters:
    """Statements of hoc for each kind of section."""

    statements: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    celsius: float | None = None
    v_init: float | None = None

    def add(self, kind: Any, statement: str, file: Path) -> None:
        """A statement for a kind of section, or for `all`."""
        if kind not in (*KINDS, "all"):
            raise _wrong(file, f"`{kind}` is no kind of section")
        for one in KINDS if kind == "all" else (kind,):
            self.statements[one].append(statement)

    def set(self, kind: Any, name: Any, value: Any, file: Path, mechanism: Any = "") -> None:
        """Inserts a mechanism, where one is named, and sets a variable."""
        if mechanism:
            self.add(kind, f"insert {_name(mechanism, file)}", file)
        self.add(kind, f"{_name(name, file)} = {_number(value, file)!r}", file)


def from_json(path: Path) -> Parameters:
    """The layout of the Cell Types Database: `passive`, `conditions`, `genome`."""
    try:
        data = json.loads(_text(path))
        passive, conditions, genome = data["passive"][0], data["conditions"][0], data["genome"]
        found = Parameters(celsius=_optional(conditions.get("celsius"), path), v_init=_optional(conditions.get("v_init"), path))
        found.add("all", "insert pas", path)
        for name, key in (("Ra", "ra"), ("e_pas", "e_pas")):
            if key in passive:
                found.set("all", name, passive[key], path)
        for one in passive.get("cm", []):
            found.set(one["section"], "cm", one["cm"], path)
        for one in genome:
            found.set(one["section"], one["name"], one["value"], path, one.get("mechanism", ""))
        for one in conditions.get("erev", []):
            for ion in ("na", "k"):
                value = _number(one[f"e{ion}"], path)
                found.add(one["section"], f'if (ismembrane("{ion}_ion")) e{ion} = {value!r}', path)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as refused:
        raise _wrong(path, f"{type(refused).__name__}: {refused}") from refused
    return found


def from_neuroml(path: Path) -> Parameters:
    """`biophysicalProperties` and `concentrationModel` of NeuroML, as BMTK reads them: names of mechanisms are those of mod files."""
    text = _text(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _wrong(path, "it declares entities")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as refused:
        raise _wrong(path, str(refused)) from refused
    found = Parameters()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag in _ELEMENTS:
            try:
                _ELEMENTS[tag](found, element.attrib, path)
            except KeyError as refused:
                raise _wrong(path, f"an element `{tag}` has no {refused}") from refused
    return found


def _channel(found: Parameters, element: dict[str, str], path: Path) -> None:
    kind, channel = element["segmentGroup"], element["ionChannel"]
    reversal = element.get("erev")
    if channel == "pas":
        found.set(kind, "g_pas", element["condDensity"], path, "pas")
        found.set(kind, "e_pas", element["erev"], path)
        return
    found.set(kind, element["id"], element["condDensity"], path, channel)
    if element["ion"] in ("na", "k") and reversal is not None:
        found.set(kind, f"e{element['ion']}", reversal, path)


def _concentration(found: Parameters, element: dict[str, str], path: Path) -> None:
    for name in ("gamma", "decay"):
        found.set(element["segmentGroup"], f"{name}_{element['type']}", element[name], path, element["id"])


_ELEMENTS: dict[str, Callable[[Parameters, dict[str, str], Path], None]] = {
    "channelDensity": _channel,
    "channelDensityNernst": _channel,
    "concentrationModel": _concentration,
    "resistivity": lambda found, element, path: found.set(element["segmentGroup"], "Ra", element["value"], path),
    "specificCapacitance": lambda found, element, path: found.set(element["segmentGroup"], "cm", element["value"], path),
}


def template(name: str, morphology: str, parameters: Parameters, processing: str, dl_um: float) -> str:
    """The cell as a hoc template without arguments."""
    place, is_as_wide = PROCESSING[processing]
    reader = "Import3d_Neurolucida3" if morphology.endswith(".asc") else "Import3d_SWC_read"
    widths = ["axon[0] { first = diam(0.5) last = first }", "forsec axonal { last = diam(0.5) }"] if is_as_wide else []
    membranes = [
        f"forsec {section_list} {{\n        {statement}\n    }}"
        for kind, section_list in zip(KINDS, ("somatic", "axonal", "basal", "apical"))
        for statement in parameters.statements[kind]
    ]
    lines = "\n    ".join([*widths, *_stub(place, is_as_wide), *membranes, f"forsec all {{ nseg = 1 + 2*int(L/(2*{dl_um!r})) }}"])
    return f"""begintemplate {name}
public soma, dend, apic, axon, all, somatic, basal, apical, axonal
objref this, all, somatic, basal, apical, axonal
create soma[1], dend[1], apic[1], axon[1]
proc init() {{ local first, last  localobj reader, import
    all = new SectionList()
    somatic = new SectionList()
    basal = new SectionList()
    apical = new SectionList()
    axonal = new SectionList()
    forall delete_section()
    reader = new {reader}()
    reader.quiet = 1
    reader.input("{morphology}")
    import = new Import3d_GUI(reader, 0)
    import.instantiate(this)
    first = 1
    last = 1
    {lines}
}}
endtemplate {name}
"""


def _stub(place: float, is_as_wide: bool) -> list[str]:
    return [
        "forsec axonal { delete_section() }",
        "create axon[2]",
        "axon[0] { L = 30 diam = first all.append() axonal.append() }",
        "axon[1] { L = 30 diam = last all.append() axonal.append() }",
        f"connect axon[0](0), soma[0]({place!r})",
        "connect axon[1](0), axon[0](1)",
    ]


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise _wrong(path, f"it is larger than {LARGEST_FILE >> 20} MiB")
    return text_of(path)


def _name(value: Any, file: Path) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise _wrong(file, f"`{value}` is no name of a mechanism or a variable")
    return value


def _optional(value: Any, file: Path) -> float | None:
    return None if value is None else _number(value, file)


def _number(value: Any, file: Path) -> float:
    """A number, with its unit where it is a text."""
    try:
        number = float(value.split()[0] if isinstance(value, str) else value)
    except (ValueError, TypeError, IndexError):
        raise _wrong(file, f"`{value}` is no number") from None
    if not math.isfinite(number):
        raise _wrong(file, f"`{value}` is no number")
    return number


def _wrong(file: Path, message: str) -> NeuronReduceError:
    return error("sonata::parameters", f"`{file.name}` cannot be understood: {message}")
