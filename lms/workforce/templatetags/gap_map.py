"""Reads one cell of the map for the template."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from lms.competencies.models import Competency
from lms.workforce.maps import EMPTY, Cell, MapRow

register = template.Library()


@register.filter
def at(row: MapRow, competency: Competency) -> Cell:
    """Return the cell of a row under a competency."""
    return row.cells.get(competency.pk, EMPTY)


@register.filter
def share(cell: Cell, measure: str) -> float | None:
    """Return what tints the cell, 0 (worst) to 1 (best), under a measure; None without data."""
    if measure == "dinilai":
        return cell.share_assessed
    if measure == "kesenjangan":
        # A mean of two missing levels or more is as pale as it gets.
        return None if cell.mean_gap is None else max(0.0, 1 - cell.mean_gap / 2)
    return cell.share_met


@register.filter
def figure(cell: Cell, measure: str) -> str:
    """Return the number written in the cell under a measure; a dash without data."""
    if measure == "kesenjangan":
        return "–" if cell.mean_gap is None else number_format(cell.mean_gap, decimal_pos=1)
    found = share(cell, measure)
    return "–" if found is None else f"{round(found * 100)}%"
