"""`circuit_config.json`: its manifest filled in, its paths checked, the files of its populations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import NeuronReduceError, error
from .files import Roots, named, text_of

NODES = ("nodes_file", "node_types_file")
EDGES = ("edges_file", "edge_types_file")
# Words that stand for no value.
NOTHING = ("", "NULL", "NONE", "NA", "NAN")
VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
LONGEST_TEXT = 4096


@dataclass(frozen=True)
class Entry:
    """One pair of files of `networks.nodes` or `networks.edges`."""

    place: str
    storage: Path
    types: Path | None
    populations: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Config:
    """A circuit's config, with nothing left of its manifest."""

    path: Path
    roots: Roots
    data: dict[str, Any]
    nodes: list[Entry]
    edges: list[Entry]

    def component(self, name: str, population: Mapping[str, Any] | None = None) -> Path | None:
        """A folder of `components`, or of a population that has its own."""
        found = (population or {}).get(name, self.data.get("components", {}).get(name))
        return self._folder(found, f"components.{name}")

    def morphologies(self, kind: str, population: Mapping[str, Any]) -> Path | None:
        """The folder of `alternate_morphologies` for one kind of files."""
        field = "alternate_morphologies"
        found = population.get(field, self.data.get("components", {}).get(field))
        return self._folder(found.get(kind) if isinstance(found, dict) else None, f"components.{field}.{kind}")

    def _folder(self, value: Any, field: str) -> Path | None:
        if value is None or str(value).upper() in NOTHING:
            return None
        if not isinstance(value, str):
            raise error("sonata::config", f"{named(field, self.path)} is no path")
        return self.roots.within(self.path.parent / value, named(field, self.path))


def read_config(path: Path, allowed: tuple[Path, ...] = ()) -> Config:
    """A circuit's config; one of a simulation leads to it by its key `network`."""
    data = _read(path)
    if isinstance(data.get("network"), str) and "networks" not in data:
        path = Roots.of(path, allowed).file(path.parent / data["network"], named("network", path))
        data = _read(path)
    roots = Roots.of(path, allowed)
    networks = data.get("networks")
    if not isinstance(networks, dict):
        raise error("sonata::config", f"{named('networks', path)} is missing")
    if not isinstance(data.setdefault("components", {}), dict):
        raise error("sonata::config", f"{named('components', path)} is no object")
    nodes, edges = (_entries(networks, kind, fields, path, roots) for kind, fields in (("nodes", NODES), ("edges", EDGES)))
    if not nodes:
        raise error("sonata::config", f"{named('networks.nodes', path)} names no files")
    return Config(path, roots, data, nodes, edges)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(text_of(path))
        if isinstance(data, dict):
            return _filled(data, path)
    except (ValueError, RecursionError) as refused:
        raise error("sonata::config", f"`{path}` is no json: {refused}") from refused
    raise error("sonata::config", f"`{path}` is no json object")


def _entries(networks: dict[str, Any], kind: str, fields: tuple[str, str], path: Path, roots: Roots) -> list[Entry]:
    listed = networks.get(kind, [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise error("sonata::config", f"{named(f'networks.{kind}', path)} is no list of objects")
    return [_entry(entry, f"networks.{kind}[{index}]", fields, path, roots) for index, entry in enumerate(listed)]


def _entry(entry: dict[str, Any], place: str, fields: tuple[str, str], path: Path, roots: Roots) -> Entry:
    storage, types = fields
    if not isinstance(entry.get(storage), str):
        raise error("sonata::config", f"{named(f'{place}.{storage}', path)} is missing")
    populations = entry.get("populations", {})
    if not isinstance(populations, dict) or not all(isinstance(own, dict) for own in populations.values()):
        raise error("sonata::config", f"{named(f'{place}.populations', path)} is no object of objects")
    table = entry.get(types)
    has_table = isinstance(table, str) and table.upper() not in NOTHING
    return Entry(
        place,
        roots.file(path.parent / entry[storage], named(f"{place}.{storage}", path)),
        roots.file(path.parent / str(table), named(f"{place}.{types}", path)) if has_table else None,
        populations,
    )


def _filled(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """Every text with the manifest's variables in it; the manifest itself is left out."""
    manifest = data.pop("manifest", {})
    if not isinstance(manifest, dict) or not all(isinstance(value, str) for value in manifest.values()):
        raise error("sonata::config", f"{named('manifest', path)} is no object of texts")
    known = {"configdir": "."}
    open_ = {name.lstrip("$").strip("{}"): value for name, value in manifest.items()}
    while open_:
        ready = {name: value for name, value in open_.items() if not _variables(value) & open_.keys()}
        if not ready:
            raise error("sonata::config", f"the variables of {named('manifest', path)} need each other: `{sorted(open_)[0]}`")
        known.update({name: _text(value, known, path) for name, value in ready.items()})
        open_ = {name: value for name, value in open_.items() if name not in ready}
    filled: dict[str, Any] = _each_text(data, known, path)
    return filled


def _variables(text: str) -> set[str]:
    return {one or other for one, other in VARIABLE.findall(text)}


def _each_text(value: Any, known: dict[str, str], path: Path) -> Any:
    if isinstance(value, str):
        return _text(value, known, path)
    if isinstance(value, dict):
        return {name: _each_text(inner, known, path) for name, inner in value.items()}
    return [_each_text(inner, known, path) for inner in value] if isinstance(value, list) else value


def _text(text: str, known: dict[str, str], path: Path) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name not in known:
            raise _unknown(name, path)
        return known[name]

    filled = VARIABLE.sub(value, text)
    if len(filled) > LONGEST_TEXT:
        raise error("sonata::config", f"a text of `{path.name}` is longer than {LONGEST_TEXT} characters: `{text[:40]}`")
    return filled


def _unknown(name: str, path: Path) -> NeuronReduceError:
    return error("sonata::config", f"`${name}` stands in `{path.name}`, but not in its `manifest`")
