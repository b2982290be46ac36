"""The sections of a living cell: of an object of a hoc template, an object of Python, a list of sections, or one section.

A section array of hoc is never walked through: NEURON ends the process where one of its sections was deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from neuron import h, nrn

from .errors import error
from .names import base_name, own_name

LISTS = ("somatic", "basal", "apical", "axonal")
ATTRIBUTES = {"soma": "somatic", "dend": "basal", "apic": "apical", "axon": "axonal"}
DEEPEST = 4


def sections_of(cell: Any) -> list[Any]:
    """The connected sections that are the cell, in NEURON's order."""
    kinds = {_kind(section.cell()) for section in h.allsec()}
    found = _owned(cell) or list(dict.fromkeys(_walk(cell, 0, kinds)))
    if not found:
        raise error("python::cell", f"`{cell}` has no sections")
    trees = _trees(found)
    if len(trees) > 1:
        trees = _with_soma(trees)
    tree = set(trees[0])
    return [section for section in h.allsec() if section in tree]


def lists_of(cell: Any, sections: list[Any]) -> dict[Any, list[str]]:
    """The section lists of each section, as far as they say what it is; an attribute counts where the name says nothing."""
    lists: dict[Any, list[str]] = {section: [] for section in sections}
    # What holds an object of a template (a list, a cell of a library) may not have its lists.
    owners = dict.fromkeys(owner for owner in (section.cell() for section in sections) if owner is not None and _is_hoc(owner))
    for name in LISTS:
        for section in (found for each in (cell, *owners) for found in _attribute(each, name, sections)):
            if section in lists and name not in lists[section]:
                lists[section].append(name)
    for name, usual in ATTRIBUTES.items():
        if not _is_hoc(cell):
            for section in _attribute(cell, name, sections):
                if section in lists and not lists[section] and base_name(own_name(section)) not in ATTRIBUTES:
                    lists[section].append(usual)
    return lists


def _owned(cell: Any) -> list[Any]:
    """The sections that say that they are the object's."""
    if isinstance(cell, (nrn.Section, list, tuple, set, dict)) or _is_section_list(cell):
        return []
    is_hoc = _is_hoc(cell)
    owners = ((section, section.cell()) for section in h.allsec())
    return [section for section, owner in owners if owner is cell or (is_hoc and owner == cell)]


def _walk(value: Any, depth: int, kinds: set[str]) -> Iterator[Any]:
    """The sections that an object names; `kinds` are the templates whose objects have sections."""
    if isinstance(value, nrn.Section):
        yield value
    elif isinstance(value, nrn.Segment):
        yield value.sec
    elif _is_section_list(value):
        yield from value
    elif _is_hoc(value):
        if _kind(value) in kinds:
            yield from _owned(value)
        elif depth == 0:
            for name in ("all", *LISTS):
                yield from getattr(value, name) if name in dir(value) else ()
    elif isinstance(value, (list, tuple, set, dict)):
        inner = value.values() if isinstance(value, dict) else value
        for one in inner if depth < DEEPEST else ():
            yield from _walk(one, depth and depth + 1, kinds)
    elif depth == 0:
        for one in _attributes(value):
            yield from _walk(one, 1, kinds)


def _attributes(value: Any) -> Iterable[Any]:
    return vars(value).values() if hasattr(value, "__dict__") and not isinstance(value, type) else ()


def _kind(value: Any) -> str:
    return str(value).partition("[")[0]


def _attribute(cell: Any, name: str, sections: list[Any]) -> Iterator[Any]:
    if _is_hoc(cell):
        is_section = any(base_name(own_name(section)) == name for section in sections)
        # `dir` has what is public alone.
        value: Any = getattr(cell, name, None) if not is_section else None
        if _is_section_list(value):
            yield from value
    elif not isinstance(cell, (nrn.Section, list, tuple, set, dict)):
        yield from _walk(getattr(cell, name, None), 1, set())


def _trees(sections: list[Any]) -> list[list[Any]]:
    """All sections that are connected with these, a list for each tree."""
    trees: list[list[Any]] = []
    reached: set[Any] = set()
    for section in sections:
        if section not in reached:
            trees.append(list(section.wholetree()))
            reached.update(trees[-1])
    return trees


def _with_soma(trees: list[list[Any]]) -> list[list[Any]]:
    """The one tree that has a soma; pieces without one are none of the cell's cable."""
    with_soma = [tree for tree in trees if any("soma" in own_name(section).lower() for section in tree)]
    if len(with_soma) == 1:
        return with_soma
    roots = ", ".join(f"`{tree[0].name()}`" for tree in (with_soma or trees)[:4])
    what = "several somata" if with_soma else "several trees of sections and no section that is called soma"
    raise error("python::cells", f"the cell has {what}: {roots}", "pass one cell, or one of its sections")


def _is_hoc(value: Any) -> bool:
    return hasattr(value, "hname") and not isinstance(value, nrn.Section)


def _is_section_list(value: Any) -> bool:
    return _is_hoc(value) and str(value).startswith("SectionList[")

