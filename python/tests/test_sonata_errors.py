"""What a circuit has wrong is told with the file and the field."""

import json

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")

from sonata_circuit import PROJECT, write_circuit  # noqa: E402

from neuron_reduce_rs import NeuronReduceError  # noqa: E402
from neuron_reduce_rs.sonata import allen, reduce_circuit  # noqa: E402
from neuron_reduce_rs.sonata.config import read_config  # noqa: E402
from neuron_reduce_rs.sonata.edges import write_edges  # noqa: E402
from neuron_reduce_rs.sonata.hoc_template import HocTemplate  # noqa: E402
from neuron_reduce_rs.sonata.models import Conditions, Models  # noqa: E402
from neuron_reduce_rs.sonata.nodes import read_nodes  # noqa: E402
from neuron_reduce_rs.sonata.places import section_numbers  # noqa: E402
from neuron_reduce_rs.sonata.type_table import read_types  # noqa: E402


@pytest.fixture
def config(tmp_path):
    return write_circuit(tmp_path / "circuit")


def message(function, *arguments, **named):
    with pytest.raises(NeuronReduceError) as refused:
        function(*arguments, **named)
    (diagnostic,) = refused.value.diagnostics
    return diagnostic.message


def change(path, *keys, value):
    data = json.loads(path.read_text())
    inner = data
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    path.write_text(json.dumps(data))


NODES = ("networks", "nodes", 0)


@pytest.mark.parametrize(
    "keys, value, expected",
    [
        (("networks",), 3, "`networks` of `circuit_config.json` is missing"),
        (("networks", "nodes"), [], "`networks.nodes` of `circuit_config.json` names no files"),
        (("networks", "edges"), {}, "`networks.edges` of `circuit_config.json` is no list of objects"),
        ((*NODES, "nodes_file"), None, "`networks.nodes[0].nodes_file` of `circuit_config.json` is missing"),
        ((*NODES, "populations"), {"a": 1}, "`networks.nodes[0].populations` of `circuit_config.json` is no object of objects"),
        (("components",), [], "`components` of `circuit_config.json` is no object"),
        (("components", "mechanisms_dir"), 1, "`components.mechanisms_dir` of `circuit_config.json` is no path"),
        (("manifest",), {"$A": 1}, "`manifest` of `circuit_config.json` is no object of texts"),
        (("manifest", "$BASE"), "$NETWORK", "the variables of `manifest` of `circuit_config.json` need each other: `BASE`"),
        (("components", "x"), "$ELSEWHERE/x", "`$ELSEWHERE` stands in `circuit_config.json`, but not in its `manifest`"),
        (("components", "x"), "a" * 5000, "a text of `circuit_config.json` is longer than 4096 characters: `" + "a" * 40 + "`"),
    ],
)
def test_configs(config, keys, value, expected):
    change(config, *keys, value=value)
    assert message(lambda: Models(read_config(config), Conditions()).mods) == expected


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, '{"a": NaN'])
def test_what_is_no_config(config, text):
    config.write_text(text)
    assert message(read_config, config).startswith(f"`{config}` is no json")


def test_a_manifest_does_not_grow_without_end(config):
    change(config, "manifest", value={f"$A{n}": f"$A{n + 1}$A{n + 1}" for n in range(60)} | {"$A60": "ha"})
    assert message(read_config, config).startswith("a text of `circuit_config.json` is longer than 4096 characters")


