"""What people can be asked to do here: a course, until it is completed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.addresses import course_address
from courses.models import CoursePage, CourseTarget, Enrolment, EnrolmentState
from courses.selectors.next_steps import minutes_of
from lms.competencies.selectors import heard_for_code
from lms.development.targets import Target, TargetKind

COURSE = "course"


def as_targets(found: Iterable[CoursePage]) -> list[Target]:
    """Return courses as things people can be asked to do. One query."""
    courses = list(found)
    minutes = minutes_of(courses)
    return [
        Target(
            kind=COURSE,
            uuid=course.uuid,
            title=course.title,
            url=course_address(course.url_path),
            minutes=minutes[course.path],
        )
        for course in courses
    ]


def find(numbers: Sequence[UUID]) -> dict[UUID, Target]:
    """Return those of the courses that are open. Two queries."""
    return {target.uuid: target for target in as_targets(CoursePage.objects.live().filter(translation_key__in=numbers))}


def done_by(courses: Sequence[UUID], people: Sequence[int], on: date) -> set[tuple[UUID, int]]:
    """Return which of the courses which of the people have completed. One query."""
    rows = Enrolment.objects.filter(
        course__translation_key__in=courses, person__in=people, state=EnrolmentState.COMPLETED
    )
    return set(rows.values_list("course__translation_key", "person_id"))


def offered(text: str, within: str, limit: int) -> list[Target]:
    """Return open courses with the words in title or code, by title; every course is for everybody. Two queries."""
    found = CoursePage.objects.live().filter(Q(title__icontains=text) | Q(code__icontains=text))
    return as_targets(found.order_by("title", "pk")[:limit])


def that_teach(code: str) -> list[Target]:
    """Return the open courses that teach the competency, or what it took the place of, by title. Four queries."""
    taught = CourseTarget.objects.filter(competency__in=heard_for_code(code))
    return as_targets(CoursePage.objects.live().filter(pk__in=taught.values("course_id")).order_by("title", "pk"))


COURSES = TargetKind(COURSE, _("course"), find=find, done_by=done_by, teaches=that_teach, offered=offered)


def addresses_of_enrolments(numbers: Sequence[UUID]) -> dict[UUID, str]:
    """Return the addresses of the courses of enrolments. One query."""
    rows = Enrolment.objects.filter(uuid__in=numbers, course__live=True).values_list("uuid", "course__url_path")
    return {number: course_address(path) for number, path in rows}
