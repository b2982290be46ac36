"""The written circuit's config: its own files beside it, what was not copied where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .config import NOTHING, Config

TEMPLATES, MECHANISMS = "components/templates", "components/mechanisms"
OWN = {"biophysical_neuron_models_dir": TEMPLATES, "templates_dir": TEMPLATES, "mechanisms_dir": MECHANISMS}
# Keys of `components` and of populations that are paths.
ENDINGS = ("_dir", "_file", "_path")


def config_text(config: Config, target: Path, storage: Mapping[str, Path], types: Mapping[str, Path], has_mods: bool) -> str:
    """`circuit_config.json` of the folder `target`; `storage` and `types` have the written files of each entry by its place."""
    own = {name: value for name, value in OWN.items() if has_mods or name != "mechanisms_dir"}
    data: dict[str, Any] = dict(config.data)
    data["components"] = {**_moved(data["components"], config, target), **own}
    networks = dict(data["networks"])
    for kind, entries, fields in (
        ("nodes", config.nodes, ("nodes_file", "node_types_file")),
        ("edges", config.edges, ("edges_file", "edge_types_file")),
    ):
        networks[kind] = [
            _entry(given, entry.place, fields, storage, types, config, target)
            for given, entry in zip(data["networks"].get(kind, []), entries)
        ]
    data["networks"] = networks
    if isinstance(data.get("node_sets_file"), str):
        data["node_sets_file"] = _path(data["node_sets_file"], config, target)
    return json.dumps(data, indent=2) + "\n"


def _entry(
    given: dict[str, Any],
    place: str,
    fields: tuple[str, str],
    storage: Mapping[str, Path],
    types: Mapping[str, Path],
    config: Config,
    target: Path,
) -> dict[str, Any]:
    written = dict(given)
    written[fields[0]] = storage[place].as_posix()
    if place in types:
        written[fields[1]] = types[place].as_posix()
    if "populations" in given:
        written["populations"] = {
            name: {**_moved(own, config, target), **{key: OWN[key] for key in own if key in OWN}}
            for name, own in given["populations"].items()
        }
    return written


def _moved(values: Mapping[str, Any], config: Config, target: Path) -> dict[str, Any]:
    """Paths as they lead from the target."""
    moved: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            moved[name] = {inner: _path(path, config, target) for inner, path in value.items()}
        else:
            moved[name] = _path(value, config, target) if name.endswith(ENDINGS) else value
    return moved


def _path(value: Any, config: Config, target: Path) -> Any:
    if not isinstance(value, str) or value.upper() in NOTHING:
        return value
    return Path(os.path.relpath((config.path.parent / value).resolve(), target.resolve())).as_posix()
