"""The Rust program that the wheel carries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .errors import Diagnostic, NeuronReduceError, NeuronReduceWarning, error

NAME = "neuron-reduce"
MISSED_BOUND = 3


@dataclass(frozen=True)
class Answer:
    """What a run of the program leaves."""

    text: str
    diagnostics: list[Diagnostic]
    misses_bound: bool


def program() -> str:
    """The program's path: that of `NEURON_REDUCE_PROGRAM`, else the one that was installed with this package."""
    told = os.environ.get("NEURON_REDUCE_PROGRAM")
    if told:
        return told
    name = NAME + (".exe" if sys.platform == "win32" else "")
    schemes: list[str | Path] = [sysconfig.get_path("scripts"), sysconfig.get_path("scripts", _user_scheme()), Path(sys.executable).parent]
    for folder in schemes:
        if (Path(folder) / name).is_file():
            return str(Path(folder) / name)
    found = shutil.which(NAME)
    if found is None:
        raise error("python::program", f"the program `{NAME}` is not installed", "install the package from its wheel")
    return found


def _user_scheme() -> str:
    return "nt_user" if os.name == "nt" else "posix_user"


def run(
    arguments: Iterable[str | os.PathLike[str]],
    stacklevel: int = 3,
    unsaid: Iterable[str] = (),
    tolerated: Iterable[str] = (),
) -> Answer:
    """Runs the program; its errors are raised, its warnings are Python's, but for those whose codes stay unsaid.

    Where all its errors have codes that are tolerated, none is raised.
    """
    command = [program(), *(os.fspath(argument) for argument in arguments), "--message-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    diagnostics = list(_diagnostics(done.stderr))
    errors = [diagnostic.code for diagnostic in diagnostics if diagnostic.severity in ("error", "unsupported")]
    is_tolerated = bool(errors) and all(code in tolerated for code in errors)
    if done.returncode not in (0, MISSED_BOUND) and not is_tolerated:
        ended = Diagnostic("error", "python::program", f"the program ended with code {done.returncode}")
        raise NeuronReduceError(diagnostics or [ended])
    for diagnostic in diagnostics:
        if diagnostic.severity == "warning" and diagnostic.code not in unsaid:
            warnings.warn(str(diagnostic), NeuronReduceWarning, stacklevel=stacklevel)
    return Answer(done.stdout, diagnostics, done.returncode == MISSED_BOUND)


# What later versions of the program add is passed over.
_KEYS = {field.name for field in fields(Diagnostic)}


def _diagnostics(text: str) -> Iterable[Diagnostic]:
    """A message a line; what is no json is said of the arguments."""
    plain = []
    for line in text.splitlines():
        try:
            told = json.loads(line)
            yield Diagnostic(**{key: told[key] for key in told if key in _KEYS})
        except (ValueError, TypeError):
            plain.append(line)
    message = "\n".join(plain).partition("\n\nFor more information")[0].strip()
    if message:
        yield Diagnostic("error", "cli::usage", message.removeprefix("error: "))


def options(named: Mapping[str, Any]) -> list[str]:
    """`cut_distance=100` as `--cut-distance 100`; a list repeats its option, `None` and `False` leave it out."""
    words: list[str] = []
    for name, value in named.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                words.append(option)
            elif one is not None and one is not False:
                words.append(f"{option}={_word(one)}")
    return words


def _word(value: Any) -> str:
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    # The numbers of numpy show their type in `repr`.
    return repr(int(value)) if float(value).is_integer() and not isinstance(value, float) else repr(float(value))
