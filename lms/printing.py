"""Prints a page of ours as a tagged PDF: with our fonts and style sheets, nothing fetched, one page at a time.

Fontconfig and Pango keep state for the whole process: every room that prints waits for the same lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parent.parent / "certificates" / "fonts"

one_at_a_time = Lock()


class RefusedResourceError(FatalURLFetchingError):
    """A page asked for something that is not ours."""


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
def fonts_and_style(sheet: Path) -> tuple[FontConfiguration, weasyprint.CSS]:
    """Return the fonts and a style sheet, read once a process."""
    fonts = FontConfiguration()
    text = sheet.read_text(encoding="utf-8")
    style = weasyprint.CSS(string=text, base_url=FONTS.as_uri() + "/", font_config=fonts, url_fetcher=FontsOnly())
    return fonts, style


def to_pdf(page: str, *, style: Path) -> bytes:
    """Return a page (HTML) as PDF/UA-1, with a style sheet."""
    with one_at_a_time:
        fonts, drawn = fonts_and_style(style)
        document = weasyprint.HTML(string=page, base_url=FONTS.as_uri() + "/", url_fetcher=FontsOnly())
        return bytes(document.write_pdf(stylesheets=[drawn], font_config=fonts, pdf_variant="pdf/ua-1"))
