"""Reads tables that people send (CSV): the good rows are used, the bad ones listed by line and reason.

Writes tables for a spreadsheet (XLSX), line by line, so that a long one takes no more memory than a short one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from lms.errors import InvalidInput, gettext_noop

LARGEST_BYTES = 2 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a sheet of a spreadsheet holds at the most, and a cell.
MOST_LINES = 1_048_576
MOST_LETTERS = 32_767
NARROWEST, WIDEST = 8, 60

Value = str | int | float | Decimal | None


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


@dataclass(frozen=True)
class Sheet:
    """A table to write: its name, lines that stand before it, the heading, and its rows.

    `widths` are those of the columns in letters; the heading decides where they are not given.
    """

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Value]]
    before: Sequence[str] = ()
    widths: Sequence[int] = ()


def write_xlsx(sheet: Sheet, *, target: IO[bytes], made_at: datetime) -> int:
    """Write a table as XLSX into `target`, and return how many rows it has.

    A text is written as a text, whatever it begins with: no spreadsheet takes it for a formula.

    Raises:
        ValueError: more lines than a sheet holds.
    """
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Lontar", sheet.name
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    page = book.create_sheet(title_of(sheet.name))
    page.freeze_panes = f"A{len(sheet.before) + 2}"
    for place, head in enumerate(sheet.heading):
        width = sheet.widths[place] if place < len(sheet.widths) else len(head) + 2
        page.column_dimensions[letter_of(place)].width = max(NARROWEST, min(width, WIDEST))
    for line in sheet.before:
        page.append([cell_of(page, line)])
    page.append([cell_of(page, head, bold=True) for head in sheet.heading])
    count = 0
    for row in sheet.rows:
        count += 1
        if count + len(sheet.before) + 1 > MOST_LINES:
            raise ValueError("more lines than a sheet holds")
        page.append([cell_of(page, value) if isinstance(value, str) else value for value in row])
    book.save(target)
    return count


def cell_of(page: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """Return a cell that holds a text and nothing else."""
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST_LETTERS])
    # The library takes a text that begins with "=" for a formula.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def title_of(name: str) -> str:
    """Return a name as a sheet may bear it."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")[:31] or "1"


def letter_of(place: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0."""
    return (letter_of(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)
