"""What of a circuit is understood: its config, its tables, its distinct cells, and the models that are made of them."""

import json
import shutil

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")

from sonata_circuit import MORPHOLOGIES, NODE_TYPES, write_circuit  # noqa: E402

from neuron_reduce_rs.sonata.config import read_config  # noqa: E402
from neuron_reduce_rs.sonata.models import Conditions, Models  # noqa: E402
from neuron_reduce_rs.sonata.nodes import Population, read_nodes  # noqa: E402
from neuron_reduce_rs.sonata.summary import CellOutcome, Summary  # noqa: E402
from neuron_reduce_rs.sonata.type_table import TypeTable, read_types  # noqa: E402
from neuron_reduce_rs.sonata.written_nodes import unwritable  # noqa: E402


def nothing(*_):
    return []


@pytest.mark.parametrize("with_nodes", [False, True])
def test_equal_nodes_are_one_cell(tmp_path, with_nodes):
    config = read_config(write_circuit(tmp_path / "circuit", with_nodes))
    cells = read_nodes(config, nothing).populations["cells"]
    found = [cells.cells[place].morphology if place >= 0 else None for place in cells.cell]
    assert found == [MORPHOLOGIES[number] if number != 12 else None for number in NODE_TYPES]
    assert len(cells.cells) == 4
    assert cells.others == {"point_neuron": 1}
    assert cells.own_fields == ({"0": {"model_type", "model_template", "morphology"}} if with_nodes else {})
    virtual = read_nodes(config, nothing).populations["input"]
    assert (virtual.others, set(virtual.cell)) == ({"virtual": 10}, {-1})


def test_values_that_a_template_needs_make_other_cells(tmp_path):
    path = write_circuit(tmp_path / "circuit", with_nodes=True)
    with h5py.File(path.parent / "network/nodes.h5", "r+") as file:
        file["nodes/cells/0/dynamics_params/AIS_scaler"] = np.array([1, 1, 1, 2, 2, 2, 2, 2.5])
        places = file["nodes/cells/node_group_index"][:]
        scalers = file["nodes/cells/0/dynamics_params/AIS_scaler"][:][places]
    template = path.parent / "hoc/Stubbed.hoc"
    template.write_text(template.read_text() + 'strdef Stubbed_NeededAttributes\nStubbed_NeededAttributes = "AIS_scaler"\n')
    config = read_config(path)
    models = Models(config, Conditions(celsius=20))
    cells = read_nodes(config, models.needed_attributes).populations["cells"]
    of_stubbed = [node for node, number in enumerate(NODE_TYPES) if number in (5, 9, 11)]
    assert [cells.cells[cells.cell[node]].arguments for node in of_stubbed] == [(scalers[node],) for node in of_stubbed]
    (node,) = np.flatnonzero(scalers == 2.5)[:1]
    assert MORPHOLOGIES[NODE_TYPES[node]] in ("small", "large cell")
    init = models.of(cells.cells[cells.cell[node]]).texts["init.hoc"]
    assert 'cell = new Stubbed(0, ".", "morphology.swc", 2.5)\n' in init


def test_a_model_has_all_that_its_cell_is_made_of(tmp_path):
    path = write_circuit(tmp_path / "circuit")
    (path.parent / "hoc/helpers.hoc").write_text("proc help() { }\n")
    template = path.parent / "hoc/Stubbed.hoc"
    template.write_text('{load_file("helpers.hoc")}\n' + template.read_text())
    config = read_config(path)
    told, untold = Models(config, Conditions(celsius=30, v_init=-70)), Models(config, Conditions())
    (cell,) = [cell for cell in read_nodes(config, nothing).populations["cells"].cells if cell.morphology == "small"]
    model = untold.of(cell)
    assert model.texts["init.hoc"] == (
        '{load_file("stdrun.hoc")}\n{load_file("Stubbed.hoc")}\ncelsius = 20.0\nv_init = -65.0\n'
        'objref cell\ncell = new Stubbed(0, ".", "morphology.swc")\n'
    )
    assert "celsius" not in told.of(cell).texts["init.hoc"]
    assert sorted(model.files) == ["Stubbed.hoc", "helpers.hoc", "morphology.swc"]
    assert model.name.startswith("small_") and model.name == untold.of(cell).name != told.of(cell).name
    mods = tmp_path / "mods"
    shutil.copytree(path.parent / "mechanisms", mods)
    untold.write(model, tmp_path / "model", mods)
    names = {file.name for file in (tmp_path / "model").iterdir()}
    assert names == {"Stubbed.hoc", "helpers.hoc", "morphology.swc", "init.hoc", "neuron-reduce.toml", "mod"}
    assert len(list((tmp_path / "model/mod").iterdir())) == 13


def test_a_simulation_leads_to_its_circuit(tmp_path):
    path = write_circuit(tmp_path / "circuit")
    simulation = path.parent / "simulation_config.json"
    simulation.write_text(json.dumps({"manifest": {"$HERE": "${configdir}"}, "network": "$HERE/circuit_config.json"}))
    config = read_config(simulation)
    assert config.path == path
    assert config.nodes == read_config(path).nodes
    assert config.component("mechanisms_dir") == (path.parent / "mechanisms").resolve()
    assert config.component("mechanisms_dir", {"mechanisms_dir": "hoc"}) == (path.parent / "hoc").resolve()
    assert config.component("point_neuron_models_dir") is None


def test_tables_of_both_kinds(tmp_path):
    blanks, commas = tmp_path / "blanks.csv", tmp_path / "commas.csv"
    blanks.write_text('node_type_id a "b c"\n1 "x y" NULL\n-2 NONE 3\n')
    commas.write_bytes(b"\xef\xbb\xbfnode_type_id,a,b c\r\n1,x y,\r\n-2,nan,3\r\n")
    for path, delimiter in ((blanks, " "), (commas, ",")):
        table = read_types(path)
        assert table.delimiter == delimiter
        values = {(number, name): table.value(number, name) for number in (1, -2, 3) for name in ("a", "b c", "d")}
        assert {key: value for key, value in values.items() if value is not None} == {(1, "a"): "x y", (-2, "b c"): "3"}
    table.set(1, "d", "new")
    assert table.to_text() == "node_type_id,a,b c,d\n1,x y,,new\n-2,nan,3,NULL\n"


def test_a_type_that_processes_its_nodes_is_reduced_whole_or_not():
    cells = np.array([0, 1, 2, -1])
    population = Population(0, "cells", 4, np.arange(4), np.array([1, 1, 2, 3]), np.zeros(4), np.arange(4), cells)
    rows = {number: {"node_type_id": str(number), "model_processing": how} for number, how in ((1, "some"), (2, "some"), (3, "NULL"))}
    table = TypeTable(" ", ["node_type_id", "model_processing"], rows)
    why = "others of the node type 1 stay as they are, and its `model_processing` is for all of them"
    assert unwritable(population, table, {0: "A", 2: "B"}) == {0: why}
    assert unwritable(population, table, {0: "A", 1: "C", 2: "B"}) == {}
    table.set(1, "model_processing", "NULL")
    assert unwritable(population, table, {0: "A", 2: "B"}) == {}


def test_a_summary_does_not_go_on_for_ever():
    cells = [CellOutcome("cells", "hoc:A", f"m{number}", 2, error="gone") for number in range(30)]
    said = str(Summary(None, cells)).splitlines()
    assert said[0] == "0 of 30 cells reduced, 0 nodes: 0 -> 0 segments"
    assert said[20:] == ["  kept: hoc:A m19 (2 nodes): gone", "  and 10 more, which stand in `cells.csv`"]
