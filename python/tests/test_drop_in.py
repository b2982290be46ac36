"""`subtree_reductor`: the peer's effects, and the cells that it refuses."""

import numpy as np
import pytest
from conftest import PYRAMIDAL, Cell, soma_trace
from neuron import h
from synapses import pyramidal_of_hoc, synapses_on

import neuron_reduce_rs as neuron_reduce
from neuron_reduce_rs import NeuronReduceError, NeuronReduceWarning, subtree_reductor


def names(sections):
    return [section.name().rpartition(".")[2] for section in sections]


def test_what_people_use_of_the_result():
    cell = pyramidal_of_hoc()
    soma, axon = cell.soma[0], cell.axon[0]
    recorded = h.Vector().record(soma(0.5)._ref_v)
    synapses, netcons, _ = synapses_on(cell.basal, 20)
    reduced, left, connected = neuron_reduce.subtree_reductor(cell, synapses, netcons, reduction_frequency=0)
    assert reduced.soma[0] == soma and reduced.axon == [axon]
    assert reduced.apic.name().endswith(".apic[0]") and names(reduced.dend) == ["dend[0]", "dend[1]"]
    assert names(reduced.hoc_model.all) == ["apic[0]", "dend[0]", "dend[1]"]
    assert names(reduced.hoc_model.basal) == ["dend[0]", "dend[1]"] and names(reduced.hoc_model.apical) == ["apic[0]"]
    assert reduced.hoc_model.dend[1].name() == reduced.dend[1].name()
    assert connected == netcons and 0 < len(left) <= 20
    assert not list(cell.basal) and sorted(names(soma.wholetree())) == ["apic[0]", "axon[0]", "axon[1]", "dend[0]", "dend[1]", "soma[0]"]
    h.finitialize(-71)
    assert recorded.size() == 1, "what is recorded of the soma goes on"


def test_where_segments_went_as_texts():
    cell = pyramidal_of_hoc()
    dendrites = [str(segment) for section in [*cell.apical, *cell.basal] for segment in section]
    reduced, _, _, where = subtree_reductor(cell, [], [], 38, return_seg_to_seg=True)
    assert sorted(where) == sorted(dendrites)
    assert {text.partition("(")[0] for text in where.values()} == {str(reduced.apic), *map(str, reduced.dend)}


@pytest.mark.parametrize(("total", "expected"), [(-1, None), (30, 29), (0.9, 40)])
def test_the_number_of_segments(total, expected):
    cell = pyramidal_of_hoc()
    before = sum(section.nseg for section in [*cell.apical, *cell.basal])
    assert before == 45
    reduced, _, _ = subtree_reductor(cell, [], [], 38, total_segments_manual=total)
    count = sum(section.nseg for section in reduced.hoc_model.all)
    assert expected is None or abs(count - expected) <= 2


def test_what_to_compare_may_be_told():
    cell = pyramidal_of_hoc()
    place = cell.dend[3](0.5)
    synapses = [h.ExpSyn(place), h.ExpSyn(place)]
    synapses[0].tau, synapses[1].tau = 1, 2
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    _, left, _ = subtree_reductor(cell, synapses, netcons, 38, PP_params_dict={"ExpSyn": ["e"]})
    assert left == synapses[:1]


def test_a_template_of_ones_own(tmp_path):
    (tmp_path / "own_model.hoc").write_text(
        "begintemplate own_model\npublic soma, dend, apic, axon, all, apical, basal\nobjref all, apical, basal\n"
        "proc init() { all = new SectionList() apical = new SectionList() basal = new SectionList() forall delete_section() }\n"
        "create soma[1], dend[1], apic[1], axon[1]\nendtemplate own_model\n"
    )
    reduced, _, _ = subtree_reductor(pyramidal_of_hoc(), [], [], 38, model_filename=str(tmp_path / "own_model.hoc"))
    assert str(reduced.hoc_model).startswith("own_model[")
    assert [section.name().partition("[")[0] for section in reduced.hoc_model.all] == ["own_model"] * 3
    with pytest.raises(NeuronReduceError, match="has no template `gone`"):
        subtree_reductor(pyramidal_of_hoc(), [], [], 38, model_filename=str(tmp_path / "gone.hoc"))


