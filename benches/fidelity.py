"""Compares reductions of ten published cells with the detailed cells in NEURON, next to those of the package neuron_reduce.

    cargo build --release
    python3 benches/fidelity.py PATH_TO/neuron_reduce --cache FOLDER [--trials 10] [--seconds 2] [--peer 0] [--peer 38]
        [--variant 'NAME=OPTIONS OF reduce'].. [--only MODEL].. [--json FILE]

The folder is a checkout of orena1/neuron_reduce, or holds the models' folders. Each cell is reduced and compared by
`neuron-reduce verify`; the peer's cell goes the same way, in the place of the reduced one (`peer_cell.py`). What the detailed
cells do is simulated once and kept in the cache, by the content of the model's files. Prints a markdown table of means and
standard errors. NEURON and the peer are installed under `target/` the first time.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from against_peer import ROOT, install_peer

LAYOUTS = ["", "tests/TestsFiles"]

# Name: folder, how its cell is made.
MODELS = {
    "Hay": ("example", """--celsius 37 --v-init -90 --load L5PCbiophys3.hoc --load L5PCtemplate.hoc --cell 'L5PCtemplate("cell1.asc")'"""),
    "Almog": ("Test_7_Almog", """--before celsius=34 --v-init -62 --load A140612_1.hoc --cell 'A140612_1("./")'"""),
    "Marasco CA1": (
        "Test_8_C1_Marasco",
        """--before celsius=34 --v-init -65 --load geo5038801modMod.hoc --cell 'geo5038801modMod("./")'""",
    ),
    "Allen 483108201": (
        "Test_9_Allen_483108201",
        """--before celsius=34 --v-init -80 --load AllenBiophys.hoc --load AllenTemplate.hoc --cell 'AllenTemplate("reconstruction.swc")'""",
    ),
    "Allen 47804508": (
        "Test_10_Allen_47804508",
        """--before celsius=34 --v-init -80 --load AllenBiophys.hoc --load AllenTemplate.hoc --cell 'AllenTemplate("reconstruction.swc")'""",
    ),
    "Eyal human": (
        "Test_11_Human_L2_3_Eyal",
        """--before celsius=37 --v-init -80 --load model_0603_cell08_cm045.hoc --cell 'model_0603_cell08_cm045()'
        --morphology 2013_03_06_cell08_876_H41_05_Cell2.ASC --run 'cell.complete_full_model_creation()'""",
    ),
    "L6 TPC": (
        "Test_12_TPC_L6_Markram",
        """--before celsius=34 --v-init -75 --load cADpyr231_L6_TPC_L1_44f2206f70.hoc --cell 'cADpyr231_L6_TPC_L1_44f2206f70(0)'""",
    ),
    "LBC": (
        "Test_4_LBC_amsalem",
        """--before celsius=34 --v-init -70 --load cNAC187_L23_LBC_3_C230300D1_new_new_fit.hoc
        --cell 'cNAC187_L23_LBC_3_C230300D1_new_new_fit(1, "C230300D1.asc")'""",
    ),
    "L4 LBC": (
        "L4_LBC_cNAC187_5_for_run",
        """--before celsius=34 --v-init -70 --load cNAC187_L4_LBC_8e834c24cb.hoc --cell 'cNAC187_L4_LBC_8e834c24cb(0)'""",
    ),
    "L4 DBC": (
        "Test_13_DBC_L4_Markram",
        """--before celsius=34 --v-init -70 --load cNAC187_L4_DBC_23ffe29c8b.hoc --cell 'cNAC187_L4_DBC_23ffe29c8b(0)'""",
    ),
}

# Column: where it stands in the report of `verify`, digits.
COLUMNS = {
    "rate (Hz)": ("rate_reduced_hz", 1),
    "rate error (Hz)": ("rate_error_hz", 1),
    "ISI-distance": ("isi_distance", 3),
    "SPIKE-distance": ("spike_distance", 3),
    "SPIKE-sync": ("spike_synchronization", 3),
    "RMSE (mV)": ("rmse_mv", 2),
    "bias (mV)": ("bias_mv", 2),
    "f-I error (Hz)": ("curve_error_hz", 1),
    "faster": ("speed_up_processor", 1),
}


def main():
    options = arguments()
    python = install_peer()
    reports = {}
    print(heading())
    for name in options.only or MODELS:
        for reducer, report in compared(name, python, options):
            reports.setdefault(name, {})[reducer] = report
            print(row(name, reducer, report), flush=True)
            if options.json:
                options.json.write_text(json.dumps(reports, indent=1))
    for reducer in {reducer: None for found in reports.values() for reducer in found}:
        print(mean_row(reducer, [found[reducer] for found in reports.values() if found.get(reducer)]))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a checkout of orena1/neuron_reduce, or a folder of its models")
    parser.add_argument("--cache", type=Path, required=True, help="where the detailed cells' runs are kept")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", action="append", choices=MODELS, help="a model; else all")
    parser.add_argument("--variant", action="append", metavar="NAME=OPTIONS", help="options of `reduce`; else its defaults")
    parser.add_argument("--peer", action="append", type=float, default=[], metavar="HERTZ", help="also the peer's cell")
    parser.add_argument("--same-segments", action="store_true", help="the peer has as many segments as the first variant")
    parser.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "neuron-reduce")
    parser.add_argument("--json", type=Path, help="the reports, for programs")
    options = parser.parse_args()
    options.program = options.program.resolve()
    if not options.program.exists():
        sys.exit(f"{options.program} is not there: run `cargo build --release`")
    return options


def compared(name, python, options):
    """Each reduction of a model with the report of `verify`, or with None where there is none."""
    folder, recipe = MODELS[name]
    model = next((path for layout in LAYOUTS if (path := options.folder / layout / folder).is_dir()), None)
    if model is None:
        sys.exit(f"{options.folder} holds no `{folder}`")
    with tempfile.TemporaryDirectory() as outputs:
        first = None
        for variant in options.variant or ["neuron-reduce="]:
            label, _, more = variant.partition("=")
            output = Path(outputs) / label.replace("/", "-")
            command = [options.program, "reduce", model, "-o", output, *shlex.split(recipe), *shlex.split(more)]
            report = called(command) and verified(model, output, python, options)
            first = first or (report and output)
            yield label, report
        for hertz in options.peer if first else []:
            environment = {"NEURON_REDUCE_PEER_HERTZ": str(hertz)}
            if options.same_segments:
                record = json.loads((first / "reduction.json").read_text())
                environment["NEURON_REDUCE_PEER_SEGMENTS"] = str(record["n_seg_all"])
            against = ["--against", Path(__file__).with_name("peer_cell.py")]
            yield f"peer, {hertz:g} Hz", verified(model, first, python, options, against, environment)


def verified(model, output, python, options, more=(), environment={}):
    trials = ["--trials", options.trials, "--seconds", options.seconds, "--cache", options.cache]
    command = [options.program, "verify", output, "--model", model, "--python", python, "--format", "json", *trials, *more]
    text = called(command, environment)
    return text and json.loads(text)


def called(command, environment={}):
    """What a command prints; None, with what it says, where it fails."""
    command = [str(part) for part in command]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3):
        print(f"{shlex.join(command)}\n{done.stderr}", file=sys.stderr)
        return None
    return done.stdout


def heading():
    names = ["model", "cell", "segments", "detailed (Hz)", *COLUMNS]
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def row(name, reducer, report):
    if report is None:
        return f"| {name} | {reducer} | failed |" + " |" * (1 + len(COLUMNS))
    segments = f"{report['detailed']['segments']} -> {report['reduced']['segments']}"
    mean = report["mean"]
    cells = [figure(mean["rate_detailed_hz"], 1), *(figure(mean[key], digits) for key, digits in COLUMNS.values())]
    return f"| {name} | {reducer} | {segments} | {' | '.join(cells)} |"


def figure(value, digits):
    if value is None:
        return "-"
    if not isinstance(value, dict):
        return f"{value:.{digits}f}"
    error = "" if value["standard_error"] is None else f" ± {value['standard_error']:.{digits}f}"
    return f"{value['mean']:.{digits}f}{error}"


def mean_row(reducer, reports):
    """Means over the models of what is a mean over trials; of errors with a sign their size."""
    cells = [mean_of([report["mean"][key] for report in reports], digits) for key, digits in COLUMNS.values()]
    return f"| mean of {len(reports)} | {reducer} | | | {' | '.join(cells)} |"


def mean_of(values, digits):
    sizes = [abs(value["mean"] if isinstance(value, dict) else value) for value in values if value is not None]
    return f"{sum(sizes) / len(sizes):.{digits}f}" if sizes else "-"


if __name__ == "__main__":
    main()
