"""A saved model in CoreNEURON: the spikes that NEURON gives."""

import json
import subprocess
import sys
from pathlib import Path

import neuron
import pytest
from synapses import pyramidal_of_hoc

from neuron_reduce_rs import reduce

RING = """
import json
from neuron import coreneuron, h
from model import build

context, kept = h.ParallelContext(), []
cells = [build() for _ in range(10)]
for gid, cell in enumerate(cells):
    source = h.NetCon(cell.soma[0](0.5)._ref_v, None, sec=cell.soma[0])
    context.set_gid2node(gid, context.id())
    context.cell(gid, source)
    section, x = cell.locate("apic[0]", 0.1)
    synapse = h.ExpSyn(section(x))
    synapse.tau = 2
    kept += [source, synapse]
for gid in range(10):
    netcon = context.gid_connect(gid, kept[2 * ((gid + 1) % 10) + 1])
    netcon.delay, netcon.weight[0] = 1, 0.1
    kept.append(netcon)
clamp = h.IClamp(cells[0].soma[0](0.5))
clamp.delay, clamp.dur, clamp.amp = 1, 2, 3
times, gids = h.Vector(), h.Vector()
context.spike_record(-1, times, gids)
context.set_maxstep(1)


def spikes():
    h.finitialize(-71)
    context.psolve(80)
    return sorted(zip(times, gids))


found = [spikes()]
h.CVode().cache_efficient(True)
coreneuron.enable, coreneuron.verbose = True, 0
found.append(spikes())
print("SPIKES", json.dumps(found))
"""


@pytest.fixture
def saved(tmp_path):
    """The model's directory, compiled for CoreNEURON."""
    if not neuron.__version__.startswith("9"):
        pytest.skip("compiled for one NEURON, 9")
    folder = tmp_path / "saved"
    reduce(pyramidal_of_hoc(), membrane="passive", segments=20).save(folder)
    compiler = Path(sys.executable).with_name("nrnivmodl")
    done = subprocess.run([compiler, "-coreneuron", "."], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_spikes_are_those_of_neuron(saved):
    done = subprocess.run([sys.executable, "-c", RING], cwd=saved, capture_output=True, text=True)
    told = [line for line in done.stdout.splitlines() if line.startswith("SPIKES ")]
    assert told, done.stdout + done.stderr
    in_neuron, in_coreneuron = json.loads(told[0].removeprefix("SPIKES "))
    assert len({gid for _, gid in in_neuron}) == 10
    assert in_coreneuron == in_neuron
