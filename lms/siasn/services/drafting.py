"""Finds new records of agencies that deliver, and makes a draft of each: certificates of ours, trainings accepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from certificates.facts import TrainingType
from certificates.models import Certificate, State
from lms.development.models import OutsideKind, OutsideState, OutsideTraining
from lms.people import access
from lms.people.models import Posting, PostingKind, User
from lms.siasn import mapping
from lms.siasn.mapping import RecordKind
from lms.siasn.models import Delivery, DeliveryEvent, SiasnAgency
from lms.siasn.services.history import DRAFTED, event_of
from lms.siasn.services.records import records_of

A_CHUNK = 500
KIND_OF_CERTIFICATE = {
    TrainingType.TECHNICAL: RecordKind.TECHNICAL,
    TrainingType.FUNCTIONAL: RecordKind.FUNCTIONAL,
    TrainingType.LEADERSHIP: RecordKind.LEADERSHIP,
    TrainingType.SEMINAR: RecordKind.SEMINAR,
}
KIND_OF_TRAINING = {
    OutsideKind.TECHNICAL: RecordKind.TECHNICAL,
    OutsideKind.FUNCTIONAL: RecordKind.FUNCTIONAL,
    OutsideKind.LEADERSHIP: RecordKind.LEADERSHIP,
    OutsideKind.SEMINAR: RecordKind.SEMINAR,
}


def draft_new(*, at: datetime) -> int:
    """Make a draft of every record that has none, in every agency that delivers; return how many were made."""
    agencies = list(SiasnAgency.objects.order_by("pk").values_list("pk", flat=True))
    return sum(draft_of_agency(settings_id=one, at=at) for one in agencies)


def draft_of_agency(*, settings_id: int, at: datetime) -> int:
    """Make the drafts of one agency, a few hundred in one transaction; return how many."""
    made = 0
    while fresh := draft_some(settings_id=settings_id, at=at):
        made += fresh
    return made


@transaction.atomic
def draft_some(*, settings_id: int, at: datetime) -> int:
    """Make some drafts under the lock of the agency's settings, so that two sweeps make none twice."""
    locked = SiasnAgency.objects.select_for_update(of=("self",)).select_related("agency")
    settings = locked.filter(pk=settings_id).first()
    if settings is None:
        return 0
    people = people_of(settings, at=at)
    return write_drafts(
        [
            *(of_certificate(one, settings, at=at) for one in new_certificates(settings, people)[:A_CHUNK]),
            *(of_training(one, settings, at=at) for one in new_trainings(settings, people)[:A_CHUNK]),
        ],
        at=at,
    )


def draft_certificate(*, certificate_id: int, at: datetime) -> int:
    """Make the draft of a certificate that was issued just now, if the holder's agency delivers; return how many."""
    found = Certificate.objects.filter(pk=certificate_id, state=State.ISSUED, holder__isnull=False).first()
    if found is None:
        return 0
    day = timezone.localdate(at)
    where = Posting.objects.on(day).filter(person=found.holder, kind=PostingKind.PRIMARY).select_related("unit").first()
    settings = SiasnAgency.objects.filter(agency__path=where.unit.agency_path).first() if where else None
    return draft_of_agency(settings_id=settings.pk, at=at) if settings else 0


def people_of(settings: SiasnAgency, *, at: datetime) -> QuerySet[User]:
    """Return who works in the agency, for a subquery."""
    posted = Posting.objects.on(timezone.localdate(at)).filter(kind=PostingKind.PRIMARY)
    inside = posted.filter(access.below((settings.agency.path,), "unit__path"))
    return User.objects.filter(pk__in=inside.values("person_id"), erased_at__isnull=True)


def new_certificates(settings: SiasnAgency, people: QuerySet[User]) -> QuerySet[Certificate]:
    """Return certificates in force that no delivery names, and that were earned since the agency delivers."""
    since = timezone.make_aware(datetime.combine(settings.starts_on, datetime.min.time()))
    fresh = Certificate.objects.filter(holder__in=people, state=State.ISSUED, requested_at__gte=since)
    found: QuerySet[Certificate] = fresh.filter(siasn_deliveries__isnull=True).order_by("pk")
    return found


def new_trainings(settings: SiasnAgency, people: QuerySet[User]) -> QuerySet[OutsideTraining]:
    """Return trainings that were accepted with hours, and that no delivery names."""
    fresh = OutsideTraining.objects.filter(person__in=people, state=OutsideState.ACCEPTED, jp_accepted__isnull=False)
    return fresh.filter(ended_on__gte=settings.starts_on, siasn_deliveries__isnull=True).order_by("pk")


def of_certificate(certificate: Certificate, settings: SiasnAgency, *, at: datetime) -> Delivery:
    """Return the draft of a certificate, from its frozen facts."""
    facts = certificate.facts
    return Delivery(
        person_id=certificate.holder_id or 0,
        certificate=certificate,
        agency=settings.agency,
        title=facts.title[:300],
        organiser=(settings.organiser or facts.organiser)[:300],
        kind=KIND_OF_CERTIFICATE[facts.training_type],
        number=certificate.number or "",
        hours_jp=facts.hours_jp,
        started_on=facts.started_on,
        finished_on=facts.finished_on,
        drafted_at=at,
        changed_at=at,
    )


def of_training(training: OutsideTraining, settings: SiasnAgency, *, at: datetime) -> Delivery:
    """Return the draft of a training outside, with the hours that were accepted."""
    return Delivery(
        person_id=training.person_id,
        training=training,
        agency=settings.agency,
        title=training.title,
        organiser=training.organiser,
        kind=KIND_OF_TRAINING[OutsideKind(training.kind)],
        number=training.number,
        hours_jp=training.jp_accepted or 0,
        started_on=training.began_on,
        finished_on=training.ended_on,
        drafted_at=at,
        changed_at=at,
    )


def write_drafts(drafts: Iterable[Delivery], *, at: datetime) -> int:
    """Write drafts with their first line of history and what hinders each; return how many."""
    made = Delivery.objects.bulk_create(drafts)
    look_over(made, at=at)
    Delivery.objects.bulk_update(made, ["problems", "agency"], batch_size=A_CHUNK)
    DeliveryEvent.objects.bulk_create([event_of(one, at=at, said=DRAFTED) for one in made])
    return len(made)


def look_over(deliveries: list[Delivery], *, at: datetime) -> dict[int, mapping.Record]:
    """Write into deliveries (unsaved) what hinders them; return their records by id."""
    records = records_of(deliveries, on=timezone.localdate(at))
    for one in deliveries:
        one.keep_problems(mapping.problems(records[one.pk]))
    return records
