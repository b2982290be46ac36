"""The mod files of the mechanisms that NEURON has loaded: found from the libraries that `nrnivmodl` has made of them."""

from __future__ import annotations

import re
from pathlib import Path

import neuron

# Of what `nrnivmodl` writes beside its library: the files that it was made of.
LISTS = ("mod_func.cpp", "mod_func.c")
FOLDERS = (".", "mod", "mechanisms")


def mod_folder() -> Path | None:
    """The folder with the sources of the loaded mechanisms; none where there is not exactly one."""
    folders = {folder for library in _libraries() if (folder := _sources(library)) is not None}
    return folders.pop() if len(folders) == 1 else None


def _libraries() -> list[Path]:
    loaded = [Path(path) for path in getattr(neuron, "nrn_dll_loaded", [])]
    try:
        mapped = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        mapped = []
    loaded += [Path(line.split(maxsplit=5)[-1]) for line in mapped if "nrnmech" in line]
    return [path for path in dict.fromkeys(loaded) if path.is_file()]


def _sources(library: Path) -> Path | None:
    built = library.parent.parent if library.parent.name == ".libs" else library.parent
    for name in LISTS:
        if (built / name).is_file():
            named = re.findall(r'\\"([^"\\]+\.mod)\\"', (built / name).read_text(errors="replace"))
            parents = {(built.parent / path).parent.resolve() for path in named}
            if len(parents) == 1 and all((built.parent / path).is_file() for path in named):
                return parents.pop()
    folders = [(built.parent / folder).resolve() for folder in FOLDERS]
    return next((folder for folder in folders if any(folder.glob("*.mod"))), None)
