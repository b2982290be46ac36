"""A circuit of the tests' own: three kinds of cells, one that cannot be made, one that is none, virtual input, thousands of edges."""

import json
import shutil
from pathlib import Path

import h5py
import numpy as np

PROJECT = Path(__file__).resolve().parents[2]
# Numbers its sections as they are drawn, then puts two sections in the place of the axon.
STUBBED = """{load_file("stdrun.hoc")}
{load_file("import3d.hoc")}
proc check_simulator() {
    check_parameter("celsius", 20, celsius)
    check_parameter("v_init", -65, v_init)
}
begintemplate Stubbed
public init, gid, soma, dend, apic, axon, all, somatic, basal, apical, axonal
objref this, all, somatic, basal, apical, axonal
create soma[1], dend[1], apic[1], axon[1]
/* $1 gid, $s2 folder, $s3 file */
proc init() { localobj path, reader, import
    all = new SectionList()
    somatic = new SectionList()
    basal = new SectionList()
    apical = new SectionList()
    axonal = new SectionList()
    gid = $1
    path = new String()
    sprint(path.s, "%s/%s", $s2, $s3)
    reader = new Import3d_SWC_read()
    reader.quiet = 1
    reader.input(path.s)
    import = new Import3d_GUI(reader, 0)
    import.instantiate(this)
    number_sections()
    replace_axon()
    forsec all { nseg = 1 + 2*int(L/40) insert pas e_pas = -65 g_pas = 5e-5 Ra = 120 }
    forsec somatic { insert hh }
}
proc number_sections() { local index
    index = 0
    forsec all { v(0.0001) = index index += 1 }
}
proc replace_axon() { local i, first, second
    axon[0] first = v(0.0001)
    axon[1] second = v(0.0001)
    forsec axonal { delete_section() }
    create axon[2]
    for i = 0, 1 { axon[i] { L = 30 diam = 1 all.append() axonal.append() } }
    axon[0] v(0.0001) = first
    axon[1] v(0.0001) = second
    connect axon[0](0), soma[0](0.5)
    connect axon[1](0), axon[0](1)
}
endtemplate Stubbed
"""
# Sections of `swc`: soma, 3 of the axon, 4 basal, 3 apical.
SWC_SECTIONS = 11
# Section ids of `Stubbed` that its replaced axon has no section for.
GONE = (3,)
EDGES = 3000
CONNECTIONS = 1200


def swc(scale):
    """A small cell; each neurite that branches is three sections."""
    rows = ["1 1 0 0 0 8 -1", "2 1 0 -8 0 8 1", "3 1 0 8 0 8 1"]

    def add(kind, points, parent):
        for x, y, radius in points:
            rows.append(f"{len(rows) + 1} {kind} {x * scale} {y * scale} 0 {radius} {parent}")
            parent = len(rows)
        return parent

    for kind, side, width in ((2, -1, 0.5), (3, 1, 1), (4, 0, 1.5)):
        trunk = add(kind, [(20 * side, 15, width), (60 * side + 5, 70, width)], 1)
        add(kind, [(90 * side + 20, 130, width / 2), (100 * side + 60, 260, width / 2)], trunk)
        add(kind, [(90 * side - 20, 140, width / 2), (100 * side - 70, 220, width / 3)], trunk)
    add(3, [(50, -10, 0.7), (160, -40, 0.5)], 1)
    return "\n".join(rows) + "\n"


def write_circuit(folder, with_nodes=False):
    """Writes it; `with_nodes` puts templates and morphologies into the file of nodes, as a library, and nothing into a table."""
    for name in ("network", "hoc", "morphologies/swc", "morphologies/asc", "mechanisms"):
        (folder / name).mkdir(parents=True)
    (folder / "hoc/Stubbed.hoc").write_text(STUBBED)
    shutil.copy(PROJECT / "demo/pyramidal_cell.hoc", folder / "hoc/PyramidalCell.hoc")
    shutil.copy(PROJECT / "demo/morphology.asc", folder / "morphologies/asc/tufted.asc")
    for mod in (PROJECT / "mod").glob("*.mod"):
        shutil.copy(mod, folder / "mechanisms" / mod.name)
    (folder / "morphologies/swc/small.swc").write_text(swc(1))
    (folder / "morphologies/swc/large cell.swc").write_text(swc(1.4))
    types = TYPES.replace("@", " ")
    write_nodes(folder / "network/nodes.h5", with_nodes)
    if not with_nodes:
        (folder / "network/node_types.csv").write_text(types)
    with h5py.File(folder / "network/input_nodes.h5", "w") as file:
        file["nodes/input/node_type_id"] = np.full(10, 7)
    (folder / "network/input_types.csv").write_text("node_type_id,model_type\n7,virtual\n")
    write_edges(folder / "network/edges.h5")
    (folder / "network/edge_types.csv").write_text("edge_type_id target_query\n1 *\n")
    cells = {"nodes_file": "${NETWORK}/nodes.h5", "populations": {"cells": {"type": "biophysical"}}}
    if not with_nodes:
        cells["node_types_file"] = "$NETWORK/node_types.csv"
    source = {
        "nodes_file": "$NETWORK/input_nodes.h5",
        "node_types_file": "$NETWORK/input_types.csv",
        "populations": {"input": {"type": "virtual"}},
    }
    edges = {
        "edges_file": "$NETWORK/edges.h5",
        "edge_types_file": "$NETWORK/edge_types.csv",
        "populations": {"input_to_cells": {}, "cells_to_cells": {"type": "chemical"}},
    }
    config = {
        "manifest": {"$BASE": ".", "$NETWORK": "$BASE/network"},
        "components": {
            "morphologies_dir": "$BASE/morphologies/swc",
            "alternate_morphologies": {"neurolucida-asc": "$BASE/morphologies/asc"},
            "biophysical_neuron_models_dir": "$BASE/hoc",
            "mechanisms_dir": "$BASE/mechanisms",
        },
        "networks": {"nodes": [cells, source], "edges": [edges]},
    }
    path = folder / "circuit_config.json"
    path.write_text(json.dumps(config))
    return path


