"""Synapses move from a living cell to the reduced one: what is merged, what is not, and the same voltage either way."""

import importlib.util

import numpy as np
import pytest
from conftest import Cell
from neuron import h
from synapses import pyramidal_of_hoc, spikes, synapses_on, traces

from neuron_reduce_rs import NeuronReduceError, reduce, subtree_reductor


def short(synapse):
    return str(synapse).partition("[")[0]


def test_ten_thousand_synapses_move_alike_either_way(tmp_path):
    """Through `model.py` of a directory, through the object, and through `subtree_reductor`."""
    by_file, by_object, replaced = pyramidal_of_hoc(), pyramidal_of_hoc(), pyramidal_of_hoc()
    sets = [synapses_on([*c.apical, *c.basal], 10_000, weight=0.15) for c in (by_file, by_object, replaced)]
    settings = dict(membrane="passive", frequency=38)
    # First, because it gives the sections of every cell 3-d points, as the peer does.
    dropped, *moved = subtree_reductor(replaced, sets[2][0], sets[2][1], 38)
    reduction = reduce(by_file, **settings)
    module = load(reduction.save(tmp_path / "model") / "model.py")
    cell = module.build()
    other = reduce(by_object, **settings)
    moved = [moved, module.move_synapses(*sets[0][:2]), other.move_synapses(*sets[1][:2])]
    counts = [len(synapses) for synapses, _ in moved]
    assert counts[0] == counts[1] == counts[2] < 200
    ours, object_, drop_in = traces([cell.soma[0], other.cell.soma[0], dropped.soma[0]])
    assert spikes(ours) > 0
    np.testing.assert_allclose(object_, ours, rtol=0, atol=1e-9)
    np.testing.assert_allclose(drop_in, ours, rtol=0, atol=1e-9)


