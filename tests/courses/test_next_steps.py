"""What a person with many courses is offered, and what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, Enrolment, LessonPage
from courses.selectors import Filter, catalogue, offer_courses
from courses.selectors.next_steps import BEGUN_OFFERED, minutes_of
from lms.people.models import User
from tests.builders import NOW
from tests.courses.builders import course_in


def take(sari: User, first: CoursePage, count: int, word: str = "banyak") -> list[CoursePage]:
    """Enrol in so many courses with a lesson each."""
    made = []
    for number in range(count):
        name = f"{word}-{number}"
        course = first.copy(recursive=True, update_attrs={"code": name, "slug": name, "title": name})
        Enrolment.objects.create(person=sari, course=course, enrolled_at=NOW)
        made.append(course)
    return made


@pytest.fixture
def first(office: object, tmp_path: Path) -> CoursePage:
    """A course to take many times."""
    return course_in(tmp_path, lessons=1)


def cost(sari: User) -> tuple[int, int]:
    """Return how many queries the catalogue and the next steps take."""
    with CaptureQueriesContext(
        connection,
    ) as of_catalogue:
        catalogue(Filter(), None, viewer=sari)
    with CaptureQueriesContext(connection) as of_steps:
        offer_courses(sari, NOW.date())
    return len(of_catalogue), len(of_steps)


def test_ten_courses_cost_no_more_than_the_few_that_are_shown(sari: User, first: CoursePage):
    take(sari, first, BEGUN_OFFERED)
    few = cost(sari)
    take(sari, first, 10 - BEGUN_OFFERED, word="lagi")

    assert cost(sari) == few
    assert [offer.kind for offer in offer_courses(sari, NOW.date())].count("lesson") == BEGUN_OFFERED


def test_minutes_of_several_courses_are_one_query(sari: User, first: CoursePage, django_assert_num_queries):
    courses = [first, *take(sari, first, 3)]
    LessonPage.objects.filter(path__startswith=courses[1].path).update(minutes=40)

    with django_assert_num_queries(1):
        minutes = minutes_of(courses)

    assert [minutes[course.path] for course in courses] == [15, 40, 15, 15]
