"""Draws the copy of one's data as a PDF that is read without help; nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import weasyprint
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

PACKAGE = Path(__file__).resolve().parent
FONTS = PACKAGE.parent.parent / "certificates" / "fonts"
# A PDF is for reading: of very long lists it shows the newest rows, and the JSON file holds all.
ROWS_IN_PDF = 300
LONGEST_VALUE = 600

# Fontconfig and Pango keep state for the whole process.
one_at_a_time = Lock()


class RefusedResourceError(FatalURLFetchingError):
    """The page asked for something that is no font of ours."""


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


class FontsOnly(URLFetcher):
    """Hands out the fonts and the style sheet; refuses everything else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the resource.

        Raises:
            RefusedResourceError: it is not ours.
        """
        if not url.startswith(FONTS.as_uri() + "/") or "/.." in url:
            raise RefusedResourceError("no font of ours")
        return super().fetch(url, headers)


@cache
def fonts_and_style() -> tuple[FontConfiguration, weasyprint.CSS]:
    """Return the fonts and the style sheet, read once a process."""
    fonts = FontConfiguration()
    text = (PACKAGE / "print" / "copy.css").read_text(encoding="utf-8")
    style = weasyprint.CSS(string=text, base_url=FONTS.as_uri() + "/", font_config=fonts, url_fetcher=FontsOnly())
    return fonts, style


def to_pdf(booklet: Booklet) -> bytes:
    """Return the PDF, in the reader's language."""
    page = render_to_string("privacy/print/copy.html", {"booklet": booklet})
    with one_at_a_time:
        fonts, style = fonts_and_style()
        document = weasyprint.HTML(string=page, base_url=FONTS.as_uri() + "/", url_fetcher=FontsOnly())
        pdf = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return bytes(pdf)
