"""The nodes of a circuit: which of them are cells that can be reduced, and what each such cell is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from ..errors import error
from .config import NOTHING, Config, Entry
from .storage import Array, child, dataset, groups, numbers, opened, populations, texts
from .type_table import TypeTable, read_types

FIELDS = ("model_type", "model_template", "morphology", "dynamics_params", "model_processing")


@dataclass(frozen=True)
class Cell:
    """What a cell is made of; equal ones are one."""

    entry: int
    population: str
    template: str
    morphology: str | None
    dynamics_params: str | None
    processing: str | None
    # Values of the template's needed attributes.
    arguments: tuple[float, ...] = ()
    # Each node sets parameters of its own.
    has_overrides: bool = False


@dataclass
class Population:
    """The nodes of one population."""

    entry: int
    name: str
    size: int
    # Of each node: its number, its type, its place in its group.
    ids: Array
    types: Array
    group: Array
    index: Array
    # Of each node: its place in `cells`; -1 where it is none that can be reduced.
    cell: Array
    cells: list[Cell] = field(default_factory=list)
    # Fields that stand with the nodes, by group.
    own_fields: dict[str, set[str]] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)


@dataclass
class Nodes:
    """All populations, and the table of types of each pair of files."""

    tables: list[TypeTable]
    populations: dict[str, Population]


def read_nodes(config: Config, needed_attributes: Any) -> Nodes:
    """`needed_attributes` tells which of the nodes' dynamics a template takes as arguments."""
    tables = [read_types(entry.types) if entry.types else TypeTable.empty() for entry in config.nodes]
    found: dict[str, Population] = {}
    for place, entry in enumerate(config.nodes):
        with opened(entry.storage) as file:
            for name, group in populations(file, "nodes", entry.storage).items():
                if name in found:
                    raise error("sonata::nodes", f"two files have a population `{name}`: `{entry.storage.name}` is the second")
                reader = _Reader(entry, place, name, group, tables[place])
                found[name] = reader.population(needed_attributes)
    return Nodes(tables, found)


class _Reader:
    """One population of an open file."""

    def __init__(self, entry: Entry, place: int, name: str, group: Any, table: TypeTable) -> None:
        self.path: Path = entry.storage
        self.own: Mapping[str, Any] = entry.populations.get(name, {})
        self.group, self.table = group, table
        self.groups = {number: inner for number, inner in groups(group, self.path).items() if number.isdigit()}
        types = numbers(dataset(group, "node_type_id", self.path), self.path)
        size = len(types)
        self.found = Population(
            place,
            name,
            size,
            self._numbers("node_id", np.arange(size)),
            types,
            self._numbers("node_group_id", np.zeros(size, np.int64)),
            self._numbers("node_group_index", np.arange(size)),
            np.full(size, -1, np.int32),
        )

    def _numbers(self, name: str, otherwise: Array) -> Array:
        if child(self.group, name) is None:
            return otherwise
        return numbers(dataset(self.group, name, self.path, len(otherwise)), self.path)

    def population(self, needed_attributes: Any) -> Population:
        found = self.found
        if len(found.ids) and (found.ids.min() < 0 or len(np.unique(found.ids)) != found.size):
            raise error("sonata::nodes", f"`{self.group.name}/node_id` of `{self.path.name}` has a number twice or below 0")
        columns = [self._column(name) for name in FIELDS]
        rows = np.stack([codes for codes, _ in columns] + [found.group])
        distinct, inverse = np.unique(rows, axis=1, return_inverse=True)
        for codes, alike in zip(distinct.T, _places_of(inverse, distinct.shape[1])):
            values = {name: words[code] for name, (_, words), code in zip(FIELDS, columns, codes)}
            self._add(values, alike, str(codes[-1]), needed_attributes)
        return found

    def _column(self, name: str) -> tuple[Array, list[str | None]]:
        """A number for each node's value, and the values."""
        types, inverse = np.unique(self.found.types, return_inverse=True)
        values = np.array([self.table.value(int(number), name) for number in types], dtype=object)[inverse.reshape(-1)]
        for number, group in self.groups.items():
            here = self.found.group == int(number)
            own = child(group, name)
            if isinstance(own, h5py.Dataset) and here.any():
                self.found.own_fields.setdefault(number, set()).add(name)
                words = texts(dataset(group, name, self.path), group, self.path)
                rows = self._rows(np.flatnonzero(here), len(words), number)
                values[here] = [None if word.upper() in NOTHING else word for word in words[rows]]
        words_of: list[str | None] = list(dict.fromkeys(values.tolist()))
        codes = {word: code for code, word in enumerate(words_of)}
        return np.array([codes[value] for value in values], dtype=np.int64), words_of

    def _rows(self, nodes: Array, length: int, group: str) -> Array:
        rows = self.found.index[nodes]
        if rows.min() < 0 or rows.max() >= length:
            message = f"`{self.group.name}/node_group_index` of `{self.path.name}` leads beyond the group `{group}`"
            raise error("sonata::nodes", message)
        return rows

    def _add(self, values: dict[str, str | None], nodes: Array, group: str, needed_attributes: Any) -> None:
        """Nodes that are alike but for their dynamics."""
        found = self.found
        model_type = values["model_type"] or str(self.own.get("type", "unknown"))
        template = values["model_template"]
        if model_type != "biophysical" or template is None:
            found.others[model_type if model_type != "biophysical" else "biophysical without a template"] += len(nodes)
            return
        dynamics = child(self.groups[group], "dynamics_params") if group in self.groups else None
        overrides = isinstance(dynamics, h5py.Group) and len(dynamics) > 0
        arguments = self._arguments(needed_attributes(self.own, template), dynamics, nodes, group)
        distinct, inverse = arguments[:1], np.zeros(len(nodes), np.int64)
        if arguments.shape[1]:
            distinct, inverse = np.unique(arguments, axis=0, return_inverse=True)
        for row, alike in zip(distinct, _places_of(inverse, len(distinct))):
            cell = Cell(
                found.entry,
                found.name,
                template,
                values["morphology"],
                values["dynamics_params"],
                values["model_processing"],
                tuple(float(value) for value in row),
                overrides,
            )
            found.cell[nodes[alike]] = len(found.cells)
            found.cells.append(cell)

    def _arguments(self, names: list[str], dynamics: Any, nodes: Array, group: str) -> Array:
        if not names:
            return np.zeros((len(nodes), 0))
        if dynamics is None:
            dynamics = self.group
        columns = [dataset(dynamics, name, self.path) for name in names]
        for column in columns:
            if column.dtype.kind not in "iuf":
                raise error("sonata::nodes", f"`{column.name}` of `{self.path.name}` has no numbers")
        rows = [column[:][self._rows(nodes, len(column), group)] for column in columns]
        return np.stack(rows, axis=1).astype(float)


def _places_of(numbers_: Array, count: int) -> list[Array]:
    """For each number below `count` the places where it stands."""
    numbers_ = numbers_.reshape(-1)
    ends = np.cumsum(np.bincount(numbers_, minlength=count))
    return np.split(np.argsort(numbers_, kind="stable"), ends[:-1])
