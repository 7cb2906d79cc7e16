"""Starting, answering, ending and scoring an attempt."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import structlog
from django.db import IntegrityError, transaction

from assessments import selectors, services
from assessments.answers import UnreadableAnswer
from assessments.drawing import BankTooSmall
from assessments.models import Attempt, Item, ResponseEvent, ScoreScale
from assessments.services.answering import LINE_ALLOWANCE
from assessments.signals import attempt_scored
from assessments.tasks import finish_expired_attempts
from lms.competencies.models import Evidence, Instrument, PersonLevel
from lms.competencies.services import Source
from lms.experience.models import Statement
from tests.assessments import builders
from tests.assessments.builders import MORNING, answer_all, right_answer, simple_test, slots, wrong_answer

pytestmark = pytest.mark.django_db

NEXT_DAY = MORNING + timedelta(hours=25)


def start(person, blueprint, at=MORNING, **fields):
    return services.start_attempt(person=person, blueprint=blueprint, at=at, seed=7, **fields)


def save(attempt, slot, payload, seq=1, at=MORNING):
    return services.save_answer(
        person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=seq, payload=payload, at=at
    )


def test_a_double_click_starts_one_attempt():
    rina, test = builders.person(), simple_test()

    first, second = start(rina, test), start(rina, test)

    assert first == second
    assert Attempt.objects.count() == 1


def test_the_database_refuses_a_second_running_attempt():
    rina, test = builders.person(), simple_test()
    start(rina, test)

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(person=rina, blueprint=test, started_at=MORNING, deadline=MORNING, seed=1)


def test_the_same_seed_draws_the_same_form_and_another_seed_another():
    test = simple_test(8, cells=[services.CellSpec("D2", 4)])
    forms = []
    for name, seed in (("Rina", 1), ("Budi", 1), ("Sari", 2)):
        attempt = services.start_attempt(person=builders.person(name), blueprint=test, at=MORNING, seed=seed)
        forms.append([slot.item_version_id for slot in slots(attempt)])

    assert forms[0] == forms[1]
    assert forms[0] != forms[2]


def test_a_form_holds_what_the_blueprint_asks_for():
    builders.competencies("D2", "B2")
    rows = [builders.row(f"D-{n}", level=1 + n % 3) for n in range(6)]
    builders.bank([*rows, *(builders.row(f"B-{n}", competency="B2", level=1) for n in range(4))])
    cells = [services.CellSpec("D2", 2, level_min=2), services.CellSpec("B2", 3)]
    test = services.define_blueprint(code="UJI", title="Uji", cells=cells)

    form = [slot.item_version.item for slot in slots(start(builders.person(), test))]

    assert sorted(item.competency.code for item in form) == ["B2", "B2", "B2", "D2", "D2"]
    assert all(item.level >= 2 for item in form if item.competency.code == "D2")


def test_a_test_whose_bank_is_too_small_says_so_and_starts_nothing():
    test = simple_test(3)
    Item.objects.filter(code="UJI-01").update(status="suspended")

    with pytest.raises(BankTooSmall):
        start(builders.person(), test)

    assert not Attempt.objects.exists()


def test_a_withdrawn_test_cannot_be_started():
    test = simple_test()
    services.withdraw_blueprint(blueprint=test.uuid)

    with pytest.raises(selectors.NoSuchTest):
        start(builders.person(), test)
    assert not Instrument.objects.exists()


def test_a_published_test_announces_what_it_can_measure():
    test = simple_test()

    assert [row.competency.code for row in Instrument.objects.all()] == ["D2"]
    assert Instrument.objects.get().source_uuid == test.uuid


def test_a_saved_answer_is_there_after_a_reload():
    attempt = start(builders.person(), simple_test())
    slot = slots(attempt)[0]

    save(attempt, slot, right_answer(slot))
    page = services.open_attempt(person=attempt.person, attempt=attempt.uuid, position=1, at=MORNING)

    assert page.first.answer == right_answer(slot)
    assert (page.first.seq, page.answered_count) == (1, 1)
    assert [state.is_answered for state in page.slots] == [True, False, False]


def test_of_two_tabs_the_newer_answer_stays_and_the_older_tab_is_told():
    attempt = start(builders.person(), simple_test())
    slot = slots(attempt)[0]
    save(attempt, slot, right_answer(slot), seq=2)

    told = save(attempt, slot, wrong_answer(slot), seq=2)

    assert told.is_outdated
    assert told.answer == right_answer(slot)
    assert [event.kind for event in ResponseEvent.objects.all()] == ["saved", "outdated"]


def test_a_repeated_save_whose_reply_was_lost_changes_nothing():
    attempt = start(builders.person(), simple_test())
    slot = slots(attempt)[0]
    first = save(attempt, slot, right_answer(slot))

    again = save(attempt, slot, right_answer(slot), at=MORNING + timedelta(seconds=5))

    assert again == first
    assert ResponseEvent.objects.count() == 1


def test_an_answer_with_an_option_of_another_question_is_refused():
    attempt = start(builders.person(), simple_test())
    first, second = slots(attempt)[:2]

    with pytest.raises(UnreadableAnswer):
        save(attempt, first, right_answer(second))


def test_nobody_answers_or_sees_the_attempt_of_another():
    attempt, budi = start(builders.person(), simple_test()), builders.person("Budi Santoso")

    mine = {"person": budi, "attempt": attempt.uuid, "at": MORNING}
    with pytest.raises(selectors.NoSuchAttempt):
        services.open_attempt(position=1, **mine)
    with pytest.raises(selectors.NoSuchAttempt):
        services.save_answer(position=1, seq=1, payload={}, **mine)
    with pytest.raises(selectors.NoSuchAttempt):
        services.submit(person=budi, attempt=attempt.uuid, at=MORNING)


def test_an_answer_on_its_way_at_the_deadline_still_counts_and_a_later_one_does_not():
    attempt = start(builders.person(), simple_test())
    first, second = slots(attempt)[:2]

    save(attempt, first, right_answer(first), at=attempt.deadline + timedelta(seconds=9))
    with pytest.raises(services.AnswerTooLate):
        save(attempt, second, right_answer(second), at=attempt.deadline + timedelta(seconds=11))

    ended = services.submit(person=attempt.person, attempt=attempt.uuid, at=attempt.deadline + timedelta(minutes=5))
    assert ended.score_raw == 1
    assert (ended.closed_reason, ended.submitted_at) == ("time", attempt.deadline)


def test_the_sweep_ends_what_ran_out_and_leaves_the_rest():
    test = simple_test()
    over, running = (
        start(builders.person(), test),
        start(builders.person("Budi"), test, at=MORNING + timedelta(minutes=10)),
    )

    done = services.finish_expired(at=over.deadline + LINE_ALLOWANCE)

    assert done == 1
    assert Attempt.objects.get(pk=over.pk).is_scored
    assert Attempt.objects.get(pk=running.pk).is_running
    assert finish_expired_attempts() == 1


def test_looking_at_an_attempt_whose_time_is_over_ends_it():
    attempt = start(builders.person(), simple_test())

    with pytest.raises(services.AttemptClosed):
        services.open_attempt(
            person=attempt.person, attempt=attempt.uuid, position=1, at=attempt.deadline + timedelta(seconds=11)
        )

    assert Attempt.objects.get().is_scored


def test_handing_in_twice_gives_one_result(django_capture_on_commit_callbacks):
    attempt, heard = start(builders.person(), simple_test()), []
    answer_all(attempt, right=3)

    def listen(**facts):
        heard.append((facts["attempt_id"], facts["at"]))

    attempt_scored.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            first = services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)
            second = services.submit(person=attempt.person, attempt=attempt.uuid, at=NEXT_DAY)
    finally:
        attempt_scored.disconnect(listen)

    assert first.percent == second.percent == Decimal(100)
    assert first.submitted_at == second.submitted_at
    assert heard == [(attempt.pk, MORNING)]
    assert Evidence.objects.count() == 1


def test_a_room_that_fails_over_a_result_costs_the_learner_nothing(django_capture_on_commit_callbacks):
    attempt, heard = start(builders.person(), simple_test()), []

    def fail(**_facts):
        raise RuntimeError("broken receiver")

    def listen(**facts):
        heard.append(facts["attempt_id"])

    attempt_scored.connect(fail)
    attempt_scored.connect(listen)
    try:
        with structlog.testing.capture_logs() as lines, django_capture_on_commit_callbacks(execute=True):
            services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)
    finally:
        attempt_scored.disconnect(fail)
        attempt_scored.disconnect(listen)

    assert heard == [attempt.pk]
    assert [line["attempt"] for line in lines if line["log_level"] == "error"] == [attempt.pk]


def test_the_evidence_of_a_result_carries_the_band_that_the_result_page_shows():
    attempt = start(builders.person(), simple_test(8))
    answer_all(attempt, right=5)
    services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)

    band = Evidence.objects.get().band
    shown = selectors.result_page(attempt.person, attempt.uuid, at=MORNING).competencies[0]

    assert band == pytest.approx((shown.low, shown.high), abs=0.005)
    assert 0 <= band[0] < band[1] <= 5


@pytest.mark.parametrize(("right", "passed"), [(7, True), (6, False)])
def test_the_pass_mark_decides(right, passed):
    attempt = start(builders.person(), simple_test(10))
    answer_all(attempt, right=right)

    ended = services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)

    assert (ended.percent, ended.passed) == (Decimal(right * 10), passed)


def test_a_result_becomes_measured_evidence_with_its_certainty():
    attempt = start(builders.person(), simple_test(6))
    answer_all(attempt, right=6)

    services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)

    found = Evidence.objects.get()
    assert (found.kind, found.source_kind, found.source_uuid) == ("measured_unsupervised", "attempt", attempt.uuid)
    assert (found.details["items"], found.details["right"]) == (6, 6)
    assert found.level == 2
    assert 0.5 <= found.chance <= 1
    assert found.standard_error > 0
    assert PersonLevel.objects.get(person=attempt.person).level == 2


def test_statements_tell_what_happened_and_never_the_key():
    attempt = start(builders.person(), simple_test())
    answer_all(attempt, right=2)

    services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)

    verbs = sorted(row.verb.rsplit("/", 1)[-1] for row in Statement.objects.all())
    assert verbs == ["answered", "answered", "answered", "failed"]
    told = " ".join(row.payload for row in Statement.objects.all())
    assert "RAHASIA-BENAR" not in told
    assert "PENJELASAN" not in told
    assert attempt.person.full_name not in told


def test_an_attempt_that_cannot_be_scored_now_is_scored_by_the_sweep():
    attempt = start(builders.person(), simple_test())
    answer_all(attempt, right=3)
    ScoreScale.objects.update(valid_to=MORNING.date() - timedelta(days=1))

    waiting = services.submit(person=attempt.person, attempt=attempt.uuid, at=MORNING)
    ScoreScale.objects.update(valid_to=None)
    services.finish_expired(at=NEXT_DAY)

    assert waiting.state == "submitted"
    assert Attempt.objects.get().percent == Decimal(100)


def test_an_attempt_remembers_where_it_was_started_from():
    source = Source("enrolment", uuid4(), "Pelindungan Data Pribadi bagi ASN")

    attempt = start(builders.person(), simple_test(), context=source)

    assert (attempt.context_kind, attempt.context_uuid, attempt.context_title) == (
        source.kind,
        source.uuid,
        source.title,
    )


def test_the_order_of_the_bank_does_not_show_in_the_options():
    attempt = start(builders.person(), simple_test(10))
    pages = [
        services.open_attempt(person=attempt.person, attempt=attempt.uuid, position=n, at=MORNING) for n in range(1, 11)
    ]

    places = {[option.text for option in page.first.question.options].index("RAHASIA-BENAR") for page in pages}
    tokens = [option.token for page in pages for option in page.first.question.options]

    assert len(places) > 1
    assert len(set(tokens)) == 40


def test_the_same_option_has_another_token_in_another_attempt():
    test = simple_test()
    one, other = start(builders.person(), test), start(builders.person("Budi"), test)

    assert right_answer(slots(one)[0]) != right_answer(slots(other)[0])


def test_a_save_costs_four_queries(django_assert_num_queries):
    attempt = start(builders.person(), simple_test())
    slot = slots(attempt)[0]
    payload = right_answer(slot)
    save(attempt, slot, wrong_answer(slot))

    with django_assert_num_queries(6):  # four, and the savepoint of the test around them
        save(attempt, slot, payload, seq=2)


def test_pages_of_an_attempt_cost_a_fixed_number_of_queries(django_assert_num_queries):
    rina, test = builders.placed(builders.person(), builders.agency()), simple_test(10)
    attempt = start(rina, test)

    with django_assert_num_queries(3):
        services.open_attempt(person=rina, attempt=attempt.uuid, position=4, at=MORNING)
    with django_assert_num_queries(2):
        services.open_closing(person=rina, attempt=attempt.uuid, at=MORNING)
    with django_assert_num_queries(10):
        selectors.my_tests(rina, at=MORNING)
    with django_assert_num_queries(8):
        selectors.start_page(rina, test.uuid, at=MORNING)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    with django_assert_num_queries(7):
        services.open_result(person=rina, attempt=attempt.uuid, at=MORNING)
