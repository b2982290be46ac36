"""A ring of a hundred reduced cells: gids, threads, and the same spikes either way."""

import pytest
from neuron import h
from synapses import pyramidal_of_hoc

from neuron_reduce_rs import reduce

CELLS = 100


@pytest.fixture
def ring():
    """Cells of one reduced model, each exciting the next; the first one is stimulated."""
    model = reduce(pyramidal_of_hoc(), membrane="passive", segments=20).model
    context = h.ParallelContext()
    cells = [model.build() for _ in range(CELLS)]
    kept = []
    for gid, cell in enumerate(cells):
        soma = cell.soma[0]
        context.set_gid2node(gid, context.id())
        source = h.NetCon(soma(0.5)._ref_v, None, sec=soma)
        source.threshold = 0
        context.cell(gid, source)
        section, x = cell.locate("apic[0]", 0.1)
        synapse = h.ExpSyn(section(x))
        synapse.tau = 2
        kept += [source, synapse]
    for gid in range(CELLS):
        netcon = context.gid_connect(gid, kept[2 * ((gid + 1) % CELLS) + 1])
        netcon.delay, netcon.weight[0] = 1, 0.1
        kept.append(netcon)
    clamp = h.IClamp(cells[0].soma[0](0.5))
    clamp.delay, clamp.dur, clamp.amp = 1, 2, 3
    yield context, cells, [*kept, clamp]
    context.nthread(1)
    context.gid_clear()


def spikes(context, threads):
    context.nthread(threads)
    times, gids = h.Vector(), h.Vector()
    context.spike_record(-1, times, gids)
    context.set_maxstep(1)
    h.celsius, h.dt = 6.3, 0.025
    h.finitialize(-71)
    context.psolve(60)
    return sorted(zip(times, gids))


def test_a_spike_goes_round(ring):
    context, cells, _ = ring
    one = spikes(context, 1)
    assert [int(gid) for _, gid in one[:10]] == list(range(10))
    assert len({gid for _, gid in one}) > 15
    assert spikes(context, 2) == one
    assert len({section.name() for cell in cells for section in cell.all}) == CELLS * len(list(cells[0].all))


def test_the_context_knows_the_cells(ring):
    context, cells, _ = ring
    assert all(context.gid_exists(gid) for gid in range(CELLS))
    assert context.gid2cell(7) == cells[7]
