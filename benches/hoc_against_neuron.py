"""Times `neuron-reduce cells` on a model directory against NEURON, which builds the same cell.

    cargo build --release
    python3 benches/hoc_against_neuron.py MODEL_DIR [--before HOC].. [--load FILE].. [--run HOC].. [--mods FOLDER]

NEURON's time is that of its process from the first statement on, start and import left out, until the first step of time,
where the program stops building too, or until all statements have run; of this program the whole process counts, which also reads the mod
files and prints what it finds. The mod files are compiled in a copy of the directory first. NEURON is the one that the tests
install under `target/`.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from against_peer import ROOT

RUNS = 7
NEURON = ROOT / "target" / "neuron-9.0.2" / "bin"

BUILD = """
import json, os, sys, time
os.environ["NEURON_MODULE_OPTIONS"] = "-nogui"
from neuron import h
h.load_file("stdrun.hoc")
def built():
    if any(True for _ in h.allsec()):
        print("\\nbuilt in", time.perf_counter() - start)
        sys.stdout.flush()
        os._exit(0)
integrator = h.CVode()
# Events are forgotten when time starts anew.
handler = h.FInitializeHandler(1, lambda: integrator.event(h.t + 1e-6, built))
before, load, run = json.loads(sys.argv[1])
start = time.perf_counter()
for statement in before:
    h(statement)
for file in load:
    h.load_file(1, file)
for statement in run:
    h(statement)
built()
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    for option in ("before", "load", "run"):
        parser.add_argument(f"--{option}", action="append", default=[])
    parser.add_argument("--mods")
    asked = parser.parse_args()
    program = ROOT / "target" / "release" / "neuron-reduce"
    for needed in (program, NEURON):
        if not needed.exists():
            sys.exit(f"{needed} is not there: run `cargo build --release` and `cargo test --release --test neuron`")
    if not asked.model.is_dir():
        sys.exit(f"{asked.model} is no directory")
    recipe = [f"--{option}={value}" for option in ("before", "load", "run") for value in getattr(asked, option)]
    mods = [f"--mods={asked.mods}"] if asked.mods else []
    command = [program, "cells", asked.model, *mods, *recipe]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model"
        shutil.copytree(asked.model, model)
        compile_mods(model, asked.mods or ".")
        pairs = [(here(command), there(model, [asked.before, asked.load, asked.run])) for _ in range(RUNS)]
    ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs))
    print(f"neuron-reduce cells  {ours:7.1f} ms, the whole process")
    print(f"NEURON 9.0.2         {theirs:7.1f} ms, the statements alone: {theirs / ours:.1f} times as long")


def compile_mods(model, mods):
    if any((model / mods).glob("*.mod")):
        path = f"{NEURON}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run([NEURON / "nrnivmodl", mods], cwd=model, env={**os.environ, "PATH": path}, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)


def here(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the program builds nothing:\n{done.stderr}")
    return time.perf_counter() - start


def there(model, recipe):
    command = [NEURON / "python", "-c", BUILD, json.dumps(recipe)]
    done = subprocess.run(command, cwd=model, capture_output=True, text=True)
    told = [line.removeprefix("built in ") for line in done.stdout.splitlines() if line.startswith("built in ")]
    if not told:
        sys.exit(f"NEURON builds nothing:\n{done.stderr}")
    return float(told[-1])


if __name__ == "__main__":
    main()
