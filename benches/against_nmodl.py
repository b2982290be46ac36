"""Times `neuron-reduce check` over mod files against the parser of the package NMODL on the same files.

    cargo build --release
    python3 benches/against_nmodl.py FOLDER

All `.mod` files under the folder are taken that NMODL reads, but for copies that were made for compiling (`x86_64`). NMODL
parses them in one process that has it loaded: start and import are not counted. Of this program the whole process counts,
which also checks the files and prints what it finds. NMODL is installed into a venv under `target/` the first time.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from against_peer import ROOT

RUNS = 10

PARSE = """
import sys, time
from nmodl.dsl import NmodlDriver
def parsed(text):
    try:
        return NmodlDriver().parse_string(text)
    except RuntimeError:
        return None
texts = {path: open(path, encoding="latin-1").read() for path in sys.argv[1:]}
read = [path for path, text in texts.items() if parsed(text)]
start = time.perf_counter()
for path in read:
    parsed(texts[path])
print(time.perf_counter() - start)
print("\\n".join(read))
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = ROOT / "target" / "release" / "neuron-reduce"
    if not program.exists():
        sys.exit(f"{program} is not there: run `cargo build --release`")
    python = install_nmodl()
    root = Path(sys.argv[1]).resolve()
    files = sorted(file for file in root.rglob("*.mod") if "x86_64" not in file.parts)
    files = parse(python, files)[1]
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            copy = Path(folder) / Path(file).relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
        pairs = [(checked(program, folder), parse(python, files)[0]) for _ in range(RUNS)]
    ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs))
    print(f"{len(files)} mod files, {sum(Path(file).stat().st_size for file in files)} bytes, {RUNS} runs of each, in turn; medians")
    print(f"neuron-reduce check   {ours:7.1f} ms, the whole process")
    print(f"NMODL 0.5             {theirs:7.1f} ms, parsing alone")
    print(f"ratio, pair by pair: {statistics.median(their / our for our, their in pairs):.1f}")


def install_nmodl():
    """A Python with NMODL."""
    folder = ROOT / "target" / "nmodl-0.5"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "nmodl==0.5"], check=True)
    return python


def checked(program, folder):
    start = time.perf_counter()
    subprocess.run([program, "check", folder], capture_output=True)
    return time.perf_counter() - start


def parse(python, files):
    """Seconds, and the files that NMODL reads."""
    done = subprocess.run([python, "-c", PARSE, *map(str, files)], capture_output=True, text=True, check=True)
    seconds, *read = done.stdout.splitlines()
    return float(seconds), read


if __name__ == "__main__":
    main()
