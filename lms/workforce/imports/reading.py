"""Reads a table of text: which columns there are, which are read, and one record after the other.

Only the columns that a layout names are ever looked at; what else stands in a line is dropped unread.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from lms.errors import InvalidInput, gettext_noop

MOST_BYTES = 400 * 1024 * 1024
MOST_HEADER_BYTES = 16 * 1024
A_PIECE = 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")


class FileRefused(InvalidInput):
    """The file as a whole cannot be taken in; nothing was changed."""

    code = "import_file_refused"


class TooLarge(FileRefused):
    """More than one import takes."""

    code = "import_file_too_large"
    message = gettext_noop("The file is larger than %(megabytes)d MB. Divide it, for example by unit.")


class NotUtf8(FileRefused):
    """Bytes that are no text in UTF-8."""

    code = "import_file_not_utf8"
    message = gettext_noop("The file is not text in UTF-8. Save it as “CSV UTF-8” and upload it again.")


class NotATable(FileRefused):
    """No table of text."""

    code = "import_file_not_csv"
    message = gettext_noop("This is not a CSV table. Its first line has to name the columns.")


class NoLines(FileRefused):
    """A header without lines."""

    code = "import_file_empty"
    message = gettext_noop("The file has no lines below the names of the columns.")


class MissingColumns(FileRefused):
    """Columns without which no line can be read."""

    code = "import_columns_missing"
    message = gettext_noop("These columns are missing: %(columns)s. Compare the file with the template.")


class DoubleColumns(FileRefused):
    """A column that is read stands there twice."""

    code = "import_columns_double"
    message = gettext_noop("These columns stand in the file more than once: %(columns)s.")


class WrongLine(InvalidInput):
    """One line cannot be used; the sentence names columns and lines, never what stands in them."""

    code = "import_line_wrong"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.message = message  # type: ignore[misc]


UNEVEN = gettext_noop("The line has more or fewer columns than the first line.")
TOO_LONG = gettext_noop("%(column)s has more than %(most)d characters.")
EMPTY = gettext_noop("%(column)s is empty.")


@dataclass(frozen=True)
class Layout:
    """The columns that a kind of file has: those it must have, and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every column that is read."""
        return self.required + self.optional


@dataclass(frozen=True)
class Header:
    """How to read the lines of one file."""

    delimiter: str
    columns: int
    places: dict[str, int]
    dropped: tuple[str, ...]


def check(stream: IO[bytes], layout: Layout, *, size: int) -> Header:
    """Return the header of a file that can be read to its end.

    Raises:
        FileRefused: it cannot, and why.
    """
    if size > MOST_BYTES:
        raise TooLarge(megabytes=MOST_BYTES // (1024 * 1024))
    beginning = stream.read(MOST_HEADER_BYTES)
    stream.seek(0)
    require_text(stream)
    stream.seek(0)
    return header_of(beginning, layout)


def require_text(stream: IO[bytes]) -> None:
    """Make sure that all of it is UTF-8 without zeros, and that there is more than one line."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 0
    try:
        while piece := stream.read(A_PIECE):
            if b"\x00" in piece:
                raise NotATable
            lines += piece.count(b"\n")
            decoder.decode(piece)
            last = piece
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if not lines or (lines == 1 and last.endswith(b"\n")):
        raise NoLines if lines else NotATable


def header_of(beginning: bytes, layout: Layout) -> Header:
    """Return how the columns stand in the first line."""
    text = beginning.decode("utf-8-sig", errors="ignore")
    first = text.splitlines()[0] if text.strip() else ""
    if not first or first.lstrip().startswith(("<", "{", "[")):
        raise NotATable
    delimiter = max(DELIMITERS, key=first.count)
    names = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter))]
    missing = [name for name in layout.required if name not in names]
    if len(missing) == len(layout.required):
        raise NotATable
    if missing:
        raise MissingColumns(columns=", ".join(missing))
    double = [name for name in layout.names if names.count(name) > 1]
    if double:
        raise DoubleColumns(columns=", ".join(double))
    places = {name: names.index(name) for name in layout.names if name in names}
    dropped = tuple(name[:60] for name in names if name not in layout.names and name)
    return Header(delimiter, len(names), places, dropped)


def records(stream: IO[bytes], header: Header) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the number of each line as a spreadsheet counts them, with its fields; None where they cannot be read."""
    lines = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""), delimiter=header.delimiter)
    next(lines)
    number = 1
    while True:
        number += 1
        try:
            fields = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
            continue
        if fields:
            yield number, fields if len(fields) == header.columns else None


def picked(fields: list[str] | None, header: Header) -> dict[str, str]:
    """Return the fields that are read, by column, without spaces around; absent ones are empty.

    Raises:
        WrongLine: the line has another shape than the first.
    """
    if fields is None:
        raise WrongLine(UNEVEN)
    return {name: fields[place].strip() for name, place in header.places.items()}


def text_of(values: dict[str, str], column: str, *, most: int, required: bool = False) -> str:
    """Return a field.

    Raises:
        WrongLine: it is empty though it may not be, or too long.
    """
    text = values.get(column, "")
    if required and not text:
        raise WrongLine(EMPTY, column=column)
    if len(text) > most:
        raise WrongLine(TOO_LONG, column=column, most=most)
    return text