def test_another_mapping_is_refused():
    with pytest.raises(NeuronReduceError, match="there is no mapping by distance"):
        subtree_reductor(pyramidal_of_hoc(), [], [], 38, mapping_type="distance")


def test_more_than_one_apical():
    parts = {**PYRAMIDAL, "apic[3]": ("soma[0]", 0, 150, 2, 5), "apic[4]": ("apic[3]", 1, 90, 1, 3)}
    check(Cell(parts), {"apic[0]", "apic[1]", "dend[0]", "dend[1]", "axon[0]", "soma[0]"})


def test_an_axon_that_is_the_somas_parent():
    axon = {"axon[0]": (None, 0, 60, 1, 3), "soma[0]": ("axon[0]", 1, 20, 20, 1)}
    parts = {**axon, **{name: part for name, part in PYRAMIDAL.items() if name not in axon}}
    cell = Cell(parts)
    reduced = check(cell, {"apic[0]", "dend[0]", "dend[1]", "axon[0]", "soma[0]"})
    assert reduced.axon == [cell.sections["axon[0]"]]
    assert cell.sections["soma[0]"].parentseg().sec == cell.sections["axon[0]"]


def test_an_axon_on_a_dendrite_stays():
    parts = {**PYRAMIDAL, "axon[0]": ("dend[0]", 1, 60, 1, 3)}
    cell = Cell(parts)
    reduced = check(cell, {"apic[0]", "dend[0]", "dend[1]", "axon[0]", "soma[0]"})
    assert cell.sections["axon[0]"].parentseg().sec in list(reduced.dend)


def test_stems_with_foreign_names():
    parts = {"soma": (None, 0, 20, 20, 1), "tuft": ("soma", 1, 300, 2, 5), "branch[7]": ("soma", 0, 100, 1, 3)}
    cell = Cell({**parts, "branch[2]": ("branch[7]", 1, 100, 1, 3)})
    check(cell, {"dend[0]", "dend[1]", "soma"})


def test_a_soma_alone():
    cell = Cell({"soma[0]": (None, 0, 20, 20, 1)})
    with pytest.warns(NeuronReduceWarning, match="no dendrite to reduce"):
        reduced, left, _ = subtree_reductor(cell, [], [], 0)
    assert (reduced.apic, reduced.dend, reduced.axon, left) == (None, [], [], [])
    assert soma_trace(reduced.soma[0])[0] == -71


def test_segments_that_nothing_is_mapped_to():
    cell = Cell(PYRAMIDAL)
    for name in ("dend[0]", "dend[1]"):
        cell.sections[name].insert("hh")
    with pytest.warns(NeuronReduceWarning, match="mechanism `hh` is only in a part of what `dend"):
        reduced = check(cell, {"apic[0]", "dend[0]", "dend[1]", "axon[0]", "soma[0]"}, total_segments_manual=200)
    assert all(segment.g_pas == pytest.approx(5e-5) for section in reduced.dend for segment in section)


def test_a_cell_in_a_list():
    cells = h.List()
    for _ in range(3):
        cells.append(pyramidal_of_hoc())
    subtree_reductor(cells.o(1), [], [], 38)
    assert len(list(cells.o(0).all)) == len(list(cells.o(2).all)) == 10
    assert sorted(names(cells.o(1).all)) == ["axon[0]", "axon[1]", "soma[0]"]


def test_plain_sections():
    cell = Cell(PYRAMIDAL, named=False)
    check(list(cell.sections.values()), {"apic[0]", "dend[0]", "dend[1]", "axon[0]", "soma[0]"})


def check(cell, expected, **named):
    """It is reduced with a synapse on each section, and runs."""
    sections = list(cell.sections.values()) if isinstance(cell, Cell) else cell
    soma = next(section for section in sections if "soma" in section.name().rpartition(".")[2])
    synapses = [h.ExpSyn(section(0.3)) for section in sections]
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    reduced, left, _ = subtree_reductor(cell, synapses, netcons, 38, **named)
    assert set(names(soma.wholetree())) == expected
    assert all(synapse.get_segment().sec in soma.wholetree() for synapse in left)
    trace = soma_trace(soma)
    assert trace[0] == -71 and np.isfinite(trace).all() and max(trace) > -71
    return reduced
