"""Circuits: what is written back is the circuit with its cells reduced and the places of its edges mapped, and nothing else."""

import csv
import json
from collections import Counter

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")

from sonata_circuit import CONNECTIONS, EDGES, GONE, NODE_TYPES, write_circuit  # noqa: E402

from neuron_reduce_rs.sonata import reduce_circuit  # noqa: E402
from neuron_reduce_rs.sonata.__main__ import main  # noqa: E402
from neuron_reduce_rs.sonata.edges import write_edges  # noqa: E402
from neuron_reduce_rs.sonata.places import CellMap, PlaceMap  # noqa: E402

# Node numbers of the cells that can be reduced.
REDUCED = [node for node, number in enumerate(NODE_TYPES) if number in (3, 5, 9)]
MAPPED = {"afferent_section_id", "afferent_section_pos", "afferent_segment_id", "afferent_segment_offset", "sec_id", "sec_x"}
MAPPED |= {"efferent_section_id", "efferent_section_pos"}


class Circuits:
    def __init__(self, folder, with_nodes):
        self.config = write_circuit(folder / "original", with_nodes)
        self.original, self.reduced = folder / "original", folder / "reduced"
        self.summary = reduce_circuit(self.config, self.reduced, jobs=2, celsius=20)
        # By node: the name of the template.
        self.templates = {}
        for node, number in enumerate(NODE_TYPES):
            morphology = {3: "tufted", 5: "small", 9: "large cell"}.get(number)
            for cell in self.summary.cells:
                if cell.morphology == morphology:
                    self.templates[node] = cell.reduced_template

    def numbers(self, node):
        """The section id of each section of the original that still has one."""
        if NODE_TYPES[node] == 3:
            return {name: number for number, name in enumerate(dict.fromkeys(row["section"] for row in self.map(node)))}
        names = ["soma[0]", "axon[0]", "axon[1]", None, *(f"dend[{i}]" for i in range(4)), *(f"apic[{i}]" for i in range(3))]
        return {name: number for number, name in enumerate(names) if name}

    def map(self, node):
        with open(self.reduced / "maps" / f"{self.templates[node]}.csv", newline="") as file:
            return list(csv.DictReader(file))

    def reduced_sections(self, node):
        text = (self.reduced / "components/templates" / f"{self.templates[node]}.hoc").read_text()
        return [line.split()[0] for line in text.splitlines() if line.endswith(" all.append()")]


@pytest.fixture(scope="module", params=["types", "nodes"])
def circuits(request, tmp_path_factory):
    return Circuits(tmp_path_factory.mktemp(request.param), request.param == "nodes")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return write_circuit(tmp_path_factory.mktemp("plain"))


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, one: found.update({name: one[()]}) if isinstance(one, h5py.Dataset) else None)
        found.update({f"{name}@": dict(file[name].attrs) for name in list(found)})
    return found


def test_cells_are_reduced_and_others_stay(circuits):
    statuses = {(cell.template, cell.morphology): (cell.status, cell.nodes) for cell in circuits.summary.cells}
    assert statuses == {
        ("hoc:PyramidalCell", "tufted"): ("reduced", 2),
        ("hoc:Stubbed", "small"): ("reduced", 2),
        ("hoc:Stubbed", "large cell"): ("reduced", 2),
        ("hoc:Stubbed", "gone"): ("kept", 1),
    }
    (failed,) = circuits.summary.failed
    assert failed.error.startswith("the morphology `gone` is not there as asc or swc: looked in `")
    assert circuits.summary.other_nodes == Counter({"virtual": 10, "point_neuron": 1})
    with open(circuits.reduced / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["morphology"], row["status"]) for row in rows] == [(cell.morphology, cell.status) for cell in circuits.summary.cells]
    assert int(rows[0]["reduced_segments"]) < int(rows[0]["segments"])


def test_every_other_dataset_stays(circuits):
    changed = {"nodes/cells/0/model_template", "nodes/cells/0/@library/model_template"}
    for name in ("nodes.h5", "input_nodes.h5", "edges.h5"):
        before, after = (datasets(folder / "network" / name) for folder in (circuits.original, circuits.reduced))
        for field in before.keys() - MAPPED:
            if field.rstrip("@") in changed or field.rstrip("@").rpartition("/")[2] in MAPPED:
                continue
            np.testing.assert_equal(after[field], before[field], err_msg=field)
        assert {field.rstrip("@") for field in before.keys() ^ after.keys()} <= changed, name
        for field in MAPPED & {field.rpartition("/")[2] for field in before}:
            for whole in (whole for whole in before if whole.endswith(f"/{field}")):
                assert (after[whole].dtype, after[whole].shape) == (before[whole].dtype, before[whole].shape), whole


def templates_of_nodes(circuits):
    """The template of each node of the written circuit."""
    table = circuits.reduced / "network/node_types.csv"
    with h5py.File(circuits.reduced / "network/nodes.h5") as file:
        group = file["nodes/cells"]
        if "model_template" in group["0"]:
            return [group["0/model_template"].asstr()[index] for index in group["node_group_index"][:]]
        with open(table, newline="") as text:
            rows = {int(row["node_type_id"]): row for row in csv.DictReader(text, delimiter=" ")}
        return [rows[number]["model_template"] for number in group["node_type_id"][:]]


