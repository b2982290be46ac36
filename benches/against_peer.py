"""Times the program against the package neuron_reduce on the same model, process against process, in turn.

    cargo build --release
    python3 benches/against_peer.py PATH_TO/neuron_reduce/example

The folder is the `example` of the repository orena1/neuron_reduce. The peer and NEURON are installed into a venv under
`target/` the first time. Each run is one process from start to end: Python start, loading, 10,000 synapses and
`subtree_reductor` for the peer; reading, building, reducing and writing for the program.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "target" / "peer-0.0.7"
REQUIREMENTS = ["neuron==9.0.2", "neuron_reduce==0.0.7", "numpy"]
RUNS = 5

PEER = """
import os
os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
import numpy as np
from neuron import h
import neuron_reduce
import neuron_reduce.subtree_reductor_func as peer

# NEURON 9 lists a mechanism's functions among its attributes; the peer takes every attribute for a number.
def attributes(thing):
    is_mechanism = hasattr(thing, "is_ion")
    return [name for name in dir(thing) if not (is_mechanism and callable(getattr(thing, name)))]
peer.dir = attributes

h.load_file("stdrun.hoc")
h.load_file("import3d.hoc")
h.load_file("L5PCbiophys3.hoc")
h.load_file("L5PCtemplate.hoc")
cell = h.L5PCtemplate("cell1.asc")
segments = [segment for section in [*cell.apical, *cell.basal] for segment in section]
weights = np.array([segment.sec.L / segment.sec.nseg for segment in segments])
random = np.random.RandomState(10)
synapses, connections = [], []
for place in random.choice(len(segments), size=10000, p=weights / weights.sum()):
    synapse = h.Exp2Syn(segments[place])
    synapse.e, synapse.tau1, synapse.tau2 = (0, 0.3, 1.8) if random.uniform() < 0.85 else (-86, 1, 8)
    synapses.append(synapse)
    connections.append(h.NetCon(None, synapse))
neuron_reduce.subtree_reductor(cell, synapses, connections, 38)
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    example = Path(sys.argv[1]).resolve()
    program = ROOT / "target" / "release" / "neuron-reduce"
    if not program.exists():
        sys.exit(f"{program} is not there: run `cargo build --release`")
    python = install_peer()
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "example"
        shutil.copytree(example, model)
        subprocess.run([python.parent / "nrnivmodl", "mod"], cwd=model, check=True, capture_output=True)
        output = Path(folder) / "out"
        ours = [program, "reduce", example, "-o", output, "--membrane", "passive", "--force"]
        theirs = [python, "-c", PEER]
        pairs = [(timed(ours, folder), timed(theirs, model)) for _ in range(RUNS + 1)][1:]
    report(pairs)


def install_peer(requirements=REQUIREMENTS, marker="complete"):
    """The Python of the venv; the marker says that the requirements are there."""
    python = VENV / "bin" / "python"
    if not (VENV / marker).exists():
        print(f"installing {', '.join(requirements)} into {VENV.relative_to(ROOT)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        (VENV / marker).touch()
    return python


def timed(command, folder):
    """(wall time in s, peak memory in MB) of one process."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed:\n{errors.decode()}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def report(pairs):
    print(f"{len(pairs)} runs of each, in turn; medians")
    for name, runs in (("neuron-reduce", [ours for ours, _ in pairs]), ("neuron_reduce 0.0.7", [theirs for _, theirs in pairs])):
        seconds, megabytes = (statistics.median(values) for values in zip(*runs))
        print(f"{name:<20} {seconds * 1000:9.1f} ms {megabytes:8.1f} MB")
    ratio = statistics.median(theirs[0] / ours[0] for ours, theirs in pairs)
    print(f"ratio of the times, pair by pair: {ratio:.0f}")


if __name__ == "__main__":
    main()
