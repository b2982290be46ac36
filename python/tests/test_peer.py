"""The package `neuron_reduce` as the judge, where it is installed: the same counts, the same voltage."""

import numpy as np
import pytest
from neuron import h
from synapses import pyramidal_of_hoc, spikes, synapses_on, traces

from neuron_reduce_rs import subtree_reductor

functions = pytest.importorskip("neuron_reduce.subtree_reductor_func", reason="skipped: neuron_reduce is not installed")


def attributes(thing):
    """NEURON 9 lists a mechanism's functions among its attributes; the peer takes every attribute for a number."""
    is_mechanism = hasattr(thing, "is_ion")
    return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]


functions.dir = attributes


@pytest.mark.parametrize("frequency", [0, 38, 150])
@pytest.mark.parametrize("segments", [-1, 40])
def test_the_same_cell(frequency, segments):
    cells = [pyramidal_of_hoc(), pyramidal_of_hoc()]
    sets = [synapses_on([*cell.apical, *cell.basal, cell.soma[0]], 2000, seed=3, weight=0.25) for cell in cells]
    theirs, their_synapses, _ = functions.subtree_reductor(
        cells[0], sets[0][0], sets[0][1], frequency, total_segments_manual=segments
    )
    expected = dimensions(theirs)
    ours, our_synapses, _ = subtree_reductor(
        cells[1], sets[1][0], sets[1][1], frequency, total_segments_manual=segments
    )
    assert len(our_synapses) == len(their_synapses) < 300
    np.testing.assert_allclose(dimensions(ours), expected, rtol=1e-9)
    # Both calls give all sections of NEURON 3-d points, in single precision: now those that they made have them too.
    h.define_shape()
    their_trace, our_trace = traces([theirs.soma[0], ours.soma[0]], duration=80)
    assert spikes(their_trace) > 0
    np.testing.assert_allclose(our_trace, their_trace, rtol=0, atol=1e-6)


def test_synapses_on_ends_go_where_theirs_go():
    """All but those at branch points, which are half a segment further there."""
    found = []
    for reductor in (functions.subtree_reductor, subtree_reductor):
        cell = pyramidal_of_hoc()
        dendrites = [*cell.apical, *cell.basal]
        stems = [section(0) for section in dendrites if section.parentseg().sec == cell.soma[0]]
        tips = [section(1) for section in dendrites if not section.children()]
        synapses = [h.ExpSyn(segment) for segment in [*stems, *tips]]
        for tau, synapse in enumerate(synapses, 1):
            synapse.tau = tau
        reduced, left, _ = reductor(cell, synapses, [h.NetCon(None, synapse) for synapse in synapses], 38)
        assert reduced.soma is not None
        segments = [synapse.get_segment() for synapse in sorted(left, key=lambda synapse: synapse.tau)]
        found.append([(segment.sec.name().rpartition(".")[2], segment.x) for segment in segments])
    assert found[0] == found[1]
    assert len(found[1]) == 8 and all(0 < x < 1 for _, x in found[1])


def dimensions(cell):
    return [(section.nseg, section.L, section.diam) for section in [cell.apic, *cell.dend]]
