"""Files that a circuit names: none may lie outside the folders that are allowed, and each is there or an error says which is not."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ..errors import error


@dataclass(frozen=True)
class Roots:
    """The circuit's folder and those that the user allows besides."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, circuit: Path, allowed: tuple[Path, ...]) -> Roots:
        """`circuit` is its config file."""
        return cls(tuple(folder.resolve() for folder in (circuit.parent, *allowed)))

    def within(self, path: Path, named: str) -> Path:
        """The path without links; `named` says which field of which file names it."""
        real = path.resolve()
        if not any(real.is_relative_to(folder) for folder in self.folders):
            message = f"{named} leads out of the circuit's folder: `{real}`"
            raise error("sonata::path", message, "allow the folder that it lies in with `--allow-path FOLDER`")
        return real

    def file(self, path: Path, named: str) -> Path:
        """The same of a file, which has to be there."""
        real = self.within(path, named)
        if not real.is_file():
            raise error("sonata::missing", f"{named} is no file: `{path}`")
        return real


def named(field: str, file: Path) -> str:
    """How errors name a field."""
    return f"`{field}` of `{file.name}`"


def text_of(path: Path) -> str:
    """A text file; what is not UTF-8 is Latin-1."""
    try:
        content = path.read_bytes()
    except OSError as refused:
        raise error("sonata::missing", f"`{path}` cannot be read: {refused.strerror}") from refused
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def link_or_copy(source: Path, target: Path) -> None:
    """The same file at another place; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
