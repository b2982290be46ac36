"""What came of a circuit: its cells and its edges as tables."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .edges import MappedEdges

# Words of a table's column `status`.
REDUCED, KEPT = "reduced", "kept"
# Cells that stay, in the text for reading.
MOST_SHOWN = 20


@dataclass
class CellOutcome:
    """What became of one cell, which many nodes may be."""

    population: str
    template: str
    morphology: str
    nodes: int
    status: str = KEPT
    reduced_template: str = ""
    sections: tuple[int, int] = (0, 0)
    segments: tuple[int, int] = (0, 0)
    rest_error_mv: float | None = None
    greatest_error_percent: float | None = None
    error: str = ""

    def set_outcome(self, line: dict[str, Any]) -> None:
        """From a line of `outcomes.jsonl` of the batch."""
        if line["status"] == "failed":
            self.error = line["errors"][0] if line["errors"] else "no reason is known"
            return
        self.status, self.reduced_template = REDUCED, line["output"]
        self.sections, self.segments = tuple(line["sections"]), tuple(line["segments"])
        self.rest_error_mv, self.greatest_error_percent = line["rest_error_mv"], line["greatest_error_percent"]


@dataclass
class Summary:
    """What `reduce_circuit` has done."""

    output: Path
    cells: list[CellOutcome] = field(default_factory=list)
    edges: list[MappedEdges] = field(default_factory=list)
    # Nodes that are no cells that could be reduced, by what they are.
    other_nodes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[CellOutcome]:
        """Cells that stay as they were."""
        return [cell for cell in self.cells if cell.status != REDUCED]

    def __str__(self) -> str:
        reduced = [cell for cell in self.cells if cell.status == REDUCED]
        segments = [sum(cell.nodes * cell.segments[side] for cell in reduced) for side in (0, 1)]
        nodes = sum(cell.nodes for cell in reduced)
        head = f"{len(reduced)} of {len(self.cells)} cells reduced, {nodes} nodes: {segments[0]} -> {segments[1]} segments"
        failed = self.failed
        lines = [head]
        lines += [f"  kept: {cell.template} {cell.morphology} ({cell.nodes} nodes): {cell.error}" for cell in failed[:MOST_SHOWN]]
        more = len(failed) - MOST_SHOWN
        lines += [f"  and {more} more, which stand in `cells.csv`"] if more > 0 else []
        lines += [f"{count} nodes are {kind}" for kind, count in sorted(self.other_nodes.items())]
        for one in self.edges:
            counts = f"{one.mapped} of {one.edges} mapped, {one.elsewhere} on other cells, {one.unknown} at no section of theirs"
            lines.append(f"{one.population} {one.field}: {counts}{f'; {one.note}' if one.note else ''}")
        return "\n".join([*lines, *self.notes])

    def cells_csv(self) -> str:
        """`cells.csv`."""
        head = ["population", "template", "morphology", "nodes", "status", "reduced_template", "sections", "reduced_sections"]
        head += ["segments", "reduced_segments", "rest_error_mv", "greatest_error_percent", "error"]
        rows = [
            [cell.population, cell.template, cell.morphology, cell.nodes, cell.status, cell.reduced_template]
            + [*cell.sections, *cell.segments, cell.rest_error_mv, cell.greatest_error_percent, cell.error]
            for cell in self.cells
        ]
        return table(head, rows)

    def edges_csv(self) -> str:
        """`edges.csv`."""
        head = ["population", "field", "edges", "mapped", "elsewhere", "unknown", "note"]
        return table(head, [[one.population, one.field, one.edges, one.mapped, one.elsewhere, one.unknown, one.note] for one in self.edges])


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A csv table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
