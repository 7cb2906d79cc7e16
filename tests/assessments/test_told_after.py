"""What a test tells after an attempt, and when it may be taken again, as its trainers set it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.feedback import Told, told
from assessments.models import Blueprint
from lms.experience.models import Statement
from tests.assessments import builders
from tests.assessments.builders import MORNING

pytestmark = pytest.mark.django_db

KEYS = ("Jawaban benar", "reviewed__right", "PENJELASAN-UJI", "SUMBER-UJI")


@pytest.fixture
def rina():
    return builders.placed(builders.person(), builders.agency())


def taken(person, *, right=0, at=None, **settings):
    """A finished attempt at a test of three questions with these settings."""
    Blueprint.objects.filter(code="UJI").exists() or builders.simple_test(3)
    Blueprint.objects.filter(code="UJI").update(**settings)
    at = at or timezone.now()
    attempt = services.start_attempt(person=person, blueprint=Blueprint.objects.get(code="UJI"), at=at)
    builders.answer_all(attempt, right=right, at=at)
    return services.submit(person=person, attempt=attempt.uuid, at=at)


def result(client, attempt):
    client.force_login(attempt.person)
    return client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()


@pytest.mark.parametrize(
    ("feedback", "keys", "questions", "counts"),
    [
        ("result", "never", False, False),
        ("result", "settled", False, False),
        ("competencies", "never", False, True),
        ("questions", "never", True, True),
        ("questions", "settled", True, True),
        ("result", "at_once", True, True),
    ],
)
def test_a_failed_attempt_tells_what_the_test_says(client, rina, feedback, keys, questions, counts):
    attempt = taken(rina, right=1, feedback=feedback, keys_shown=keys)

    page = result(client, attempt)

    assert ("Pertanyaan UJI-0" in page) == questions
    assert ("benar penuh" in page) == counts
    assert ("PENJELASAN-UJI" in page) == (keys == "at_once")
    assert "Belum lulus" in page


def test_a_test_that_never_shows_keys_keeps_them_after_passing_too(client, rina):
    attempt = taken(rina, right=3, feedback="result", keys_shown="never")

    page = result(client, attempt)

    assert not [key for key in KEYS if key in page]
    assert "Pertanyaan UJI-0" not in page


def test_keys_shown_at_once_are_hidden_while_the_next_attempt_runs(client, rina):
    first = taken(rina, keys_shown="at_once", gap_hours=0)
    assert "PENJELASAN-UJI" in result(client, first)

    services.start_attempt(person=rina, blueprint=first.blueprint, at=timezone.now())

    page = result(client, first)
    assert not [key for key in KEYS if key in page]
    assert "sedang berjalan" in page


def test_a_test_that_may_be_repeated_is_not_settled_by_passing(client, rina):
    attempt = taken(rina, right=3, repeats_after_pass=True, max_attempts=2, gap_hours=0)

    page = result(client, attempt)

    assert not [key for key in KEYS if key in page]
    assert "Kerjakan tes sekali lagi" in page
    again = taken(rina, right=3)
    assert "PENJELASAN-UJI" in result(client, again)


def test_statements_say_no_more_than_the_result(rina):
    taken(rina, right=1, feedback="result", keys_shown="settled")

    stored = [json.loads(row.payload) for row in Statement.objects.all()]
    answered = [one for one in stored if one["verb"]["id"].endswith("/answered")]
    assert len(answered) == 3
    assert not [one for one in answered if "success" in one.get("result", {})]


def test_an_attempt_tells_what_its_own_version_says(client, rina):
    attempt = taken(rina, right=1, feedback="result", keys_shown="never")

    Blueprint.objects.update(feedback="questions", keys_shown="at_once")

    page = result(client, attempt)
    assert "Pertanyaan UJI-0" not in page
    assert not [key for key in KEYS if key in page]


def test_the_rule_of_the_test_stands_before_the_rule_of_the_house(client, rina):
    taken(rina, max_attempts=2, gap_hours=5, window_days=10, at=MORNING)
    test = Blueprint.objects.get(code="UJI")

    with pytest.raises(services.TooSoon):
        services.start_attempt(person=rina, blueprint=test, at=MORNING + timedelta(hours=4))
    taken(rina, at=MORNING + timedelta(hours=6))
    with pytest.raises(services.NoTriesLeft):
        services.start_attempt(person=rina, blueprint=test, at=MORNING + timedelta(days=9))
    assert services.start_attempt(person=rina, blueprint=test, at=MORNING + timedelta(days=10, hours=7)).is_running


def test_start_and_result_say_the_rule_of_the_test(client, rina):
    attempt = taken(rina, max_attempts=5, gap_hours=7, window_days=90)

    page = result(client, attempt)
    assert "Sisa kesempatan: 4 dari 5." in page
    assert "dihitung selama 90 hari" in page
    assert "Kesempatan berikutnya terbuka" in page
    Blueprint.objects.update(gap_hours=0)
    start = client.get(reverse("assessments:start", args=[attempt.blueprint.uuid])).content.decode()
    assert "4 dari 5" in start
    assert "dihitung selama 90 hari" in start


def test_a_page_of_a_result_costs_the_same_with_every_policy(rina, django_assert_max_num_queries):
    attempt = taken(rina, right=3, feedback="result", keys_shown="never")

    with django_assert_max_num_queries(6):
        selectors.result_page(rina, attempt.uuid, at=MORNING)


def test_settled_and_running_decide_about_keys():
    assert told("result", "settled", is_settled=False, is_running=False) == Told(False, False, False)
    assert told("result", "settled", is_settled=True, is_running=False) == Told(True, True, True)
    assert told("questions", "settled", is_settled=True, is_running=True) == Told(True, True, False)
    assert told("competencies", "never", is_settled=True, is_running=False) == Told(True, False, False)
