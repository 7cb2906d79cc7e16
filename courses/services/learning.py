"""What people do in courses: enrol, read, answer, finish a lesson, leave."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from assessments.answers import Answer
from assessments.models import Attempt
from assessments.services import answer_practice, start_attempt
from courses.models import CoursePage, Enrolment, EnrolmentState, LessonPage, LessonProgress
from courses.selectors import Feedback, LessonRow, Outline, Reading, outline_at, reading_of
from courses.services.completion import finish_if_ready
from courses.signals import enrolled
from courses.statements_of import record_enrolment, record_lesson
from lms.competencies.services import Source
from lms.errors import Conflict, NotAllowed, NotFound, gettext_noop
from lms.experience.statements import Verb
from lms.people.access import Viewer
from lms.people.models import User

ENROLMENT = "enrolment"


class NoSuchCourse(NotFound):
    """There is no such course."""

    code = "no_such_course"
    message = gettext_noop("We could not find this course. See the catalogue for the courses that are open.")


class NoSuchLesson(NotFound):
    """There is no such lesson."""

    code = "no_such_lesson"
    message = gettext_noop("We could not find this lesson. Go on from the page of the course.")


class CourseClosed(Conflict):
    """The course takes nobody new."""

    code = "course_closed"
    message = gettext_noop("“%(title)s” is no longer open to new participants. Choose another course in the catalogue.")


class NotEnrolled(NotAllowed):
    """Only participants do this."""

    code = "not_enrolled"
    message = gettext_noop("Join the course first; then you can work through its lessons.")


class CheckOpen(Conflict):
    """A check of the lesson was not answered rightly yet; `number` says which, `url` where."""

    code = "check_open"
    message = gettext_noop("Answer check number %(number)s first.")


class LessonsOpen(Conflict):
    """Lessons are left before the final test."""

    code = "lessons_open"
    message = gettext_noop("Finish the lessons first: %(done)s of %(all)s are done.")


class AlreadyCompleted(Conflict):
    """Who completed a course does not leave it."""

    code = "already_completed"
    message = gettext_noop("You have completed this course; its hours and certificate stay yours.")


def course_by(uuid: UUID) -> CoursePage:
    """Return the course that was published once.

    Raises:
        NoSuchCourse
    """
    found: CoursePage | None = CoursePage.objects.filter(translation_key=uuid, first_published_at__isnull=False).first()
    if found is None:
        raise NoSuchCourse
    return found


def lesson_by(uuid: UUID) -> LessonPage:
    """Return the lesson that was published once.

    Raises:
        NoSuchLesson
    """
    found: LessonPage | None = LessonPage.objects.filter(translation_key=uuid, first_published_at__isnull=False).first()
    if found is None:
        raise NoSuchLesson
    return found


@transaction.atomic
def enrol(*, course: UUID, by: User, at: datetime) -> Outline:
    """Put `by` into the course and return its outline; a second click changes nothing, who left comes back.

    Raises:
        NoSuchCourse: there is none.
        CourseClosed: it takes nobody new.
    """
    page = course_by(course)
    known = Enrolment.objects.select_for_update().filter(person=by, course=page).first()
    if known is None or known.state == EnrolmentState.WITHDRAWN:
        if not page.live:
            raise CourseClosed(title=page.title)
        join(page, by, at=at)
    outline = outline_at(page.path, viewer=by)
    if outline is None:
        raise NoSuchCourse
    return outline


def join(page: CoursePage, by: User, *, at: datetime) -> Enrolment:
    """Write the enrolment, record it and announce it."""
    enrolment: Enrolment
    enrolment, created = Enrolment.objects.get_or_create(
        person=by, course=page, defaults={"state": EnrolmentState.ACTIVE, "enrolled_at": at}
    )
    if not created:
        enrolment.state = EnrolmentState.ACTIVE
        enrolment.save(update_fields=["state"])
    record_enrolment(enrolment, at=at)
    transaction.on_commit(partial(enrolled.send, sender=Enrolment, enrolment_id=enrolment.pk, at=at))
    return enrolment


def open_lesson(*, page: LessonPage, by: Viewer, at: datetime) -> Reading:
    """Return the lesson for its reader; opened for the first time, the place is kept. Two queries after that.

    Raises:
        LessonWithdrawn, CourseWithdrawn: it is not there for this reader.
    """
    reading = reading_of(page, viewer=by)
    if reading.outline.is_active and reading.row.opened_at is None:
        keep_place(reading, at=at)
    return reading


@transaction.atomic
def keep_place(reading: Reading, *, at: datetime) -> None:
    """Note that the lesson was opened, and go on from here next time."""
    enrolment = Enrolment.objects.select_related("person", "course").get(pk=reading.outline.enrolment_pk)
    LessonProgress.objects.get_or_create(enrolment=enrolment, lesson=reading.page, defaults={"opened_at": at})
    Enrolment.objects.filter(pk=enrolment.pk).update(last_lesson=reading.page)
    record_lesson(enrolment, reading.page, Verb.INITIALIZED, at=at)


def answer_check(*, lesson: UUID, item: UUID, payload: Answer, by: User, at: datetime) -> Reading:
    """Keep an answer to a check and return the lesson with what came of it; an empty answer only asks again.

    Raises:
        NoSuchLesson, LessonWithdrawn: there is no such check.
        NotEnrolled: `by` does not take the course.
        UnreadableAnswer: the answer does not fit the question.
    """
    reading = reading_of(lesson_by(lesson), viewer=by)
    enrolment = reading.outline.enrolment_uuid
    if not reading.outline.is_enrolled or enrolment is None:
        raise NotEnrolled
    reading.check_of(item)
    chosen = payload.get("choice", [])
    if not chosen:
        return reading.answered(item, (), Feedback(is_right=False))
    context = Source(ENROLMENT, enrolment, reading.outline.title)
    with transaction.atomic():
        result = answer_practice(person=by, item=item, payload=payload, context=context, at=at)
        if result.is_correct:
            keep_right_answer(reading, item, at=at)
    told = Feedback(True, result.rationale, result.correct_option_texts) if result.is_correct else Feedback(False)
    return reading.answered(item, chosen, told)


def keep_right_answer(reading: Reading, item: UUID, *, at: datetime) -> None:
    """Note that a check was answered rightly; under the row's lock, so that two tabs lose nothing."""
    progress = locked_progress(reading, at=at)
    if str(item) not in progress.right_checks:
        progress.right_checks = [*progress.right_checks, str(item)]
        progress.save(update_fields=["right_checks"])


