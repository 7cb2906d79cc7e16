"""What a person could do next, from the courses' point of view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext

from courses.addresses import course_address
from courses.models import CoursePage, CourseTarget, Enrolment, LessonPage
from courses.selectors.catalogue import active_outlines
from courses.selectors.outline import Outline
from courses.selectors.standing import final_test_of
from lms.competencies.selectors import CompetencyGap, gaps_of, heard_as
from lms.development.offers import Offer
from lms.people.access import below
from lms.people.models import User

# What was begun comes before what could be begun.
NEXT_LESSON_WEIGHT = 100.0
FINAL_TEST_WEIGHT = 110.0
COURSE_WEIGHT = 30.0
LEVEL_WEIGHT = 2.0
# Nobody goes on with more at once, and a list of next steps is short.
BEGUN_OFFERED = 4
COURSES_OFFERED = 6


def offer_courses(person: User, on: date) -> list[Offer]:
    """Return the next lesson or test of each course begun, then courses that teach what the post asks for.

    Ten queries, and ten at the most for each of the few courses begun last.
    """
    begun = active_outlines(viewer=person, limit=BEGUN_OFFERED)
    at = timezone.make_aware(datetime.combine(on, time(12)))
    going_on = [offer for outline in begun for offer in going_on_with(outline, person, at)]
    return [*going_on, *courses_that_help(person, on)]


def going_on_with(outline: Outline, person: User, at: datetime) -> list[Offer]:
    """Return the next step in a course begun: a lesson, or the final test; nothing while the test must wait."""
    codes = tuple(CourseTarget.objects.filter(course=outline.pk).values_list("competency__code", flat=True))
    lesson = outline.next_lesson
    if lesson is not None:
        return [
            Offer(
                kind="lesson",
                uuid=str(lesson.uuid),
                title=lesson.title,
                url=lesson.url,
                reason=gettext("Next lesson in “%(course)s”, %(done)d of %(all)d done.")
                % {"course": outline.title, "done": outline.done_count, "all": len(outline.lessons)},
                minutes=lesson.minutes,
                weight=NEXT_LESSON_WEIGHT,
                competency_codes=codes,
            )
        ]
    test = final_test_of(outline.final_test_id, viewer=person, at=at)
    if not outline.lessons or test is None or test.is_passed or not (test.may_start or test.running):
        return []
    return [
        Offer(
            kind="final_test",
            uuid=str(test.uuid),
            title=test.title,
            url=f"{outline.url}#tes-akhir",
            reason=gettext("You have read all lessons of “%(course)s”. Show what you can do.")
            % {"course": outline.title},
            minutes=test.minutes,
            weight=FINAL_TEST_WEIGHT,
            competency_codes=codes,
        )
    ]


def courses_that_help(person: User, on: date) -> list[Offer]:
    """Return the open courses, not begun, that close most of the person's gaps. Ten queries."""
    gaps = {row.competency.pk: row for row in gaps_of(person, viewer=person, on=on) if not row.gap.is_met}
    if not gaps:
        return []
    known = Enrolment.objects.filter(person=person).values("course")
    meant = heard_as(gaps)
    targets = CourseTarget.objects.filter(competency__in=meant, course__live=True).exclude(course__in=known)
    taught: dict[int, list[CompetencyGap]] = defaultdict(list)
    for target in targets.order_by("competency__order"):
        taught[target.course_id].append(gaps[meant[target.competency_id]])
    most = sorted(taught, key=lambda pk: (-missing_levels(taught[pk]), pk))[:COURSES_OFFERED]
    courses = list(CoursePage.objects.filter(pk__in=most))
    minutes = minutes_of(courses)
    return [course_offer(course, taught[course.pk], minutes[course.path]) for course in courses]


def missing_levels(closes: list[CompetencyGap]) -> int:
    """Return how many levels are missing in all."""
    return sum(row.gap.missing_levels for row in closes)


def course_offer(course: CoursePage, closes: list[CompetencyGap], minutes: int) -> Offer:
    """Return a course as an offer, with the gap it helps to close as the reason."""
    names = ", ".join(f"{row.competency.code} {row.competency.name}" for row in closes)
    return Offer(
        kind="course",
        uuid=str(course.uuid),
        title=course.title,
        url=course_address(course.url_path),
        reason=gettext("Teaches %(competencies)s, which you have not shown yet.") % {"competencies": names},
        minutes=minutes,
        weight=COURSE_WEIGHT + LEVEL_WEIGHT * missing_levels(closes),
        competency_codes=tuple(row.competency.code for row in closes),
    )


def minutes_of(courses: Sequence[CoursePage]) -> dict[str, int]:
    """Return how long the lessons of each course take, by the course's path. One query."""
    minutes = {course.path: 0 for course in courses}
    lessons = LessonPage.objects.live().filter(below(tuple(minutes))).values_list("path", "minutes")
    for path, long in lessons:
        minutes[next(start for start in minutes if path.startswith(start))] += long
    return minutes
