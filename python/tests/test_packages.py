"""Cells of LFPy, NetPyNE and BluePyOpt, where they are installed."""

import pytest
from conftest import PYRAMIDAL, Cell
from neuron import h

from neuron_reduce_rs import reduce, snapshot

MORPHOLOGY = """
create soma[1], dend[2], apic[1]
connect dend[0](0), soma[0](0)
connect dend[1](0), dend[0](1)
connect apic[0](0), soma[0](1)
soma[0] { pt3dadd(0, 0, 0, 20) pt3dadd(0, 0, 20, 20) }
dend[0] { pt3dadd(0, 0, 0, 2) pt3dadd(0, 0, -100, 2) }
dend[1] { pt3dadd(0, 0, -100, 1) pt3dadd(0, 50, -200, 1) }
apic[0] { pt3dadd(0, 0, 20, 3) pt3dadd(0, 0, 420, 2) }
"""


def test_a_cell_of_lfpy(tmp_path):
    lfpy = pytest.importorskip("LFPy", reason="skipped: LFPy is not installed")
    (tmp_path / "cell.hoc").write_text(MORPHOLOGY)
    cell = lfpy.Cell(
        morphology=str(tmp_path / "cell.hoc"),
        passive=True,
        passive_parameters={"g_pas": 5e-5, "e_pas": -70},
        nsegs_method="lambda_f",
        extracellular=False,
    )
    names = [section["name"] for section in snapshot(cell)["sections"]]
    assert sorted(names) == ["apic[0]", "dend[0]", "dend[1]", "soma[0]"]
    reduction = reduce(cell)
    assert abs(reduction.certificate["greatest_error"]) < 0.05


def test_a_cell_of_netpyne():
    pytest.importorskip("netpyne", reason="skipped: NetPyNE is not installed")
    from netpyne import sim, specs

    geometry = {"soma": (20, 20, None), "dend": (200, 2, "soma"), "apic": (400, 3, "soma")}
    net = specs.NetParams()
    sections = {}
    for name, (length, diam, parent) in geometry.items():
        sections[name] = {"geom": {"L": length, "diam": diam, "nseg": 5, "Ra": 100}, "mechs": {"pas": {"g": 5e-5, "e": -70}}}
        if parent:
            sections[name]["topol"] = {"parentSec": parent, "parentX": 1, "childX": 0}
    net.cellParams["PYR"] = {"secs": sections}
    net.popParams["pop"] = {"cellType": "PYR", "numCells": 2}
    sim.create(netParams=net, simConfig=specs.SimConfig({"verbose": False}), output=False)
    cell = sim.net.cells[1]
    assert sorted(section["name"] for section in snapshot(cell)["sections"]) == ["apic", "dend", "soma"]
    reduction = reduce(cell)
    assert abs(reduction.certificate["greatest_error"]) < 0.05
    assert len(list(reduction.cell.all)) == 3


def test_attributes_of_attributes_are_not_walked():
    cell, other = Cell(PYRAMIDAL, named=False), Cell(PYRAMIDAL, named=False)
    cell.network = other
    assert len(snapshot(cell)["sections"]) == len(PYRAMIDAL)


SWC = """1 1 0 -10 0 10 -1
2 1 0 10 0 10 1
3 3 0 -30 0 1 1
4 3 0 -130 0 1 3
5 3 50 -230 0 0.5 4
6 3 -50 -230 0 0.5 4
7 4 0 30 0 1.5 2
8 4 0 430 0 1 7
9 2 10 10 0 0.5 2
10 2 90 10 0 0.5 9
"""


@pytest.mark.parametrize("do_replace_axon", [False, True])
def test_a_cell_of_bluepyopt(tmp_path, do_replace_axon):
    pytest.importorskip("bluepyopt", reason="skipped: BluePyOpt is not installed (NEURON_REDUCE_BLUEPYOPT=1 installs it)")
    from bluepyopt import ephys

    (tmp_path / "cell.swc").write_text(SWC)
    everywhere = ephys.locations.NrnSeclistLocation("all", seclist_name="all")
    values = {"g_pas": 5e-5, "e_pas": -70, "cm": 1, "Ra": 100}
    cell = ephys.models.CellModel(
        f"Bluepyopt_{do_replace_axon}",
        morph=ephys.morphologies.NrnFileMorphology(str(tmp_path / "cell.swc"), do_replace_axon=do_replace_axon),
        mechs=[ephys.mechanisms.NrnMODMechanism("pas", suffix="pas", locations=[everywhere])],
        params=[
            ephys.parameters.NrnSectionParameter(name, param_name=name, value=value, locations=[everywhere], frozen=True)
            for name, value in values.items()
        ],
    )
    simulator = ephys.simulators.NrnSimulator()
    cell.instantiate(sim=simulator)
    try:
        of_model, of_object = snapshot(cell), snapshot(cell.icell)
        assert of_model["sections"] == of_object["sections"]
        found = {section["name"]: section["lists"] for section in of_object["sections"]}
        axon = {f"axon[{index}]": ["axonal"] for index in range(2 if do_replace_axon else 1)}
        assert found == {
            "soma[0]": ["somatic"],
            **{f"dend[{index}]": ["basal"] for index in range(3)},
            "apic[0]": ["apical"],
            **axon,
        }
        assert of_object["name"] == cell.name
        reduction = reduce(cell.icell)
        assert reduction.certificate["greatest_error"] < 0.05
        stays = {"soma[0]", *axon}
        reduced = {section.name().rpartition(".")[2] for section in reduction.cell.all}
        assert reduced > stays and len(reduced) == len(stays) + 2
    finally:
        cell.destroy(sim=simulator)
        # The simulator has made it the solver of all that runs later.
        h.cvode_active(0)
