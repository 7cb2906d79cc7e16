"""Adaptive tests that trainers write: what they may measure, and that they are taken like the placement test."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessments import services
from assessments.blueprint_content import CellSpec
from assessments.drawing import BankTooSmall
from assessments.models import Attempt, Item
from assessments.services.blueprint_checks import TooFewItems, TooManyCompetencies
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING

pytestmark = pytest.mark.django_db

ADAPTIVE = {"mode": "adaptive", "fewest_items": 3, "most_items": 6}


@pytest.fixture
def agency():
    builders.competencies("D2")
    return builders.agency()


@pytest.fixture
def wati(agency):
    return writing.trainer(agency)


@pytest.fixture
def joko(agency):
    return writing.second_reader(agency)


def test_an_adaptive_test_is_taken_to_its_end_and_measures(client, agency, wati, joko):
    writing.bank(8)
    test = writing.published(wati, joko, cells=[CellSpec("D2", 1, level_max=2)], **ADAPTIVE)
    rina = writing.learner(agency)
    client.force_login(rina)
    assert "paling banyak 6 soal" in client.get(reverse("assessments:start", args=[test.uuid])).content.decode()

    client.post(reverse("assessments:start", args=[test.uuid]))
    attempt = Attempt.objects.select_related("person").get(person=rina)
    while attempt.is_running:
        slot = builders.slots(attempt)[-1]
        sent = builders.right_answer(slot)
        attempt = services.answer_and_go_on(
            person=rina, attempt=attempt.uuid, position=slot.position, seq=1, payload=sent, at=attempt.started_at
        )

    assert (attempt.state, attempt.passed, attempt.blueprint_version.number) == ("scored", None, 1)
    assert 3 <= attempt.slots.count() <= 6
    assert attempt.competency_scores.get().competency.code == "D2"
    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    assert "Kesempatan berikutnya terbuka" in page
    assert "Jawaban benar" not in page


def test_settings_of_a_running_adaptive_attempt_stay(agency, wati, joko):
    writing.bank(8)
    test = writing.published(wati, joko, cells=[CellSpec("D2", 1)], **ADAPTIVE)
    attempt = services.start_attempt(person=writing.learner(agency), blueprint=test.uuid, at=MORNING)

    writing.revised(test, wati, joko, fewest_items=5, most_items=5)
    attempt.refresh_from_db()

    assert (attempt.settings.fewest_items, attempt.settings.most_items) == (3, 6)


def test_an_adaptive_test_measures_few_competencies_with_enough_questions(wati):
    codes = ("A1", "B1", "C1", "D1", "D2")
    builders.competencies(*codes)
    with pytest.raises(TooManyCompetencies):
        services.write_test(
            code="T",
            content=writing.content("T", *(CellSpec(code, 1) for code in codes), mode="adaptive"),
            by=wati,
            at=MORNING,
        )

    writing.bank(2)
    test = services.write_test(
        code="T", content=writing.content("T", CellSpec("D2", 1), **ADAPTIVE), by=wati, at=MORNING
    )
    with pytest.raises(TooFewItems):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)


def test_a_bank_that_shrank_stops_the_next_attempt(agency, wati, joko):
    writing.bank(3)
    test = writing.published(wati, joko, cells=[CellSpec("D2", 1)], **ADAPTIVE)
    Item.objects.filter(code="SOAL-01").update(status="suspended")

    with pytest.raises(BankTooSmall):
        services.start_attempt(person=writing.learner(agency), blueprint=test.uuid, at=MORNING)
