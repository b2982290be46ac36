"""Names of sections that hoc and Python can both create: `dend[3]`, `hill`; no two alike, none both a section and an array."""

from __future__ import annotations

import re
from typing import Any

from neuron import h

# Names that hoc has besides sections: functions and keywords, and numbers.
TAKEN = (1, 5)
USUAL = ("soma", "dend", "apic", "axon", "hill")


def own_name(section: Any) -> str:
    """The name without the cell's: `dend[3]` of `Cell[0].dend[3]`."""
    name: str = section.name()
    cell = section.cell()
    prefix = f"{cell}."
    if cell is not None and name.startswith(prefix):
        return name[len(prefix) :]
    return name.rpartition(".")[2] if cell is not None else name


def base_name(name: str) -> str:
    """`dend` of `dend[3]`."""
    return name.partition("[")[0]


def plain_names(sections: list[Any]) -> dict[Any, str]:
    """A name for each section; one that cannot be kept gets the lowest free index of its array."""
    wanted = [_plain(own_name(section)) for section in sections]
    arrays: dict[str, list[str]] = {}
    for name in wanted:
        arrays.setdefault(base_name(name), []).append(name)
    taken: set[str] = set()
    keeps = []
    for name in wanted:
        base = base_name(name)
        keep = name not in taken and (name != base or len(arrays[base]) == 1)
        keeps.append(keep)
        if keep:
            taken.add(name)
    names = {}
    for section, name, keep in zip(sections, wanted, keeps):
        names[section] = name if keep else _free(base_name(name), taken)
        taken.add(names[section])
    return names


def _free(base: str, taken: set[str]) -> str:
    index = 0
    while f"{base}[{index}]" in taken:
        index += 1
    return f"{base}[{index}]"


def _plain(name: str) -> str:
    found = re.fullmatch(r"(.*?)\[(\d+)\]", name, re.DOTALL)
    base, index = (found[1], f"[{int(found[2])}]") if found else (name, "")
    base = re.sub(r"[^A-Za-z0-9_]", "_", base)
    if not re.match(r"[A-Za-z]", base):
        base = f"section_{base.lstrip('_')}"
    if base not in USUAL and h.name_declared(base) in TAKEN:
        base += "_section"
    return base + index
