"""Reads a table of items (see `importing` for its columns) into rows; what the rows mean is asked there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext

from assessments.models import ItemUse
from lms.errors import InvalidInput, gettext_noop

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 2000
LONGEST_WORD = 60

COLUMNS: dict[str, str] = {
    "kode": "code",
    "topik": "topic",
    "bukan bersama": "enemies",
    "kompetensi": "competency",
    "jenjang": "level",
    "tingkat": "level",
    "jenis": "kind",
    "kegunaan": "use",
    "soal": "stem",
    "pilihan": "options",
    "kunci": "key",
    "penilaian": "scoring",
    "penjelasan": "rationale",
    "sumber": "source",
    "bahasa": "language",
}
NEEDED = ("code", "competency", "level", "kind", "stem", "options", "key")


class UnreadableFile(InvalidInput):
    """The file is no table of items; nothing was imported."""

    code = "unreadable_file"
    message = gettext_noop("Nothing was imported: %(reason)s")


@dataclass(frozen=True)
class ItemRow:
    """One item as a table or a course file gives it; `line` is where the author finds it, `key` is letters."""

    line: int
    code: str
    competency: str
    level: int | str
    kind: str
    stem: str
    options: tuple[str, ...]
    key: str
    topic: str = ""
    enemies: str = ""
    use: str = ItemUse.EXAM
    rationale: str = ""
    source: str = ""
    language: str = "id"
    scoring: str = ""


@dataclass(frozen=True)
class RowError:
    """A row that was refused, and why, in the reader's language."""

    line: int
    code: str
    reason: str


def read_csv(file: BinaryIO) -> tuple[list[ItemRow], list[RowError]]:
    """Return the rows of a file, and the lines that are no row.

    Raises:
        UnreadableFile: it is too large, no text in UTF-8, or lacks a column.
    """
    raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise UnreadableFile(reason=gettext("the file is larger than 2 MB. Split it into parts."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableFile(reason=gettext("the file is not UTF-8 text. Save it as “CSV UTF-8”.")) from problem
    return rows_of(text)


def rows_of(text: str) -> tuple[list[ItemRow], list[RowError]]:
    """Return the rows of a text, and the lines that are no row."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True
    )
    rows: list[ItemRow] = []
    errors: list[RowError] = []
    try:
        names = column_names(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                read_line(names, cells, reader.line_num, rows, errors)
    except csv.Error as problem:
        errors.append(
            RowError(reader.line_num, "", gettext("the quotation marks do not close; what follows was not read."))
        )
        if not rows:
            raise UnreadableFile(reason=gettext("the file is no CSV table.")) from problem
    return rows, errors


def column_names(head: list[str]) -> list[str]:
    """Return the names of the columns after checking that none is missing."""
    names = [cell.strip().lower() for cell in head]
    names = [COLUMNS.get(name, name) for name in names]
    indonesian = {name: told for told, name in reversed(COLUMNS.items())}
    missing = [indonesian[name] for name in NEEDED if name not in names]
    if missing:
        raise UnreadableFile(
            reason=gettext("the first line lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    return names


def read_line(names: list[str], cells: list[str], line: int, rows: list[ItemRow], errors: list[RowError]) -> None:
    """Add one line to the rows, or to the errors."""
    code = dict(zip(names, cells, strict=False)).get("code", "").strip()
    if len(rows) >= MOST_ROWS:
        errors.append(RowError(line, code, gettext("more than 2,000 rows; put the rest into another file.")))
    elif len(cells) != len(names):
        told = gettext("the line has %(found)d columns instead of %(expected)d.")
        errors.append(RowError(line, code, told % {"found": len(cells), "expected": len(names)}))
    else:
        rows.append(row_from({name: cell.strip() for name, cell in zip(names, cells, strict=True)}, line))


def row_from(cells: dict[str, str], line: int) -> ItemRow:
    """Return a line as a row; whether it makes sense is asked later."""
    return ItemRow(
        line=line,
        code=cells["code"],
        competency=cells["competency"],
        level=cells["level"],
        kind=cells["kind"],
        stem=cells["stem"],
        options=tuple(part.strip() for part in cells["options"].split(" | ")) if cells["options"] else (),
        key=cells["key"],
        topic=cells.get("topic", ""),
        enemies=cells.get("enemies", "")[:LONGEST_WORD],
        use=cells.get("use", ""),
        rationale=cells.get("rationale", ""),
        source=cells.get("source", ""),
        language=cells.get("language", "") or "id",
        scoring=cells.get("scoring", ""),
    )
