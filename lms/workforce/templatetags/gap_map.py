"""Reads one cell of the map for the template."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lms.competencies.gap import Gap
from lms.competencies.models import Competency
from lms.workforce.maps import EMPTY, Cell, MapRow, share
from lms.workforce.support_list import levels

register = template.Library()
register.filter(share)
register.filter(levels)


@register.filter
def hundredths(number: int) -> Decimal:
    """Return a number kept in hundredths, such as hours."""
    return Decimal(number) / 100


@register.filter
def at(row: MapRow, competency: Competency) -> Cell:
    """Return the cell of a row under a competency."""
    return row.cells.get(competency.pk, EMPTY)


@register.filter
def figure(cell: Cell, measure: str) -> str:
    """Return the number written in the cell under a measure; a dash without data."""
    if measure == "kesenjangan":
        return "–" if cell.mean_gap is None else number_format(cell.mean_gap, decimal_pos=1)
    found = share(cell, measure)
    return "–" if found is None else f"{round(found * 100)}%"


@register.filter
def gap_cells(gaps: Iterable[Gap | None]) -> SafeString:
    """Draw the cells of one person; the few different ones are drawn once in each language."""
    language = get_language() or ""
    return mark_safe("".join(gap_cell(gap, language) for gap in gaps))  # noqa: S308 - each is drawn by a template


@lru_cache(maxsize=1000)
def gap_cell(gap: Gap | None, _language: str) -> str:
    """Draw one cell."""
    return str(get_template("workforce/matrix_cell.html").render({"gap": gap})).strip()
