"""Questions that are being tried out in fixed and adaptive tests: mixed in, and without a trace in what is measured."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from assessments import services
from assessments.blueprint_content import CellSpec, FormSpec
from assessments.drawing import pilot_steps
from assessments.models import Attempt, Item, Observation
from assessments.selectors.pools import counted
from assessments.selectors.snapshots import snapshot_of
from assessments.services.observing import observe_ended
from tests.assessments import builders, placing, writing
from tests.assessments.builders import MORNING, right_answer, row, wrong_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    builders.competencies("A1")
    return builders.agency()


@pytest.fixture
def rina(agency):
    return writing.learner(agency)


def tried(*codes, **fields):
    """Items on trial."""
    items = builders.bank(row(code, **{"competency": "A1", **fields}) for code in codes)
    Item.objects.filter(code__in=codes).update(status="pilot")
    return items


def pilots_in(attempt):
    return [slot for slot in builders.slots(attempt) if slot.is_pilot]


def counted_in(attempt):
    return [slot for slot in builders.slots(attempt) if not slot.is_pilot]


def measured(attempt):
    """What was asked and what it showed, to the last bit."""
    asked = [(slot.item_version_id, slot.slope, slot.difficulty, slot.is_right) for slot in counted_in(attempt)]
    (score,) = attempt.competency_scores.all()
    return asked, (score.theta, score.standard_error, score.chances, score.item_count, score.right_count)


def knows_some(slot):
    """An answer that depends on the question alone; what is tried out is always wrong."""
    return not slot.is_pilot and slot.item_version.item.level <= 3


# --- Fixed forms --------------------------------------------------------------------------------------------------


def of_forms(agency):
    wati, joko = writing.trainer(agency), writing.second_reader(agency)
    items = writing.bank(4)
    forms = [FormSpec("A", tuple(item.pk for item in items[:2])), FormSpec("B", tuple(item.pk for item in items[2:]))]
    return writing.published(
        wati, joko, cells=[CellSpec("D2", 2)], forms=forms, mode="fixed", repeats_after_pass=True, gap_hours=1
    )


def handed_in(attempt, at=MORNING):
    for slot in builders.slots(attempt):
        payload = (wrong_answer if slot.is_pilot else right_answer)(slot)
        services.save_answer(
            person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at
        )
    services.submit(person=attempt.person, attempt=attempt.uuid, at=at)
    attempt.refresh_from_db()
    return attempt


def test_a_fixed_form_keeps_its_order_and_its_score_around_what_is_tried_out(agency, rina):
    test = of_forms(agency)
    tried("COBA-1", "COBA-2", competency="D2")

    attempt = handed_in(services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING, seed=3))

    form = next(one for one in attempt.blueprint_version.content.forms if one.code == attempt.form_code)
    assert [slot.item_version.item_id for slot in counted_in(attempt)] == list(form.items)
    assert len(pilots_in(attempt)) == 2
    assert (attempt.percent, attempt.passed, attempt.score_max) == (100, True, 2)
    assert attempt.deadline == MORNING + timedelta(minutes=2 * attempt.settings.time_limit_minutes)


def test_a_second_time_at_a_fixed_form_tries_nothing_out(agency, rina):
    test = of_forms(agency)
    tried("COBA-1", "COBA-2", "COBA-3", "COBA-4", competency="D2")
    handed_in(services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING))

    again = services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING + timedelta(days=1))

    assert pilots_in(again) == []


# --- Adaptive tests -----------------------------------------------------------------------------------------------


def test_steps_are_left_to_chance_and_all_come_before_the_fewest_questions_end():
    found = [pilot_steps(2, within=8, seed=seed) for seed in range(200)]

    assert {step for steps in found for step in steps} == set(range(8))
    assert {len(steps) for steps in found} == {2}
    assert pilot_steps(2, within=1, seed=5) == {0}


@pytest.mark.parametrize("seed", [1, 7, 20, 101])
def test_an_adaptive_test_measures_the_same_to_the_last_bit_with_and_without_trial(rina, agency, seed):
    placing.bank(["A1"], each=25)
    plain = placing.to_the_end(placing.begin(builders.person("Budi Santoso"), seed=seed), knows_some)
    assert pilots_in(plain) == []
    tried("COBA-1", "COBA-2", "COBA-3")

    attempt = placing.to_the_end(placing.begin(rina, seed=seed), knows_some)

    assert len(pilots_in(attempt)) == 2
    assert measured(attempt) == measured(plain)
    assert [slot.credit for slot in pilots_in(attempt)] == [None, None]
    assert attempt.deadline > plain.deadline


def test_what_is_tried_out_is_told_before_and_looks_like_any_other_question(client, rina):
    placing.bank(["A1"], each=12)
    tried("COBA-1", "COBA-2")
    client.force_login(rina)
    before = client.get(reverse("assessments:placement")).content.decode()
    assert "paling banyak 2 soal yang sedang diujicobakan" in " ".join(before.split())

    attempt = placing.begin(rina, seed=20)
    shapes = set()
    while attempt.is_running:
        page = services.open_attempt(person=rina, attempt=attempt.uuid, position=99, at=MORNING)
        assert page.most_items == 14
        shapes.add((page.asked[0].question.kind, len(page.asked[0].question.options)))
        attempt = placing.answer(attempt)

    assert len(pilots_in(attempt)) == 2
    assert len(shapes) == 1
    assert "COBA" not in strip_tags(client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode())


def test_answers_to_it_feed_the_figures_of_the_night_but_not_the_exposure(rina, agency):
    placing.bank(["A1"], each=12)
    items = tried("COBA-1")

    attempt = placing.to_the_end(placing.begin(rina), lambda slot: True)

    (pilot,) = pilots_in(attempt)
    snapshot = snapshot_of(pilot.item_version.item.competency_id, until=MORNING)
    assert snapshot.counts[items["COBA-1"].approved_id] == (1, 1)
    heard = frozenset([items["COBA-1"].competency_id])
    asked, sittings = counted(heard, attempt.blueprint_id, attempt.agency_id, MORNING)
    assert (pilot.item_version.item_id in asked, sittings) == (False, 1)


def test_an_item_that_a_question_of_the_bank_gives_away_is_not_tried_out(rina):
    builders.bank(
        row(f"A1-{n}", competency="A1", level=n % 5 + 1, enemies="sandi" if n == 3 else "") for n in range(12)
    )
    tried("COBA-1", enemies="sandi")
    tried("COBA-2")

    attempt = placing.to_the_end(placing.begin(rina), knows_some)

    assert [slot.item_version.item.code for slot in pilots_in(attempt)] == ["COBA-2"]


def test_a_written_adaptive_test_tries_out_what_it_measures(agency, rina):
    wati, joko = writing.trainer(agency), writing.second_reader(agency)
    writing.bank(8)
    tried("COBA-1", "COBA-2", competency="D2")
    tried("LAIN-1")
    never_sure = {"target_error": 0.1, "level_chance": 1.0}
    adaptive = {"mode": "adaptive", "fewest_items": 3, "most_items": 6, "time_limit_minutes": 30, **never_sure}
    test = writing.published(wati, joko, cells=[CellSpec("D2", 1)], **adaptive)

    attempt = services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING, seed=4)
    assert attempt.deadline == MORNING + timedelta(minutes=40)
    attempt = placing.to_the_end(Attempt.objects.get(pk=attempt.pk))

    assert {slot.item_version.item.code for slot in pilots_in(attempt)} == {"COBA-1", "COBA-2"}
    assert len(counted_in(attempt)) == 6


def test_an_attempt_that_began_before_a_trial_goes_on_as_it_was(rina):
    placing.bank(["A1"], each=12)
    attempt = placing.begin(rina)
    tried("COBA-1", "COBA-2")

    assert pilots_in(placing.to_the_end(attempt)) == []


def test_how_fast_it_was_answered_is_not_judged(rina, agency):
    placing.bank(["A1"], each=12)
    tried("COBA-1", "COBA-2")
    attempt = placing.to_the_end(placing.begin(rina))

    observe_ended(at=MORNING)

    assert len(pilots_in(attempt)) == 2
    assert Observation.objects.get().answer_count == len(counted_in(attempt))


def test_a_step_that_tries_something_out_costs_no_more_than_any_other(rina, django_assert_max_num_queries):
    placing.bank(["A1"], each=12)
    tried("COBA-1", "COBA-2")
    attempt = placing.begin(rina)

    while attempt.is_running:
        slot = placing.present(attempt)
        with django_assert_max_num_queries(9):
            attempt = placing.answer(attempt, slot=slot)
        if len(pilots_in(attempt)) == 2:
            break
