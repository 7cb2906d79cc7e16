"""What a rater reads: what is asked, part by part, and what is still open."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import MultiraterRater, MultiraterRule, RaterRelation, RaterState
from assessments.multirater_access import request_of, require_still_leads
from lms.competencies.models import Competency, Indicator
from lms.people import access


@dataclass(frozen=True)
class RatingPart:
    """One competency of a request: its indicators, and what was kept so far by indicator (None: cannot judge)."""

    number: int
    competency: Competency
    indicators: tuple[Indicator, ...]
    observed: dict[int, int | None]
    comment: str

    @property
    def answered(self) -> int:
        """Return how many indicators have an answer."""
        return len(self.observed)

    @property
    def is_complete(self) -> bool:
        """Whether every indicator has an answer."""
        return self.answered == len(self.indicators)


@dataclass(frozen=True)
class RatingPage:
    """One request with all its parts. `is_open` says whether it can be answered now."""

    request: MultiraterRater
    parts: tuple[RatingPart, ...]
    is_open: bool
    group_size: int

    @property
    def is_self(self) -> bool:
        """Whether the rater rates themselves."""
        return self.request.relation == RaterRelation.SELF

    @property
    def open_parts(self) -> tuple[RatingPart, ...]:
        """Return the parts in which an answer is missing."""
        return tuple(part for part in self.parts if not part.is_complete)

    @property
    def behaviours(self) -> int:
        """Return how many behaviours are asked about."""
        return sum(len(part.indicators) for part in self.parts)

    @property
    def answered(self) -> int:
        """Return how many of them have an answer."""
        return sum(part.answered for part in self.parts)

    def part(self, number: int) -> RatingPart:
        """Return the part with this number; the first for any other number."""
        return self.parts[number - 1] if 1 <= number <= len(self.parts) else self.parts[0]


def parts_of(rater: MultiraterRater) -> tuple[RatingPart, ...]:
    """Return the parts of a request, in the order of the framework. Four queries."""
    observed = dict(rater.ratings.values_list("indicator_id", "observed"))
    comments = dict(rater.comments.values_list("competency_id", "text"))
    found = []
    rows = rater.round.competencies.order_by("area__order", "order").prefetch_related("indicators")
    for number, competency in enumerate(rows, start=1):
        indicators = tuple(competency.indicators.all())
        mine = {one.pk: observed[one.pk] for one in indicators if one.pk in observed}
        found.append(RatingPart(number, competency, indicators, mine, comments.get(competency.pk, "")))
    return tuple(found)


def missing_parts(rater: MultiraterRater) -> tuple[RatingPart, ...]:
    """Return the parts in which an answer is missing. Four queries."""
    return tuple(part for part in parts_of(rater) if not part.is_complete)


def rating_page(viewer: access.Viewer, request: uuid.UUID, *, at: datetime) -> RatingPage:
    """Return a request to its rater. Nine queries at the most.

    Raises:
        NoSuchRequest: it was asked of somebody else.
        NoLongerSuperior: the superior has moved on and did not hand in.

    """
    on = timezone.localdate(at)
    found = request_of(viewer, request, at=at)
    is_open = found.state == RaterState.INVITED and found.round.is_open(at)
    if is_open:
        require_still_leads(viewer, found, on=on)
    group_size: int = MultiraterRule.objects.newest_in_force(on).group_size
    return RatingPage(found, parts_of(found), is_open, group_size)
