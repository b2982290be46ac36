"""What the program says, as Python's exceptions and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Diagnostic:
    """One message: what was found, where, and what to do."""

    severity: str
    code: str
    message: str
    labels: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    help: str | None = None

    def __str__(self) -> str:
        lines = [f"{self.severity}[{self.code}]: {self.message}"]
        lines += [f"  note: {note}" for note in self.notes]
        lines += [f"  help: {self.help}"] if self.help else []
        return "\n".join(lines)


class NeuronReduceError(Exception):
    """The program or the package refuses; `diagnostics` says why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        fatal = [diagnostic for diagnostic in diagnostics if diagnostic.severity in ("error", "unsupported")]
        super().__init__("\n".join(str(diagnostic) for diagnostic in fatal or diagnostics))


class NeuronReduceWarning(UserWarning):
    """The program warns."""


def error(code: str, message: str, help: str | None = None) -> NeuronReduceError:
    """An error of the package itself."""
    return NeuronReduceError([Diagnostic("error", code, message, help=help)])
