"""Draws the yearly statement of hours as a tagged PDF; nothing is fetched but the fonts of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import weasyprint
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

PACKAGE = Path(__file__).resolve().parent
FONTS = PACKAGE.parent.parent / "certificates" / "fonts"

# Fontconfig and Pango keep state for the whole process.
one_at_a_time = Lock()


class RefusedResourceError(FatalURLFetchingError):
    """The page asked for something that is no font of ours."""


@dataclass(frozen=True)
class StatementSheet:
    """What is printed. `rules` are the rules of conversion behind the entries, each once."""

    number: str
    made_at: datetime
    holder: str
    nip: str
    post: str
    unit: str
    hours: Any
    entries: Sequence[Any]
    totals: Sequence[Any]
    rules: Sequence[Any]

    @property
    def has_examples(self) -> bool:
        """Whether a rule or the target was not yet compared with its source."""
        target = self.hours.target
        return any(not rule.verified for rule in self.rules) or bool(target and not target.verified)


class FontsOnly(URLFetcher):
    """Hands out the fonts; refuses everything else."""

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
    text = (PACKAGE / "print" / "statement.css").read_text(encoding="utf-8")
    style = weasyprint.CSS(string=text, base_url=FONTS.as_uri() + "/", font_config=fonts, url_fetcher=FontsOnly())
    return fonts, style


def to_pdf(sheet: StatementSheet) -> bytes:
    """Return the PDF, in Indonesian: it is handed to offices. The same sheet gives the same page."""
    with translation.override("id"):
        page = render_to_string("development/print/statement.html", {"sheet": sheet})
    with one_at_a_time:
        fonts, style = fonts_and_style()
        document = weasyprint.HTML(string=page, base_url=FONTS.as_uri() + "/", url_fetcher=FontsOnly())
        pdf = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return bytes(pdf)
