"""Drives a detailed cell, a reduced one and, with --peer, that of the package neuron_reduce with the same synapses in NEURON.

    neuron-reduce reduce MODEL_DIR -o OUT ..
    python3 benches/fidelity.py MODEL_DIR OUT [--weight 1.6] [--seconds 1] [--seed 10] [--peer 0]

10,000 Exp2Syn at random places of the dendrites (by length), 85 % of them excitatory (0 mV, 0.3/1.8 ms, 2.5 Hz, 1.6 nS times
the weight), the others inhibitory (-86 mV, 1/8 ms, 15 Hz, 0.8 nS), as in the README of neuron_reduce. The detailed cell is made
as OUT/reduction.json says it was found. Prints spikes, ISI-distance, SPIKE-distance and SPIKE-synchronization (pyspike), and
the error of the voltage where both are below -45 mV. NEURON, the peer and pyspike are installed under `target/` the first time.
"""

import argparse
import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from against_peer import REQUIREMENTS, VENV, install_peer

SYNAPSES = 10_000
START_MS, DT_MS, THRESHOLD_MV, QUIET_MV = 100, 0.025, -20, -45


def main():
    options = arguments()
    if Path(sys.prefix).resolve() != VENV.resolve():
        python = install_peer([*REQUIREMENTS, "pyspike"], "fidelity")
        sys.exit(subprocess.call([python, __file__, *sys.argv[1:]]))
    record = json.loads((options.reduced / "reduction.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        shutil.copytree(options.model, model)
        mods = sorted({str(found.parent.relative_to(model)) for found in model.rglob("*.mod")})
        if mods:
            subprocess.run([VENV / "bin" / "nrnivmodl", *mods], cwd=model, check=True, capture_output=True)
        os.chdir(model)
        os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
        compare(options, record)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="the model's directory")
    parser.add_argument("reduced", type=Path, help="what neuron-reduce made of it")
    parser.add_argument("--weight", type=float, default=1.0, help="factor of the excitatory weights")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--peer", type=float, metavar="HERTZ", help="also the cell that neuron_reduce makes at this frequency")
    options = parser.parse_args()
    options.model, options.reduced = options.model.resolve(), options.reduced.resolve()
    return options


def compare(options, record):
    from neuron import h

    h.load_file("stdrun.hoc")
    reducers = [("neuron-reduce", lambda cell, drive: ours(h, options.reduced, drive))]
    if options.peer is not None:
        reducers.append((f"peer {options.peer:g} Hz", lambda cell, drive: peer(cell, drive, options.peer)))
    for name, reducer in reducers:
        cell = detailed(h, record)
        h.celsius, h.v_init = record["celsius"], record["v_init"]
        drive = Drive(h, cell, options)
        before = (segments(soma_of(cell)), *simulate(h, soma_of(cell), drive, options))
        reduced = reducer(cell, drive)
        h.celsius, h.v_init = record["celsius"], record["v_init"]
        after = (segments(reduced), *simulate(h, reduced, drive, options))
        report(name, before, after, 1000 * options.seconds)
        for section in list(h.allsec()):
            h.delete_section(sec=section)


def detailed(h, record):
    """The cell as its directory makes it."""
    recipe = record["model"]["recipe"]
    h.load_file("import3d.hoc")
    for statement in recipe["before"]:
        h(statement)
    for file in recipe["load"]:
        h.load_file(file)
    h("objref cell")
    if recipe["cell"]:
        h(f"cell = {'new ' if '(' in recipe['cell'] else ''}{recipe['cell']}")
    if recipe["morphology"]:
        reader = h.Import3d_Neurolucida3() if recipe["morphology"].lower().endswith("asc") else h.Import3d_SWC_read()
        reader.quiet = 1
        reader.input(recipe["morphology"])
        h.Import3d_GUI(reader, 0).instantiate(h.cell)
    for statement in recipe["run"]:
        h(statement)
    return getattr(h.cell, "CellRef", None) or h.cell


def soma_of(cell):
    return cell.soma if hasattr(cell.soma, "nseg") else cell.soma[0]


def segments(soma):
    return sum(section.nseg for section in soma.wholetree())


class Drive:
    """Synapses on a cell, each with its source, its connection and its stream of random numbers."""

    def __init__(self, h, cell, options):
        import numpy as np

        places = [segment for section in [*cell.apical, *cell.basal] for segment in section]
        lengths = np.array([segment.sec.L / segment.sec.nseg for segment in places])
        random = np.random.RandomState(options.seed)
        self.synapses, self.connections, self.streams, self.sources = [], [], [], []
        for index in range(SYNAPSES):
            place = places[random.choice(len(places), p=lengths / lengths.sum())]
            excites = random.uniform() < 0.85
            synapse = h.Exp2Syn(place)
            synapse.e, synapse.tau1, synapse.tau2 = (0, 0.3, 1.8) if excites else (-86, 1, 8)
            source = h.NetStim()
            source.interval, source.number, source.start, source.noise = 1000 / (2.5 if excites else 15), 9e9, START_MS, 1
            stream = h.Random()
            stream.Random123(index, options.seed)
            stream.negexp(1)
            source.noiseFromRandom(stream)
            connection = h.NetCon(source, synapse)
            connection.delay, connection.weight[0] = 0, 0.0016 * options.weight if excites else 0.0008
            self.synapses.append(synapse)
            self.connections.append(connection)
            self.streams.append(stream)
            self.sources.append(source)


def ours(h, folder, drive):
    """Builds the reduced cell and moves the synapses to where the map says; equal ones on one segment become one."""
    with open(folder / "segment_map.csv") as file:
        places = {(row["section"], int(row["segment"])): (row["reduced_section"], int(row["reduced_segment"])) for row in csv.DictReader(file)}
    spec = importlib.util.spec_from_file_location("reduced_model", folder / "model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    h.cell = None
    cell = module.build()
    short = lambda section: section.name().split(".")[-1]
    sections = {short(section): section for section in soma_of(cell).wholetree()}
    merged = {}
    for synapse, connection in zip(drive.synapses, drive.connections):
        segment = synapse.get_segment()
        place = places[short(segment.sec), min(int(segment.x * segment.sec.nseg), segment.sec.nseg - 1)]
        key = (*place, synapse.e, synapse.tau1, synapse.tau2)
        if key not in merged:
            section = sections[place[0]]
            merged[key] = h.Exp2Syn(section((place[1] + 0.5) / section.nseg))
            merged[key].e, merged[key].tau1, merged[key].tau2 = key[2:]
        connection.setpost(merged[key])
    drive.kept = (cell, merged)
    return soma_of(cell)


def peer(cell, drive, frequency):
    import neuron_reduce
    import neuron_reduce.subtree_reductor_func as functions

    # NEURON 9 lists a mechanism's functions among its attributes; the peer takes every attribute for a number.
    def attributes(thing):
        is_mechanism = hasattr(thing, "is_ion")
        return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]

    functions.dir = attributes
    reduced, synapses, drive.connections = neuron_reduce.subtree_reductor(cell, drive.synapses, drive.connections, frequency)
    drive.kept = (reduced, synapses)
    return soma_of(reduced)


def simulate(h, soma, drive, options):
    import numpy as np

    t, v = h.Vector().record(h._ref_t), h.Vector().record(soma(0.5)._ref_v)
    for stream in drive.streams:
        stream.seq(1)
    h.dt, h.steps_per_ms, h.tstop = DT_MS, 1 / DT_MS, 1000 * options.seconds
    h.run()
    t, v = np.array(t), np.array(v)
    return t, v, t[1:][(v[:-1] < THRESHOLD_MV) & (v[1:] >= THRESHOLD_MV)]


def report(name, before, after, end_ms):
    import numpy as np
    import pyspike

    trains = [pyspike.SpikeTrain(spikes[spikes > START_MS], (START_MS, end_ms)) for *_, spikes in (before, after)]
    quiet = (before[2] < QUIET_MV) & (after[2] < QUIET_MV) & (before[1] > START_MS)
    error = after[2][quiet] - before[2][quiet]
    print(
        f"{name}: segments {before[0]} -> {after[0]}, spikes {len(before[3])} -> {len(after[3])}, "
        f"ISI-distance {pyspike.isi_distance(*trains):.3f}, SPIKE-distance {pyspike.spike_distance(*trains):.3f}, "
        f"SPIKE-sync {pyspike.spike_sync(*trains):.3f}, RMSE {np.sqrt(np.mean(error**2)):.3f} mV, bias {np.mean(error):+.3f} mV"
    )


if __name__ == "__main__":
    main()