def test_nodes_name_the_reduced_templates(circuits):
    expected = {3: None, 5: None, 9: None, 11: "hoc:Stubbed", 12: "nrn:IntFire1"}
    for node, template in enumerate(templates_of_nodes(circuits)):
        assert template == (expected[NODE_TYPES[node]] or f"hoc:{circuits.templates[node]}")
    folder = circuits.reduced / "components/templates"
    assert {path.stem for path in folder.glob("*.hoc")} == {*circuits.templates.values(), "Stubbed", "PyramidalCell"}
    assert len(list((circuits.reduced / "components/mechanisms").glob("*.mod"))) == 13
    if (circuits.original / "network/node_types.csv").exists():
        before, after = ((folder / "network/node_types.csv").read_text().splitlines() for folder in (circuits.original, circuits.reduced))
        assert (after[0], after[4:]) == (before[0], before[4:])
        assert after[3] == f'9 biophysical hoc:{circuits.templates[2]} "large cell" i'


@pytest.mark.parametrize(
    "population, fields, end",
    [
        ("input_to_cells", "0/afferent_section_id 0/afferent_section_pos", "target"),
        ("input_to_cells", "1/sec_id 1/sec_x", "target"),
        ("cells_to_cells", "0/afferent_section_id 0/afferent_section_pos", "target"),
        ("cells_to_cells", "0/efferent_section_id 0/efferent_section_pos", "source"),
    ],
)
def test_each_place_is_that_of_the_map(circuits, population, fields, end):
    before, after = (datasets(folder / "network/edges.h5") for folder in (circuits.original, circuits.reduced))
    prefix = f"edges/{population}/"
    section, position = (prefix + field for field in fields.split())
    nodes = before[f"{prefix}{end}_node_id"]
    groups = before.get(f"{prefix}edge_group_id", np.zeros(len(nodes), int))
    index = before.get(f"{prefix}edge_group_index", np.arange(len(nodes)))
    group = int(fields[0])
    went = {node: {(row["section"], int(row["segment"])): row for row in circuits.map(node)} for node in REDUCED}
    segments = {node: Counter(name for name, _ in went[node]) for node in REDUCED}
    names = {node: {number: name for name, number in circuits.numbers(node).items()} for node in REDUCED}
    ids = {node: {name: number for number, name in enumerate(circuits.reduced_sections(node))} for node in REDUCED}
    counts = Counter()
    for node, row in zip(nodes[groups == group], index[groups == group]):
        had, has = ((values[section][row], values[position][row]) for values in (before, after))
        name = names[node].get(had[0]) if node in REDUCED else None
        if name is None:
            assert had == has
            counts["unknown" if node in REDUCED else "elsewhere"] += 1
            continue
        segment = min(int(had[1] * segments[node][name]), segments[node][name] - 1)
        expected = went[node][name, segment]
        assert has[0] == ids[node][expected["reduced_section"]]
        assert has[1] == pytest.approx(float(expected["reduced_x"]), rel=1e-6)
        counts["mapped"] += 1
    (told,) = [one for one in circuits.summary.edges if (one.population, one.field) == (population, fields.split()[0])]
    assert counts == Counter({"mapped": told.mapped, "elsewhere": told.elsewhere, "unknown": told.unknown})
    assert told.edges == (groups == group).sum() and told.mapped > 300 and told.elsewhere > 50
    assert told.unknown > 0 and set(GONE) == {3}


def test_counts_of_edges_stay(circuits):
    assert sum(one.edges for one in circuits.summary.edges) == EDGES + 2 * CONNECTIONS


def test_the_older_layout_follows(circuits):
    before, after = (datasets(folder / "network/edges.h5") for folder in (circuits.original, circuits.reduced))
    prefix = "edges/input_to_cells/0/"
    moved = after[prefix + "afferent_segment_offset"] != before[prefix + "afferent_segment_offset"]
    assert moved.sum() > 300
    assert set(after[prefix + "afferent_segment_id"][moved]) == {0}
    assert after[prefix + "afferent_segment_offset"][moved].max() > 50


def test_small_pieces_give_the_same(circuits, tmp_path):
    source = circuits.original / "network/edges.h5"
    one = CellMap(*(np.array(values) for values in ([0, 2], [2, 1], [4, 5, 6], [0.1, 0.2, 0.3], [1.0, 2.0, 3.0])))
    maps = {"cells": PlaceMap(np.array([0, -1, 0, 1, 0, 0, 1, 0]), [one, None])}
    whole = write_edges(source, tmp_path / "whole.h5", maps)
    for piece in (61, 1000):
        assert write_edges(source, tmp_path / "pieces.h5", maps, piece) == whole
        np.testing.assert_equal(datasets(tmp_path / "pieces.h5"), datasets(tmp_path / "whole.h5"))
        (tmp_path / "pieces.h5").unlink()
    assert whole[0].mapped > 50


