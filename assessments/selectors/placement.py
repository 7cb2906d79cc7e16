"""What a placement test measures for a person, and why: the competencies that the post asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.campaign_access import asked_of
from assessments.models import Accommodation, Attempt, AttemptState, Blueprint, CompetencyScore
from assessments.retakes import Past, Rule, Standing, standing
from assessments.selectors.accommodations import accommodation_of
from assessments.selectors.attempts import NoSuchTest, placement_blueprints, retake_rule
from assessments.selectors.pilots import on_trial, pilot_count
from assessments.selectors.pools import counts_of_items
from lms.competencies.carrying import Edges, carried_to, heard_for, newest_of
from lms.competencies.gap import Reason
from lms.competencies.models import Competency
from lms.competencies.selectors import CompetencyGap, carrying_edges, competencies_by_code, gaps_of
from lms.people.access import Viewer
from lms.people.selectors import placement_of

MOST_COMPETENCIES = 4
# What nothing has measured yet comes before what a course may have changed since.
UNMEASURED = (Reason.SELF_DECLARED, Reason.COMPLETED_NOT_TESTED, Reason.EXPIRED, Reason.NEVER_ASSESSED)


@dataclass(frozen=True)
class Choice:
    """A competency that could be measured: what the post requires, why it is asked, and when it may be."""

    competency: Competency
    required: int | None
    attained: int | None
    reason: Reason | None
    item_count: int
    standing: Standing
    is_asked: bool = False

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """Return what comes first: what HR asks for, what is unmeasured, the widest gap, the framework's order."""
        first = 0 if self.reason in UNMEASURED else 1 if self.reason is Reason.MEASURED_BELOW else 2
        missing = (self.required or 0) - (self.attained or 0)
        return not self.is_asked, first, -missing, self.competency.order


@dataclass(frozen=True)
class PlacementPage:
    """One placement test for one person.

    `now` is what the next sitting measures, at most four; `later` what a further one would; `waiting` what was measured
    lately; `without_items` what the bank cannot measure yet. `by_post` says whether the post's standard chose them.
    """

    blueprint: Blueprint
    running: Attempt | None
    now: tuple[Choice, ...]
    later: tuple[Choice, ...]
    waiting: tuple[Choice, ...]
    without_items: tuple[Choice, ...]
    by_post: bool
    accommodation: Accommodation | None = None
    pilot_count: int = 0

    @property
    def most_items(self) -> int:
        """Return the most questions of the next sitting."""
        return min(self.blueprint.most_items, sum(choice.item_count for choice in self.now))


