"""Both cells in NEURON: the detailed one as its directory makes it, the reduced one as `model.py` of the output does.

The setup is the json that `neuron-reduce verify` writes: `model` and `output` are copies of the two directories,
`library` what nrnivmodl made, `map` says where each segment of the detailed cell went.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import Any, Callable

Setup = dict


class Cell:
    """A cell and where a place of the detailed one, (section, segment), is in it."""

    def __init__(self, soma: Any, find: Callable, kept: list, sections: list | None = None, own: Own | None = None):
        self.soma = soma
        self.find = find
        self.kept = kept  # what must not be forgotten
        self.sections = sections or []  # name, nseg, length in um
        self.own = own
        self.segments = sum(section.nseg for section in soma.wholetree())


class Own:
    """What a model puts on its cell, stimuli and synapses: on a section of its own while the cell is asked other things."""

    def __init__(self, h: Any, sections: list):
        connections = h.List("NetCon")
        self.connections = [(each, each.active()) for each in (connections.o(at) for at in range(int(connections.count())))]
        every = {
            process.hname(): process
            for section in h.allsec()
            for segment in section.allseg()
            for process in segment.point_processes()
        }
        self.elsewhere = h.Section(name="neuron_reduce_elsewhere")
        self.processes = list(every.values())
        places = [(process, process.get_segment()) for process in self.processes]
        self.places = [(process, segment) for process, segment in places if segment.sec in sections]
        self.take_off()

    def take_off(self) -> None:
        for connection, _ in self.connections:
            connection.active(False)
        for process in self.processes:
            process.loc(self.elsewhere(0.5))

    def put_back(self) -> None:
        for connection, is_active in self.connections:
            connection.active(is_active)
        for process, segment in self.places:
            process.loc(segment)


def start(library: str | None) -> Any:
    """NEURON with the mechanisms of a library."""
    os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
    from neuron import h

    if library:
        h.nrn_load_dll(library)
    h.load_file("stdrun.hoc")
    return h


def make_detailed(setup: Setup) -> tuple:
    """NEURON, and the one cell of the model directory that was reduced, alone, what the model puts on it taken off."""
    h = start(setup["library"])
    owner = run_recipe(h, setup)
    tree = reduced_tree(h, setup["map"], owner)
    own = Own(h, tree)
    kept = {*tree, own.elsewhere}
    for section in [section for section in h.allsec() if section not in kept]:
        h.delete_section(sec=section)
    sections = dict(zip(setup["map"], tree))
    settle_globals(h, setup)
    described = [[name, section.nseg, section.L] for name, section in sections.items()]
    find = lambda name, segment: centre(sections[name], segment)
    return h, Cell(sections[setup["soma"]], find, [owner], described, own)


def make_reduced(setup: Setup) -> tuple:
    """NEURON, and the cell that the output's `model.py` builds."""
    h = start(setup["library"])
    spec = importlib.util.spec_from_file_location("reduced_model", Path(setup["output"]) / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cell = module.build()
    sections = {short(section): section for section in h.allsec()}
    settle_globals(h, setup)
    places = setup["map"]

    def find(name: str, segment: int) -> Any:
        reduced, reduced_segment, _ = places[name][segment]
        return centre(sections[reduced], reduced_segment)

    return h, Cell(sections[setup["soma"]], find, [cell], own=Own(h, list(sections.values())))


def centre(section: Any, segment: int) -> Any:
    return section((segment + 0.5) / section.nseg)


def short(section: Any) -> str:
    """The name without the object's: `dend[3]`."""
    return section.name().split(".")[-1]


def settle_globals(h: Any, setup: Setup) -> None:
    """What both simulations share, whatever the model's hoc has set."""
    h.CVode().active(0)
    h.secondorder = 0
    h.celsius, h.v_init = setup["celsius"], setup["v_init"]


def run_recipe(h: Any, setup: Setup) -> Any:
    """Runs what made the cell; the object or section that is named as the cell is returned."""
    recipe = setup["recipe"]
    os.chdir(setup["model"])
    h.load_file("import3d.hoc")
    for statement in recipe["before"]:
        run(h, statement)
    tolerant = setup["keep_going"]
    for file in recipe["load"]:
        tolerate(tolerant, lambda: load(h, file))
    cell = recipe["cell"]
    # What is not made by a call may be made by what runs last.
    is_there = cell and (is_call(cell) or exists(h, cell))
    owner = name_cell(h, cell) if is_there else None
    if recipe["morphology"]:
        import_morphology(h, recipe["morphology"], cell is not None)
    for statement in recipe["run"]:
        tolerate(tolerant, lambda: run(h, statement))
    return name_cell(h, cell) if cell and not is_there else owner


def tolerate(tolerant: bool, act: Callable[[], None]) -> None:
    try:
        act()
    except RuntimeError:
        if not tolerant:
            raise


def run(h: Any, statement: str) -> None:
    """Runs a statement; Python may call what a template keeps to itself, hoc may not."""
    call = re.fullmatch(r"(\w+)\.(\w+)\(\)", statement.strip(" \t{}"))
    if call and h.name_declared(call[1]) == 2:
        getattr(getattr(h, call[1]), call[2])()
    elif not h(statement):
        raise RuntimeError(f"hoc refuses `{statement}`")


def load(h: Any, file: str) -> None:
    if not h.load_file(file):
        raise RuntimeError(f"`{file}` cannot be loaded")


def is_call(cell: str) -> bool:
    name = cell.split("(")[0].strip()
    return cell.strip().endswith(")") and name != cell.strip() and name.replace("_", "a").isalnum()


def exists(h: Any, cell: str) -> bool:
    """A section has that name, or a variable that it begins with is declared."""
    head = cell.replace("[", ".").split(".")[0].strip()
    return any(section.name() == cell.strip() for section in h.allsec()) or h.name_declared(head) > 0


def name_cell(h: Any, cell: str) -> Any:
    """The section of that name, or the object, which is `cell` from now on."""
    for section in h.allsec():
        if section.name() == cell.strip():
            return section
    run(h, "objref neuron_reduce_cell")
    run(h, f"neuron_reduce_cell = {'new ' if is_call(cell) else ''}{cell}")
    if h.name_declared("cell") != 2:
        run(h, "objref cell")
    run(h, "cell = neuron_reduce_cell")
    return h.neuron_reduce_cell


def import_morphology(h: Any, file: str, has_cell: bool) -> None:
    reader = h.Import3d_SWC_read() if file.lower().endswith("swc") else h.Import3d_Neurolucida3()
    reader.quiet = 1
    reader.input(file)
    h.Import3d_GUI(reader, 0).instantiate(h.cell if has_cell else None)


def reduced_tree(h: Any, expected: dict, owner: Any) -> list:
    """The sections of the cell that was reduced, in NEURON's order, which is that of the map."""
    roots: dict = {}
    for section in h.allsec():
        roots.setdefault(root_of(section), []).append(section)
    owned = [tree for tree in roots.values() if owner is not None and any(belongs(section, owner) for section in tree)]
    for tree in [*owned, *roots.values()]:
        if is_tree(tree, expected):
            return tree
    sizes = ", ".join(f"{short(root)}: {len(tree)}" for root, tree in list(roots.items())[:8])
    raise LookupError(f"no tree with the {len(expected)} sections of the cell that was reduced (sections by root: {sizes})")


def root_of(section: Any) -> Any:
    while section.parentseg() is not None:
        section = section.parentseg().sec
    return section


def belongs(section: Any, owner: Any) -> bool:
    return section == owner or section.cell() == owner


def is_tree(tree: list, expected: dict) -> bool:
    base = lambda name: name.split("[")[0]
    return len(tree) == len(expected) and all(
        section.nseg == len(places) and base(short(section)) == base(name)
        for section, (name, places) in zip(tree, expected.items())
    )
