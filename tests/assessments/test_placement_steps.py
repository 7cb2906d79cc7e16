"""The placement test from answer to answer: what follows, what is final, and what a crash leaves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import selectors, services
from assessments.models import Attempt, AttemptState, CompetencyScore, Item, Response
from assessments.psychometrics.estimation import estimate_ability
from assessments.services import score_attempt
from assessments.services.answering import AnswerIsFinal, AttemptClosed
from assessments.services.attempts import finish_expired
from lms.competencies.models import Evidence
from lms.experience.models import Statement
from tests.assessments import builders
from tests.assessments.builders import MORNING, row
from tests.assessments.placing import answer, bank, begin, blueprint, level_asked, present, to_the_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina():
    return builders.person()


def test_a_question_is_written_before_it_is_shown_and_a_reload_shows_the_same(rina):
    bank(["A1"])
    attempt = begin(rina)
    first = present(attempt)

    again = begin(rina)
    page = services.open_attempt(person=rina, attempt=attempt.uuid, position=99, at=MORNING)

    assert again == attempt
    assert present(attempt) == first
    assert (page.position, page.final_count, page.most_items) == (1, 0, 12)
    assert (first.served_at, first.answered_at) == (MORNING, None)


def test_who_answers_rightly_is_asked_harder_questions_than_who_does_not(rina):
    bank(["A1"], each=25)
    attempt = to_the_end(begin(rina), lambda slot: True)
    other = builders.person("Sari Dewi")
    low = to_the_end(begin(other), lambda slot: False)

    assert sum(map(level_asked, builders.slots(attempt)[4:])) > sum(map(level_asked, builders.slots(low)[4:]))
    strong, weak = attempt.competency_scores.get(), low.competency_scores.get()
    assert strong.theta > 1 > -1 > weak.theta
    assert (weak.level, weak.is_indicative) == (0, False)


def test_each_competency_gets_its_fewest_questions_before_any_gets_more(rina):
    bank(["A1", "B1", "C1"], each=12)
    blueprint(fewest_items=4, most_items=15)

    attempt = to_the_end(begin(rina), lambda slot: slot.position % 2 == 0)

    asked = [slot.item_version.item.competency.code for slot in builders.slots(attempt)]
    assert sorted(asked[:12]) == ["A1"] * 4 + ["B1"] * 4 + ["C1"] * 4
    assert asked[:3] == ["A1", "B1", "C1"]
    assert len(asked) == 15


def test_it_ends_when_every_level_is_clear_and_does_not_ask_to_the_limit(rina):
    bank(["A1"], each=40)
    blueprint(target_error=0.60, level_chance=0.99)

    attempt = to_the_end(begin(rina), lambda slot: slot.position % 2 == 0)

    assert (attempt.state, attempt.closed_reason) == (AttemptState.SCORED, "enough")
    assert 8 <= len(builders.slots(attempt)) < 20
    assert attempt.competency_scores.get().standard_error <= 0.60


def test_it_has_no_percentage_and_is_neither_passed_nor_failed(rina):
    bank(["A1"])

    attempt = to_the_end(begin(rina))

    assert (attempt.percent, attempt.passed, attempt.score_max) == (None, None, 12)
    told = [json.loads(one.payload) for one in Statement.objects.order_by("pk")]
    verbs = [one["verb"]["id"].rsplit("/", 1)[-1] for one in told]
    assert verbs == ["answered"] * 12 + ["completed"]
    assert "success" not in told[-1]["result"]
    assert "scaled" not in told[-1]["result"]["score"]


def test_the_question_that_was_only_shown_does_not_count_but_a_saved_answer_does(rina):
    bank(["A1"])
    attempt = begin(rina)
    for _question in range(8):
        answer(attempt, True)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    assert attempt.competency_scores.get().item_count == 8

    other = builders.person("Sari Dewi")
    second = begin(other)
    for _question in range(8):
        answer(second, True)
    last = present(second)
    services.save_answer(
        person=other, attempt=second.uuid, position=9, seq=1, payload=builders.right_answer(last), at=MORNING
    )
    services.submit(person=other, attempt=second.uuid, at=MORNING)
    assert second.competency_scores.get().item_count == 9


def test_an_answer_is_final_a_second_click_and_the_way_back_change_nothing(rina):
    bank(["A1"])
    attempt = begin(rina)
    first = present(attempt)
    answer(attempt, True)
    second = present(attempt)

    answer(attempt, True, slot=first)
    with pytest.raises(AnswerIsFinal):
        answer(attempt, False, slot=first)
    with pytest.raises(AnswerIsFinal):
        services.save_answer(
            person=rina, attempt=attempt.uuid, position=1, seq=9, payload=builders.wrong_answer(first), at=MORNING
        )

    assert present(attempt) == second
    first.refresh_from_db()
    assert (first.is_right, first.response.payload) == (True, first.item_version.secret.key)


def test_saying_that_one_does_not_know_takes_back_a_half_given_answer(rina):
    bank(["A1"])
    attempt = begin(rina)
    slot = present(attempt)
    services.save_answer(
        person=rina, attempt=attempt.uuid, position=1, seq=1, payload=builders.right_answer(slot), at=MORNING
    )

    answer(attempt, None)

    slot.refresh_from_db()
    assert slot.is_right is False
    assert not Response.objects.filter(slot=slot).exists()


def test_going_on_without_an_answer_is_refused_and_changes_nothing(rina):
    bank(["A1"])
    attempt = begin(rina)

    with pytest.raises(services.AnswerMissing):
        services.answer_and_go_on(
            person=rina, attempt=attempt.uuid, position=1, seq=1, payload={"choice": []}, at=MORNING
        )

    assert present(attempt).position == 1
    assert present(attempt).answered_at is None


def test_half_an_answer_is_kept_before_it_is_refused(rina):
    builders.competencies("A1")
    options = ("Satu", "Dua", "Tiga")
    builders.bank(
        row(f"A1-{number:02}", competency="A1", level=2, kind="ordering", options=options, key="A>B>C")
        for number in range(8)
    )
    attempt = begin(rina)
    whole = builders.right_answer(present(attempt))
    half = {"places": dict(list(whole["places"].items())[:2])}

    with pytest.raises(services.AnswerMissing):
        services.answer_and_go_on(person=rina, attempt=attempt.uuid, position=1, seq=1, payload=half, at=MORNING)

    page = services.open_attempt(person=rina, attempt=attempt.uuid, position=1, at=MORNING)
    assert page.first.answer == half
    assert present(attempt).answered_at is None


def test_a_process_that_dies_after_the_last_answer_leaves_an_attempt_that_the_sweep_scores(rina, monkeypatch):
    bank(["A1"], each=8)
    attempt = begin(rina)
    for _question in range(7):
        answer(attempt, True)

    def die(*_args, **_kwargs):
        raise SystemExit

    monkeypatch.setattr("assessments.services.adaptive.finish", die)
    with pytest.raises(SystemExit):
        answer(attempt, True)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_reason) == (AttemptState.SUBMITTED, "enough")
    finish_expired(at=MORNING + timedelta(minutes=1))

    attempt.refresh_from_db()
    assert attempt.is_scored
    assert attempt.competency_scores.get().item_count == 8


def test_an_item_that_was_corrected_meanwhile_does_not_come_again(rina):
    bank(["A1"], each=9)
    attempt = begin(rina)
    answer(attempt, True)
    item = builders.slots(attempt)[0].item_version.item
    builders.bank([row(item.code, competency="A1", level=item.level, stem="Pertanyaan yang diperbaiki?")])

    to_the_end(attempt)

    asked = [slot.item_version.item_id for slot in builders.slots(attempt)]
    assert len(asked) == len(set(asked)) == 9


def test_what_an_item_gives_away_stays_away_when_it_is_taken_out_meanwhile(rina):
    bank(["A1"], each=12)
    Item.objects.filter(code__in=["A1-00", "A1-01", "A1-02"]).update(enemies="sandi")
    attempt = begin(rina)
    while not builders.slots(attempt)[-1].item_version.item.enemies:
        answer(attempt, True)
    answer(attempt, True)
    Item.objects.filter(pk=builders.slots(attempt)[-2].item_version.item_id).update(status="suspended")
    cache.clear()

    to_the_end(attempt)

    assert sum(1 for slot in builders.slots(attempt) if slot.item_version.item.enemies) == 1


def test_somebody_elses_attempt_and_one_that_ended_take_no_answer(rina):
    bank(["A1"])
    attempt = begin(rina)
    stranger = builders.person("Sari Dewi")
    slot = present(attempt)
    told = {"attempt": attempt.uuid, "position": 1, "seq": 1, "payload": builders.right_answer(slot), "at": MORNING}

    with pytest.raises(selectors.NoSuchAttempt):
        services.answer_and_go_on(person=stranger, **told)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    with pytest.raises(AttemptClosed):
        services.answer_and_go_on(person=rina, **told)


def test_the_same_seed_and_answers_ask_the_same_questions(rina):
    bank(["A1"], each=30)
    one = to_the_end(begin(rina, seed=5), lambda slot: slot.position % 3 > 0)
    other = to_the_end(begin(builders.person("Sari Dewi"), seed=5), lambda slot: slot.position % 3 > 0)
    third = to_the_end(begin(builders.person("Tono Adi"), seed=6), lambda slot: slot.position % 3 > 0)

    def versions(attempt):
        return [slot.item_version_id for slot in builders.slots(attempt)]

    assert versions(one) == versions(other)
    assert versions(one) != versions(third)


def test_the_log_gives_the_same_result_to_the_last_bit(rina):
    bank(["A1"], each=30)
    attempt = to_the_end(begin(rina), lambda slot: slot.position % 3 > 0)
    stored = attempt.competency_scores.get()

    slots = builders.slots(attempt)
    again = estimate_ability(
        [int(slot.is_right) for slot in slots],
        [slot.slope for slot in slots],
        [slot.difficulty for slot in slots],
    )

    assert (again.theta, again.standard_error) == (stored.theta, stored.standard_error)
    assert (stored.engine, attempt.engine, attempt.scale is not None) == ("eap-2pl/3", "eap-2pl/3", True)


def test_a_running_attempt_keeps_its_parameters_when_the_scale_changes(rina):
    bank(["A1"])
    attempt = begin(rina)
    cuts = attempt.scale.cuts
    attempt.scale.valid_to = attempt.scale.valid_from
    attempt.scale.save()

    to_the_end(attempt)

    assert attempt.scale.cuts == cuts
    assert attempt.is_scored


def test_enemies_never_meet_in_one_sitting(rina):
    bank(["A1"], each=16)
    Item.objects.filter(code__in=[f"A1-{number:02}" for number in range(8)]).update(enemies="sandi")

    attempt = to_the_end(begin(rina))

    assert sum(1 for slot in builders.slots(attempt) if slot.item_version.item.enemies) == 1


def test_when_the_time_is_over_the_sweep_ends_and_scores_it(rina):
    bank(["A1"])
    attempt = begin(rina)
    for _question in range(9):
        answer(attempt, True)

    finish_expired(at=MORNING + timedelta(hours=2))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == (AttemptState.SCORED, attempt.deadline)
    assert attempt.competency_scores.get().item_count == 9


def test_scoring_twice_changes_nothing(rina):
    bank(["A1"])
    attempt = to_the_end(begin(rina))

    score_attempt(attempt_id=attempt.pk, at=MORNING + timedelta(hours=1))

    assert CompetencyScore.objects.count() == 1
    assert Evidence.objects.count() == 1


def test_a_step_costs_the_same_at_the_end_as_at_the_beginning(rina, django_assert_num_queries):
    bank(["A1", "B1"], each=30)
    attempt = begin(rina)
    answer(attempt, True)

    # Six, and two that mark the transaction inside the one of the test.
    slot = present(attempt)
    with django_assert_num_queries(8):
        answer(attempt, True, slot=slot)
    for _question in range(12):
        answer(attempt, True)
    slot = present(attempt)
    with django_assert_num_queries(8):
        answer(attempt, False, slot=slot)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_the_order_of_clicks_no_answer_is_lost_or_invented(rina, data):
    """Saves, lost replies, second clicks, another tab, the way back, and the end, in any order."""
    Attempt.objects.all().delete()
    if not Item.objects.exists():
        bank(["A1"], each=20)
    blueprint(fewest_items=3, most_items=6)
    attempt, given_answers, at = begin(rina, seed=data.draw(st.integers(0, 99))), {}, MORNING
    for _step in range(data.draw(st.integers(1, 25))):
        at += timedelta(seconds=1)
        slots = builders.slots(attempt)
        slot = data.draw(st.sampled_from(slots))
        deed = data.draw(st.sampled_from(["save", "answer", "answer", "unknown", "reload"]))
        right = data.draw(st.booleans())
        payload = builders.right_answer(slot) if right else builders.wrong_answer(slot)
        told = {"person": rina, "attempt": attempt.uuid, "position": slot.position, "seq": 1, "at": at}
        try:
            if deed == "save":
                services.save_answer(**told, payload=payload)
            elif deed == "reload":
                services.open_attempt(person=rina, attempt=attempt.uuid, position=1, at=at)
            else:
                services.answer_and_go_on(**told, payload=None if deed == "unknown" else payload)
                if slot.position not in given_answers:
                    given_answers[slot.position] = None if deed == "unknown" else right
        except (AnswerIsFinal, AttemptClosed):
            pass
    services.submit(person=rina, attempt=attempt.uuid, at=at)

    for slot in builders.slots(attempt):
        if slot.position in given_answers:
            assert slot.is_right is bool(given_answers[slot.position])
    attempt.refresh_from_db()
    assert attempt.is_scored
    counted = sum(score.item_count for score in attempt.competency_scores.all())
    assert counted >= len(given_answers)
    assert counted <= 6
