"""The list of assessors: who was trained to judge portfolios, of what, from when until when, and who recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments.models import AssessorTraining
from assessments.portfolio_access import agencies_overseen, raters_of
from lms.competencies.models import Area
from lms.competencies.selectors import published_framework
from lms.errors import Conflict, InvalidInput, NotFound, gettext_noop
from lms.people.models import Unit, User
from lms.people.selectors import placement_of


class NoSuchRater(InvalidInput):
    """The person is no rater of an agency whose assessors the officer lists, or is the officer."""

    code = "no_such_rater"
    message = gettext_noop("Choose a rater of your agency. Your own training is recorded by somebody else.")


class TrainingDatesBackwards(InvalidInput):
    """The last day lies before the first."""

    code = "training_dates_backwards"
    message = gettext_noop("The last day lies before the first.")


class NoCertificate(InvalidInput):
    """A training is proved by its certificate."""

    code = "training_without_certificate"
    message = gettext_noop("Write the number of the certificate of the training.")


class NoSuchTraining(NotFound):
    """There is no such training, or it belongs to another agency."""

    code = "no_such_training"
    message = gettext_noop("We could not find this training in the list of your agency.")


class TrainingEnded(Conflict):
    """It ended already."""

    code = "training_ended"
    message = gettext_noop("This training has ended already.")


class NoReasonToEnd(InvalidInput):
    """Ending a training says why."""

    code = "training_end_without_reason"
    message = gettext_noop("Say in a sentence why it ends.")


@dataclass(frozen=True)
class Trained:
    """What an officer records: whom, from when until when, of which areas (none: the whole framework), the proof."""

    person: UUID
    valid_from: date
    valid_to: date | None
    certificate: str
    areas: tuple[int, ...] = ()


@transaction.atomic
def record_training(*, trained: Trained, by: User, at: datetime) -> AssessorTraining:
    """Record that a rater was trained as assessor.

    Raises:
        NotAnAssessorOfficer: `by` keeps no list of assessors.
        NoSuchRater: the person is no rater of such an agency, or is `by`.
        TrainingDatesBackwards, NoCertificate: what was typed cannot be.

    """
    on = timezone.localdate(at)
    agencies = list(agencies_overseen(by, on=on))
    person = raters_of(agencies, on=on).filter(uuid=trained.person).exclude(pk=by.pk).first()
    placement = placement_of(person, on=on) if person else None
    if person is None or placement is None:
        raise NoSuchRater
    if trained.valid_to is not None and trained.valid_to < trained.valid_from:
        raise TrainingDatesBackwards
    if not trained.certificate.strip():
        raise NoCertificate
    framework = published_framework()
    row: AssessorTraining = AssessorTraining.objects.create(
        person=person,
        framework=framework,
        agency=placement.agency,
        certificate=trained.certificate.strip(),
        valid_from=trained.valid_from,
        valid_to=trained.valid_to,
        recorded_by=by,
        recorded_at=at,
    )
    row.areas.set(Area.objects.filter(framework=framework, pk__in=trained.areas))
    log(instance=row, action="assessments.record_training", user=by)
    return row


@transaction.atomic
def end_training(*, training: UUID, reason: str, by: User, at: datetime) -> AssessorTraining:
    """End a training now: the assessor takes and judges no portfolio any more.

    Raises:
        NotAnAssessorOfficer, NoSuchTraining: it is out of reach, or the own.
        TrainingEnded: it ended already.
        NoReasonToEnd: nothing says why.

    """
    on = timezone.localdate(at)
    agencies: list[Unit] = list(agencies_overseen(by, on=on))
    rows = AssessorTraining.objects.select_for_update(of=("self",)).filter(agency__in=agencies).exclude(person=by)
    row: AssessorTraining | None = rows.filter(uuid=training).first()
    if row is None:
        raise NoSuchTraining
    if row.ended_at is not None or (row.valid_to is not None and row.valid_to < on):
        raise TrainingEnded
    if not reason.strip():
        raise NoReasonToEnd
    row.valid_to = date.fromordinal(on.toordinal() - 1)
    row.ended_by, row.ended_at, row.end_reason = by, at, reason.strip()[:300]
    row.save()
    log(instance=row, action="assessments.end_training", user=by)
    return row
