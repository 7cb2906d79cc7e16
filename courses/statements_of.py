"""What the room records in the record of learning; never an answer or a key."""

from __future__ import annotations

from datetime import datetime

from courses.models import CoursePage, Enrolment, LessonPage
from lms.experience.services import record_event
from lms.experience.statements import Activity, Outcome, Verb


def course_activity(course: CoursePage) -> Activity:
    """Return the course as an activity."""
    return Activity("course", str(course.uuid), course.title)


def record_enrolment(enrolment: Enrolment, *, at: datetime) -> None:
    """Record that the person began the course; coming back later is the same event."""
    record_event(
        person=enrolment.person,
        verb=Verb.REGISTERED,
        activity=course_activity(enrolment.course),
        key=("course-registered", str(enrolment.uuid)),
        at=at,
        registration=enrolment.uuid,
    )


def record_lesson(enrolment: Enrolment, lesson: LessonPage, verb: Verb, *, at: datetime) -> None:
    """Record that the person opened (INITIALIZED) or completed (COMPLETED) a lesson for the first time."""
    record_event(
        person=enrolment.person,
        verb=verb,
        activity=Activity("lesson", str(lesson.uuid), lesson.title),
        key=(f"lesson-{verb.name.lower()}", str(enrolment.uuid), str(lesson.uuid)),
        at=at,
        outcome=Outcome(completion=True) if verb is Verb.COMPLETED else None,
        registration=enrolment.uuid,
        parent=course_activity(enrolment.course),
    )


def record_completion(enrolment: Enrolment, *, percent: float | None, at: datetime) -> None:
    """Record that the person completed the course, with the result of its final test (0 to 100) where it has one."""
    record_event(
        person=enrolment.person,
        verb=Verb.COMPLETED,
        activity=course_activity(enrolment.course),
        key=("course-completed", str(enrolment.uuid)),
        at=at,
        outcome=Outcome(
            completion=True,
            success=True if percent is not None else None,
            score_scaled=percent / 100 if percent is not None else None,
        ),
        registration=enrolment.uuid,
    )
