"""Reads a table of items (see `importing` for its columns) into rows; what the rows mean is asked there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from assessments.exchange.entries import FileRefused
from assessments.exchange.table import LARGEST_FILE, ItemRow, read_rows
from assessments.reasons import reason_of
from lms.errors import InvalidInput, gettext_noop
from lms.sentences import sentence

__all__ = ["LARGEST_FILE", "ItemRow", "RowError", "UnreadableFile", "read_csv"]


class UnreadableFile(InvalidInput):
    """The file is no table of items; nothing was imported."""

    code = "unreadable_file"
    message = gettext_noop("Nothing was imported: %(reason)s")


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
    try:
        rows, problems = read_rows(file.read(LARGEST_FILE + 1))
    except FileRefused as problem:
        raise UnreadableFile(reason=sentence(problem)) from problem
    return rows, [RowError(one.line, one.code, reason_of(one.remark)) for one in problems]
