"""A circuit's hoc templates: where they are, and what their constructors take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import error
from .files import text_of

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
ARGUMENT = re.compile(r"\$(s|o|&)?(\d+)")
# As BluePyOpt writes them: what the template's parameters were found at.
CONDITION = r'check_parameter\s*\(\s*"%s"\s*,\s*([-+0-9.eE]+)'


@dataclass(frozen=True)
class HocTemplate:
    """A template's file and what it says of itself."""

    name: str
    path: Path
    text: str

    @classmethod
    def read(cls, name: str, path: Path) -> HocTemplate:
        """The template of that name in a file."""
        text = COMMENTS.sub(" ", text_of(path))
        if not re.search(rf"\bbegintemplate\s+{name}\b", text):
            raise error("sonata::template", f"`{path.name}` has no template `{name}`")
        return cls(name, path, text)

    def condition(self, variable: str) -> float | None:
        """What the template asks a variable such as `celsius` to be."""
        found = re.search(CONDITION % variable, self.text)
        return float(found[1]) if found else None

    def needed_attributes(self) -> list[str]:
        """Values of a node's dynamics that the constructor takes besides."""
        found = re.search(rf'\b{self.name}_NeededAttributes\s*=\s*"([^"]*)"', self.text)
        return [name for name in found[1].split(";") if name] if found else []

    def arguments(self, folder: str, file: str, besides: tuple[float, ...]) -> str:
        """What `new` is given: a number, a folder and a file, as far as the constructor reads them."""
        read = {(kind, int(place)) for kind, place in ARGUMENT.findall(self._constructor())}
        if any(kind in ("o", "&") for kind, _ in read):
            raise error("sonata::template", f"the constructor of `{self.name}` takes an object: `{self.path.name}`")
        texts = sorted(place for kind, place in read if kind == "s")
        values = {place: repr(value) for place, value in enumerate(besides, max(texts, default=0) + 1)}
        if len(texts) > 2:
            raise error("sonata::template", f"the constructor of `{self.name}` takes {len(texts)} texts: `{self.path.name}`")
        words = [f"{folder}/{file}"] if len(texts) == 1 else [folder, file]
        values.update({place: f'"{word}"' for place, word in zip(texts, words)})
        return ", ".join(values.get(place, "0") for place in range(1, max(values, default=0) + 1))

    def _constructor(self) -> str:
        """The statements of `init`."""
        found = re.search(r"\bproc\s+init\s*\(\s*\)\s*\{", self.text)
        if found is None:
            return ""
        depth = 1
        for place in range(found.end(), len(self.text)):
            depth += {"{": 1, "}": -1}.get(self.text[place], 0)
            if depth == 0:
                return self.text[found.end() : place]
        raise error("sonata::template", f"`init` of `{self.name}` has no end: `{self.path.name}`")


def template_name(resource: str) -> str:
    """The template that `hoc:NAME` or `hoc:NAME.hoc` means."""
    name = resource[:-4] if resource.endswith(".hoc") else resource
    if not NAME.fullmatch(name):
        raise error("sonata::template", f"`{resource}` is no name of a hoc template")
    return name
