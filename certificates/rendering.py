"""Draws a certificate: frozen facts in, an accessible PDF (PDF/UA-1) out; the same facts give the same bytes.

Nothing is fetched: fonts, drawings and style sheet lie in this package, the QR code is made in memory, and any
other address stops the rendering. The font configuration is kept between certificates, which bounds memory;
WeasyPrint's image cache is not, because every certificate has a QR code of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import segno
import weasyprint
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.facts import CertificateFacts, MeasuredCompetency, TrainingType
from lms.errors import Unavailable, gettext_noop
from lms.people.nip import LENGTH, mask
from lms.printing import RefusedResourceError, one_at_a_time

TEMPLATE_CODE = "lontar"
TEMPLATE_VERSION = 1
RENDERER = f"weasyprint {weasyprint.__version__}, {TEMPLATE_CODE} {TEMPLATE_VERSION}"
VARIANT = "pdf/ua-1"

PACKAGE = Path(__file__).resolve().parent
OWN_FOLDERS = (PACKAGE / "fonts", PACKAGE / "print")
BASE_URL = PACKAGE.as_uri() + "/"
QR_URL = BASE_URL + "qr.svg"

# Room on the first page; the transcript on the second names all.
COMPETENCIES_ON_FRONT = 4
# Longest text for each step of size, from large to small; longer than all is the smallest.
NAME_STEPS = (26, 40, 58)
TITLE_STEPS = (44, 80, 130)
# More characters than this in name, title and unit together, and the first page closes its ranks.
MOST_TEXT = 160

TRAINING_WORDS: Mapping[str, Promise] = {
    TrainingType.TECHNICAL: pgettext_lazy("training type", "Technical training"),
    TrainingType.FUNCTIONAL: pgettext_lazy("training type", "Functional training"),
    TrainingType.LEADERSHIP: pgettext_lazy("training type", "Leadership training"),
    TrainingType.SEMINAR: pgettext_lazy("training type", "Seminar, workshop or similar"),
}
# Smallest chance, in percent, for each word.
CERTAINTY_WORDS: tuple[tuple[int, Promise], ...] = (
    (95, pgettext_lazy("certainty of a level", "almost certain")),
    (80, pgettext_lazy("certainty of a level", "very likely")),
    (60, pgettext_lazy("certainty of a level", "likely")),
    (0, pgettext_lazy("certainty of a level", "not certain yet")),
)
# A measurement is never wholly sure.
MOST_PERCENT = 99


class CannotDraw(Unavailable):
    """The page could not be drawn whole; no certificate leaves with a hole in it."""

    code = "certificate_cannot_be_drawn"
    message = gettext_noop("The certificate could not be drawn: %(problem)s.")


@dataclass(frozen=True)
class Sheet:
    """What is printed: the facts, and what was given to the certificate when it was issued."""

    facts: CertificateFacts
    number: str
    public_code: str
    dated_on: date
    verify_url: str


@dataclass(frozen=True)
class CompetencyLine:
    """A measured competency in words: `certainty` is a word, `percent` a whole number or None."""

    code: str
    name: str
    level: int
    level_word: str
    certainty: str
    percent: int | None

    @property
    def steps(self) -> list[bool]:
        """Return for each of the five levels whether it was reached."""
        return [step <= self.level for step in range(1, 6)]


class PackageFetcher(URLFetcher):
    """Hands out files of this package and the certificate's own QR code; refuses everything else."""

    def __init__(self, made: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
        self.made = made

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the resource.

        Raises:
            RefusedResourceError: it is not ours, or is missing.
        """
        if url in self.made:
            return URLFetcherResponse(url, self.made[url], {"Content-Type": "image/svg+xml"})
        path = Path(url2pathname(urlsplit(url).path)).resolve()
        if urlsplit(url).scheme != "file" or path.parent not in OWN_FOLDERS or not path.is_file():
            raise RefusedResourceError("not part of this package")
        return super().fetch(url, headers)


@cache
def fonts_and_style() -> tuple[FontConfiguration, weasyprint.CSS]:
    """Return the fonts and the style sheet, read once a process."""
    fonts = FontConfiguration()
    style = weasyprint.CSS(
        filename=PACKAGE / "print" / "certificate.css",
        base_url=BASE_URL,
        font_config=fonts,
        url_fetcher=PackageFetcher({}),
    )
    return fonts, style


def to_pdf(sheet: Sheet) -> bytes:
    """Return the PDF: the certificate on the first page, the transcript on those after it.

    Raises:
        CannotDraw: a part of the page is missing or not ours.
    """
    return draw(to_html(sheet), qr_code=qr_svg(sheet.verify_url), identifier=sheet.public_code)


def draw(html: str, *, qr_code: bytes, identifier: str) -> bytes:
    """Return the page as a PDF with our fonts and style; `identifier` becomes its file identifier."""
    with one_at_a_time:
        fonts, style = fonts_and_style()
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=PackageFetcher({QR_URL: qr_code}))
        try:
            pdf: bytes = page.write_pdf(
                stylesheets=[style], font_config=fonts, pdf_variant=VARIANT, pdf_identifier=identifier.encode()
            )
        except FatalURLFetchingError as problem:  # no Exception: it would pass by every handler on its way up
            raise CannotDraw(problem=str(problem)) from None
    return pdf


def to_html(sheet: Sheet) -> str:
    """Return the page that is printed, in the language of the certificate."""
    facts = sheet.facts
    with translation.override(facts.language):
        competencies = [line_of(measured) for measured in facts.competencies]
        context: dict[str, Any] = {
            "sheet": sheet,
            "facts": facts,
            "nip": grouped_nip(facts.holder_nip),
            "training": training_word(facts.training_type),
            "competencies": competencies,
            "on_front": competencies[:COMPETENCIES_ON_FRONT],
            "not_on_front": len(competencies[COMPETENCIES_ON_FRONT:]),
            "total_jp": sum((subject.jp for subject in facts.subjects), Decimal(0)),
            "name_size": size_step(facts.holder_name, NAME_STEPS),
            "title_size": size_step(facts.title, TITLE_STEPS),
            "is_dense": sum(map(len, (facts.holder_name, facts.title, facts.holder_unit))) > MOST_TEXT,
            "first_day": first_day_format(facts.started_on, facts.finished_on),
            "address": sheet.verify_url.partition("://")[2].partition("/")[0] + "/verifikasi",
        }
        return render_to_string("certificates/certificate.html", context)


def line_of(measured: MeasuredCompetency) -> CompetencyLine:
    """Return a measured competency in words, in the active language."""
    percent = None if measured.chance is None else min(MOST_PERCENT, round(measured.chance * 100))
    certainty = "" if percent is None else next(str(word) for least, word in CERTAINTY_WORDS if percent >= least)
    return CompetencyLine(measured.code, measured.name, measured.level, measured.level_word, certainty, percent)


def training_word(kind: TrainingType) -> str:
    """Return the kind of training in words, in the active language."""
    return str(TRAINING_WORDS[kind])


def first_day_format(first: date, last: date) -> str:
    """Return the date format of the first day that does not repeat the month and year of the last."""
    if (first.year, first.month) == (last.year, last.month):
        return "j"
    return "j F" if first.year == last.year else "j F Y"


def size_step(text: str, steps: Sequence[int]) -> int:
    """Return how many steps smaller than the largest size a text of this length is set."""
    return sum(len(text) > longest for longest in steps)


def grouped_nip(digits: str) -> str:
    """Return a NIP as people write it, 8-6-1-3; what is not a NIP is shown as it is."""
    if len(digits) != LENGTH:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def masked_nip(digits: str) -> str:
    """Return a NIP as the public may see it, or an empty text."""
    return mask(digits) if len(digits) == LENGTH else ""


def qr_svg(address: str) -> bytes:
    """Return the QR code of the address: error level M, four modules of quiet around it."""
    drawn = BytesIO()
    segno.make(address, error="m", boost_error=False, micro=False).save(
        drawn, kind="svg", border=4, dark="#16202B", light="#FFFFFF", xmldecl=False, nl=False
    )
    return drawn.getvalue()
