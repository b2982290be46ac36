"""Edges written back: the file is copied, then the places in it that lie on reduced cells are changed where they stand, piece by piece."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import error
from .places import NOWHERE, PlaceMap
from .storage import Array, child, dataset, groups, numbers, opened, populations

# Edges that are looked at in one go.
PIECE = 1 << 19


@dataclass(frozen=True)
class PlaceFields:
    """Names of the datasets of one end of an edge: section, position in it, and where an older layout has it."""

    end: str
    section: str
    position: str
    segment: str | None = None
    offset: str | None = None


FIELDS = (
    PlaceFields("target", "afferent_section_id", "afferent_section_pos", "afferent_segment_id", "afferent_segment_offset"),
    PlaceFields("source", "efferent_section_id", "efferent_section_pos", "efferent_segment_id", "efferent_segment_offset"),
    PlaceFields("target", "sec_id", "sec_x"),
    PlaceFields("target", "morpho_section_id_post", "morpho_section_fraction_post", "morpho_segment_id_post", "morpho_offset_segment_post"),
    PlaceFields("source", "morpho_section_id_pre", "morpho_section_fraction_pre", "morpho_segment_id_pre", "morpho_offset_segment_pre"),
)


@dataclass
class MappedEdges:
    """What became of one end of the edges of a population."""

    population: str
    field: str
    edges: int
    mapped: int = 0
    # On cells that were not reduced, or that are none.
    elsewhere: int = 0
    # On reduced cells, where there is no such section or position.
    unknown: int = 0
    note: str = ""


def write_edges(source: Path, target: Path, maps: Mapping[str, PlaceMap], piece: int = PIECE) -> list[MappedEdges]:
    """Writes a file of edges; `maps` has the populations with reduced cells by name."""
    with opened(source) as file:
        # What leads into another file would be changed there.
        found_groups = {name: groups(group, source) for name, group in populations(file, "edges", source).items()}
        names = {name: [number for number in inner if number.isdigit()] for name, inner in found_groups.items()}
    shutil.copyfile(source, target)
    target.chmod(0o644)
    found: list[MappedEdges] = []
    with opened(target, "r+") as file:
        for name, numbers_ in names.items():
            population = _Population(file["edges"][name], source, maps, piece)
            for number in numbers_:
                found += population.map_group(number)
    return found


class _Population:
    """One population of an open file."""

    def __init__(self, group: Any, path: Path, maps: Mapping[str, PlaceMap], piece: int) -> None:
        self.group, self.path, self.piece = group, path, piece
        self.ends = {end: dataset(group, f"{end}_node_id", path) for end in ("source", "target")}
        self.size = len(self.ends["target"])
        dataset(group, "source_node_id", path, self.size)
        self.maps = {end: maps.get(self._node_population(ids)) for end, ids in self.ends.items()}
        self.group_ids = self._optional("edge_group_id")
        self.indices = self._optional("edge_group_index")

    def _node_population(self, ids: Any) -> str:
        name = ids.attrs.get("node_population", "")
        return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)

    def _optional(self, name: str) -> Any:
        return None if child(self.group, name) is None else dataset(self.group, name, self.path, self.size)

    def map_group(self, number: str) -> list[MappedEdges]:
        group = child(self.group, number)
        here = [fields for fields in FIELDS if child(group, fields.section) is not None]
        return [self._map_fields(group, int(number), fields) for fields in here]

    def _map_fields(self, group: Any, number: int, fields: PlaceFields) -> MappedEdges:
        name = self.group.name.rpartition("/")[2]
        found = MappedEdges(name, f"{number}/{fields.section}", 0)
        places = self.maps[fields.end]
        sections = dataset(group, fields.section, self.path)
        if sections.dtype.kind not in "iu":
            raise error("sonata::edges", f"`{sections.name}` of `{self.path.name}` has no whole numbers")
        if child(group, fields.position) is None:
            found.note = f"kept: there is no `{fields.position}`"
            found.edges = found.elsewhere = len(sections)
            return found
        columns = _Columns(group, fields, sections, self.path)
        for edges, rows in self._pieces(number, len(sections)):
            found.edges += len(rows)
            if places is None:
                found.elsewhere += len(rows)
            else:
                nodes = numbers(self.ends[fields.end], self.path, edges)
                self._map(places, nodes[rows[:, 0]], rows[:, 1], columns, found)
        return found

    def _pieces(self, number: int, length: int) -> Iterator[tuple[slice, Array]]:
        """Edges of a group, piece by piece: place in the piece and row in the group of each."""
        for begin in range(0, self.size, self.piece):
            edges = slice(begin, min(begin + self.piece, self.size))
            count = edges.stop - begin
            ids = np.zeros(count, np.int64) if self.group_ids is None else numbers(self.group_ids, self.path, edges)
            rows = np.arange(begin, edges.stop) if self.indices is None else numbers(self.indices, self.path, edges)
            here = np.flatnonzero(ids == number)
            if len(here) and (rows[here].min() < 0 or rows[here].max() >= length):
                message = f"`{self.group.name}/edge_group_index` of `{self.path.name}` leads beyond the group `{number}`"
                raise error("sonata::edges", message)
            if len(here):
                yield edges, np.stack([here, rows[here]], axis=1)

    def _map(self, places: PlaceMap, nodes: Array, rows: Array, columns: _Columns, found: MappedEdges) -> None:
        order = np.argsort(rows, kind="stable")
        nodes, rows = nodes[order], rows[order]
        # Rows that lie far apart are not read as one.
        for part in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(rows) > self.piece) + 1):
            for begin in range(0, len(part), self.piece):
                some = part[begin : begin + self.piece]
                columns.map(places, nodes[some], rows[some], found)


class _Columns:
    """The datasets of one end in a group."""

    def __init__(self, group: Any, fields: PlaceFields, sections: Any, path: Path) -> None:
        self.sections = sections
        self.positions = dataset(group, fields.position, path, len(sections))
        if self.positions.dtype.kind != "f":
            raise error("sonata::edges", f"`{self.positions.name}` of `{path.name}` has no numbers with a point")
        older = [name if name and child(group, name) is not None else None for name in (fields.segment, fields.offset)]
        self.segments, self.offsets = (dataset(group, name, path, len(sections)) if name else None for name in older)
        self.path = path

    def map(self, places: PlaceMap, nodes: Array, rows: Array, found: MappedEdges) -> None:
        """Maps the places in some rows, which are sorted."""
        begin = int(rows[0])
        slab, rows = slice(begin, int(rows[-1]) + 1), rows - begin
        sections, positions = self.sections[slab], self.positions[slab]
        went = places.find(nodes, sections[rows].astype(np.int64), positions[rows].astype(float))
        goes = went != NOWHERE
        there, went = rows[goes], went[goes]
        highest = int(places.section[went].max(initial=0))
        if highest > np.iinfo(sections.dtype).max:
            raise error("sonata::edges", f"`{self.sections.name}` of `{self.path.name}` is too narrow for the section {highest}")
        sections[there], positions[there] = places.section[went], places.x[went]
        self.sections[slab], self.positions[slab] = sections, positions
        for column, values in ((self.segments, np.zeros(len(went))), (self.offsets, places.along_um[went])):
            if column is not None:
                older = column[slab]
                older[there] = values
                column[slab] = older
        found.mapped += len(went)
        lost = int(places.is_reduced(nodes[~goes]).sum())
        found.unknown += lost
        found.elsewhere += int((~goes).sum()) - lost
