"""A model directory for each cell of a circuit: its template, its morphology, its mechanisms, and an `init.hoc` that makes it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import NeuronReduceError, error
from . import allen
from .config import Config
from .files import link_or_copy, named, text_of
from .hoc_template import HocTemplate, template_name
from .nodes import Cell

LOADED = re.compile(r'load_file\s*\(\s*(?:1\s*,\s*)?"([^"]+)"')
# What makes a hoc name too long for NEURON, less what stands around it.
LONGEST_STEM = 40
COMPILED = ("x86_64", "arm64", "aarch64", "i686", "umac")


@dataclass(frozen=True)
class Conditions:
    """What the user says of all cells."""

    celsius: float | None = None
    v_init: float | None = None
    mods: Path | None = None
    # Greatest length of half a segment of cells that have no template of their own, um.
    dl_um: float = 20.0


@dataclass(frozen=True)
class Model:
    """What the model directory of a cell holds."""

    name: str
    texts: dict[str, str]
    files: dict[str, Path]
    needs_celsius: bool


class Models:
    """Makes the models of a circuit's cells."""

    def __init__(self, config: Config, conditions: Conditions) -> None:
        self.config, self.conditions = config, conditions
        self._templates: dict[Path, HocTemplate] = {}

    def own(self, cell: Cell) -> Any:
        """What the config says of the cell's population alone."""
        return self.config.nodes[cell.entry].populations.get(cell.population, {})

    def of(self, cell: Cell) -> Model:
        """The model of a cell; what it is made of has to be there."""
        scheme, _, resource = cell.template.partition(":")
        makers = {"hoc": self._of_hoc, "ctdb": self._of_json, "nml": self._of_neuroml}
        if scheme not in makers:
            raise error("sonata::template", f"a model_template `{cell.template}` is not read", "hoc, ctdb and nml are")
        return makers[scheme](cell, resource)

    def needed_attributes(self, own: Any, template: str) -> list[str]:
        """Values of the nodes' dynamics that a template takes; none where it cannot be read, which `of` tells."""
        scheme, _, resource = template.partition(":")
        try:
            return self.hoc_template(own, resource).needed_attributes() if scheme == "hoc" else []
        except NeuronReduceError:
            return []

    def hoc_template(self, own: Any, resource: str) -> HocTemplate:
        """A template of one of the circuit's folders of templates."""
        name = template_name(resource)
        folders = [self.config.component(field, own) for field in ("biophysical_neuron_models_dir", "templates_dir")]
        for folder in folders:
            if folder is not None and (folder / f"{name}.hoc").is_file():
                path = self.config.roots.file(folder / f"{name}.hoc", f"the template `{name}`")
                if path not in self._templates:
                    self._templates[path] = HocTemplate.read(name, path)
                return self._templates[path]
        looked = ", ".join(f"`{folder}`" for folder in folders if folder) or "no folder of templates"
        raise error("sonata::missing", f"`{name}.hoc` is not there: looked in {looked}")

    @cached_property
    def mods(self) -> list[Path]:
        """The mod files of all mechanisms."""
        folder = self.conditions.mods or self.config.component("mechanisms_dir")
        if folder is None:
            return []
        found: dict[str, Path] = {}
        for path in sorted(folder.rglob("*.mod")):
            if set(path.relative_to(folder).parts) & set(COMPILED):
                continue
            path = path if self.conditions.mods else self.config.roots.file(path, f"a mod file of `{folder.name}`")
            if path.name in found and text_of(found[path.name]) != text_of(path):
                raise error("sonata::mods", f"two mod files are named `{path.name}`: `{found[path.name]}` and `{path}`")
            found.setdefault(path.name, path)
        return list(found.values())

    def write(self, model: Model, folder: Path, mods: Path) -> None:
        """Its directory; mod files are those of the folder `mods`."""
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "mod").mkdir(parents=True)
        for path in mods.iterdir():
            link_or_copy(path, folder / "mod" / path.name)
        for name, source in model.files.items():
            shutil.copyfile(source, folder / name)
        for name, text in model.texts.items():
            (folder / name).write_text(text, encoding="utf-8")

    def _of_hoc(self, cell: Cell, resource: str) -> Model:
        template = self.hoc_template(self.own(cell), resource)
        morphology = self._morphology(cell, ("neurolucida-asc", None))
        local = f"morphology{morphology.suffix.lower()}"
        made = f"new {template.name}({template.arguments('.', local, cell.arguments)})"
        files = {**self._loaded(template.path), local: morphology}
        asked = {name: template.condition(name) for name in ("celsius", "v_init")}
        return self._model(cell, template.path.name, made, {}, files, asked)

    def _of_json(self, cell: Cell, resource: str) -> Model:
        if template_name(resource) != "Biophys1":
            raise error("sonata::template", f"a model_template `{cell.template}` is not read", "of ctdb, `Biophys1.hoc` is")
        if cell.dynamics_params is None:
            raise error("sonata::parameters", f"the nodes of `{cell.template}` have no `dynamics_params`")
        steps = [step.strip() for step in (cell.processing or "").split(",")]
        known = [step for step in steps if step in allen.PROCESSING]
        if len(known) != 1 or set(steps) - {*known, "extracellular"}:
            help = f"known are {', '.join(f'`{name}`' for name in allen.PROCESSING)}"
            raise error("sonata::processing", f"a model_processing `{cell.processing}` is not read", help)
        return self._of_parameters(cell, allen.from_json(self._parameter_file(cell, cell.dynamics_params)), known[0])

    def _of_neuroml(self, cell: Cell, resource: str) -> Model:
        return self._of_parameters(cell, allen.from_neuroml(self._parameter_file(cell, resource)), "aibs_perisomatic")

    def _of_parameters(self, cell: Cell, parameters: allen.Parameters, processing: str) -> Model:
        if cell.has_overrides:
            raise error("sonata::parameters", f"each node of `{cell.population}` has `dynamics_params` of its own")
        morphology = self._morphology(cell, (None,))
        local = f"morphology{morphology.suffix.lower()}"
        text = allen.template("Detailed", local, parameters, processing, self.conditions.dl_um)
        asked = {"celsius": parameters.celsius, "v_init": parameters.v_init}
        return self._model(cell, "detailed.hoc", "new Detailed()", {"detailed.hoc": text}, {local: morphology}, asked)

    def _parameter_file(self, cell: Cell, name: str) -> Path:
        folder = self.config.component("biophysical_neuron_models_dir", self.own(cell))
        if folder is None:
            raise error("sonata::config", f"{named('components.biophysical_neuron_models_dir', self.config.path)} is missing")
        return self.config.roots.file(folder / name, f"`{name}` of the population `{cell.population}`")

    def _morphology(self, cell: Cell, kinds: tuple[str | None, ...]) -> Path:
        """Its file: of the kinds of morphologies, in that order; the last one is the circuit's own."""
        if cell.morphology is None:
            raise error("sonata::missing", f"nodes of `{cell.population}` with the template `{cell.template}` have no morphology")
        own, looked = self.own(cell), []
        for kind in kinds:
            folder = self.config.morphologies(kind, own) if kind else self.config.component("morphologies_dir", own)
            for ending in ("", ".asc", ".swc", ".ASC", ".SWC") if folder else ():
                path = Path(f"{folder}/{cell.morphology}{ending}")
                if path.suffix.lower() in (".asc", ".swc") and path.is_file():
                    return self.config.roots.file(path, f"the morphology `{cell.morphology}`")
            looked += [f"`{folder}`"] if folder else []
        message = f"the morphology `{cell.morphology}` is not there as asc or swc: looked in {', '.join(looked) or 'no folder'}"
        raise error("sonata::missing", message)

    def _loaded(self, path: Path) -> dict[str, Path]:
        """A hoc file, and those beside it that it loads."""
        found: dict[str, Path] = {}
        open_ = [path]
        while open_:
            file = open_.pop()
            found[file.name] = file
            for name in LOADED.findall(text_of(file)):
                beside = path.parent / name
                if "/" not in name and name not in found and beside.is_file():
                    open_.append(self.config.roots.file(beside, f"`{name}`, which `{file.name}` loads,"))
        return found

    def _model(
        self, cell: Cell, load: str, made: str, texts: dict[str, str], files: dict[str, Path], asked: dict[str, float | None]
    ) -> Model:
        told = {"celsius": self.conditions.celsius, "v_init": self.conditions.v_init}
        lines = ['{load_file("stdrun.hoc")}', f'{{load_file("{load}")}}']
        lines += [f"{name} = {value!r}" for name, value in asked.items() if value is not None and told[name] is None]
        init = "\n".join([*lines, "objref cell", f"cell = {made}", ""])
        recipe = 'load = ["init.hoc"]\ncell = "cell"\n'
        texts = {**texts, "init.hoc": init, "neuron-reduce.toml": recipe}
        needs_celsius = asked["celsius"] is None and told["celsius"] is None
        return Model(self._name(cell, texts, files), texts, files, needs_celsius)

    def _name(self, cell: Cell, texts: dict[str, str], files: dict[str, Path]) -> str:
        """A hoc name that no other model has: what it was made of, and a number of that."""
        of = os.path.relpath
        places = [f"{name}={of(path, self.config.path.parent)}" for name, path in sorted(files.items())]
        number = hashlib.sha256(repr((sorted(texts.items()), places)).encode()).hexdigest()[:8]
        stem = re.sub(r"[^A-Za-z0-9]+", "_", cell.morphology or "cell").strip("_")[:LONGEST_STEM]
        return f"{stem if stem[:1].isalpha() else f'cell_{stem}'}_{number}"
