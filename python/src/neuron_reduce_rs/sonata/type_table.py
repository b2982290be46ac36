"""`node_types.csv`: a row for each type, its values as they stand."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import error
from .config import NOTHING
from .files import named, text_of

KEY = "node_type_id"
NULL = "NULL"
# The first one that stands in no quotes.
SEPARATOR = re.compile(r'"[^"]*"|([ ,])')


@dataclass
class TypeTable:
    """The rows by the number of their type."""

    delimiter: str
    columns: list[str]
    rows: dict[int, dict[str, str]]

    @classmethod
    def empty(cls) -> TypeTable:
        """No types: everything stands with the nodes."""
        return cls(" ", [KEY], {})

    def value(self, number: int, column: str) -> str | None:
        """A value; none where the row has no such, or a word that stands for nothing."""
        value = self.rows.get(number, {}).get(column)
        return None if value is None or value.upper() in NOTHING else value

    def set(self, number: int, column: str, value: str) -> None:
        """Changes a value; a column that is not there is made."""
        if column not in self.columns:
            self.columns.append(column)
            for row in self.rows.values():
                row[column] = NULL
        self.rows[number][column] = value

    def to_text(self) -> str:
        """The file."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([row[column] for column in self.columns] for row in self.rows.values())
        return text.getvalue()


def read_types(path: Path) -> TypeTable:
    """Columns are separated by blanks or by commas."""
    lines = [line for line in text_of(path).lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise error("sonata::types", f"`{path}` is empty")
    delimiter = next((found[1] for found in SEPARATOR.finditer(lines[0]) if found[1]), ",")
    try:
        head, *body = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    except csv.Error as refused:
        raise error("sonata::types", f"`{path}` is no csv: {refused}") from refused
    while head and not head[-1]:
        head.pop()
    if KEY not in head:
        raise error("sonata::types", f"`{path.name}` has no column `{KEY}`")
    table = TypeTable(delimiter, head, {})
    for line, row in enumerate(body, 2):
        _add(table, row, line, path)
    return table


def _add(table: TypeTable, row: list[str], line: int, path: Path) -> None:
    while len(row) > len(table.columns) and not row[-1]:
        row.pop()
    if len(row) != len(table.columns):
        message = f"line {line} of `{path.name}` has {len(row)} values for {len(table.columns)} columns"
        raise error("sonata::types", message)
    values = dict(zip(table.columns, row))
    try:
        number = int(values[KEY])
    except ValueError:
        raise error("sonata::types", f"{named(KEY, path)} is no number in line {line}: `{values[KEY]}`") from None
    if number in table.rows:
        raise error("sonata::types", f"`{path.name}` has the type {number} twice, in line {line} again")
    table.rows[number] = values
