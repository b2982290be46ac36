"""Synapses on a cell, the same for the same seed, and the voltage that they cause."""

import random
from pathlib import Path

from conftest import run
from neuron import h

KINDS = [(0, 0.3, 1.8, 0.0016), (-86, 1, 8, 0.0008)]


def pyramidal_of_hoc():
    if not h.name_declared("Pyramidal"):
        h.load_file(str(Path(__file__).with_name("pyramidal.hoc")))
    return h.Pyramidal()


def synapses_on(sections, count, seed=1, weight=1.0):
    """Synapses, NetCons, and what sends events to them."""
    chance = random.Random(seed)
    synapses, netcons, sources = [], [], []
    sections = list(sections)
    for _ in range(count):
        section = chance.choice(sections)
        synapse = h.Exp2Syn(section(chance.random()))
        e, tau1, tau2, own_weight = KINDS[chance.random() < 0.2]
        synapse.e, synapse.tau1, synapse.tau2 = e, tau1, tau2
        source = h.NetStim()
        # Three volleys, each of which makes a spike.
        source.start, source.number, source.noise = 5 + 20 * chance.randrange(3) + 2 * chance.random(), 1, 0
        netcon = h.NetCon(source, synapse)
        netcon.delay, netcon.weight[0] = 1, own_weight * weight
        synapses.append(synapse)
        netcons.append(netcon)
        sources.append(source)
    return synapses, netcons, sources


def traces(somata, duration=60):
    recorded = [h.Vector().record(soma(0.5)._ref_v) for soma in somata]
    run(duration)
    return [list(voltage) for voltage in recorded]


def spikes(trace):
    return sum(before < 0 <= after for before, after in zip(trace, trace[1:]))
