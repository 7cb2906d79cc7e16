"""Who stands behind a cell of the map, what they could be asked to do, and what that would close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lms.competencies.gap import Reason
from lms.competencies.models import Competency
from lms.development import targets
from lms.people.models import Unit, User
from lms.workforce.facets import Facets
from lms.workforce.selectors.people import EVERYBODY, people_behind

# What a test answers, and what learning may close: a measured gap needs learning first.
UNTESTED = (Reason.COMPLETED_NOT_TESTED, Reason.SELF_DECLARED, Reason.EXPIRED, Reason.NEVER_ASSESSED)


@dataclass(frozen=True)
class Effect:
    """What asking the people behind a cell would change, as far as it can be known before they answer.

    `asked` are those who would be asked; of `required` people `assessed` have a valid level now and `would_be`
    would have one if all the `untested` took a test.
    """

    required: int
    assessed: int
    asked: int
    untested: int

    @property
    def would_be(self) -> int:
        """Return how many would have a valid level."""
        return self.assessed + self.untested

    @property
    def percent_now(self) -> int:
        """Return the share that has a valid level, in percent."""
        return round(100 * self.assessed / self.required) if self.required else 0

    @property
    def percent_then(self) -> int:
        """Return the share that would have one, in percent."""
        return round(100 * self.would_be / self.required) if self.required else 0


@dataclass(frozen=True)
class AssigningPage:
    """What HR chooses from: the things that teach or measure the competency, and whom it concerns."""

    counts: Mapping[Reason, int]
    targets: list[targets.Target]
    effect: Effect


def to_be_asked(
    viewer: User, unit: Unit, competency: Competency, *, on: date, reason: str, facets: Facets = EVERYBODY
) -> QuerySet[Any]:
    """Return the postings of those who would be asked: of one reason, or all who do not meet the standard."""
    rows = people_behind(viewer, unit, competency, on=on, reason=reason, facets=facets)
    return rows if reason in set(Reason) else rows.exclude(reason=Reason.MET)


def assigning_page(
    viewer: User, unit: Unit, competency: Competency, *, on: date, reason: str, facets: Facets = EVERYBODY
) -> AssigningPage:
    """Return what can be asked of the people behind a cell, and what it would close. Four queries and the targets'.

    Nobody asks themselves: who looks stands in the cell and is not among those asked.
    """
    everybody = people_behind(viewer, unit, competency, on=on, facets=facets).order_by()
    rows = everybody.values("reason").annotate(people=Count("pk"), others=Count("pk", filter=~Q(person=viewer)))
    found = {Reason(row["reason"]): row for row in rows}
    counts = {each: row["people"] for each, row in found.items()}
    wanted = {Reason(reason)} if reason in set(Reason) else set(Reason) - {Reason.MET}
    asked = {each: row["others"] for each, row in found.items() if each in wanted}
    effect = Effect(
        required=sum(counts.values()),
        assessed=counts.get(Reason.MET, 0) + counts.get(Reason.MEASURED_BELOW, 0),
        asked=sum(asked.values()),
        untested=sum(count for each, count in asked.items() if each in UNTESTED),
    )
    things = [one for one in targets.that_teach(competency.code) if not one.within or unit.path.startswith(one.within)]
    return AssigningPage(counts, things, effect)
