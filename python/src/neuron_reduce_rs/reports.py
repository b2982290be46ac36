"""What the program measures, as dicts and arrays of numpy."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .mods import mod_folder
from .program import options, run
from .snapshot import Living

Model = Any


def impedance(model: Model, **named: Any) -> dict[str, Any]:
    """Input and transfer impedances of places against frequency: of a living cell, or of a model directory.

    The arguments are the options of `neuron-reduce impedance`, such as `at=["apic[36](0.5)"]`, `frequency="0:200:1"`.
    """
    return _report("impedance", model, named)


def inspect(model: Model, **named: Any) -> dict[str, Any]:
    """What channels do at a voltage: of a living cell, a model directory, or mod files.

    The arguments are the options of `neuron-reduce inspect`, such as `v=-70`, `at=["soma(0.5)"]`, `set_=["gbar_ih=0.001"]`.
    """
    return _report("inspect", model, named)


def verify(directory: str | os.PathLike[str], *, python: str = sys.executable, **named: Any) -> dict[str, Any]:
    """Runs the model in a directory that was written and the one that it was made of, and compares them.

    The arguments are the options of `neuron-reduce verify`.
    """
    answer = run(["verify", directory, "--format", "json", *options({"python": python, **named})])
    report: dict[str, Any] = _with_arrays(json.loads(answer.text))
    return report


def _report(command: str, model: Model, named: dict[str, Any]) -> dict[str, Any]:
    with _arguments(model, named) as arguments:
        answer = run([command, *arguments, "--format", "json"], stacklevel=5)
    report: dict[str, Any] = _with_arrays(json.loads(answer.text))
    return report


@contextmanager
def _arguments(model: Model, named: dict[str, Any]) -> Iterator[list[Any]]:
    if isinstance(model, (str, os.PathLike)):
        yield [model, *options(named)]
        return
    living = Living.of(model)
    with tempfile.TemporaryDirectory(prefix="neuron-reduce-") as folder:
        path = Path(folder) / f"{living.data['name']}.json"
        path.write_text(living.to_json(), encoding="utf-8")
        yield ["--from-snapshot", path, *options({"mods": mod_folder(), **named})]


def _with_arrays(value: Any) -> Any:
    """Lists of numbers as arrays."""
    if isinstance(value, dict):
        return {name: _with_arrays(inner) for name, inner in value.items()}
    if not isinstance(value, list):
        return value
    if value and all(isinstance(inner, (int, float)) and not isinstance(inner, bool) for inner in value):
        return np.array(value, dtype=float)
    return [_with_arrays(inner) for inner in value]
