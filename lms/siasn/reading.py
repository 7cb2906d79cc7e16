"""Files with SIASN's replies, as CSV or JSON: which record, what SIASN says, its id, the reason. Pure."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.errors import InvalidInput, gettext_noop
from lms.tables import LARGEST_BYTES, BadRow, MissingColumns, UnreadableTable, read_rows

COLUMNS = ("kiriman", "nomorSertipikat", "hasil", "id", "alasan")
WORDS = {
    "diterima": "accepted",
    "accepted": "accepted",
    "ditolak": "rejected",
    "rejected": "rejected",
    "dihapus": "deleted",
    "deleted": "deleted",
}
LONGEST_ID = 64
LONGEST_REASON = 500

NO_RECORD = gettext_noop("The line names no record: fill in “kiriman” or “nomorSertipikat”.")
NO_UUID = gettext_noop("“kiriman” is not a number of a delivery.")
UNKNOWN_WORD = gettext_noop("“hasil” is diterima, ditolak or dihapus; this line says something else.")
NO_ID = gettext_noop("A record that was accepted has an id in SIASN; the line names none.")
NO_REASON = gettext_noop("A record that was rejected has a reason; the line names none.")
ID_TOO_LONG = gettext_noop("The id is longer than %(most)s signs.")


class NoReplies(InvalidInput):
    """The file holds no line that says anything."""

    code = "siasn_no_replies"
    message = gettext_noop("The file holds no reply. Fill in the column “hasil” and try again.")


@dataclass(frozen=True)
class Reply:
    """What SIASN says about one record: `verdict` accepted, rejected or deleted."""

    line: int
    delivery: uuid.UUID | None
    number: str
    verdict: str
    siasn_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class WrongLine:
    """A line that cannot be used, and why."""

    line: int
    problem: BadRow


def read_replies(data: bytes) -> list[Reply | WrongLine]:
    """Return what each line says; lines whose “hasil” is empty wait for an answer and are left out.

    Raises:
        UnreadableTable, MissingColumns: the file as a whole cannot be used.
        NoReplies: nothing in it is filled in.
    """
    rows = json_rows(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")) else csv_rows(data)
    found = [read_one(line, cells) for line, cells in rows if text(cells, "hasil")]
    if not found:
        raise NoReplies
    return found


def csv_rows(data: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the lines of a table."""
    for row in read_rows(data, columns=("hasil",)):
        yield row.line, row.cells


def json_rows(data: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects of a JSON list, numbered from 1."""
    if len(data) > LARGEST_BYTES:
        raise UnreadableTable(reason="> 2 MB")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableTable(reason="JSON") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnreadableTable(reason="JSON: [{…}, {…}]")
    if found and not any("hasil" in one for one in found):
        raise MissingColumns(columns="hasil")
    yield from enumerate(found, start=1)


def read_one(line: int, cells: Mapping[str, Any]) -> Reply | WrongLine:
    """Return what one line says, or why it cannot be used."""
    try:
        return reply_of(line, cells)
    except BadRow as problem:
        return WrongLine(line, problem)


def reply_of(line: int, cells: Mapping[str, Any]) -> Reply:
    """Return what one line says.

    Raises:
        BadRow: it names no record, or says nothing that can be used.
    """
    named, number = text(cells, "kiriman"), text(cells, "nomorSertipikat")
    verdict = WORDS.get(text(cells, "hasil").casefold())
    siasn_id, reason = text(cells, "id"), text(cells, "alasan")[:LONGEST_REASON]
    for hinders, problem in (
        (not named and not number, BadRow(NO_RECORD)),
        (verdict is None, BadRow(UNKNOWN_WORD)),
        (verdict == "accepted" and not siasn_id, BadRow(NO_ID)),
        (verdict == "rejected" and not reason, BadRow(NO_REASON)),
        (len(siasn_id) > LONGEST_ID, BadRow(ID_TOO_LONG, most=LONGEST_ID)),
    ):
        if hinders:
            raise problem
    return Reply(line, number_of_delivery(named), number, str(verdict), siasn_id, reason)


def number_of_delivery(named: str) -> uuid.UUID | None:
    """Return the number of a delivery; None where the line names none.

    Raises:
        BadRow: it is no such number.
    """
    try:
        return uuid.UUID(named) if named else None
    except ValueError:
        raise BadRow(NO_UUID) from None


def text(cells: Mapping[str, Any], column: str) -> str:
    """Return one cell as text on one line, without the quote that keeps a spreadsheet from running it."""
    value = cells.get(column)
    plain = " ".join(str(value).split()) if value is not None else ""
    return plain.removeprefix("'")
