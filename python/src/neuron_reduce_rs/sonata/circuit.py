"""`reduce_circuit`: a SONATA circuit in, the circuit of its reduced cells out.

config -> nodes (distinct cells) -> a model directory for each -> one batch of the program -> templates, nodes, edges, config.
What is made on the way lies in a folder beside the output, from which an interrupted run goes on; the output appears whole at the end.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Union

import numpy as np

from ..errors import NeuronReduceError, error
from ..program import options, run
from .config import Config, read_config
from .edges import write_edges
from .models import Conditions, Model, Models
from .nodes import Cell, Nodes, Population, read_nodes
from .places import ORDERS, CellMap, PlaceMap, read_record
from .reduced_template import circuit_template, globals_of
from .summary import KEPT, REDUCED, CellOutcome, Summary
from .written_config import MECHANISMS, TEMPLATES, config_text
from .written_nodes import unwritable, write_nodes

StrPath = Union[str, "os.PathLike[str]"]
# What tells that a folder was written by this program.
MARK = "cells.csv"
# What the program says of a batch of which some models failed.
SOME_FAILED = ("batch::failed",)


def reduce_circuit(
    config: StrPath,
    out: StrPath,
    *,
    force: bool = False,
    jobs: int | None = None,
    mods: StrPath | None = None,
    allow_path: Sequence[StrPath] = (),
    celsius: float | None = None,
    v_init: float | None = None,
    dl_um: float = 20.0,
    section_ids: str = "auto",
    program_options: Sequence[str] = (),
    **named: Any,
) -> Summary:
    """Reduces every cell of a SONATA circuit and writes the circuit of the reduced cells.

    `config` is its `circuit_config.json`; files outside its folder are read from the folders of `allow_path`. `mods` is the folder of
    the mod files where `mechanisms_dir` is not. `section_ids` says what the edges' section ids are: numbers that the templates gave
    their sections (`index`), or places in the order of all sections (`list`); `auto` is the first where there are such. Other
    arguments are options of `neuron-reduce batch`, such as `membrane="passive"`; `program_options` has them as on its command line.
    """
    if section_ids not in ORDERS:
        raise error("sonata::usage", f"`{section_ids}` is none of {', '.join(f'`{one}`' for one in ORDERS)}")
    target = Path(os.path.abspath(out))
    circuit = read_config(Path(os.path.abspath(config)), tuple(Path(path) for path in allow_path))
    _check_target(target, circuit, force)
    folder = Path(mods).resolve() if mods is not None else None
    if folder is not None and not folder.is_dir():
        raise error("sonata::mods", f"`{folder}` is no folder")
    models = Models(circuit, Conditions(celsius, v_init, folder, dl_um))
    nodes = read_nodes(circuit, models.needed_attributes)
    words = [*options({"celsius": celsius, "v_init": v_init, "jobs": jobs, **named}), *program_options]
    run_ = _Run(circuit, target, models, nodes, section_ids)
    run_.prepare()
    run_.reduce(words)
    run_.write()
    run_.move(force)
    return run_.summary


def _check_target(target: Path, circuit: Config, force: bool) -> None:
    if any(folder.is_relative_to(target.resolve()) for folder in circuit.roots.folders):
        raise error("sonata::output", f"`{target}` holds the circuit itself", "choose another folder")
    if not target.parent.is_dir():
        raise error("sonata::output", f"the folder `{target.parent}` is not there")
    if target.exists() and not (force and (target / MARK).is_file()):
        help = "it is none of this program's" if force else "choose another folder, or replace it with `--force`"
        raise error("sonata::output", f"`{target}` is there already", help)


class _Run:
    """The steps, and what each leaves for the next."""

    def __init__(self, config: Config, target: Path, models: Models, nodes: Nodes, section_ids: str) -> None:
        self.config, self.target, self.models, self.nodes, self.section_ids = config, target, models, nodes, section_ids
        self.work = target.with_name(f".{target.name}.reducing")
        self.whole = self.work / "circuit"
        self.summary = Summary(target)
        self.made: dict[str, Model] = {}
        # For each population, what became of its cells, by place.
        self.outcomes: dict[str, list[CellOutcome]] = {}

    def prepare(self) -> None:
        """Writes the model directories."""
        models = self.work / "models"
        mods = self.work / "mods"
        for folder in (models, mods, self.whole):
            shutil.rmtree(folder, ignore_errors=True)
        mods.mkdir(parents=True)
        models.mkdir()
        for path in self.models.mods:
            shutil.copyfile(path, mods / path.name)
        for name, population in self.nodes.populations.items():
            counts = np.bincount(population.cell[population.cell >= 0], minlength=len(population.cells))
            self.outcomes[name] = [self._prepared(cell, int(nodes)) for cell, nodes in zip(population.cells, counts)]
            self.summary.other_nodes.update(population.others)
        self.summary.cells = [outcome for outcomes in self.outcomes.values() for outcome in outcomes]
        unknown = [model.name for model in self.made.values() if model.needs_celsius]
        if unknown:
            raise error("sonata::celsius", f"the temperature of `{unknown[0]}` is told nowhere", "give it with `--celsius DEGREES`")
        for model in self.made.values():
            self.models.write(model, models / model.name, mods)

    def _prepared(self, cell: Cell, nodes: int) -> CellOutcome:
        outcome = CellOutcome(cell.population, cell.template, cell.morphology or "", nodes)
        try:
            model = self.models.of(cell)
            self.made[model.name] = model
            outcome.reduced_template = model.name
        except NeuronReduceError as refused:
            outcome.error = refused.diagnostics[0].message
        return outcome

    def reduce(self, words: Sequence[str]) -> None:
        """One batch over all of them."""
        if not self.made:
            return
        listed = self.work / "models.txt"
        listed.write_text("".join(f"models/{name}\n" for name in sorted(self.made)), encoding="utf-8")
        arguments: list[str | os.PathLike[str]] = ["batch", "--list", listed, "-o", self.work / "reduced", *words]
        run(arguments, stacklevel=4, tolerated=SOME_FAILED)
        lines = (self.work / "reduced" / "outcomes.jsonl").read_text(encoding="utf-8").splitlines()
        found = {line["output"]: line for line in map(json.loads, lines)}
        for outcome in self.summary.cells:
            if outcome.reduced_template:
                outcome.set_outcome(found[outcome.reduced_template])
        for name, population in self.nodes.populations.items():
            table = self.nodes.tables[population.entry]
            for place, why in unwritable(population, table, self._templates(name)).items():
                self.outcomes[name][place].status, self.outcomes[name][place].error = KEPT, why

    def _templates(self, population: str) -> dict[int, str]:
        """The templates of a population's reduced cells, by place."""
        outcomes = self.outcomes[population]
        return {place: one.reduced_template for place, one in enumerate(outcomes) if one.status == REDUCED}

    def write(self) -> None:
        """The circuit, in a folder that is not the output yet."""
        for folder in ("network", TEMPLATES, MECHANISMS, "maps"):
            (self.whole / folder).mkdir(parents=True)
        self._write_components()
        maps = {name: self._place_map(population) for name, population in self.nodes.populations.items()}
        storage, types = self._write_nodes()
        for entry in self.config.edges:
            path = self._free(entry.storage.name)
            self.summary.edges += write_edges(entry.storage, path, maps)
            storage[entry.place] = path.relative_to(self.whole)
            if entry.types:
                types[entry.place] = self._copied(entry.types)
        has_mods = bool(self.models.mods)
        (self.whole / "circuit_config.json").write_text(config_text(self.config, self.target, storage, types, has_mods), encoding="utf-8")
        (self.whole / "cells.csv").write_text(self.summary.cells_csv(), encoding="utf-8")
        (self.whole / "edges.csv").write_text(self.summary.edges_csv(), encoding="utf-8")

    def _write_components(self) -> None:
        """Templates of reduced cells, those of cells that stay, and all mechanisms."""
        templates = self.whole / TEMPLATES
        for field in ("templates_dir", "biophysical_neuron_models_dir"):
            self._copy_templates(field, templates)
        for path in self.models.mods:
            shutil.copyfile(path, self.whole / MECHANISMS / path.name)
        shared: dict[str, tuple[str, str]] = {}
        for name in sorted({one.reduced_template for one in self.summary.cells if one.status == REDUCED}):
            output = self.work / "reduced" / name
            record = read_record(output / "reduction.json")
            cell_hoc, init_hoc = ((output / file).read_text(encoding="utf-8") for file in ("cell.hoc", "init.hoc"))
            soma = next((name for name, kind in record["kinds"].items() if kind == "soma"), record["sections"][0]["name"])
            (templates / f"{name}.hoc").write_text(circuit_template(cell_hoc, init_hoc, name, soma), encoding="utf-8")
            shutil.copyfile(output / "segment_map.csv", self.whole / "maps" / f"{name}.csv")
            for variable, value in globals_of(init_hoc).items():
                first, other = shared.setdefault(variable, (value, name))
                if first != value:
                    self.summary.notes.append(f"`{variable}` is {first} in `{other}`, {value} in `{name}`: NEURON has one for all cells")

    def _copy_templates(self, field: str, templates: Path) -> None:
        """What cells that stay are made of: the files of the circuit's own folder of templates."""
        own = [entry.populations.values() for entry in self.config.nodes]
        folders = {self.config.component(field, values) for each in own for values in each} | {self.config.component(field)}
        if not self.summary.failed and field == "biophysical_neuron_models_dir":
            return
        for folder in sorted(folder for folder in folders if folder is not None and folder.is_dir()):
            shutil.copytree(folder, templates, dirs_exist_ok=True, symlinks=True)

    def _place_map(self, population: Population) -> PlaceMap:
        templates = self._templates(population.name)
        maps: list[CellMap | None] = [None] * len(population.cells)
        by_name: dict[str, CellMap] = {}
        for place, name in templates.items():
            if name not in by_name:
                by_name[name] = CellMap.of(read_record(self.work / "reduced" / name / "reduction.json"), self.section_ids)
            maps[place] = by_name[name]
        cell_of_node = np.full(int(population.ids.max(initial=-1)) + 1, -1, np.int64)
        cell_of_node[population.ids] = population.cell
        return PlaceMap(cell_of_node, maps)

    def _write_nodes(self) -> tuple[dict[str, Path], dict[str, Path]]:
        storage, types = {}, {}
        for place, entry in enumerate(self.config.nodes):
            table = self.nodes.tables[place]
            own = [one for one in self.nodes.populations.values() if one.entry == place]
            path = self._free(entry.storage.name)
            write_nodes(entry.storage, path, [(one, self._templates(one.name)) for one in own], table)
            storage[entry.place] = path.relative_to(self.whole)
            if entry.types:
                written = self._free(entry.types.name)
                written.write_text(table.to_text(), encoding="utf-8")
                types[entry.place] = written.relative_to(self.whole)
        return storage, types

    def _copied(self, source: Path) -> Path:
        path = self._free(source.name)
        shutil.copyfile(source, path)
        return path.relative_to(self.whole)

    def _free(self, name: str) -> Path:
        """A path in `network` that no other file has."""
        path, count = self.whole / "network" / name, 1
        while path.exists():
            count += 1
            path = path.with_name(f"{Path(name).stem}_{count}{Path(name).suffix}")
        return path

    def move(self, force: bool) -> None:
        """The output appears; what was made on the way goes."""
        old = self.work / "old"
        shutil.rmtree(old, ignore_errors=True)
        if force and self.target.exists():
            os.replace(self.target, old)
        os.replace(self.whole, self.target)
        shutil.rmtree(self.work, ignore_errors=True)
