"""360-degree rounds of whole units, and what happens around them: notices, a superior who moved on, a stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import (
    MultiraterComment,
    MultiraterRater,
    MultiraterRating,
)
from assessments.services import multirater_closing as closing
from assessments.services import multirater_starting as starting
from lms.notices.models import Notice
from lms.people.models import Posting
from tests.assessments.multirating import (
    AFTER,
    LATER,
    OFTEN,
    START,
    answer,
    office,
    plan,
    round_by_hr,
)
from tests.builders import SINCE, person, post, unit

pytestmark = pytest.mark.django_db


def test_a_whole_unit_starts_in_as_many_statements_as_one_person():
    place = office(peers=3)
    with CaptureQueriesContext(connection) as few:
        starting.start_for_unit(unit=place.section.uuid, plan=plan(place.topic), by=place.hr, at=START)
    larger = unit("Seksi besar", place.root)
    post(person("Kepala Besar"), larger, leads=True)
    for number in range(8):
        post(person(f"Anggota {number}"), larger)
    with CaptureQueriesContext(connection) as many:
        started = starting.start_for_unit(unit=larger.uuid, plan=plan(place.topic), by=place.hr, at=START)

    assert (len(started.rounds), started.passed_over) == (9, 0)
    assert len(many) == len(few)
    asked = MultiraterRater.objects.filter(round__in=started.rounds, relation="peer").values_list("person", flat=True)
    assert {list(asked).count(who) for who in set(asked)} == {6}, "nobody is asked more often than the next one"


def test_a_unit_started_twice_passes_over_those_who_have_a_round():
    place = office(peers=3)
    round_by_hr(place)

    started = starting.start_for_unit(unit=place.section.uuid, plan=plan(place.topic), by=place.hr, at=START)

    assert (len(started.rounds), started.passed_over) == (4, 1)


def test_raters_are_told_once_for_all_that_is_new_and_reminded_once_before_the_end():
    place = office(peers=2)
    starting.start_for_unit(unit=place.section.uuid, plan=plan(place.topic), by=place.hr, at=START)

    assert closing.tell_raters(at=START) == 4
    assert closing.tell_raters(at=START) == 0
    assert closing.remind_raters(at=LATER) == 0
    assert closing.remind_raters(at=START + timedelta(days=19)) == 4
    assert closing.remind_raters(at=START + timedelta(days=20)) == 0

    head = Notice.objects.filter(person=place.head).order_by("pk")
    assert [notice.facts["count"] for notice in head] == ["4", "4"]
    assert [notice.kind for notice in head] == ["rating_asked", "rating_reminder"]


def test_nobody_is_asked_before_the_first_day():
    place = office()
    later = plan(place.topic, first=date(2026, 3, 10), last=date(2026, 3, 25))
    starting.start_own(plan=later, by=place.rina, at=START)

    assert closing.tell_raters(at=LATER) == 0


def test_the_superior_of_today_is_asked_where_the_former_one_moved_on():
    place = office()
    one = round_by_hr(place)
    Posting.objects.filter(person=place.head).update(valid_to=date(2026, 3, 4))
    baru = person("Kepala Baru")
    Posting.objects.create(
        person=baru, position=Posting.objects.get(person=place.head).position, unit=place.section, valid_from=SINCE,
        is_head=True,
    )  # fmt: skip

    assert closing.follow_superiors(at=LATER) == 1
    assert closing.follow_superiors(at=LATER) == 0

    states = dict(one.raters.filter(relation="superior").values_list("person__full_name", "state"))
    assert states == {"Hendra Kepala": "withdrawn", "Kepala Baru": "invited"}


def test_what_the_former_superior_handed_in_stands():
    place = office()
    one = round_by_hr(place)
    answer(one, place.head, OFTEN)
    Posting.objects.filter(person=place.head).update(valid_to=date(2026, 3, 4))
    post(person("Kepala Baru"), place.section, leads=True)

    assert closing.follow_superiors(at=LATER) == 0
    assert one.raters.filter(relation="superior").count() == 1


def test_a_stopped_round_keeps_no_answer():
    place = office(peers=3)
    one = round_by_hr(place)
    answer(one, place.head, OFTEN, comment="Baik")

    for _twice in range(2):
        starting.cancel_as_hr(number=one.uuid, by=place.hr, at=LATER)

    assert (MultiraterRating.objects.count(), MultiraterComment.objects.count()) == (0, 0)
    assert closing.close_ended(at=AFTER) == 0