def placement_page(viewer: Viewer, *, at: datetime, invited_to: Blueprint | None = None) -> PlacementPage:
    """Return what a placement test would measure of the viewer. At most twenty-two queries.

    Who is invited to one in a room may take it there, whatever was measured lately.

    Raises:
        NoSuchTest: no placement test is offered.

    """
    on = timezone.localdate(at)
    blueprint = invited_to or placement_blueprints().first()
    if blueprint is None:
        raise NoSuchTest
    running = Attempt.objects.running().filter(person=viewer, blueprint=blueprint).first()
    placement = placement_of(viewer, on=on)
    agency = placement.agency.pk if placement else None
    edges = carrying_edges()
    counts = counts_of_items(agency, edges)
    gaps = gaps_of(viewer, viewer=viewer, on=on)
    rule = retake_rule(at)
    standing_in = standings_in(viewer, blueprint, rule, edges, at=at)
    asked = newest_of(asked_competencies(viewer, blueprint, on=on), edges)
    rows: Iterable[CompetencyGap | Competency] = [*gaps, *beside(gaps, asked)] or competencies_by_code().values()
    choices = sorted(choices_of(rows, counts, standing_in, asked), key=lambda choice: choice.order)
    enough = [choice for choice in choices if choice.item_count >= blueprint.fewest_items]
    open_now = [choice for choice in enough if invited_to or choice.standing.may_start]
    most = min(MOST_COMPETENCIES, blueprint.most_items // blueprint.fewest_items)
    now = tuple(open_now[:most])
    heard = {own for choice in now for own in heard_for(choice.competency.pk, edges)}
    tried = on_trial(heard, agency)
    return PlacementPage(
        blueprint=blueprint,
        running=running,
        now=now,
        later=tuple(open_now[most:]),
        waiting=tuple(choice for choice in enough if choice not in open_now),
        without_items=tuple(choice for choice in choices if choice.item_count < blueprint.fewest_items) if gaps else (),
        by_post=bool(gaps),
        accommodation=accommodation_of(viewer, on=on),
        pilot_count=pilot_count(viewer, blueprint, tried) if now else 0,
    )


def asked_competencies(viewer: Viewer, blueprint: Blueprint, *, on: date) -> set[int]:
    """Return the ids of the competencies that HR's campaigns ask this placement test to measure. One query."""
    asked = asked_of(viewer, on=on).filter(campaign__blueprint=blueprint, is_done=False)
    return {pk for measures in asked.values_list("campaign__measures", flat=True) for pk in measures}


def beside(gaps: Sequence[CompetencyGap], asked: frozenset[int]) -> Sequence[Competency]:
    """Return what is asked for beside what the post requires. One query, none where nothing is."""
    missing = asked - {gap.competency.pk for gap in gaps}
    return list(Competency.objects.filter(pk__in=missing)) if missing and gaps else []


def standings_in(
    viewer: Viewer, blueprint: Blueprint, rule: Rule, edges: Edges, *, at: datetime
) -> Callable[[int], Standing]:
    """Return where the viewer stands with each competency of a placement test. Two queries.

    A measurement counts as a try, and so does one of a competency whose place was taken since; a sitting that was ended
    too early for one costs the pause alone.
    """
    lines = list(edges)
    measured: dict[int, set[datetime]] = {}
    scores = CompetencyScore.objects.filter(attempt__person=viewer, attempt__blueprint=blueprint, is_indicative=False)
    scores = scores.exclude(attempt__state=AttemptState.VOIDED)
    for competency, ended_at in scores.values_list("competency_id", "attempt__submitted_at"):
        if ended_at is not None:
            for one in carried_to([competency], lines):
                measured.setdefault(one, set()).add(ended_at)
    pause = timedelta(hours=rule.gap_hours)
    ended = Attempt.objects.ended().filter(person=viewer, blueprint=blueprint, submitted_at__gt=at - pause)
    paused: dict[int, datetime] = {}
    for measures, ended_at in ended.values_list("measures", "submitted_at"):
        for competency in carried_to(measures, lines):
            paused[competency] = max(paused.get(competency, ended_at), ended_at)

    def of(competency: int) -> Standing:
        tries = [Past(ended_at, passed=False) for ended_at in sorted(measured.get(competency, ()))]
        found = standing(rule, tries, at=at)
        opens = paused[competency] + pause if competency in paused else None
        later = max((moment for moment in (found.next_at, opens) if moment), default=None)
        return replace(found, next_at=later)

    return of


def closed_now(viewer: Viewer, blueprint: Blueprint, competencies: Iterable[int], *, at: datetime) -> set[int]:
    """Return which competencies the placement test does not measure at the moment. Four queries."""
    standing_in = standings_in(viewer, blueprint, retake_rule(at), carrying_edges(), at=at)
    return {competency for competency in competencies if not standing_in(competency).may_start}


def choices_of(
    rows: Iterable[CompetencyGap | Competency],
    counts: dict[int, int],
    standing_in: Callable[[int], Standing],
    asked: frozenset[int],
) -> Iterable[Choice]:
    """Return what could be measured, from the gaps of a post or from the framework."""
    for row in rows:
        competency = row.competency if isinstance(row, CompetencyGap) else row
        yield Choice(
            competency=competency,
            required=row.gap.required if isinstance(row, CompetencyGap) else None,
            attained=row.gap.attained if isinstance(row, CompetencyGap) else None,
            reason=row.gap.reason if isinstance(row, CompetencyGap) else None,
            item_count=counts.get(competency.pk, 0),
            standing=standing_in(competency.pk),
            is_asked=competency.pk in asked,
        )
