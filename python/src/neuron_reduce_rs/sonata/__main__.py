"""`python -m neuron_reduce_rs.sonata CIRCUIT_CONFIG.json -o OUT`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..errors import NeuronReduceError
from . import reduce_circuit
from .places import ORDERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 1 is an error, or a cell that stays as it was."""
    parser = argparse.ArgumentParser(
        prog="python -m neuron_reduce_rs.sonata",
        description="Reduce the cells of a SONATA circuit and write the circuit back.",
        epilog="Other options go to `neuron-reduce batch`: --membrane passive, --segments 40, ..",
        allow_abbrev=False,
    )
    parser.add_argument("config", type=Path, metavar="CIRCUIT_CONFIG.json")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the folder to write")
    parser.add_argument("--force", action="store_true", help="replace OUT where this program wrote it")
    parser.add_argument("-j", "--jobs", type=int, metavar="N", help="how many cells at a time; else as many as there are cores")
    parser.add_argument("--mods", type=Path, metavar="FOLDER", help="the mod files, where `mechanisms_dir` is not")
    parser.add_argument("--allow-path", type=Path, action="append", default=[], metavar="FOLDER", help="read from here as well")
    parser.add_argument("--celsius", type=float, metavar="DEGREES", help="the temperature of the circuit")
    parser.add_argument("--v-init", type=float, metavar="MILLIVOLT", help="the voltage at which it starts")
    parser.add_argument("--dl-um", type=float, default=20.0, metavar="UM", help="`dL` of cells without a hoc template of their own (20)")
    parser.add_argument("--section-ids", choices=ORDERS, default="auto", help="what the edges' section ids are")
    own, others = parser.parse_known_args(arguments)
    given = {name: value for name, value in vars(own).items() if name not in ("config", "output")}
    try:
        summary = reduce_circuit(own.config, own.output, program_options=others, **given)
    except NeuronReduceError as refused:
        print(refused, file=sys.stderr)
        return 1
    print(summary)
    print(f"written to {own.output}")
    return 1 if summary.failed else 0


if __name__ == "__main__":
    sys.exit(main())
