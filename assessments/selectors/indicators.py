"""Which behaviours an attempt showed: how many answers were right for each indicator of the framework."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from assessments.models import Attempt, AttemptSlot


@dataclass(frozen=True)
class IndicatorTally:
    """How many questions on one indicator were answered fully right."""

    level: int
    text: str
    right: int
    total: int

    @property
    def thousandths(self) -> int:
        """Return the share of right answers, 0 to 1000."""
        return round(1000 * self.right / self.total)


def tallies_of(attempt: Attempt) -> dict[int, tuple[IndicatorTally, ...]]:
    """Return the indicators that a scored attempt asked for, by the competency (id) measured, in the order of levels.

    One query.

    What counts for nothing (tried out, neutralised, self-ratings) is left out, and so is what people rate: that is
    neither right nor wrong.
    """
    rows = AttemptSlot.objects.filter(
        attempt=attempt,
        is_pilot=False,
        credit__isnull=False,
        is_right__isnull=False,
        item_version__indicator__isnull=False,
        item_version__neutralisation__isnull=True,
    )
    told = rows.order_by().values(
        indicator=F("item_version__indicator"),
        measured=Coalesce("competency", "item_version__indicator__competency"),
        level=F("item_version__indicator__level"),
        place=F("item_version__indicator__order"),
        text=F("item_version__indicator__text"),
    )
    told = told.annotate(total=Count("pk"), right=Count("pk", filter=Q(is_right=True)))
    found: dict[int, tuple[IndicatorTally, ...]] = {}
    for row in told.order_by("level", "place", "indicator"):
        tally = IndicatorTally(row["level"], row["text"], row["right"], row["total"])
        found[row["measured"]] = (*found.get(row["measured"], ()), tally)
    return found
