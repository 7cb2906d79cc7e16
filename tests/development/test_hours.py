"""Learning hours: converted by a dated rule, capped, and never counted twice."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from lms.competencies.services import Source
from lms.development import selectors, services
from lms.development.hours import convert, within_caps
from lms.development.models import ActivityForm, ConversionRule
from lms.policies import NoPolicyInForce
from tests.builders import NOW, TODAY, person

pytestmark = pytest.mark.django_db


def book(who, form, units, on=TODAY, source=None):
    return services.book_hours(
        person=who,
        form=form,
        units=Decimal(units),
        performed_on=on,
        source=source or Source("session", uuid.uuid4(), "Sesi"),
        at=NOW,
    )


def test_a_course_books_its_hours_once():
    who, source = person("Siti"), Source("enrolment", uuid.uuid4(), "PDP-101")

    book(who, ActivityForm.COURSE, 6, source=source)
    book(who, ActivityForm.COURSE, 6, source=source)

    assert selectors.hours_of_year(who, viewer=who, on=TODAY).jp == 6


def test_minutes_become_whole_hours_rounded_down():
    assert convert(Decimal(89), unit="minutes", minutes_per_jp=45) == 1
    assert convert(Decimal(90), unit="minutes", minutes_per_jp=45) == 2


def test_mentoring_counts_two_hours_a_week_at_most_and_keeps_what_was_earned():
    who = person("Siti")

    first = book(who, ActivityForm.MENTORING, 90, on=date(2026, 11, 16))
    second = book(who, ActivityForm.MENTORING, 60, on=date(2026, 11, 22))
    next_week = book(who, ActivityForm.MENTORING, 60, on=date(2026, 11, 23))

    assert [(row.jp, row.jp_before_cap) for row in (first, second, next_week)] == [(2, 2), (0, 1), (1, 1)]


def test_a_cap_never_turns_into_a_debt():
    assert within_caps(
        Decimal(1), booked_week=Decimal(3), booked_year=Decimal(0), cap_week=Decimal(2), cap_year=None
    ) == Decimal(0)


def test_without_a_rule_on_that_day_nothing_is_booked():
    ConversionRule.objects.filter(form="course").update(valid_to=date(2025, 12, 31))

    with pytest.raises(NoPolicyInForce):
        book(person("Siti"), ActivityForm.COURSE, 6)


def test_a_pns_has_a_floor_and_a_pppk_a_ceiling_that_only_warns():
    pns, pppk = person("Siti", nip="198609262015051901"), person("Tono", nip="199003152024211904")
    book(pns, ActivityForm.COURSE, 6)
    book(pppk, ActivityForm.COURSE, 30)

    of_pns = selectors.hours_of_year(pns, viewer=pns, on=TODAY)
    of_pppk = selectors.hours_of_year(pppk, viewer=pppk, on=TODAY)

    assert (of_pns.floor, of_pns.missing, of_pns.ceiling) == (20, 14, None)
    assert (of_pppk.floor, of_pppk.ceiling, of_pppk.is_over_ceiling, of_pppk.jp) == (None, 24, True, 30)


def test_another_person_sees_no_hours():
    who, peer = person("Siti"), person("Tono")
    book(who, ActivityForm.COURSE, 6)

    assert not selectors.entries_of(who, viewer=peer, on=TODAY).exists()
