"""Draws the copy of one's data as a PDF that is read without help; nothing is fetched from anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from lms import printing

STYLE = Path(__file__).resolve().parent / "print" / "copy.css"
# A PDF is for reading: of very long lists it shows the newest rows, and the JSON file holds all.
ROWS_IN_PDF = 300
LONGEST_VALUE = 600


def cut(text: str) -> str:
    """Return the text, or its beginning where it is very long."""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"


@dataclass(frozen=True)
class Entry:
    """One row: its fields in words, and as data."""

    words: list[tuple[str, str]]
    data: dict[str, Any]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Return the words, the very long ones cut."""
        return [(name, cut(text)) for name, text in self.words]


@dataclass(frozen=True)
class Chapter:
    """One kind of row, with why it is kept and for how long; `withheld` says why rows are not handed out."""

    model: str
    what: str
    purpose: str
    legal_basis: str
    days: int | None
    withheld: str = ""
    entries: list[Entry] = field(default_factory=list)
    rows: int | None = None

    @property
    def shown(self) -> list[Entry]:
        """Return the rows for the PDF."""
        return self.entries[-ROWS_IN_PDF:]

    @property
    def is_cut(self) -> bool:
        """Whether the PDF shows only part of the rows."""
        return len(self.entries) > ROWS_IN_PDF

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.entries) if self.rows is None else self.rows


@dataclass(frozen=True)
class Booklet:
    """Everything about one person, by kind of row, and how often they acted in other people's rows."""

    person: str
    made_at: datetime
    chapters: list[Chapter]
    acts: list[tuple[str, int]]

    @property
    def filled(self) -> list[Chapter]:
        """Return the kinds of which there is something."""
        return [chapter for chapter in self.chapters if chapter.count]

    @property
    def empty(self) -> list[Chapter]:
        """Return the kinds of which there is nothing."""
        return [chapter for chapter in self.chapters if not chapter.count]

    def as_json(self) -> dict[str, Any]:
        """Return the whole as plain data."""
        return {
            "person": self.person,
            "made_at": self.made_at.isoformat(),
            "data": [
                {
                    "model": chapter.model,
                    "what": chapter.what,
                    "purpose": chapter.purpose,
                    "legal_basis": chapter.legal_basis,
                    "kept_for_days": chapter.days,
                    "rows": [entry.data for entry in chapter.entries],
                    **({"withheld": chapter.withheld, "row_count": chapter.count} if chapter.withheld else {}),
                }
                for chapter in self.chapters
            ],
            "acts": [{"what": what, "rows": rows} for what, rows in self.acts],
        }


def to_pdf(booklet: Booklet) -> bytes:
    """Return the PDF, in the reader's language."""
    page = render_to_string("privacy/print/copy.html", {"booklet": booklet})
    return printing.to_pdf(page, style=STYLE)
