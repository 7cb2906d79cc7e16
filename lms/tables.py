"""Reads tables that people send (CSV): the good rows are used, the bad ones listed by line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.errors import InvalidInput, gettext_noop

LARGEST_BYTES = 2 * 1024 * 1024


class UnreadableTable(InvalidInput):
    """The file as a whole cannot be read as a table."""

    code = "unreadable_table"
    message = gettext_noop("This file cannot be read as a table: %(reason)s. Save it as CSV (UTF-8) and try again.")


class MissingColumns(InvalidInput):
    """The table lacks columns."""

    code = "missing_columns"
    message = gettext_noop("The table lacks these columns: %(columns)s. Add them to the first line and try again.")


class BadRow(InvalidInput):
    """One row cannot be used; the message says why."""

    code = "bad_row"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(**facts)
        self.message = message  # type: ignore[misc]


@dataclass(frozen=True)
class Row:
    """One line of the table: its number in the file (the heading is line 1) and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class RowError:
    """Why one line was not used."""

    line: int
    error: InvalidInput


@dataclass
class ImportReport:
    """What an import did: rows used, rows that were there already, and the lines it could not use."""

    imported: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Return how many lines could not be used."""
        return len(self.errors)


def read_rows(data: bytes, *, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a CSV file, separated by comma or semicolon, with or without a byte order mark.

    Raises:
        UnreadableTable: too large, not UTF-8, or not a table.
        MissingColumns: a column of `columns` is not in the heading.
    """
    if len(data) > LARGEST_BYTES:
        raise UnreadableTable(reason="> 2 MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTable(reason="UTF-8") from None
    heading = text.split("\n", 1)[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise MissingColumns(columns=", ".join(missing))
    try:
        for cells in reader:
            named = {name: value for name, value in cells.items() if isinstance(name, str)}
            plain = {name: (value or "").strip() for name, value in named.items()}
            if any(plain.values()):
                yield Row(reader.line_num, plain)
    except csv.Error as problem:
        raise UnreadableTable(reason=str(problem)) from None