def test_paths_that_leave_the_circuit(config, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.swc").write_text("1 1 0 0 0 8 -1\n")
    change(config, *NODES, "nodes_file", value="../../etc/passwd")
    expected = "`networks.nodes[0].nodes_file` of `circuit_config.json` leads out of the circuit's folder: `/"
    assert message(read_config, config).startswith(expected)
    change(config, *NODES, "nodes_file", value="network/nodes.h5")
    table = config.parent / "network/node_types.csv"
    table.write_text(table.read_text().replace(" gone ", " ../../../outside/a "))
    nodes = read_nodes(read_config(config), lambda *_: [])
    cells = nodes.populations["cells"].cells
    (cell,) = [cell for cell in cells if "outside" in (cell.morphology or "")]
    models = Models(read_config(config), Conditions())
    assert message(models.of, cell) == f"the morphology `../../../outside/a` leads out of the circuit's folder: `{tmp_path}/outside/a.swc`"
    allowed = Models(read_config(config, (tmp_path / "outside",)), Conditions())
    assert allowed.of(cell).files["morphology.swc"] == tmp_path / "outside/a.swc"
    link = config.parent / "morphologies/swc/link.swc"
    link.symlink_to(tmp_path / "outside/a.swc")
    table.write_text(table.read_text().replace("../../../outside/a", "link"))
    nodes = read_nodes(read_config(config), lambda *_: [])
    (cell,) = [cell for cell in nodes.populations["cells"].cells if cell.morphology == "link"]
    assert "leads out of the circuit's folder" in message(models.of, cell)


def test_files_that_are_missing(config):
    (config.parent / "network/edge_types.csv").unlink()
    expected = f"`networks.edges[0].edge_types_file` of `circuit_config.json` is no file: `{config.parent}/./network/edge_types.csv`"
    assert message(read_config, config).replace("/./", "/") == expected.replace("/./", "/")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", "is empty"),
        ("a b\n1 2\n", "`types.csv` has no column `node_type_id`"),
        ("node_type_id,a\n1,2,3\n", "line 2 of `types.csv` has 3 values for 2 columns"),
        ("node_type_id a\n1 x\n\n1 y\n", "`types.csv` has the type 1 twice, in line 3 again"),
        ("node_type_id a\nx y\n", "`node_type_id` of `types.csv` is no number in line 2: `x`"),
    ],
)
def test_tables(tmp_path, text, expected):
    path = tmp_path / "types.csv"
    path.write_text(text)
    assert message(read_types, path).endswith(expected)


def external(file):
    del file["nodes/cells/0/x"]
    del file["nodes/cells/node_id"]
    file["nodes/cells/node_id"] = h5py.ExternalLink("/etc/passwd", "/x")


def replaced(name, values):
    def change(file):
        del file[name]
        file[name] = values

    return change


@pytest.mark.parametrize(
    "fault, expected",
    [
        (lambda file: file.move("nodes", "other"), "`nodes.h5` has no group `/nodes`"),
        (lambda file: file.move("nodes/cells/node_type_id", "nodes/cells/a"), "`nodes.h5` has no dataset `/nodes/cells/node_type_id`"),
        (external, "`/nodes/cells/node_id` of `nodes.h5` leads into another file"),
        (replaced("nodes/cells/node_id", np.arange(3)), "`/nodes/cells/node_id` of `nodes.h5` has 3 values for 8"),
        (replaced("nodes/cells/node_id", np.zeros(8, int)), "`/nodes/cells/node_id` of `nodes.h5` has a number twice or below 0"),
        (replaced("nodes/cells/node_id", np.zeros(8)), "`/nodes/cells/node_id` of `nodes.h5` has no whole numbers"),
        (replaced("nodes/cells/node_id", np.zeros((8, 2), int)), "`/nodes/cells/node_id` of `nodes.h5` is no list of values"),
        (
            replaced("nodes/cells/0/model_template", np.full(8, 9)),
            "`/nodes/cells/0/model_template` of `nodes.h5` names no value of its `@library`",
        ),
        (replaced("nodes/cells/0/morphology", np.zeros(8)), "`/nodes/cells/0/morphology` of `nodes.h5` has no texts"),
        (
            replaced("nodes/cells/node_group_index", np.full(8, 99)),
            "`/nodes/cells/node_group_index` of `nodes.h5` leads beyond the group `0`",
        ),
    ],
)
def test_nodes(tmp_path, fault, expected):
    config = write_circuit(tmp_path / "circuit", with_nodes=True)
    with h5py.File(config.parent / "network/nodes.h5", "r+") as file:
        fault(file)
    assert message(read_nodes, read_config(config), lambda *_: []) == expected


