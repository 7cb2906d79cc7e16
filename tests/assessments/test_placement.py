"""The placement test: what it measures and why, how it goes on from answer to answer, and what it leaves behind."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import selectors, services
from assessments.models import Attempt, AttemptState, Blueprint, CompetencyScore, Item, Response
from assessments.next_steps import offer_tests
from assessments.psychometrics.estimation import estimate_ability
from assessments.selectors.attempts import NoSuchTest
from assessments.selectors.pools import pools_for, usage_of
from assessments.services import score_attempt
from assessments.services.answering import AnswerIsFinal, AttemptClosed
from assessments.services.attempts import finish_expired
from lms.competencies.models import Evidence, Instrument, Standard
from lms.experience.models import Statement
from lms.privacy.selectors.copies import collect
from tests.assessments import builders
from tests.assessments.builders import MORNING, row

pytestmark = pytest.mark.django_db


def bank(codes, each=12):
    """Fill the bank with items of all five levels."""
    builders.competencies(*codes)
    builders.bank(
        row(f"{code}-{number:02}", competency=code, level=number % 5 + 1) for code in codes for number in range(each)
    )


def blueprint(**changes):
    Blueprint.objects.filter(is_placement=True).update(**changes)
    return Blueprint.objects.get(is_placement=True)


@pytest.fixture
def rina():
    return builders.person()


def begin(who, at=MORNING, seed=7):
    return services.start_placement(person=who, at=at, seed=seed)


def present(attempt):
    return builders.slots(attempt)[-1]


def answer(attempt, right=True, at=MORNING, slot=None):
    """Answer the present question for good; None says that one does not know."""
    slot = slot or present(attempt)
    payload = None if right is None else builders.right_answer(slot) if right else builders.wrong_answer(slot)
    return services.answer_and_go_on(
        person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at
    )


def to_the_end(attempt, says=lambda slot: True, at=MORNING):
    for _question in range(60):
        if not answer(attempt, says(present(attempt)), at=at).is_running:
            break
    attempt.refresh_from_db()
    return attempt


def level_asked(slot):
    return slot.item_version.item.level


def test_it_measures_what_the_post_asks_for_and_nothing_has_measured(rina):
    bank(["A1", "B1", "C1", "D1", "E1", "F1"], each=8)
    builders.placed(rina, builders.agency())
    known = builders.competencies("A1", "B1", "C1", "D1", "E1", "F1", "G1")
    for code, level in [("B1", 3), ("C1", 4), ("D1", 1), ("E1", 2), ("F1", 2), ("G1", 5)]:
        Standard.objects.create(
            competency=known[code], position_kind="pelaksana", level=level, valid_from=builders.SINCE
        )

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["C1", "B1", "E1", "F1"]
    assert [choice.competency.code for choice in page.later] == ["D1"]
    assert [choice.competency.code for choice in page.without_items] == ["G1"]
    assert page.by_post


def test_without_a_standard_it_measures_what_the_bank_can(rina):
    bank(["A1", "B1"], each=8)
    builders.competencies("A1", "B1", "C1")

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["A1", "B1"]
    assert not page.by_post
    assert page.without_items == ()


def test_nothing_begins_where_the_bank_is_too_small(rina):
    bank(["A1"], each=7)

    with pytest.raises(services.NothingToMeasure):
        begin(rina)

    assert not Attempt.objects.exists()


def test_the_bank_says_what_a_placement_test_can_measure():
    bank(["A1"], each=8)
    bank_item = Item.objects.filter(competency__code="A1").first()
    author = builders.with_role("Pelatih", "trainer", builders.agency())
    bank_item.unit, bank_item.owner = author.role_grants.get().unit, author
    assert Instrument.objects.filter(competency__code="A1").exists()
    bank_item.save()

    services.suspend(item=bank_item.uuid, by=author, at=MORNING)

    assert not Instrument.objects.filter(competency__code="A1").exists()


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


def test_a_level_on_enough_questions_is_evidence_and_one_on_too_few_is_shown_only(rina):
    bank(["A1", "B1"], each=12)
    attempt = begin(rina)
    for _question in range(17):
        answer(attempt, True)
    # Nine of A1, eight of B1; now the same person stops a second sitting early.
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    assert set(Evidence.objects.values_list("competency__code", flat=True)) == {"A1", "B1"}
    later = MORNING + timedelta(days=30)
    second = begin(rina, at=later)
    for _question in range(5):
        answer(second, True, at=later)

    services.submit(person=rina, attempt=second.uuid, at=later)

    page = selectors.result_page(rina, second.uuid, at=later)
    assert [line.is_indicative for line in page.competencies] == [True, True]
    assert [line.item_count for line in page.competencies] == [3, 2]
    assert not Evidence.objects.filter(source_uuid=second.uuid).exists()


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


def test_a_copy_of_ones_data_tells_nobody_what_was_right(rina):
    bank(["A1"])
    attempt = begin(rina, seed=4711471147)
    answer(attempt, True)
    answer(attempt, False)

    told = repr(collect(rina, at=MORNING))

    assert "measures" in told
    assert not [word for word in ("is_right", "credit", "difficulty", "4711471147") if word in told]
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    answered = [json.loads(one.payload) for one in Statement.objects.filter(verb__endswith="answered")]
    assert len(answered) == 2
    assert not any("success" in one.get("result", {}) for one in answered)


def test_who_begins_and_ends_again_and_again_sees_no_more_than_one_question_a_day(rina):
    bank(["A1"], each=20)
    attempt = begin(rina)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)

    with pytest.raises(services.NothingToMeasure):
        begin(rina, at=MORNING + timedelta(hours=23))

    assert begin(rina, at=MORNING + timedelta(hours=25)).is_running


def test_sittings_that_measured_nothing_use_up_no_tries(rina):
    bank(["A1"], each=20)
    for day in range(5):
        at = MORNING + timedelta(days=2 * day)
        services.submit(person=rina, attempt=begin(rina, at=at).uuid, at=at)

    page = selectors.placement_page(rina, at=MORNING + timedelta(days=20))

    assert [choice.standing.attempts_left for choice in page.now] == [3]


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


def test_enemies_count_as_one_when_it_is_asked_whether_the_bank_is_large_enough(rina):
    bank(["A1"], each=8)
    Item.objects.update(enemies="sandi")

    with pytest.raises(services.NothingToMeasure):
        begin(rina)


def test_each_of_the_competencies_of_a_sitting_gets_enough_questions_for_evidence(rina):
    bank(["A1", "B1", "C1", "D1"], each=12)
    blueprint(fewest_items=10, most_items=35)

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["A1", "B1", "C1"]


def test_other_tests_of_the_same_items_do_not_tire_them(rina):
    bank(["A1"], each=12)
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("A1", 10)])
    for number in range(30):
        services.start_attempt(person=builders.person(f"Orang{number} Uji"), blueprint=test, at=MORNING)

    pools = pools_for([builders.competencies("A1")["A1"].pk], None, (-1.0, 0.0, 1.0, 2.0, 3.0))
    usage = usage_of(pools, blueprint().pk, None, at=MORNING)

    assert [one.sittings for one in usage.values()] == [0]


def test_the_placement_test_is_no_next_step_while_it_runs_or_rests(rina):
    bank(["A1"], each=8)
    builders.placed(rina, builders.agency())
    Standard.objects.create(
        competency=builders.competencies("A1")["A1"], position_kind="pelaksana", level=2, valid_from=builders.SINCE
    )
    today = MORNING.date()
    assert [offer.url for offer in offer_tests(rina, today)] == [reverse("assessments:placement")]

    attempt = begin(rina)
    assert offer_tests(rina, today) == []
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    assert offer_tests(rina, today) == []


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
    assert (stored.engine, attempt.engine, attempt.scale is not None) == ("eap-2pl/2", "eap-2pl/2", True)


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


def test_no_question_is_in_more_sittings_than_its_share(rina):
    bank(["A1"], each=60)
    blueprint(most_items=8)
    for number in range(30):
        cache.clear()
        to_the_end(begin(builders.person(f"Orang{number} Uji"), seed=number), lambda slot: slot.position % 2 == 0)

    counts = [version.slots.count() for item in Item.objects.all() for version in item.versions.all()]
    assert max(counts) <= 0.25 * (30 + 20) + 1


def test_what_was_measured_lately_waits_and_the_next_sitting_measures_the_rest(rina):
    bank(["A1", "B1", "C1", "D1", "E1"], each=8)
    blueprint(most_items=32)
    to_the_end(begin(rina))

    page = selectors.placement_page(rina, at=MORNING + timedelta(hours=1))

    assert [choice.competency.code for choice in page.now] == ["E1"]
    assert [choice.competency.code for choice in page.waiting] == ["A1", "B1", "C1", "D1"]
    assert page.waiting[0].standing.next_at == MORNING + timedelta(hours=24)


def test_when_the_time_is_over_the_sweep_ends_and_scores_it(rina):
    bank(["A1"])
    attempt = begin(rina)
    for _question in range(9):
        answer(attempt, True)

    finish_expired(at=MORNING + timedelta(hours=2))

    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == (AttemptState.SCORED, attempt.deadline)
    assert attempt.competency_scores.get().item_count == 9


def test_an_overdue_attempt_is_closed_before_another_begins(rina):
    bank(["A1"])
    first = begin(rina)
    later = MORNING + timedelta(days=2)

    second = begin(rina, at=later)

    first.refresh_from_db()
    assert first.state == AttemptState.SCORED
    assert second != first


def test_scoring_twice_changes_nothing(rina):
    bank(["A1"])
    attempt = to_the_end(begin(rina))

    score_attempt(attempt_id=attempt.pk, at=MORNING + timedelta(hours=1))

    assert CompetencyScore.objects.count() == 1
    assert Evidence.objects.count() == 1


def test_a_withdrawn_placement_test_is_not_offered(rina, client):
    blueprint(status="withdrawn")

    with pytest.raises(NoSuchTest):
        selectors.placement_page(rina, at=MORNING)
    client.force_login(rina, backend="lms.people.backends.NipOrEmailBackend")
    assert reverse("assessments:placement") not in client.get(reverse("assessments:mine")).content.decode()


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
