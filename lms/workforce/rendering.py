"""Draws the map of gaps as a tagged PDF with the pictures of its page; nothing is fetched but our own fonts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from lms import printing
from lms.competencies.models import Competency
from lms.workforce.maps import EMPTY, Cell, GapMap, MapRow
from lms.workforce.pictures import Segment, stacked_bar

STYLE = Path(__file__).resolve().parent / "print" / "gap_map.css"


@dataclass(frozen=True)
class MapSheet:
    """What is printed: a map, the rows of one of its pages, and the filters as pairs of label and choice."""

    found: GapMap
    rows: Sequence[MapRow]
    number: int
    pages: int
    measure: str
    filters: Sequence[tuple[str, str]]
    made_at: datetime
    made_by: str

    @property
    def segments(self) -> list[Segment]:
        """Return the bar of all requirements by reason."""
        return stacked_bar(self.found.reasons)

    @property
    def bars(self) -> list[tuple[Competency, Cell, list[Segment]]]:
        """Return each competency with its total and its bar."""
        cells = self.found.total.cells
        columns = ((one, cells.get(one.pk, EMPTY)) for one in self.found.competencies)
        return [(one, cell, stacked_bar(list(cell.by_reason.items()))) for one, cell in columns]


def to_pdf(sheet: MapSheet) -> bytes:
    """Return the PDF, in Indonesian: it is handed to offices."""
    with translation.override("id"):
        page = render_to_string("workforce/print/gap_map.html", {"sheet": sheet, "found": sheet.found})
    return printing.to_pdf(page, style=STYLE)
