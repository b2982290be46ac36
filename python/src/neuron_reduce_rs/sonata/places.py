"""Where the places of a circuit's cells went: section numbers and positions of the detailed cells to those of the reduced ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import error
from .storage import Array

ORDERS = ("auto", "list", "index")
NOWHERE = -1


@dataclass(frozen=True)
class CellMap:
    """One cell: for each section number, its segments, and where each went."""

    # By section number of the detailed cell: where its segments begin in the lists, and how many there are.
    start: Array
    segments: Array
    # By segment: number of the reduced section, place in it (0 to 1) and along it (um).
    section: Array
    x: Array
    along_um: Array

    @classmethod
    def of(cls, record: dict[str, Any], order: str) -> CellMap:
        """From `reduction.json`. Sections are numbered as the template did (`index`) or by their place in the list of all."""
        mapped = record["seg_to_seg"]
        numbers = section_numbers(record, order)
        reduced = {section["name"]: (number, section["L"]) for number, section in enumerate(record["sections"])}
        highest = max(numbers.values(), default=-1)
        start, segments = np.zeros(highest + 1, np.int64), np.zeros(highest + 1, np.int64)
        places: list[tuple[int, float, float]] = []
        for name, went in mapped.items():
            start[numbers[name]], segments[numbers[name]] = len(places), len(went)
            places += [(reduced[section][0], x, x * reduced[section][1]) for section, _, x in went]
        section, x, along = zip(*places)
        return cls(start, segments, np.array(section, np.int64), np.array(x), np.array(along))


def section_numbers(record: dict[str, Any], order: str) -> dict[str, int]:
    """The number of each section of the detailed cell."""
    found: dict[str, int] | None = record.get("section_numbers")
    if order != "list" and found is not None:
        return found
    if order == "index":
        raise error("sonata::sections", "its template does not number the sections", "`--section-ids list` goes by their order")
    return {name: number for number, name in enumerate(record["seg_to_seg"])}


def read_record(path: Path) -> dict[str, Any]:
    """`reduction.json` of an output."""
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


class PlaceMap:
    """All cells of a population at once."""

    def __init__(self, cell_of_node: Array, maps: Sequence[CellMap | None]) -> None:
        """`cell_of_node` has for each node number the place of its cell in `maps`; -1 and none are not reduced."""
        self.cell_of_node = cell_of_node
        sections = [0 if one is None else len(one.start) for one in maps]
        places = [0 if one is None else len(one.x) for one in maps]
        self.first_section = np.concatenate([[0], np.cumsum(sections)]).astype(np.int64)
        first_place = np.concatenate([[0], np.cumsum(places)])
        there = [one for one in maps if one is not None]
        offsets = [first for first, one in zip(first_place, maps) if one is not None]
        self.start = _joined([one.start + first for one, first in zip(there, offsets)], np.int64)
        self.segments = _joined([one.segments for one in there], np.int64)
        self.section = _joined([one.section for one in there], np.int64)
        self.x = _joined([one.x for one in there], np.float64)
        self.along_um = _joined([one.along_um for one in there], np.float64)

    def cells(self, nodes: Array) -> Array:
        """The cell of each node; -1 for one that is not there."""
        there = (nodes >= 0) & (nodes < len(self.cell_of_node))
        return np.where(there, self.cell_of_node[np.where(there, nodes, 0)], -1) if len(self.cell_of_node) else np.full(len(nodes), -1)

    def is_reduced(self, nodes: Array) -> Array:
        """Which nodes are cells that were reduced."""
        cells = self.cells(nodes)
        return (cells >= 0) & (self.first_section[cells + 1] > self.first_section[np.maximum(cells, 0)])

    def find(self, nodes: Array, sections: Array, x: Array) -> Array:
        """For each place the index of where it went; `NOWHERE` where the node has no such place."""
        cells = self.cells(nodes)
        known = (cells >= 0) & (sections >= 0) & (x >= 0) & (x <= 1)
        first = self.first_section[np.maximum(cells, 0)]
        known &= first + sections < self.first_section[cells + 1]
        section = np.where(known, first + sections, 0)
        if not len(self.segments):
            return np.full(len(nodes), NOWHERE)
        segments = self.segments[section]
        known &= segments > 0
        segment = np.minimum((np.where(known, x, 0) * segments).astype(np.int64), segments - 1)
        return np.where(known, self.start[section] + segment, NOWHERE)


def _joined(parts: list[Array], kind: Any) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
