"""`reduce`: a living cell in, its reduced model out, which lives beside the original or in its place."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from neuron import h

from .attach import delete, disconnect, kept_sections
from .errors import Diagnostic, error
from .mods import mod_folder
from .program import options, run
from .snapshot import Living

Sections = Iterable[Any]


def reduce(
    cell: Any,
    *,
    frequency: float | Sequence[float] = (),
    segments: str | float = "auto",
    membrane: str = "quasi-active",
    rest: str | float = "steady",
    treat_passive: Sequence[str] = (),
    keep: Sections = (),
    cut: Sections = (),
    cut_distance: float | None = None,
    max_error: float | None = None,
    soma: Sections = (),
    axon: Sections = (),
    mods: str | os.PathLike[str] | None = None,
    celsius: float | None = None,
    v_init: float | None = None,
    report: bool = True,
    destroy: bool = False,
) -> Reduction:
    """Reduces a living cell, which stays as it is: with `destroy` the reduced one takes the place of its dendrites.

    The arguments are the options of `neuron-reduce reduce`; sections are given as such or by their names. `mods` is the
    folder of the mechanisms' mod files, where they are not those beside the library that is loaded; without them the
    membrane is the passive one, and a warning says so. Without `report` the directory has no `report.html`.
    """
    h.load_file("stdrun.hoc")
    living = Living.of(cell)
    named = {
        "frequency": list(frequency) if isinstance(frequency, Iterable) else [frequency],
        "segments": segments,
        "membrane": membrane,
        "rest": rest,
        "treat_passive": list(treat_passive),
        "keep": _names(keep, living),
        "cut": _names(cut, living),
        "cut_distance": cut_distance,
        "max_error": max_error,
        "soma": _names(soma, living),
        "axon": _names(axon, living),
        "mods": mods or mod_folder(),
        "celsius": celsius,
        "v_init": v_init,
        "no_report": not report,
    }
    reduction = Reduction(living, named)
    if destroy:
        reduction.replace_original()
    return reduction


def _names(sections: Sections, living: Living) -> list[str]:
    """What the snapshot calls them."""
    each = [sections] if isinstance(sections, str) or hasattr(sections, "nseg") else sections
    return [one if isinstance(one, str) else living.name_of(one) for one in each]


class Reduction:
    """A reduced model: files in a directory of its own, and a cell as soon as it is asked for."""

    def __init__(
        self, living: Living, named: dict[str, Any], stacklevel: int = 4, unsaid: Sequence[str] = ()
    ) -> None:
        self._living = living
        self._folder = tempfile.TemporaryDirectory(prefix="neuron-reduce-")
        snapshot = Path(self._folder.name) / f"{living.data['name']}.json"
        snapshot.write_text(living.to_json(), encoding="utf-8")
        arguments: list[str | os.PathLike[str]] = ["reduce", "--from-snapshot", snapshot, "-o", self.directory, *options(named)]
        answer = run(arguments, stacklevel, unsaid)
        self.summary: str = answer.text.partition("\nwritten to ")[0]
        self.diagnostics: list[Diagnostic] = answer.diagnostics
        self.misses_bound: bool = answer.misses_bound

    def __repr__(self) -> str:
        totals = self.record["totals"]
        counts = [totals[name]["segments"] for name in ("original", "reduced")]
        return f"<Reduction of {self._living.data['name']}: {counts[0]} -> {counts[1]} segments>"

    @property
    def directory(self) -> Path:
        """The model directory, which is gone with this object: `save` keeps it."""
        return Path(self._folder.name) / "model"

    @cached_property
    def record(self) -> dict[str, Any]:
        """`reduction.json`: what was done."""
        found: dict[str, Any] = json.loads((self.directory / "reduction.json").read_text(encoding="utf-8"))
        return found

    @property
    def certificate(self) -> dict[str, Any] | None:
        """Both cells compared at rest; none of the passive method."""
        return self.record.get("certificate")

    @property
    def map(self) -> dict[str, list[tuple[str, int, float]]]:
        """By section of the original: section, segment and x of the reduced cell for each of its segments."""
        return {name: [tuple(place) for place in places] for name, places in self.record["seg_to_seg"].items()}

    @cached_property
    def model(self) -> ModuleType:
        """The module `model.py`."""
        path = self.directory / "model.py"
        spec = importlib.util.spec_from_file_location(f"neuron_reduce_rs_{id(self)}", path)
        if spec is None or spec.loader is None:
            raise error("python::model", f"`{path}` cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        # Its cells outlive the directory, where it would look for the map.
        module._segment_map.update(self.map)
        return module

    @cached_property
    def cell(self) -> Any:
        """The reduced cell: sections by name and section lists."""
        return self.model.build()

    def save(self, directory: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Writes the model directory; one that is there is replaced with `force`."""
        target = Path(directory)
        if target.exists() and any(target.iterdir()):
            if not force or not (target / "reduction.json").is_file():
                raise error("python::save", f"`{target}` is there already", "choose another directory, or `force=True`")
            shutil.rmtree(target)
        shutil.copytree(self.directory, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        return target

    def locate(self, section: Any, x: float) -> tuple[Any, float]:
        """Section and x of the reduced cell for a place of the original, whose section is given as such or by name."""
        name = section if isinstance(section, str) else self._living.name_of(section)
        place: tuple[Any, float] = self.cell.locate(name, x)
        return place

    def move_synapses(self, synapses: list[Any], netcons: list[Any]) -> tuple[list[Any], list[Any]]:
        """Moves point processes of the original to the reduced cell, and NetCons with them."""
        moved: tuple[list[Any], list[Any]] = self._move(synapses, netcons, self.cell._sections, None)
        return moved

    def replace_original(self, synapses: Sequence[Any] = (), netcons: Sequence[Any] = ()) -> tuple[list[Any], list[Any]]:
        """The cylinders take the place of the dendrites of the original, of which soma and axon stay.

        The point processes that are given are moved to the cylinders, and NetCons with them; others on the dendrites are
        lost.
        """
        kept = kept_sections(self._living, self.record)
        disconnect(self._living)
        self.cell = self.model.build(kept)
        moved: tuple[list[Any], list[Any]] = self._move(list(synapses), list(netcons), self.cell._sections, None)
        delete(self._living, kept)
        return moved

    def _at(self, section: str, x: float) -> tuple[str, int, float]:
        place: tuple[str, int, float] = self.model._at(self.record["seg_to_seg"][section], x)
        return place

    def _move(
        self, synapses: list[Any], netcons: list[Any], sections: dict[str, Any], compared: Any, by_node: bool = True
    ) -> Any:
        names, ends = self._living.names, self._living.attached_ends()

        def place(segment: Any) -> tuple[Any, int, float]:
            if segment.sec not in names:
                raise error("python::place", f"`{segment}` is no place of the cell")
            section, at = names[segment.sec], segment.x
            name, index, x = self._at(section, at)
            # The attached end of a section that goes is its parent's node. The original may be in pieces by now.
            while by_node and (section, at) in ends and x != at:
                section, at = ends[section, at]
                name, index, x = self._at(section, at)
            return sections[name], index, x

        return self.model._move(synapses, netcons, place, compared)
