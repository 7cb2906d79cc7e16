"""What the coordinator of a programme sees: applications, the proposal with its reasons, hours and states.

Never what two people noted for themselves, and never whom somebody would rather not meet.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from lms.people.models import Unit, User
from mentoring import access
from mentoring.explanations import Reader, Reason, reasons_for, shown, why_not_instead, why_without_pair
from mentoring.models import (
    ApplicantRole,
    Application,
    ApplicationState,
    MatchRun,
    Pair,
    Programme,
    SessionState,
)


@dataclass(frozen=True)
class Figures:
    """What a run came to; scores in points out of 100, as text."""

    mentees: int
    mentors: int
    places: int
    matched: int
    mean: str
    worst: str

    @classmethod
    def of(cls, run: MatchRun) -> Figures:
        """Return the figures of a run that is done."""
        stored = run.metrics
        counts = {name: stored[name] for name in ("mentees", "mentors", "places", "matched")}
        return cls(**counts, mean=shown(stored["mean"]), worst=shown(stored["worst"]))


@dataclass(frozen=True)
class CoordinationPage:
    """One programme as its coordinator sees it."""

    programme: Programme
    run: MatchRun | None
    applicants: dict[str, int]

    @property
    def figures(self) -> Figures | None:
        """Return what the last run came to, once it is done."""
        return Figures.of(self.run) if self.run and self.run.metrics else None

    @property
    def mentors(self) -> int:
        """Return how many wait or are paired as mentors."""
        return self.applicants.get(ApplicantRole.MENTOR, 0)

    @property
    def mentees(self) -> int:
        """Return how many wait or are paired as mentees."""
        return self.applicants.get(ApplicantRole.MENTEE, 0)


@dataclass(frozen=True)
class NamedAlternative:
    """Somebody else who would have suited, and why it is not them, in words."""

    name: str
    score: str
    why: str


@dataclass(frozen=True)
class PairRow:
    """A pair in the coordinator's table."""

    pair: Any
    score: str
    reasons: list[Reason]
    other_mentors: list[NamedAlternative]
    other_mentees: list[NamedAlternative]


@dataclass(frozen=True)
class WithoutPair:
    """An applicant without a pair, and the rule that left nobody."""

    application: Application
    reason: str


def programmes_coordinated(*, viewer: User, on: date) -> QuerySet[Programme]:
    """Return the programmes that `viewer` coordinates with their number of applications, newest first. Two queries."""
    waiting = Q(applications__state__in=(ApplicationState.SUBMITTED, ApplicationState.UNMATCHED))
    return access.coordinated_by(viewer, on=on).annotate(
        applicants=Count("applications", filter=~Q(applications__state=ApplicationState.WITHDRAWN)),
        waiting=Count("applications", filter=waiting),
    )


@dataclass(frozen=True)
class CoordinatorDesk:
    """The programmes somebody coordinates, and whether they may write new ones."""

    programmes: QuerySet[Programme]
    may_write: bool


def coordinator_desk(*, viewer: User, on: date) -> CoordinatorDesk:
    """Return the programmes that `viewer` coordinates. Four queries with the list.

    Raises:
        NotCoordinator: there is none, and no unit for which to write one.
    """
    rows = programmes_coordinated(viewer=viewer, on=on)
    may_write = access.may_write_programmes(viewer, on=on)
    if not may_write and not rows.exists():
        raise access.NotCoordinator
    return CoordinatorDesk(rows, may_write)


def units_for_programmes(*, viewer: User, on: date) -> QuerySet[Unit]:
    """Return the units for which `viewer` may write a programme.

    Raises:
        NotCoordinator: there is none.
    """
    return access.units_to_coordinate(viewer, on=on)


def coordination_page(programme: uuid.UUID, *, viewer: User, on: date) -> CoordinationPage:
    """Return one programme for its coordinator. Four queries.

    Raises:
        NotCoordinator: it is not theirs.
    """
    found = access.require_coordinator(viewer, programme, on=on)
    rows = found.applications.exclude(state=ApplicationState.WITHDRAWN)
    applicants = dict(rows.values_list("role").annotate(n=Count("pk")).order_by())
    return CoordinationPage(found, latest_run(found), applicants)


def latest_run(programme: Programme) -> MatchRun | None:
    """Return the last matching of a programme. One query."""
    return programme.runs.order_by("-pk").first()


def applications_to(page: CoordinationPage) -> QuerySet[Application]:
    """Return the applications to a programme, mentees first, by name."""
    rows = Application.objects.filter(programme=page.programme).exclude(state=ApplicationState.WITHDRAWN)
    return rows.select_related("person").prefetch_related("competencies").order_by("role", "person__full_name", "pk")


def pairs_in(page: CoordinationPage) -> QuerySet[Pair]:
    """Return the pairs of a programme with hours and states: those not yet published first, then by score."""
    confirmed = Q(sessions__state=SessionState.CONFIRMED)
    rows = Pair.objects.filter(programme=page.programme).select_related("mentor", "mentee", "competency", "run")
    found: QuerySet[Pair] = rows.annotate(
        held=Count("sessions", filter=confirmed),
        minutes=Sum("sessions__minutes", filter=confirmed),
        disputed=Count("sessions", filter=Q(sessions__state=SessionState.DISPUTED)),
    ).order_by("-run_id", "-score", "pk")
    return found


def as_rows(pairs: Sequence[Pair]) -> list[PairRow]:
    """Return pairs with their reasons and alternatives in words. One query, however many pairs."""
    others = [
        other for pair in pairs for side in ("other_mentors", "other_mentees") for other in pair.explanation[side]
    ]
    names = {person.pk: person.display_name for person in User.objects.filter(pk__in={one["person"] for one in others})}
    return [
        PairRow(
            pair=pair,
            score=shown(pair.score),
            reasons=reasons_for(pair, Reader.COORDINATOR),
            other_mentors=named(pair.explanation["other_mentors"], names),
            other_mentees=named(pair.explanation["other_mentees"], names),
        )
        for pair in pairs
    ]


def named(others: Iterable[dict[str, Any]], names: dict[int, str]) -> list[NamedAlternative]:
    """Return alternatives with their names; whoever has left is not named."""
    return [
        NamedAlternative(names[other["person"]], shown(other["score"]), why_not_instead(other["why"]))
        for other in others
        if other["person"] in names
    ]


def without_pair(entries: Sequence[dict[str, Any]]) -> list[WithoutPair]:
    """Return the applicants that a run left without a pair. Two queries, however many."""
    rows = Application.objects.filter(pk__in=[entry["application"] for entry in entries])
    found = {row.pk: row for row in rows.select_related("person").prefetch_related("competencies")}
    return [
        WithoutPair(found[entry["application"]], why_without_pair(entry["reason"]))
        for entry in entries
        if entry["application"] in found
    ]