def test_the_config_leads_to_the_files(circuits):
    config = json.loads((circuits.reduced / "circuit_config.json").read_text())
    assert "manifest" not in config
    folders = config["components"]
    assert folders["biophysical_neuron_models_dir"] == folders["templates_dir"] == "components/templates"
    assert (circuits.reduced / folders["morphologies_dir"] / "small.swc").is_file()
    assert (circuits.reduced / folders["alternate_morphologies"]["neurolucida-asc"] / "tufted.asc").is_file()
    for entry in (*config["networks"]["nodes"], *config["networks"]["edges"]):
        for name, path in entry.items():
            assert name == "populations" or (circuits.reduced / path).is_file()
    assert not list(circuits.reduced.parent.glob(".*")), "what was made on the way"


def test_libsonata_opens_it(circuits):
    libsonata = pytest.importorskip("libsonata")
    config = libsonata.CircuitConfig.from_file(str(circuits.reduced / "circuit_config.json"))
    assert config.node_populations == {"cells", "input"}
    edges = config.edge_population("cells_to_cells")
    assert edges.size == CONNECTIONS
    ids = edges.get_attribute("afferent_section_id", edges.select_all())
    np.testing.assert_array_equal(ids, datasets(circuits.reduced / "network/edges.h5")["edges/cells_to_cells/0/afferent_section_id"])
    nodes = config.node_population("cells")
    assert nodes.size == len(NODE_TYPES)
    if "model_template" in nodes.attribute_names:
        # It reads the group as it stands, without `node_group_index`.
        with h5py.File(circuits.reduced / "network/nodes.h5") as file:
            templates = list(file["nodes/cells/0/model_template"].asstr()[:])
        assert list(nodes.get_attribute("model_template", nodes.select_all())) == templates


def test_it_is_replaced_only_when_asked(plain, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = [str(plain), "-o", str(out), "--celsius", "20", "--membrane", "passive", "--segments", "8"]
    assert main(arguments) == 1, "one cell stays"
    said = capsys.readouterr().out
    assert "3 of 4 cells reduced, 6 nodes: " in said and "kept: hoc:Stubbed gone (1 nodes): " in said
    first = (out / "cells.csv").read_text()
    assert main(arguments) == 1
    assert "is there already\n  help: choose another folder, or replace it with `--force`" in capsys.readouterr().err
    assert main([*arguments[:-1], "12", "--force"]) == 1
    assert (out / "cells.csv").read_text() != first
    (out / "cells.csv").unlink()
    assert main([*arguments, "--force"]) == 1
    assert "it is none of this program's" in capsys.readouterr().err


def test_an_interrupted_run_goes_on(plain, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("neuron_reduce_rs.sonata.circuit.write_edges", interrupted)
        with pytest.raises(KeyboardInterrupt):
            reduce_circuit(plain, tmp_path / "out", celsius=20, membrane="passive")
    assert not (tmp_path / "out").exists()
    reduced = tmp_path / ".out.reducing/reduced"
    times = {path: path.stat().st_mtime_ns for path in reduced.glob("*/reduction.json")}
    assert len(times) == 3
    copied = {}

    def looked_at(*arguments):
        copied.update({path: path.stat().st_mtime_ns for path in reduced.glob("*/reduction.json")})
        return write_edges(*arguments)

    monkeypatch.setattr("neuron_reduce_rs.sonata.circuit.write_edges", looked_at)
    summary = reduce_circuit(plain, tmp_path / "out", celsius=20, membrane="passive")
    assert copied == times, "what was reduced was not reduced again"
    assert len(summary.failed) == 1 and (tmp_path / "out/cells.csv").is_file()


def test_a_cell_that_the_program_refuses_stays(tmp_path):
    config = write_circuit(tmp_path / "circuit")
    (tmp_path / "circuit/morphologies/swc/large cell.swc").write_text("1 1 0 0 0 8 -1\nnothing\n")
    summary = reduce_circuit(config, tmp_path / "out", celsius=20, membrane="passive")
    failed = {cell.morphology: cell.error for cell in summary.failed}
    assert set(failed) == {"gone", "large cell"} and "morphology.swc" in failed["large cell"]
    with open(tmp_path / "out/network/node_types.csv", newline="") as text:
        rows = {row["morphology"]: row["model_template"] for row in csv.DictReader(text, delimiter=" ")}
    assert rows["large cell"] == "hoc:Stubbed" and rows["small"].startswith("hoc:small_")
    (afferent,) = [one for one in summary.edges if (one.population, one.field) == ("cells_to_cells", "0/afferent_section_id")]
    before, after = (datasets(folder / "network/edges.h5") for folder in (tmp_path / "circuit", tmp_path / "out"))
    name = "edges/cells_to_cells/0/afferent_section_id"
    stays = np.isin(before["edges/cells_to_cells/target_node_id"], [node for node, number in enumerate(NODE_TYPES) if number not in (3, 5)])
    np.testing.assert_array_equal(after[name][stays], before[name][stays])
    assert afferent.elsewhere == stays.sum() > 400