TYPES = """node_type_id model_type model_template morphology ei
3 biophysical hoc:PyramidalCell tufted e
5 biophysical hoc:Stubbed small e
9 biophysical hoc:Stubbed "large cell" i
11 biophysical hoc:Stubbed gone i
12 point_neuron nrn:IntFire1 NULL i
"""
NODE_TYPES = [5, 3, 9, 12, 5, 11, 9, 3]
TEMPLATES = {3: "hoc:PyramidalCell", 5: "hoc:Stubbed", 9: "hoc:Stubbed", 11: "hoc:Stubbed", 12: "nrn:IntFire1"}
MORPHOLOGIES = {3: "tufted", 5: "small", 9: "large cell", 11: "gone", 12: "NULL"}


def write_nodes(path, with_nodes):
    with h5py.File(path, "w") as file:
        group = file.create_group("nodes/cells")
        group["node_type_id"] = np.array(NODE_TYPES if not with_nodes else [-1] * len(NODE_TYPES))
        group["node_id"] = np.arange(len(NODE_TYPES), dtype=np.uint64)
        group["node_group_id"] = np.zeros(len(NODE_TYPES), np.uint32)
        order = np.array([3, 0, 1, 2, 7, 6, 5, 4], dtype=np.uint32)
        group["node_group_index"] = order
        group["0/x"] = np.random.default_rng(1).normal(size=len(NODE_TYPES))
        group["0/dynamics_params/threshold_current"] = np.linspace(0, 1, len(NODE_TYPES))
        if with_nodes:
            for name, values in (("model_template", TEMPLATES), ("morphology", MORPHOLOGIES)):
                words = sorted(set(values.values()))
                group.create_dataset(f"0/@library/{name}", data=words, dtype=h5py.string_dtype())
                places = np.zeros(len(order), np.uint32)
                places[order] = [words.index(values[number]) for number in NODE_TYPES]
                group[f"0/{name}"] = places
            kinds = np.array(["biophysical"] * len(order), dtype=object)
            kinds[order[NODE_TYPES.index(12)]] = "point_neuron"
            group.create_dataset("0/model_type", data=kinds, dtype=h5py.string_dtype())


def write_edges(path):
    random = np.random.default_rng(2)
    with h5py.File(path, "w") as file:
        group = file.create_group("edges/input_to_cells")
        targets = np.sort(random.integers(0, len(NODE_TYPES), EDGES))
        group["source_node_id"] = random.integers(0, 10, EDGES)
        group["target_node_id"] = targets
        group["source_node_id"].attrs["node_population"] = "input"
        group["target_node_id"].attrs["node_population"] = "cells"
        group["edge_type_id"] = np.ones(EDGES, np.int64)
        groups = random.integers(0, 2, EDGES)
        group["edge_group_id"] = groups
        index = np.zeros(EDGES, np.int64)
        for number, fields in ((0, ("afferent_section_id", "afferent_section_pos")), (1, ("sec_id", "sec_x"))):
            here = groups == number
            index[here] = random.permutation(here.sum())
            group.create_dataset(f"{number}/{fields[0]}", data=random.integers(0, SWC_SECTIONS, here.sum(), dtype=np.int16))
            group.create_dataset(f"{number}/{fields[1]}", data=random.random(here.sum(), dtype=np.float32), chunks=(97,), compression=4)
            group[f"{number}/syn_weight"] = random.random(here.sum())
        group["edge_group_index"] = index
        count = len(group["0/syn_weight"])
        group["0/afferent_segment_id"] = random.integers(0, 9, count, dtype=np.int32)
        group["0/afferent_segment_offset"] = random.random(count, dtype=np.float32)
        group["0/afferent_center_x"] = random.random(count, dtype=np.float32)
        group["indices/target_to_source/node_id_to_range"] = np.arange(16).reshape(8, 2)
        group = file.create_group("edges/cells_to_cells")
        for end in ("source", "target"):
            group[f"{end}_node_id"] = random.integers(0, len(NODE_TYPES), CONNECTIONS)
            group[f"{end}_node_id"].attrs["node_population"] = "cells"
        group["edge_type_id"] = np.ones(CONNECTIONS, np.int64)
        for end in ("afferent", "efferent"):
            group[f"0/{end}_section_id"] = random.integers(0, SWC_SECTIONS, CONNECTIONS)
            group[f"0/{end}_section_pos"] = random.random(CONNECTIONS)
        group["0/efferent_section_id"][:5] = [-1, 9999, 3, 3, 3]