def load(path):
    spec = importlib.util.spec_from_file_location("saved_model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_equal_ones_on_one_segment_become_one(pyramidal):
    place = pyramidal.sections["apic[1]"](0.5)
    one, equal, slower = h.Exp2Syn(place), h.Exp2Syn(place), h.Exp2Syn(place)
    slower.tau2 = 50
    other = h.ExpSyn(place)
    netcons = [h.NetCon(None, synapse) for synapse in (one, equal, slower, other)]
    for weight, netcon in enumerate(netcons):
        netcon.weight[0], netcon.delay = weight, 2 + weight
    left, connected = reduce(pyramidal).move_synapses([one, equal, slower, other], netcons)
    assert left == [one, slower, other]
    assert [netcon.syn() for netcon in connected] == [one, one, slower, other]
    assert [(netcon.weight[0], netcon.delay) for netcon in connected] == [(0, 2), (1, 3), (2, 4), (3, 5)]
    assert connected == netcons


def test_what_gets_no_events_is_kept_apart(pyramidal):
    place = pyramidal.sections["dend[3]"](0.5)
    processes = [kind(place) for kind in (h.AlphaSynapse, h.AlphaSynapse, h.IClamp, h.IClamp, h.ExpSyn, h.ExpSyn)]
    netcons = [h.NetCon(None, processes[4])]
    left, _ = reduce(pyramidal, membrane="passive").move_synapses(processes, netcons)
    assert [short(process) for process in left] == ["AlphaSynapse"] * 2 + ["IClamp"] * 2 + ["ExpSyn"] * 2
    assert len({process.get_segment().sec for process in left}) == 1


def test_several_netcons_of_one_synapse_follow_it(pyramidal):
    place = pyramidal.sections["dend[3]"](0.5)
    first, second = h.ExpSyn(place), h.ExpSyn(place)
    netcons = [h.NetCon(None, second), h.NetCon(None, second), h.NetCon(None, first), None]
    left, connected = reduce(pyramidal).move_synapses([first, second, first], netcons)
    assert left == [first]
    assert [netcon and netcon.syn() for netcon in connected] == [first, first, first, None]


def test_a_source_on_a_dendrite_is_mapped(pyramidal):
    dendrite, soma = pyramidal.sections["apic[2]"], pyramidal.sections["soma[0]"]
    synapse = h.ExpSyn(dendrite(0.5))
    inner = h.NetCon(dendrite(0.9)._ref_v, synapse, -20, 3, 0.5, sec=dendrite)
    outer = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
    reduction = reduce(pyramidal)
    _, (inner, outer) = reduction.move_synapses([synapse], [inner, outer])
    assert inner.preseg().sec == reduction.locate("apic[2]", 0.9)[0]
    assert (inner.threshold, inner.delay, inner.weight[0], inner.syn()) == (-20, 3, 0.5, synapse)
    assert outer.preseg().sec == reduction.cell.soma[0]


def test_a_source_on_another_cell_stays(pyramidal):
    other = Cell({"soma[0]": (None, 0, 20, 20, 1)})
    soma, synapse = other.sections["soma[0]"], h.ExpSyn(pyramidal.sections["apic[2]"](0.5))
    netcon = h.NetCon(soma(0.5)._ref_v, synapse, sec=soma)
    _, (moved,) = reduce(pyramidal).move_synapses([synapse], [netcon])
    assert moved == netcon and moved.preseg().sec == soma


def test_synapses_of_strangers_are_refused(pyramidal):
    other = h.Section(name="other")
    reduction = reduce(pyramidal)
    with pytest.raises(NeuronReduceError, match=r"`other\(0\.5\)` is no place of the cell"):
        reduction.move_synapses([h.ExpSyn(other(0.5))], [])
    with pytest.raises(ValueError, match="more than one cell"):
        reduction.move_synapses([h.ExpSyn(other(0.5)), h.ExpSyn(pyramidal.sections["apic[0]"](0.5))], [])


def test_the_original_can_be_replaced_with_its_synapses(pyramidal):
    soma = pyramidal.sections["soma[0]"]
    synapses = [h.ExpSyn(pyramidal.sections[name](0.5)) for name in ("apic[1]", "apic[1]", "soma[0]", "dend[1]")]
    netcons = [h.NetCon(None, synapse) for synapse in synapses]
    reduction = reduce(pyramidal, cut_distance=0)
    left, _ = reduction.replace_original(synapses, netcons)
    assert [synapse.get_segment().sec.name().rpartition(".")[2] for synapse in left] == ["apic[0]", "soma[0]", "dend[0]"]
    assert all(synapse.get_segment().sec in soma.wholetree() for synapse in left)


def test_the_end_that_is_attached_is_on_the_parent(pyramidal, tmp_path):
    """As NEURON has it, and as what a model's own hoc puts there moves."""
    places = [("dend[0]", 0), ("dend[1]", 0), ("dend[1]", 1), ("axon[0]", 1), ("axon[0]", 0), ("dend[0]", 1), ("soma[0]", 0)]
    ends = [pyramidal.sections[name](x) for name, x in places]
    for segment in ends:
        h.ExpSyn(segment)
    reduction = reduce(pyramidal, membrane="passive")
    module = load(reduction.save(tmp_path / "model") / "model.py")
    cell = module.build()
    for moved, soma, cylinder in [
        (lambda synapses: reduction.move_synapses(synapses, []), reduction.cell.soma[0], reduction.cell.dend[0]),
        (lambda synapses: module.move_synapses(synapses, []), cell.soma[0], cell.dend[0]),
    ]:
        synapses = [h.ExpSyn(segment) for segment in ends]
        left, _ = moved(synapses)
        found = [synapse.get_segment() for synapse in left]
        assert found[0] == soma(0), "a stem begins on the soma"
        assert found[1] == found[5], "the end of a section and the beginning of the next are one place"
        assert found[1].sec == found[2].sec == cylinder and found[1].x < found[2].x < 1
        assert (found[3].sec.name().rpartition(".")[2], found[3].x) == ("axon[0]", 1), "what stays keeps its ends"
        assert found[4] == found[6] == soma(0)


def test_the_original_in_pieces_has_its_ends_where_they_were(pyramidal):
    synapse = h.ExpSyn(pyramidal.sections["dend[0]"](0))
    reduction = reduce(pyramidal, membrane="passive")
    ((moved,), _) = reduction.replace_original([synapse], [])
    assert moved.get_segment() == pyramidal.sections["soma[0]"](0)
