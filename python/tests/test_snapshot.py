"""A living cell as json: every number, every kind of cell."""

import json
import math

import pytest
from conftest import PYRAMIDAL, Cell
from neuron import h

from neuron_reduce_rs import NeuronReduceError, reduce, snapshot

TEMPLATE = """
begintemplate Stick
public soma, dend, hill, basal
objref basal
create soma, dend[3], hill
proc init() {
    basal = new SectionList()
    connect dend[0](0), soma(1)
    connect dend[2](0), dend[0](1)
    connect hill(0), soma(0)
    dend[1] delete_section()
    forall { insert pas }
    dend[0] basal.append()
    dend[2] basal.append()
}
endtemplate Stick
"""


def names(cell):
    return [section["name"] for section in snapshot(cell)["sections"]]


def template():
    if not h.name_declared("Stick"):
        h(TEMPLATE)
    return h.Stick()


def test_numbers_are_kept_to_the_last_bit(pyramidal):
    section = pyramidal.sections["apic[1]"]
    section.L, section.Ra = math.pi * 100, 1 / 3
    for at, segment in enumerate(section):
        segment.g_pas = (at + 1) / 7e5
    read = json.loads(json.dumps(snapshot(pyramidal)))
    found = next(found for found in read["sections"] if found["name"] == "apic[1]")
    assert (found["L"], found["Ra"]) == (section.L, section.Ra)
    assert found["mechs"]["pas"]["g_pas"] == [segment.g_pas for segment in section]
    assert found["mechs"]["pas"]["e_pas"] == -71
    first = found["seg0"]
    own = list(section)
    for key, values in {"area": [s.area() for s in own], "ri": [s.ri() for s in own], "diam": [s.diam for s in own]}.items():
        assert read["segments"][key][first : first + 7] == values
    assert found["ri_end"] == section(1).ri()
    assert (found["parent"], found["parent_x"], found["own_end"]) == ("apic[0]", 1, 0)


def test_points_of_a_section_are_kept(pyramidal):
    section = pyramidal.sections["dend[3]"]
    for point in [(0, 0, 0, 1), (10.1, 0.1, 0, 2), (30, 0, 7, 1.3)]:
        h.pt3dadd(*point, sec=section)
    points = snapshot(pyramidal)["pt3d"]["dend[3]"]
    assert points["x"] == [section.x3d(at) for at in range(3)]
    assert points["d"] == [section.diam3d(at) for at in range(3)]
    assert "pt3d" not in snapshot(pyramidal, points=False)


def test_globals_and_defaults_are_told(pyramidal):
    pyramidal.sections["soma[0]"].insert("hh")
    h.nao0_na_ion = 150
    cell = snapshot(pyramidal)
    h.nao0_na_ion = 140
    assert cell["globals"]["na_ion"]["nao0_na_ion"] == 150
    assert cell["defaults"]["hh"] == {"gnabar_hh": 0.12, "gkbar_hh": 0.036, "gl_hh": 0.0003, "el_hh": -54.3}
    assert set(cell["sections"][0]["ion_style"]) == {"na_ion", "k_ion"}


def test_what_is_set_of_ions_is_told(pyramidal):
    soma = pyramidal.sections["soma[0]"]
    for mechanism in ("hh", "pas"):
        soma.insert(mechanism)
    soma(0.5).ek, soma(0.5).nai = -85, 12
    mechanisms = snapshot(pyramidal)["sections"][0]["mechs"]
    assert mechanisms["k_ion"] == {"ek": -85, "ki": soma(0.5).ki, "ko": soma(0.5).ko}
    assert mechanisms["na_ion"] == {"ena": soma(0.5).ena, "nai": 12, "nao": soma(0.5).nao}


def test_a_cell_of_a_template():
    cell = template()
    assert set(names(cell)) == {"soma", "hill", "dend[0]", "dend[2]"}
    lists = {section["name"]: section["lists"] for section in snapshot(cell)["sections"]}
    assert lists == {"soma": [], "hill": [], "dend[0]": ["basal"], "dend[2]": ["basal"]}
    assert snapshot(cell)["name"] == "Stick"


def test_a_cell_among_others_in_a_list():
    cells = h.List()
    for _ in range(3):
        cells.append(template())
    cells.o(1).soma.L = 33
    assert snapshot(cells.o(1))["sections"][0]["L"] == 33
    assert len(names([cells.o(2)])) == len(names(cells.o(2))) == 4, "a list of one cell stands for it"


def test_plain_sections():
    cell = Cell(PYRAMIDAL, named=False)
    assert names(list(cell.sections.values())) == list(PYRAMIDAL)
    assert names(cell.sections["dend[1]"]) == list(PYRAMIDAL), "one section stands for its tree"
    assert names(tuple(cell.sections["soma[0]"].wholetree())) == list(PYRAMIDAL)
    assert names(cell) == list(PYRAMIDAL), "sections in an attribute"


def test_foreign_names_become_plain_ones():
    parts = {
        "Body (soma)": (None, 0, 20, 20, 1),
        "3 tuft.left": ("Body (soma)", 1, 100, 2, 3),
        "3 tuft/left": ("Body (soma)", 0, 100, 2, 3),
        "diam": ("Body (soma)", 0, 50, 1, 1),
    }
    cell = Cell(parts)
    assert names(cell) == ["Body__soma_", "section_3_tuft_left[0]", "section_3_tuft_left[1]", "diam_section"]
    reduction = reduce(cell, soma="Body__soma_", membrane="passive")
    assert [len(places) for places in reduction.map.values()] == [1, 3, 3, 1]


def test_a_soma_alone():
    soma = h.Section(name="soma")
    soma.insert("pas")
    with pytest.warns(UserWarning, match="no dendrite to reduce"):
        reduction = reduce(soma, membrane="passive")
    assert [section.name().rpartition(".")[2] for section in reduction.cell.all] == ["soma"]


def test_several_somata_are_refused(pyramidal):
    other = Cell(PYRAMIDAL)
    with pytest.raises(NeuronReduceError, match="the cell has several somata: ") as refused:
        snapshot([pyramidal, other])
    assert refused.value.diagnostics[0].code == "python::cells"
    assert refused.value.diagnostics[0].help == "pass one cell, or one of its sections"


def test_what_has_no_sections_is_refused():
    with pytest.raises(NeuronReduceError, match="has no sections"):
        snapshot(object())
    with pytest.raises(NeuronReduceError, match="has no sections"):
        snapshot(h.Vector())


def test_a_number_that_is_none_is_named(pyramidal):
    pyramidal.sections["dend[1]"](0.5).g_pas = float("nan")
    with pytest.raises(NeuronReduceError, match=r"`sections\[5\]\.mechs\.pas\.g_pas\[2\]` of the cell is no finite number"):
        reduce(pyramidal)