def test_what_is_no_hdf5(config):
    (config.parent / "network/nodes.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"x" * 100)
    assert message(read_nodes, read_config(config), lambda *_: []).startswith("`nodes.h5` cannot be read: ")


@pytest.mark.parametrize(
    "fault, expected",
    [
        (lambda file: file.move("edges", "a"), "`edges.h5` has no group `/edges`"),
        (lambda file: file.move("edges/a/target_node_id", "edges/a/b"), "`edges.h5` has no dataset `/edges/a/target_node_id`"),
        (replaced("edges/a/0/sec_id", np.zeros(4)), "`/edges/a/0/sec_id` of `edges.h5` has no whole numbers"),
        (replaced("edges/a/0/sec_x", np.zeros(4, int)), "`/edges/a/0/sec_x` of `edges.h5` has no numbers with a point"),
        (replaced("edges/a/0/sec_x", np.zeros(3)), "`/edges/a/0/sec_x` of `edges.h5` has 3 values for 4"),
        (replaced("edges/a/edge_group_index", np.full(4, 4)), "`/edges/a/edge_group_index` of `edges.h5` leads beyond the group `0`"),
        (replaced("edges/a/0/sec_x", h5py.ExternalLink("other.h5", "/x")), "`/edges/a/0/sec_x` of `edges.h5` leads into another file"),
        (replaced("edges/a/0", h5py.ExternalLink("other.h5", "/x")), "`/edges/a/0` of `edges.h5` leads into another file"),
    ],
)
def test_edges(tmp_path, fault, expected):
    path = tmp_path / "edges.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("edges/a")
        for name in ("source_node_id", "target_node_id", "edge_group_id", "edge_group_index", "0/sec_id"):
            group[name] = np.zeros(4, int)
        group["0/sec_x"] = np.zeros(4)
        fault(file)
    (tmp_path / "out").mkdir()
    assert message(write_edges, path, tmp_path / "out/edges.h5", {}) == expected


@pytest.mark.parametrize(
    "column, value, expected",
    [
        ("hoc:Stubbed", "hoc:Absent", "`Absent.hoc` is not there: looked in `"),
        ("hoc:Stubbed", "hoc:../Stubbed", "`../Stubbed` is no name of a hoc template"),
        ("hoc:Stubbed", "nrn:Cell", "a model_template `nrn:Cell` is not read"),
        ("hoc:Stubbed", "ctdb:Other.hoc", "a model_template `ctdb:Other.hoc` is not read"),
        ("hoc:Stubbed", "ctdb:Biophys1.hoc", "the nodes of `ctdb:Biophys1.hoc` have no `dynamics_params`"),
        ("hoc:Stubbed", "nml:gone.nml", "`gone.nml` of the population `cells` is no file: `"),
        (" small ", " NULL ", "nodes of `cells` with the template `hoc:Stubbed` have no morphology"),
    ],
)
def test_cells_that_stay(config, tmp_path, column, value, expected):
    table = config.parent / "network/node_types.csv"
    table.write_text(table.read_text().replace(column, value))
    circuit = read_config(config)
    cells = read_nodes(circuit, lambda *_: []).populations["cells"].cells
    models, refused = Models(circuit, Conditions()), []
    for cell in cells:
        try:
            models.of(cell)
        except NeuronReduceError as error:
            refused.append(error.diagnostics[0].message)
    assert any(text.startswith(expected) for text in refused), refused


def test_the_temperature_has_to_be_known(config, tmp_path):
    assert message(reduce_circuit, config, tmp_path / "out").startswith("the temperature of `tufted_")


def test_outputs(config, tmp_path):
    assert message(reduce_circuit, config, tmp_path) == f"`{tmp_path}` holds the circuit itself"
    assert message(reduce_circuit, config, tmp_path / "a/b") == f"the folder `{tmp_path}/a` is not there"
    assert message(reduce_circuit, config, tmp_path / "a", mods="none").endswith("/none` is no folder")
    assert message(reduce_circuit, config, tmp_path / "a", section_ids="none") == "`none` is none of `auto`, `list`, `index`"


def test_numbers_that_a_template_does_not_give():
    record = {"seg_to_seg": {"soma": [], "dend[0]": []}}
    assert section_numbers(record, "auto") == {"soma": 0, "dend[0]": 1}
    assert section_numbers({**record, "section_numbers": {"soma": 4}}, "auto") == {"soma": 4}
    assert message(section_numbers, record, "index") == "its template does not number the sections"


@pytest.mark.parametrize(
    "constructor, expected",
    [
        ("proc init() { gid = $1 load($s2, $s3) if (numarg() > 3) x = $4 }", '0, ".", "m.asc", 1.5'),
        ("proc init() { /* $s7 */ load($s1) }", '"./m.asc", 1.5'),
        ("proc init() { load($s1, $s2) } proc other() { x = $s3 }", '".", "m.asc", 1.5'),
        ("proc init() { gid = $1 load($s2) }", '0, "./m.asc", 1.5'),
        ("proc init() { }", "1.5"),
        ("", "1.5"),
    ],
)
def test_what_constructors_take(tmp_path, constructor, expected):
    needed = 'strdef T_NeededAttributes\nT_NeededAttributes = "a;b"\n'
    (tmp_path / "T.hoc").write_text(f"{needed}begintemplate T\n{constructor}\nendtemplate T\n")
    template = HocTemplate.read("T", tmp_path / "T.hoc")
    assert template.arguments(".", "m.asc", (1.5,)) == expected
    assert template.needed_attributes() == ["a", "b"]
    assert template.condition("celsius") is None


def test_constructors_that_are_not_understood(tmp_path):
    def refused(constructor):
        (tmp_path / "T.hoc").write_text(f"begintemplate T\n{constructor}\nendtemplate T\n")
        return message(HocTemplate.read("T", tmp_path / "T.hoc").arguments, ".", "m.asc", ())

    assert refused("proc init() { x = $o1 }") == "the constructor of `T` takes an object: `T.hoc`"
    assert refused("proc init() { x($s1, $s2, $s3) }") == "the constructor of `T` takes 3 texts: `T.hoc`"
    assert refused("proc init() { x($s1)") == "`init` of `T` has no end: `T.hoc`"
    assert message(HocTemplate.read, "U", tmp_path / "T.hoc") == "`T.hoc` has no template `U`"


GENOME = '{"passive": [{}], "conditions": [{}], "genome": [{"section": "soma", "name": "%s", "value": "%s"}]}'


@pytest.mark.parametrize(
    "read, text, expected",
    [
        (allen.from_json, "{", "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (allen.from_json, "{}", "KeyError: 'passive'"),
        (allen.from_json, GENOME % ("g } system(1)", 1), "`g } system(1)` is no name of a mechanism or a variable"),
        (allen.from_json, GENOME % ("g", "nan"), "`nan` is no number"),
        (allen.from_json, GENOME.replace("soma", "hair") % ("g", 1), "`hair` is no kind of section"),
        (allen.from_neuroml, "<a>", "no element found: line 1, column 3"),
        (allen.from_neuroml, "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "it declares entities"),
        (allen.from_neuroml, "<a><resistivity value='1'/></a>", "an element `resistivity` has no 'segmentGroup'"),
    ],
)
def test_parameters(tmp_path, read, text, expected):
    path = tmp_path / "parameters"
    path.write_text(text)
    assert message(read, path) == f"`parameters` cannot be understood: {expected}"


def test_two_mod_files_of_one_name(config):
    (config.parent / "mechanisms/more").mkdir()
    (config.parent / "mechanisms/more/ih.mod").write_text("NEURON { SUFFIX ih }")
    models = Models(read_config(config), Conditions())
    assert message(lambda: models.mods).startswith("two mod files are named `ih.mod`: `")
    assert len(Models(read_config(config), Conditions(mods=PROJECT / "mod")).mods) == 13
