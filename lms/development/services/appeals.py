"""Takes appeals against levels that no test decided, and answers them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from lms.competencies.models import Competency, Evidence, EvidenceKind, PersonLevel
from lms.competencies.services import Finding, Source, replace_evidence
from lms.development.models import AppealState, LevelAppeal
from lms.development.models.appeals import LONGEST_APPEAL
from lms.development.selectors.appeals import appeal_to_answer, may_be_appealed_here
from lms.development.selectors.outside import reviewers_of
from lms.development.services.obligations import ReasonMissing
from lms.errors import Conflict, NotAllowed, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.people.services.looks import log_look
from lms.rows import hold


class NothingToAppeal(Conflict):
    """No level stands, a test decided it, or an appeal is open already."""

    code = "nothing_to_appeal"
    message = gettext_noop(
        "There is nothing to contest here: no level stands, an appeal is open already, or a test decided the level. "
        "The result of a test is contested on its own page."
    )


class RecordedItYourself(NotAllowed):
    """Who wrote the evidence does not judge the appeal."""

    code = "recorded_it_yourself"
    message = gettext_noop("You recorded this evidence yourself. Somebody else answers the appeal.")


@transaction.atomic
def appeal_level(*, competency: Competency, reason: str, by: User, at: datetime) -> LevelAppeal:
    """Contest the evidence that decides the own level; HR of the unit is told.

    Raises:
        ReasonMissing, NothingToAppeal.
    """
    if not reason.strip():
        raise ReasonMissing
    hold(User, by.pk)
    level = PersonLevel.objects.filter(person=by, competency=competency).select_related("decided_by").first()
    decisive = level.decided_by if level else None
    if decisive is None or not may_be_appealed_here(decisive):
        raise NothingToAppeal
    if LevelAppeal.objects.filter(evidence=decisive, state=AppealState.OPEN).exists():
        raise NothingToAppeal
    row = LevelAppeal.objects.create(person=by, evidence=decisive, reason=reason.strip()[:LONGEST_APPEAL], filed_at=at)
    for officer in reviewers_of(by, on=timezone.localdate(at)):
        notify(
            person=officer,
            kind="level_appealed",
            facts={"name": by.display_name, "competency": competency.name},
            url=reverse("development:level_appeal", args=[row.uuid]),
            at=at,
            key=f"level_appealed:{row.uuid}:{officer.pk}",
        )
    return row


@transaction.atomic
def look_at_appeal(*, number: uuid.UUID, by: User, at: datetime) -> LevelAppeal:
    """Return an appeal that `by` answers, and note the look.

    Raises:
        AnswersNoAppeals, NoSuchAppeal.
    """
    row = appeal_to_answer(number, viewer=by, on=timezone.localdate(at))
    log_look(viewer=by, subject=row.person, purpose="hr_review", at=at)
    return row


@transaction.atomic
def answer_appeal(*, number: uuid.UUID, is_upheld: bool, answer: str, by: User, at: datetime) -> LevelAppeal:
    """Answer an appeal: the evidence counts no more, and the level is derived anew; or it stays. Both with reasons.

    Raises:
        AnswersNoAppeals, NoSuchAppeal, ReasonMissing, RecordedItYourself.
    """
    row = appeal_to_answer(number, viewer=by, on=timezone.localdate(at))
    if not answer.strip():
        raise ReasonMissing
    if row.evidence.recorded_by_id == by.pk:
        raise RecordedItYourself
    row = LevelAppeal.objects.select_for_update(of=("self",)).select_related("person", "evidence").get(pk=row.pk)
    if row.state != AppealState.OPEN:
        raise NothingToAppeal
    row.state = AppealState.UPHELD if is_upheld else AppealState.KEPT
    row.answer, row.decided_by, row.decided_at = answer.strip()[:LONGEST_APPEAL], by, at
    row.save()
    if is_upheld:
        take_out(row.evidence, by=by, at=at)
    log(row, "development.answer_appeal", user=by, data={"appeal": str(row.uuid), "state": row.state})
    notify(
        person=row.person,
        kind="level_appeal_answered",
        facts={"competency": row.evidence.competency.name, "answer": row.answer},
        url=reverse("home:competency", args=[row.evidence.competency.code]),
        at=at,
        key=f"level_appeal_answered:{row.uuid}",
    )
    return row


def take_out(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Let one piece of evidence count no more; what else its source said stays as it is."""
    rows = Evidence.objects.filter(
        person=evidence.person_id,
        source_uuid=evidence.source_uuid,
        source_kind=evidence.source_kind,
        superseded_at__isnull=True,
    )
    others = rows.exclude(pk=evidence.pk).select_related("competency")
    source = Source(evidence.source_kind, evidence.source_uuid, evidence.source_title)
    replace_evidence(person=evidence.person, findings=map(as_finding, others), source=source, by=by, at=at)


def as_finding(row: Evidence) -> Finding:
    """Return stored evidence as its source said it."""
    names = ("competency", "level", "performed_on", "theta", "standard_error", "chance", "valid_until", "details")
    return Finding(kind=EvidenceKind(row.kind), **{name: getattr(row, name) for name in names})
