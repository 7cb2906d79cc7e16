"""What happens to 360-degree rounds without anybody asking: asking, reminding, following a new superior, closing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from assessments.models import (
    MultiraterComment,
    MultiraterRater,
    MultiraterRating,
    MultiraterResult,
    MultiraterRound,
    RaterRelation,
    RaterState,
    RoundState,
)
from assessments.multirater import Cell, Group, GroupFigures, Outcome, Relation, Sheet, outcome_of
from assessments.services.multirater_ratings import forget_answers
from assessments.services.multirater_starting import rule_on
from lms.competencies.models import Competency, EvidenceKind, Indicator
from lms.competencies.services import Finding, Source, record_evidence
from lms.notices.services import notify
from lms.people.models import User
from lms.people.selectors.circles import circles_of

log = structlog.get_logger("assessments")

SOURCE_KIND = "multirater_round"
ROUNDS_A_SWEEP = 200
PEOPLE_A_SWEEP = 200
REMIND_BEFORE = timedelta(days=3)
DIGITS = 2


def tell_raters(*, at: datetime) -> int:
    """Tell those who are asked, once each for all that is new to them; return how many people were told."""
    fresh = open_requests(at).filter(told_at__isnull=True)
    return tell(fresh, kind="rating_asked", mark="told_at", at=at)


def remind_raters(*, at: datetime) -> int:
    """Remind once, shortly before the end, those who have not handed in; return how many people."""
    due = open_requests(at).filter(told_at__isnull=False, reminded_at__isnull=True)
    return tell(due.filter(round__closes_at__lte=at + REMIND_BEFORE), kind="rating_reminder", mark="reminded_at", at=at)


def open_requests(at: datetime) -> Any:
    """Return the requests that can be answered at that moment and are not handed in."""
    return MultiraterRater.objects.filter(
        state=RaterState.INVITED,
        round__state=RoundState.RUNNING,
        round__opens_at__lte=at,
        round__closes_at__gte=at,
        person__is_active=True,
    )


def tell(rows: Any, *, kind: str, mark: str, at: datetime) -> int:
    """Write one notice to each person among `rows`, and mark the rows; a killed worker goes on from there."""
    people = list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:PEOPLE_A_SWEEP])
    mine: dict[int, list[MultiraterRater]] = {}
    for row in rows.filter(person__in=people).select_related("round", "person").order_by("round__closes_at", "pk"):
        mine.setdefault(row.person_id, []).append(row)
    for asked in mine.values():
        with transaction.atomic():
            first = asked[0]
            notify(
                person=first.person,
                kind=kind,
                facts={"count": str(len(asked)), "day": timezone.localtime(first.round.closes_at).strftime("%d-%m-%Y")},
                url=reverse("assessments:multirater"),
                at=at,
                key=f"{kind}:{first.uuid}",
            )
            MultiraterRater.objects.filter(pk__in=[one.pk for one in asked]).update(**{mark: at})
    return len(mine)


def follow_superiors(*, at: datetime) -> int:
    """Ask the superior of today where the one who was asked has moved on or was missing; return how many."""
    running = MultiraterRound.objects.filter(state=RoundState.RUNNING, closes_at__gte=at)
    asked = 0
    numbers = list(running.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), ROUNDS_A_SWEEP):
        rounds = list(running.filter(pk__in=numbers[start : start + ROUNDS_A_SWEEP]).prefetch_related("raters"))
        circles = circles_of([one.ratee_id for one in rounds], on=timezone.localdate(at))
        for one in rounds:
            circle = circles.get(one.ratee_id)
            if circle is not None and circle.superior is not None:
                asked += follow_superior(one, circle.superior)
    return asked


@transaction.atomic
def follow_superior(one: MultiraterRound, superior: int) -> bool:
    """Ask the superior of today in one round; whether anything changed.

    What a former superior handed in stands. Whoever handed in as a colleague was promised to stay unknown and is not
    asked again; who was asked as a colleague and has not answered is asked as superior now.
    """
    above = [row for row in one.raters.all() if row.relation == RaterRelation.SUPERIOR]
    if any(row.person_id == superior or row.is_submitted for row in above):
        return False
    gone = [row.pk for row in above if row.state == RaterState.INVITED]
    MultiraterRater.objects.filter(pk__in=gone).update(state=RaterState.WITHDRAWN)
    forget_answers(gone)
    before = next((row for row in one.raters.all() if row.person_id == superior), None)
    if before is None:
        MultiraterRater.objects.create(round=one, person_id=superior, relation=RaterRelation.SUPERIOR)
        return True
    if before.is_submitted or before.relation == RaterRelation.SELF:
        return False
    forget_answers([before.pk])
    MultiraterRater.objects.filter(pk=before.pk).update(
        relation=RaterRelation.SUPERIOR, state=RaterState.INVITED, is_named=False, told_at=None, reminded_at=None
    )
    return True


def close_ended(*, at: datetime) -> int:
    """Close the rounds whose window is over; return how many. One that fails does not hold up the others."""
    due = MultiraterRound.objects.filter(state=RoundState.RUNNING, closes_at__lt=at).order_by("closes_at", "pk")
    closed = 0
    for number in list(due.values_list("pk", flat=True)[:ROUNDS_A_SWEEP]):
        try:
            closed += close_round(round_id=number, at=at)
        except Exception as problem:  # the next sweep tries again
            log.error("360 round not closed", round=number, problem=type(problem).__name__)
    return closed


@transaction.atomic
def close_round(*, round_id: int, at: datetime) -> bool:
    """Compute what may be shown, record the evidence, tell the person; a second time changes nothing."""
    one = MultiraterRound.objects.select_for_update().get(pk=round_id)
    if not one.is_running or one.closes_at >= at:
        return False
    found = outcomes_of(one, at=at)
    MultiraterResult.objects.bulk_create([as_result(one, competency, outcome) for competency, outcome in found])
    MultiraterRound.objects.filter(pk=one.pk).update(state=RoundState.CLOSED, closed_at=at)
    forget_answers(one.raters.exclude(state=RaterState.SUBMITTED).values_list("pk", flat=True))
    if one.is_evidence:
        record(one, found, at=at)
    tell_results(one, at=at)
    return True


def outcomes_of(one: MultiraterRound, *, at: datetime) -> list[tuple[Competency, Outcome]]:
    """Return the outcome of each competency, whose indicators are at hand. Six queries."""
    rules = rule_on(timezone.localdate(at)).rules
    raters = list(one.raters.filter(state=RaterState.SUBMITTED))
    ratings = MultiraterRating.objects.filter(rater__in=raters, observed__isnull=False)
    observed: dict[tuple[int, int], int] = {(row.rater_id, row.indicator_id): row.observed or 0 for row in ratings}
    comments = {
        (row.rater_id, row.competency_id): row.text for row in MultiraterComment.objects.filter(rater__in=raters)
    }
    found = []
    for competency in one.competencies.order_by("area__order", "order").prefetch_related("indicators"):
        indicators: list[Indicator] = list(competency.indicators.all())
        sheets = [
            Sheet(
                Relation(rater.relation),
                {row.pk: observed[rater.pk, row.pk] for row in indicators if (rater.pk, row.pk) in observed},
                comments.get((rater.pk, competency.pk), ""),
            )
            for rater in raters
        ]
        outcome = outcome_of(sheets, {row.pk: row.level for row in indicators}, rules)
        found.append((competency, outcome))
    return found


def as_result(one: MultiraterRound, competency: Competency, outcome: Outcome) -> MultiraterResult:
    """Return the row that keeps what may be shown, readable without any other row."""
    indicators = {row.pk: row for row in competency.indicators.all()}
    return MultiraterResult(
        round=one,
        competency=competency,
        level=outcome.level,
        standard_error=None if outcome.standard_error is None else round(outcome.standard_error, DIGITS),
        raters=outcome.raters,
        without_level=outcome.without or "",
        groups=[as_stored(group, indicators) for group in outcome.groups],
        comments=[
            {"group": group.group, "texts": list(group.comments)}
            for group in outcome.groups
            if group.comments and group.group is not Group.SELF
        ],
    )


def as_stored(group: GroupFigures, indicators: dict[int, Indicator]) -> dict[str, Any]:
    """Return the figures of one group as they are kept."""
    return {
        "group": group.group,
        "raters": group.raters,
        "mean": round(group.mean, DIGITS),
        "spread": None if group.spread is None else round(group.spread, DIGITS),
        "indicators": [as_stored_cell(cell, indicators[cell.indicator]) for cell in group.cells],
    }


def as_stored_cell(cell: Cell, indicator: Indicator) -> dict[str, Any]:
    """Return what one group said about one indicator, with its words."""
    return {
        "level": indicator.level,
        "order": indicator.order,
        "text": indicator.text,
        "answers": cell.answers,
        "total": cell.total,
    }


def record(one: MultiraterRound, found: Iterable[tuple[Competency, Outcome]], *, at: datetime) -> None:
    """Record the levels as evidence; its ceiling and validity follow the rule of its kind."""
    with translation.override(settings.LANGUAGE_CODE):
        source = Source(SOURCE_KIND, one.uuid, gettext("360-degree rating"))
    findings = [
        Finding(
            competency=competency,
            kind=EvidenceKind.MULTIRATER,
            level=outcome.level,
            performed_on=timezone.localdate(one.closes_at),
            standard_error=round(outcome.standard_error or 0.0, DIGITS),
            details={"band": band_of(outcome.level, outcome.standard_error or 0.0), "raters": outcome.raters},
        )
        for competency, outcome in found
        if outcome.level is not None
    ]
    record_evidence(person=one.ratee, findings=findings, source=source, by=one.started_by, at=at)


def band_of(level: int, error: float) -> list[float]:
    """Return where the level most likely lies on the bar of levels, 0 to 5."""
    return [round(max(0.0, level - error), DIGITS), round(min(5.0, level + error), DIGITS)]


def tell_results(one: MultiraterRound, *, at: datetime) -> None:
    """Tell the person, and of HR's rounds the superior of today, that the results stand."""
    where = reverse("assessments:multirater_round", args=[one.uuid])
    notify(person=one.ratee, kind="rating_closed", facts={}, url=where, at=at, key=f"rating_closed:{one.uuid}")
    circle = circles_of([one.ratee_id], on=timezone.localdate(at)).get(one.ratee_id)
    above = circle.superior if circle and one.is_evidence else None
    superior = User.objects.filter(pk=above).first() if above else None
    if superior is not None:
        facts = {"name": one.ratee.display_name}
        key = f"rating_closed_above:{one.uuid}"
        notify(person=superior, kind="rating_closed_above", facts=facts, url=where, at=at, key=key)
