"""What people do who stand at a level: the indicators of competencies."""

from __future__ import annotations

from django.db.models import QuerySet

from lms.competencies.models import Competency, Indicator
from lms.competencies.selectors.levels import published_framework


def indicators_of(competency: Competency) -> QuerySet[Indicator]:
    """Return the indicators of all five levels, in order."""
    return competency.indicators.order_by("level", "order")


def indicators_by_place() -> dict[tuple[int, int], list[Indicator]]:
    """Return the indicators of the published framework by competency (id) and level, in order. Two queries."""
    found: dict[tuple[int, int], list[Indicator]] = {}
    rows = Indicator.objects.filter(competency__framework=published_framework()).order_by("level", "order")
    for row in rows:
        found.setdefault((row.competency_id, row.level), []).append(row)
    return found
