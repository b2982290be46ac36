"""Times `subtree_reductor` of the package neuron_reduce_rs against that of the peer, in turn, in processes of their own.

    cargo build --release
    python3 benches/python_against_peer.py PATH_TO/neuron_reduce/example

The folder is the `example` of the repository orena1/neuron_reduce. The peer and NEURON are installed into a venv under
`target/` the first time. A process loads the cell, puts synapses on it, and times the one call; `in the program` is what
of it the Rust program takes, start and end of its process included.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from against_peer import ROOT, install_peer

COUNTS = [10_000, 100_000]
RUNS = {10_000: 5, 100_000: 3}

PROCESS = """
import os, sys, time, json
os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
import numpy as np
from neuron import h
package, count = sys.argv[1], int(sys.argv[2])
in_program = [0.0]
if package == "neuron_reduce":
    import neuron_reduce.subtree_reductor_func as functions
    # NEURON 9 lists a mechanism's functions among its attributes; the peer takes every attribute for a number.
    def attributes(thing):
        is_mechanism = hasattr(thing, "is_ion")
        return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]
    functions.dir = attributes
    subtree_reductor = functions.subtree_reductor
else:
    from neuron_reduce_rs import reduction, subtree_reductor
    run = reduction.run
    def timed(*arguments):
        start = time.perf_counter()
        answer = run(*arguments)
        in_program[0] = time.perf_counter() - start
        return answer
    reduction.run = timed
h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")
h.load_file("L5PCbiophys3.hoc")
h.load_file("L5PCtemplate.hoc")
cell = h.L5PCtemplate("cell1.asc")
h.celsius, h.v_init = 37, -80
segments = [segment for section in [*cell.apical, *cell.basal] for segment in section]
weights = np.array([segment.sec.L / segment.sec.nseg for segment in segments])
random = np.random.RandomState(10)
synapses, connections = [], []
for place in random.choice(len(segments), size=count, p=weights / weights.sum()):
    synapse = h.Exp2Syn(segments[place])
    synapse.e, synapse.tau1, synapse.tau2 = (0, 0.3, 1.8) if random.uniform() < 0.85 else (-86, 1, 8)
    synapses.append(synapse)
    connections.append(h.NetCon(None, synapse))
start = time.perf_counter()
_, left, _ = subtree_reductor(cell, synapses, connections, 38)
print(json.dumps([time.perf_counter() - start, in_program[0], len(left)]))
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = ROOT / "target" / "release" / "neuron-reduce"
    if not program.exists():
        sys.exit(f"{program} is not there: run `cargo build --release`")
    python = install_peer()
    environment = {**os.environ, "NEURON_REDUCE_PROGRAM": str(program), "PYTHONPATH": str(ROOT / "python" / "src")}
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "example"
        shutil.copytree(Path(sys.argv[1]).resolve(), model)
        subprocess.run([python.parent / "nrnivmodl", "mod"], cwd=model, check=True, capture_output=True)
        for count in COUNTS:
            runs = [[timed(python, model, environment, name, count) for name in ("neuron_reduce_rs", "neuron_reduce")] for _ in range(RUNS[count])]
            report(count, runs)


def timed(python, model, environment, package, count):
    command = [python, "-c", PROCESS, package, str(count)]
    done = subprocess.run(command, cwd=model, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def report(count, runs):
    print(f"{count} synapses, {len(runs)} runs of each, in turn; medians")
    for place, name in enumerate(("neuron_reduce_rs", "neuron_reduce 0.0.7")):
        seconds, in_program, left = (statistics.median(run[place][at] for run in runs) for at in range(3))
        inside = f", {in_program * 1000:.1f} ms of it in the program" if in_program else ""
        print(f"{name:<20} {seconds * 1000:9.1f} ms{inside}; {left:.0f} synapses are left")
    print(f"ratio, pair by pair: {statistics.median(theirs[0] / ours[0] for ours, theirs in runs):.1f}")


if __name__ == "__main__":
    main()