def locked_progress(reading: Reading, *, at: datetime) -> LessonProgress:
    """Return the row of this lesson and enrolment under its lock, made where it is missing."""
    which = {"enrolment_id": reading.outline.enrolment_pk, "lesson": reading.page}
    LessonProgress.objects.get_or_create(**which, defaults={"opened_at": at})
    return LessonProgress.objects.select_for_update().get(**which)


@transaction.atomic
def complete_lesson(*, lesson: UUID, by: User, at: datetime) -> tuple[Reading, LessonRow | None]:
    """Mark the lesson as done; return it with the lesson to go on with, None when all are done.

    A second click changes nothing. With the last lesson the course may be complete.

    Raises:
        NoSuchLesson, LessonWithdrawn: there is no such lesson.
        NotEnrolled: `by` does not take the course.
        CheckOpen: a check still waits for a right answer.
    """
    reading = reading_of(lesson_by(lesson), viewer=by)
    if not reading.outline.is_enrolled:
        raise NotEnrolled
    waiting = reading.open_check
    if waiting is not None and not reading.row.is_done:
        raise CheckOpen(number=waiting.number, url=reading.row.url)
    progress = locked_progress(reading, at=at)
    if progress.completed_at is None:
        progress.completed_at = at
        progress.save(update_fields=["completed_at"])
    enrolment = Enrolment.objects.select_related("person", "course").get(pk=reading.outline.enrolment_pk)
    enrolment.last_lesson = reading.page
    enrolment.save(update_fields=["last_lesson"])
    record_lesson(enrolment, reading.page, Verb.COMPLETED, at=at)
    finish_if_ready(enrolment=enrolment, at=at)
    outline = outline_at(reading.outline.path, viewer=by)
    return reading, outline.next_lesson if outline else None


def start_final_test(*, course: UUID, by: User, at: datetime) -> Attempt:
    """Begin the final test of the course, or go on with the attempt that runs.

    Raises:
        NoSuchCourse: there is none, or it has no test.
        NotEnrolled: `by` does not take the course.
        LessonsOpen: lessons are left.
        AlreadyPassed, TooSoon, NoTriesLeft, BankTooSmall: the test cannot begin now.
    """
    page = course_by(course)
    outline = outline_at(page.path, viewer=by)
    if outline is None or page.final_test is None:
        raise NoSuchCourse
    if not outline.is_enrolled or outline.enrolment_uuid is None:
        raise NotEnrolled
    if not outline.lessons_are_done:
        raise LessonsOpen(done=outline.done_count, all=len(outline.lessons))
    context = Source(ENROLMENT, outline.enrolment_uuid, page.title)
    return start_attempt(person=by, blueprint=page.final_test, context=context, at=at)


@transaction.atomic
def withdraw(*, course: UUID, by: User, at: datetime) -> Enrolment:
    """Leave a course; what was done stays and is there when the person comes back.

    Raises:
        NoSuchCourse: there is none.
        NotEnrolled: `by` is not in it.
        AlreadyCompleted: nothing is left to leave.
    """
    page = course_by(course)
    enrolment: Enrolment | None = Enrolment.objects.select_for_update().filter(person=by, course=page).first()
    if enrolment is None:
        raise NotEnrolled
    if enrolment.state == EnrolmentState.COMPLETED:
        raise AlreadyCompleted
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.save(update_fields=["state"])
    return enrolment
