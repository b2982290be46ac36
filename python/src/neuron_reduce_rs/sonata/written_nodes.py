"""Nodes written back: the files are copied, and where a cell was reduced its template is the reduced one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from .nodes import Population
from .storage import Array, child, opened, texts
from .type_table import NULL, TypeTable

# What the reduced template has in it already.
IN_TEMPLATE = ("dynamics_params", "model_processing")


def unwritable(population: Population, table: TypeTable, names: Mapping[int, str]) -> dict[int, str]:
    """Cells that have to stay although they were reduced, with the reason: their type processes all its nodes in one way."""
    refused: dict[int, str] = {}
    for number in np.unique(population.types):
        cells = set(population.cell[population.types == number].tolist())
        is_processed = table.value(int(number), "model_processing") or table.value(int(number), "dynamics_params")
        if is_processed and not all(cell in names for cell in cells):
            why = f"others of the node type {number} stay as they are, and its `model_processing` is for all of them"
            refused.update({cell: why for cell in cells if cell in names})
    return refused


def write_nodes(source: Path, target: Path, found: list[tuple[Population, Mapping[int, str]]], table: TypeTable) -> None:
    """Writes a file of nodes and changes its types; with each population go the templates of its reduced cells by place."""
    shutil.copyfile(source, target)
    target.chmod(0o644)
    with opened(target, "r+") as file:
        for population, names in found:
            templates = np.array([names.get(place) for place in range(len(population.cells))] + [None], dtype=object)
            _write(file["nodes"][population.name], population, templates[population.cell], table, source)


def _write(group: Any, population: Population, templates: Array, table: TypeTable, path: Path) -> None:
    """`templates` has the reduced template of each node, or none."""
    by_type = {int(number): set(templates[population.types == number].tolist()) for number in np.unique(population.types)}
    stands_with_nodes = any(population.own_fields.values()) or any(len(names) > 1 for names in by_type.values())
    for number, names in by_type.items():
        (name,) = names if len(names) == 1 else (None,)
        if name is not None and number in table.rows:
            table.set(number, "model_template", f"hoc:{name}")
        if None not in names and number in table.rows:
            for column in set(IN_TEMPLATE) & set(table.columns):
                table.set(number, column, NULL)
    if stands_with_nodes and any(name is not None for name in templates):
        for number in np.unique(population.group):
            _write_group(group, str(number), population, templates, table, path)


def _write_group(group: Any, number: str, population: Population, templates: Array, table: TypeTable, path: Path) -> None:
    here = population.group == int(number)
    inner = group.require_group(number)
    own = child(inner, "model_template")
    length = len(own) if own is not None else int(population.index[here].max()) + 1
    if own is not None:
        values = texts(own, inner, path)
    else:
        values = np.full(length, NULL, dtype=object)
        values[population.index[here]] = [table.value(int(one), "model_template") or NULL for one in population.types[here]]
    reduced = here & np.array([name is not None for name in templates])
    values[population.index[reduced]] = [f"hoc:{name}" for name in templates[reduced]]
    _replace(inner, "model_template", values)
    for name in set(IN_TEMPLATE) & population.own_fields.get(number, set()):
        words = texts(inner[name], inner, path)
        words[population.index[reduced]] = NULL
        _replace(inner, name, words)


def _replace(group: Any, name: str, values: Array) -> None:
    """A dataset of texts in another's place."""
    if name in group:
        del group[name]
    library = child(group, "@library")
    if isinstance(library, h5py.Group) and name in library:
        del library[name]
    group.create_dataset(name, data=values.tolist(), dtype=h5py.string_dtype())
