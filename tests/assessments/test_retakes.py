"""When a test may be taken again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessments import selectors, services
from assessments.models import Attempt
from tests.assessments import builders
from tests.assessments.builders import MORNING, answer_all, simple_test

pytestmark = pytest.mark.django_db

NEXT_DAY = MORNING + timedelta(hours=25)


def start(person, blueprint, at=MORNING, **fields):
    return services.start_attempt(person=person, blueprint=blueprint, at=at, seed=7, **fields)


def test_after_a_failed_try_one_waits_a_day_and_has_two_tries_left():
    rina, test = builders.person(), simple_test()
    first = start(rina, test)
    services.submit(person=rina, attempt=first.uuid, at=MORNING)

    with pytest.raises(services.TooSoon) as refusal:
        start(rina, test, at=MORNING + timedelta(hours=23))

    assert refusal.value.facts == {"moment": "3 Maret 2026, 09.00"}
    assert start(rina, test, at=NEXT_DAY) != first
    assert selectors.start_page(rina, test.uuid, at=NEXT_DAY).offer.standing.attempts_left == 2


def test_a_fourth_try_is_refused_until_the_first_is_forgotten():
    rina, test = builders.person(), simple_test()
    for day in range(3):
        at = MORNING + timedelta(days=2 * day)
        services.submit(person=rina, attempt=start(rina, test, at=at).uuid, at=at)

    with pytest.raises(services.NoTriesLeft) as refusal:
        start(rina, test, at=MORNING + timedelta(days=30))

    assert refusal.value.facts == {"moment": "2 Maret 2027, 09.00"}
    assert start(rina, test, at=MORNING + timedelta(days=366)).is_running


def test_whoever_passed_need_not_take_the_test_again():
    rina, test = builders.person(), simple_test()
    first = start(rina, test)
    answer_all(first, right=3)
    services.submit(person=rina, attempt=first.uuid, at=MORNING)

    with pytest.raises(services.AlreadyPassed):
        start(rina, test, at=NEXT_DAY)


def test_an_overdue_attempt_is_ended_before_a_new_one_begins():
    rina, test = builders.person(), simple_test()
    first = start(rina, test)

    second = start(rina, test, at=NEXT_DAY + timedelta(hours=2))

    assert first != second
    assert Attempt.objects.get(pk=first.pk).is_scored
