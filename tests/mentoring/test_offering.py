"""Which mentors a person with an open gap is shown by name."""

import pytest

from lms.people import services as people
from mentoring import selectors, services
from mentoring.optional import FOUND_BY_NAME
from tests.builders import NOW, TODAY, competency, person, post
from tests.mentoring.builders import matched, mentee, mentor, office, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return office()


def names(viewer, *, level=2, code="D2"):
    """Return the mentors shown, by name."""
    found = selectors.mentors_who_have(competency(code), level, viewer=viewer, on=TODAY)
    return [one.mentor.full_name for one in found]


def asker(place, name="Sari"):
    """Make somebody who works in the agency."""
    who = person(name)
    post(who, place.people)
    return who


def test_only_who_shows_the_level_and_offers_the_competency_is_named(place):
    what = programme(place)
    mentor("Made", place.services, what, level=3)
    mentor("Dasar", place.services, what, level=1)
    mentor("Lain", place.services, what, code="A1", level=4)

    assert names(asker(place)) == ["Made"]


def test_who_does_not_want_to_be_found_by_name_is_not_named(place):
    made = mentor("Made", place.services, programme(place), level=3)
    people.withdraw_consent(use=FOUND_BY_NAME, by=made, at=NOW)

    assert names(asker(place)) == []


def test_a_mentor_without_a_place_left_is_not_named(place):
    what = programme(place)
    mentor("Made", place.services, what, level=3, capacity=1)
    mentee("Tono", place.people, what, level=1)
    sari = asker(place)
    assert names(sari) == ["Made"]

    matched(place, what)
    services.publish(programme=what.uuid, by=place.coordinator, at=NOW)
    assert names(sari) == []


def test_mentors_of_a_programme_one_cannot_join_are_not_named(place):
    mentor("Made", place.services, programme(place), level=3)
    stranger = person("Orang Luar")
    post(stranger, place.other)

    assert names(stranger) == []


def test_however_many_mentors_there_are_six_questions_are_asked(place, django_assert_max_num_queries):
    what = programme(place)
    for number in range(8):
        mentor(f"Mentor {number}", place.services, what, level=3, capacity=2)
    sari = asker(place)

    with django_assert_max_num_queries(6):
        assert len(names(sari)) == 5
