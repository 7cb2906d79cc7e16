"""Who works around somebody, as the postings say, for many people at once."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people.models import Posting, PostingKind, User
from lms.people.selectors.circles import Circle, circles_of
from tests.builders import TODAY, acting, agency, person, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A division with two sections, each with a head and members."""
    root = agency()
    division = unit("Bidang", root)
    first, second = unit("Seksi A", division), unit("Seksi B", division)
    seats = {
        "chief": (division, True),
        "head": (first, True),
        "siti": (first, False),
        "budi": (first, False),
        "beside": (second, True),
        "dewi": (second, False),
    }
    people = {}
    for name, (where, leads) in seats.items():
        people[name] = person(name.title())
        post(people[name], where, leads=leads)
    return type("Town", (), {"root": root, "first": first, "second": second, "people": people})


def named(people: dict[str, User], circle: Circle) -> tuple[str | None, set[str], set[str]]:
    names = {who.pk: name for name, who in people.items()}
    superior = names[circle.superior] if circle.superior else None
    return superior, {names[one] for one in circle.peers}, {names[one] for one in circle.subordinates}


def around(town, who: str, on: date = TODAY):
    one = town.people[who]
    return named(town.people, circles_of([one.pk], on=on)[one.pk])


def test_a_member_has_the_head_above_and_the_members_beside(town):
    assert around(town, "siti") == ("head", {"budi"}, set())


def test_a_head_has_the_chief_above_other_heads_beside_and_the_members_below(town):
    assert around(town, "head") == ("chief", {"beside"}, {"siti", "budi"})


def test_a_chief_has_the_heads_below_and_not_their_members(town):
    assert around(town, "chief") == (None, set(), {"head", "beside"})


def test_whoever_acts_in_a_vacant_post_leads_and_whoever_acts_for_some_days_does_not(town):
    Posting.objects.filter(person=town.people["head"]).update(valid_to=date(2026, 1, 31))
    acting(town.people["beside"], town.first)
    Posting.objects.create(
        person=town.people["dewi"],
        position=Posting.objects.get(person=town.people["dewi"]).position,
        unit=town.first,
        kind=PostingKind.PLH,
        is_head=True,
        valid_from=date(2026, 1, 1),
    )

    assert around(town, "siti") == ("beside", {"budi"}, set())
    assert around(town, "beside") == ("chief", set(), {"dewi", "siti", "budi"})


def test_whoever_has_moved_on_or_is_closed_is_not_around_any_more(town):
    Posting.objects.filter(person=town.people["budi"]).update(valid_to=date(2026, 1, 31))
    User.objects.filter(pk=town.people["head"].pk).update(is_active=False)

    assert around(town, "siti") == (None, set(), set())


def test_the_circles_of_everybody_take_three_queries(town, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = circles_of([who.pk for who in town.people.values()], on=TODAY)

    assert len(found) == len(town.people)
