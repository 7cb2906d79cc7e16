"""Computes results anew: a question that counts no more, an answer that was rated again, an attempt that is void.

What was passed stays passed: a fault of ours takes nothing away. Percentage, abilities and evidence say what the
answers that count show now. Before and after stand in `ScoreChange`, and the earlier evidence is superseded.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments import statements_of
from assessments.models import (
    Appeal,
    Attempt,
    AttemptSlot,
    AttemptState,
    CompetencyScore,
    Item,
    ItemStatus,
    ItemVersion,
    Neutralisation,
    NeutralisationState,
    ScoreChange,
)
from assessments.services.blueprints import settle_placement
from assessments.services.rubric_scoring import tasks_of
from assessments.services.scoring import announce, findings_of, measure, slots_to_score, source_of, write_scores
from assessments.signals import recomputing_requested
from lms.competencies.services import replace_evidence
from lms.errors import Conflict, gettext_noop
from lms.notices.services import notify
from lms.people.models import User

log = structlog.get_logger("assessments")

BATCH = 200
IN_USE = (ItemStatus.ACTIVE, ItemStatus.PILOT)
# A result that was being scored while the question was taken out appears a moment later.
SETTLES_WITHIN = timedelta(minutes=5)


class NotVoidable(Conflict):
    """The attempt was passed meanwhile, or has no result."""

    code = "not_voidable"
    message = gettext_noop("This attempt cannot be made void: it was passed meanwhile, or has no result.")


@transaction.atomic
def neutralise(*, version: ItemVersion, reason: str, by: User, at: datetime) -> Neutralisation:
    """Let a version of an item count for nobody any more, and take it out of use; twice is once.

    The results that hold it are computed anew by the worker; who wrote the question is told.
    """
    row, created = Neutralisation.objects.get_or_create(
        version=version, defaults={"reason": reason, "by": by, "at": at}
    )
    if created:
        in_use = Item.objects.filter(pk=version.item_id, approved=version, status__in=IN_USE)
        in_use.update(status=ItemStatus.SUSPENDED, changed_at=at)
        settle_placement()
        tell_owner(row, at=at)
        transaction.on_commit(partial(recomputing_requested.send, sender=Neutralisation, neutralisation_id=row.pk))
    return row


def recompute_waiting(*, at: datetime) -> int:
    """Compute anew what waits; return how many neutralisations were tried. One failure stops no other."""
    waiting = list(Neutralisation.objects.filter(state=NeutralisationState.REQUESTED).order_by("at", "pk"))
    for row in waiting:
        try:
            recompute(neutralisation_id=row.pk, at=at)
        except Exception:
            log.exception("results could not be computed anew", neutralisation=row.pk)
    return len(waiting)


def recompute(*, neutralisation_id: int, at: datetime) -> None:
    """Compute every result anew that holds a neutralised question, each in a transaction of its own.

    A worker that dies is taken up where it stopped: a result that was computed anew has its row. One failure stops no
    other, and is tried again by the sweep, as are results that were being scored at that moment.
    """
    row = Neutralisation.objects.get(pk=neutralisation_id)
    last = 0
    while ids := list(to_recompute(row).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        for pk in ids:
            recompute_one(pk, row, at=at)
        last = ids[-1]
    row.results = row.score_changes.count()
    if at >= row.at + SETTLES_WITHIN and not to_recompute(row).exists():
        row.state, row.finished_at = NeutralisationState.DONE, at
    row.save(update_fields=["state", "results", "finished_at"])


def recompute_one(attempt_id: int, row: Neutralisation, *, at: datetime) -> None:
    """Compute one result anew; what fails is logged."""
    try:
        rescore(attempt_id=attempt_id, at=at, neutralisation=row)
    except Exception:
        log.exception("result could not be computed anew", attempt=attempt_id, neutralisation=row.pk)


def to_recompute(row: Neutralisation) -> QuerySet[Any]:
    """Return the scored attempts in which the question counted and that were not computed anew for it yet."""
    done = ScoreChange.objects.filter(attempt=OuterRef("pk"), neutralisation=row)
    holding = Attempt.objects.filter(
        state=AttemptState.SCORED,
        scale__isnull=False,
        slots__item_version=row.version_id,
        slots__is_pilot=False,
    )
    waiting: QuerySet[Any] = holding.filter(~Exists(done)).order_by("pk")
    return waiting


@transaction.atomic
def rescore(
    *, attempt_id: int, at: datetime, neutralisation: Neutralisation | None = None, appeal: Appeal | None = None
) -> Attempt:
    """Compute a scored attempt anew, keep before and after, supersede its evidence, and tell its person; once a cause.

    The attempt keeps its scale, its parameters and the moment of its first scoring. One in which no question counts any
    more counts for nothing, unless it was passed.
    """
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("blueprint", "person", "scale")
    attempt: Attempt = rows.get(pk=attempt_id)
    cause = {"neutralisation": neutralisation, "appeal": appeal}
    if attempt.state != AttemptState.SCORED or attempt.scale is None:
        return attempt
    if ScoreChange.objects.filter(attempt=attempt, **cause).exists():
        return attempt
    before, had_passed = facts_of(attempt), bool(attempt.passed)
    slots = slots_to_score(attempt)
    if slots or had_passed:
        score_again(attempt, slots, at=at)
    else:
        empty(attempt, at=at)
    after = facts_of(attempt)
    change = ScoreChange.objects.create(
        attempt=attempt, **cause, before=before, after=after, differs=before != after, at=at
    )
    if change.differs:
        statements_of.record_rescored(attempt, change=change.pk, at=at)
        tell_of_change(attempt, change, at=at)
    if attempt.passed and not had_passed:
        transaction.on_commit(partial(announce, attempt.pk, at))
    return attempt


def score_again(attempt: Attempt, slots: list[AttemptSlot], *, at: datetime) -> None:
    """Write percentage, abilities and evidence as the questions that count show them now."""
    assert attempt.scale is not None  # noqa: S101 - asked before
    first_scored_at, had_passed = attempt.scored_at, attempt.passed
    tasks_of(attempt, slots, at=at)
    write_scores(attempt, slots, attempt.scale, at=at)
    attempt.scored_at = first_scored_at
    attempt.passed = attempt.passed or had_passed
    attempt.save(update_fields=["scored_at", "passed"])
    measured = measure(attempt, slots, attempt.scale.cuts)
    # What was asked counts towards the fewest: a fault of ours takes no measurement away.
    counting = attempt.slots.filter(is_pilot=False).select_related("item_version__item")
    asked = Counter(slot.asked_for_id for slot in counting.order_by())
    for score in measured:
        score.is_indicative = asked[score.competency_id] < attempt.settings.fewest_items
    CompetencyScore.objects.filter(attempt=attempt).delete()
    CompetencyScore.objects.bulk_create(measured)
    performed_on = timezone.localdate(attempt.submitted_at)
    found = findings_of(attempt, slots, measured, attempt.scale.cuts, performed_on=performed_on)
    replace_evidence(person=attempt.person, findings=found, source=source_of(attempt), by=None, at=at)


def empty(attempt: Attempt, *, at: datetime) -> None:
    """Let an attempt count for nothing; its evidence is heard no more."""
    attempt.state = AttemptState.VOIDED
    attempt.save(update_fields=["state"])
    replace_evidence(person=attempt.person, findings=[], source=source_of(attempt), by=None, at=at)


@transaction.atomic
def void(*, attempt_id: int, appeal: Appeal, at: datetime) -> None:
    """Let an attempt that was not passed count for nothing: its person may make it again.

    Raises:
        NotVoidable: it was passed meanwhile, or has no result.

    """
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("blueprint", "person", "scale")
    attempt: Attempt = rows.get(pk=attempt_id)
    if not attempt.is_scored or attempt.passed:
        raise NotVoidable
    before = facts_of(attempt)
    empty(attempt, at=at)
    ScoreChange.objects.create(attempt=attempt, appeal=appeal, before=before, after=facts_of(attempt), at=at)


def facts_of(attempt: Attempt) -> dict[str, Any]:
    """Return a result as it stands in the log of changes. One query."""
    scores = CompetencyScore.objects.filter(attempt=attempt).order_by("competency")
    return {
        "state": attempt.state,
        "percent": None if attempt.percent is None else str(attempt.percent),
        "passed": attempt.passed,
        "raw": None if attempt.score_raw is None else str(attempt.score_raw),
        "max": attempt.score_max,
        "engine": attempt.engine,
        "competencies": {
            str(score.competency_id): {
                "theta": score.theta,
                "standard_error": score.standard_error,
                "level": score.level,
                "items": score.item_count,
            }
            for score in scores
        },
    }


def tell_owner(row: Neutralisation, *, at: datetime) -> None:
    """Tell who wrote the question that it counts no more."""
    item = row.version.item
    if item.owner is not None:
        notify(
            person=item.owner,
            kind="item_neutralised",
            facts={"code": item.code},
            url=reverse("item_bank:item", args=[item.uuid]),
            at=at,
            key=f"item_neutralised:{row.uuid}",
        )


def tell_of_change(attempt: Attempt, change: ScoreChange, *, at: datetime) -> None:
    """Tell the person that the result was computed anew; once for each change."""
    notify(
        person=attempt.person,
        kind="result_changed",
        facts={"title": attempt.blueprint.title},
        url=reverse("assessments:result", args=[attempt.uuid]),
        at=at,
        key=f"result_changed:{change.pk}",
    )
