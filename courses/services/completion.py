"""When a course is complete, and everything that follows from it: hours, evidence, certificate, notice."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from assessments.models import Attempt
from assessments.selectors import result_page
from certificates.facts import CertificateFacts, MeasuredCompetency, Subject, TrainingType
from certificates.services import Offering, request
from courses.models import CoursePage, Enrolment, EnrolmentState, TrainingKind
from courses.selectors import Outline, outline_at, passed_attempt
from courses.signals import course_completed
from courses.statements_of import record_completion
from lms.competencies.models import Evidence, EvidenceKind, level_word
from lms.competencies.selectors import published_framework
from lms.competencies.services import Finding, Source, record_evidence
from lms.development.models import ActivityForm
from lms.development.services import book_hours, fulfil
from lms.notices.services import notify
from lms.people.models import Unit, User
from lms.people.selectors import number_of, placement_of

PLATFORM = "Lontar"
ENROLMENTS_A_SWEEP = 200

TRAINING_TYPE_OF: dict[str, TrainingType] = {
    TrainingKind.TECHNICAL: TrainingType.TECHNICAL,
    TrainingKind.FUNCTIONAL: TrainingType.FUNCTIONAL,
    TrainingKind.LEADERSHIP: TrainingType.LEADERSHIP,
    TrainingKind.SEMINAR: TrainingType.SEMINAR,
}


@transaction.atomic
def finish_if_ready(*, enrolment: Enrolment, at: datetime) -> bool:
    """Complete the course where all lessons are done and the final test is passed; return whether it did.

    Everything happens in one transaction under the enrolment's lock, so that two deliveries at once complete it once.
    """
    locked = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course__unit").get(pk=enrolment.pk)
    )
    if not locked.is_active:
        return False
    outline = outline_at(locked.course.path, viewer=locked.person)
    if outline is None or not outline.lessons_are_done:
        return False
    attempt = passed_attempt(locked.person_id, locked.course.final_test_id) if locked.course.final_test_id else None
    if locked.course.final_test_id and attempt is None:
        return False
    finish(locked, outline, attempt, at=at)
    return True


def finish(enrolment: Enrolment, outline: Outline, attempt: Attempt | None, *, at: datetime) -> None:
    """Write the completion and all that follows from it."""
    enrolment.state = EnrolmentState.COMPLETED
    enrolment.completed_at = at
    enrolment.save(update_fields=["state", "completed_at"])
    person, course, on = enrolment.person, enrolment.course, timezone.localdate(at)
    source = Source("enrolment", enrolment.uuid, course.title)
    book_hours(person=person, form=ActivityForm.COURSE, units=course.jp, performed_on=on, source=source, at=at)
    record_evidence(person=person, findings=findings_of(course, on), source=source, by=None, at=at)
    fulfil(person=person, kind="course", uuid=course.uuid, at=at)
    request(
        holder=person,
        offering=Offering(kind="course", uuid=course.uuid, title=course.title),
        facts=facts_of(enrolment, outline, attempt, at=at),
        at=at,
    )
    percent = float(attempt.percent) if attempt and attempt.percent is not None else None
    record_completion(enrolment, percent=percent, at=at)
    notify(
        person=person,
        kind="course_completed",
        facts={"title": course.title},
        url=reverse("certificates:mine"),
        at=at,
        key=f"course_completed:{enrolment.uuid}",
    )
    transaction.on_commit(partial(course_completed.send, sender=Enrolment, enrolment_id=enrolment.pk, at=at))


def findings_of(course: CoursePage, on: date) -> list[Finding]:
    """Return what completion says about the targets: that the person was taught, and nothing about a level."""
    return [
        Finding(
            competency=target.competency,
            kind=EvidenceKind.COMPLETION,
            level=None,
            performed_on=on,
            details={"course": course.code, "target_level": target.level},
        )
        for target in course.targets.select_related("competency")
    ]


def facts_of(enrolment: Enrolment, outline: Outline, attempt: Attempt | None, *, at: datetime) -> CertificateFacts:
    """Return what the certificate says, frozen as it stands at this moment."""
    person, course, on = enrolment.person, enrolment.course, timezone.localdate(at)
    evidence = evidence_of(attempt)
    number = number_of(person, viewer=person, on=on)
    post, unit = post_and_unit(person, on)
    framework = published_framework()
    return CertificateFacts(
        holder_name=person.display_name,
        holder_nip=number.digits if number else "",
        holder_post=post,
        holder_unit=unit,
        code=course.code,
        title=course.title,
        subtitle=course.summary,
        organiser=agency_name(course),
        hours_jp=course.jp,
        training_type=TRAINING_TYPE_OF[course.training_type],
        started_on=timezone.localdate(enrolment.enrolled_at),
        finished_on=on,
        score_percent=float(attempt.percent) if attempt and attempt.percent is not None else None,
        competencies=measured_in(attempt, person, course.language, at=at),
        subjects=subjects_of(outline),
        framework_name=framework.title,
        framework_version=framework.version,
        test_code=attempt.blueprint.code if attempt else "",
        evidence=references(enrolment.uuid, attempt, evidence),
        valid_until=min((row.valid_until for row in evidence if row.valid_until), default=None),
        language=course.language,
        is_demo=bool(settings.IS_DEMO or person.is_fictional),
    )


def post_and_unit(person: User, on: date) -> tuple[str, str]:
    """Return the post on that day, and the unit with its agency; empty texts without a posting."""
    placement = placement_of(person, on=on)
    if placement is None:
        return "", ""
    unit, agency = placement.posting.unit.name, placement.agency.name
    return placement.posting.position.title, unit if unit == agency else f"{unit}, {agency}"


def agency_name(course: CoursePage) -> str:
    """Return who holds the course: the agency of its unit, or the platform."""
    if course.unit is None:
        return PLATFORM
    return Unit.objects.get(path=course.unit.agency_path).name


def evidence_of(attempt: Attempt | None) -> list[Evidence]:
    """Return the evidence the attempt left, in the order of the framework."""
    if attempt is None:
        return []
    rows = Evidence.objects.filter(
        person=attempt.person_id, source_kind="attempt", source_uuid=attempt.uuid, superseded_at__isnull=True
    )
    return list(rows.order_by("competency__order"))


def measured_in(
    attempt: Attempt | None, person: User, language: str, *, at: datetime
) -> tuple[MeasuredCompetency, ...]:
    """Return the levels the attempt established, with their word in the language of the certificate."""
    if attempt is None:
        return ()
    with translation.override(language):
        return tuple(
            MeasuredCompetency(
                code=row.competency.code,
                name=row.competency.name,
                level=row.level,
                level_word=level_word(row.level),
                chance=row.chance / 100,
            )
            for row in result_page(person, attempt.uuid, at=at).competencies
        )


def subjects_of(outline: Outline) -> tuple[Subject, ...]:
    """Return the modules as lines of the transcript."""
    return tuple(
        Subject(order=number, title=module.title, jp=Decimal(module.jp))
        for number, module in enumerate(outline.modules, 1)
    )


def references(enrolment: UUID, attempt: Attempt | None, evidence: list[Evidence]) -> tuple[str, ...]:
    """Return the ids of what the certificate rests on."""
    tested = (f"attempt:{attempt.uuid}",) if attempt else ()
    return (*tested, f"enrolment:{enrolment}", *(f"evidence:{row.uuid}" for row in evidence))


def finish_after_attempt(*, attempt_id: int, at: datetime) -> int:
    """Complete the courses that waited for this attempt; return how many. A failed attempt completes nothing.

    The test counts wherever it was started from, so courses are found by their final test.
    """
    attempt = Attempt.objects.filter(pk=attempt_id, state="scored", passed=True).first()
    if attempt is None:
        return 0
    waiting = Enrolment.objects.filter(
        person=attempt.person_id, state=EnrolmentState.ACTIVE, course__final_test=attempt.blueprint_id
    )
    return sum(finish_if_ready(enrolment=enrolment, at=at) for enrolment in list(waiting))


def finish_waiting(*, at: datetime) -> int:
    """Complete what a crash between the result and its announcement left behind; return how many courses."""
    passed = Attempt.objects.filter(state="scored", passed=True)
    waiting = Enrolment.objects.filter(
        state=EnrolmentState.ACTIVE,
        person__in=passed.values("person"),
        course__final_test__in=passed.values("blueprint"),
    ).order_by("pk")
    return sum(finish_if_ready(enrolment=enrolment, at=at) for enrolment in list(waiting[:ENROLMENTS_A_SWEEP]))
