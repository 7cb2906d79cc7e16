"""From the answers of many people to parameters that a person approves."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from assessments import access, selectors, services, tasks
from assessments.models import (
    AttemptSlot,
    AttemptState,
    BlueprintMode,
    CalibrationRun,
    ItemCalibration,
    ItemStatistic,
    ScoreScale,
)
from assessments.psychometrics.standards import author_difficulty
from assessments.selectors.parameters import parameters_of
from assessments.selectors.pools import pools_for
from assessments.selectors.snapshots import snapshot_of
from assessments.services.calibration import LEASE
from lms.people.models import Role, RoleGrant
from tests.assessments import answering, builders
from tests.assessments.answering import PLACES, SLOPES, abilities_of, answer, crowd, simulate
from tests.assessments.builders import MORNING

pytestmark = pytest.mark.django_db

NIGHT = MORNING + timedelta(hours=12)
NEXT_NIGHT = NIGHT + timedelta(days=1)
TODAY = date(2026, 3, 3)


@pytest.fixture
def items():
    return answering.ten_items()


@pytest.fixture
def answered(items):
    """Six hundred people, each with one attempt at ten items."""
    people = crowd(600)
    answer(people, items, simulate(abilities_of(600)), answering.random_test())
    return people


def competency():
    return builders.competencies("D2")["D2"]


def cuts():
    return ScoreScale.objects.get().cuts


def draft(at=NIGHT):
    (run_id,) = services.request_calibrations(at=at)
    services.carry_out(run_id=run_id, at=at)
    return CalibrationRun.objects.get(pk=run_id)


def administrator():
    return builders.person("Admin Pusat", is_superuser=True, is_staff=True)


def parameters(run, items):
    rows = {row.item_version_id: row for row in run.calibrations.all()}
    found = [rows[item.approved_id] for item in items]
    return np.array([row.a for row in found]), np.array([row.difficulty for row in found])


def approved(at=NIGHT + timedelta(hours=1)):
    run = draft()
    services.approve_calibration(run=run.uuid, by=administrator(), at=at, note="Wajar.")
    return CalibrationRun.objects.get(pk=run.pk)


# What is computed


def test_six_hundred_people_give_parameters_near_the_truth_on_the_authors_scale(items, answered):
    run = draft()

    slopes, places = parameters(run, items)
    assert (run.state, run.people, run.converged, run.attempts) == ("draft", 600, True, 1)
    assert np.abs(slopes - SLOPES).mean() < 0.15
    off = places - places.mean() - (PLACES - PLACES.mean())
    assert np.abs(off).mean() < 0.2
    errors = [run.calibrations.get(item_version=item.approved_id).se_b for item in items]
    assert np.abs(off / errors).max() < 3.0
    assert places.mean() == pytest.approx(author_difficulty(2, cuts()))
    assert run.mean == pytest.approx(places.mean() - PLACES.mean(), abs=0.15)
    assert (run.sd, sum(run.abilities)) == (1.0, 600)
    assert [row for row in run.statistics.all() if "misfit" in row.flags] == []
    assert ItemCalibration.objects.filter(active_from__isnull=False).count() == 0


def test_an_item_with_a_wrong_key_gets_no_parameters_and_drags_no_scale_along(items):
    right = simulate(abilities_of(600))
    right[:, 4] = 1 - right[:, 4]
    answer(crowd(600), items, right, answering.random_test())

    run = draft()

    wrong = run.statistics.get(item_version=items[4].approved_id)
    assert {"negative", "unplaced"} <= set(wrong.flags)
    assert not run.calibrations.filter(item_version=items[4].approved_id).exists()
    _slopes, places = parameters(run, items[:4] + items[5:])
    assert places.mean() == pytest.approx(author_difficulty(2, cuts()))


def test_drawn_forms_give_classical_figures_and_adaptive_attempts_give_none(items):
    right = simulate(abilities_of(600))
    people = crowd(600)
    answer(people[:300], items, right[:300], answering.random_test())
    adaptive = answering.random_test("CAT", mode=BlueprintMode.ADAPTIVE)
    answer(people[300:], items, right[300:], adaptive, percent=None, passed=None)

    draft()

    first = ItemStatistic.objects.get(item_version=items[0].approved_id)
    assert first.count == 600
    assert first.p_value == pytest.approx(right[:300, 0].mean())
    rest = (right[:300].sum(axis=1) - right[:300, 0]) / 9
    assert first.item_rest == pytest.approx(np.corrcoef(right[:300, 0], rest)[0, 1])
    assert first.infit == pytest.approx(1.0, abs=0.15)


def test_the_last_question_of_an_adaptive_attempt_counts_only_if_it_was_answered(items):
    adaptive = answering.random_test("CAT", mode=BlueprintMode.ADAPTIVE)
    answer(crowd(1), items, np.ones((1, 10)), adaptive, percent=None, passed=None)
    last = AttemptSlot.objects.get(position=10)
    last.response.delete()
    AttemptSlot.objects.filter(pk=last.pk).update(answered_at=None)

    counted = snapshot_of(competency().pk, until=NIGHT)

    assert len(counted.answers) == 9


def test_only_the_first_scored_attempt_at_each_test_counts_and_a_voided_one_does_not(items):
    test, other = answering.random_test(), answering.random_test("UJI-2")
    first, second, third = crowd(3)
    later = {"started_at": MORNING + timedelta(days=1), "scored_at": MORNING + timedelta(days=1)}
    answer([first], items[:2], np.array([[0.0, 0.0]]), test)
    answer([first], items[:3], np.array([[1.0, 1.0, 1.0]]), test, **later)
    answer([second], items[:1], np.array([[0.0]]), test, state=AttemptState.VOIDED)
    answer([second], items[:1], np.array([[1.0]]), test, **later)
    answer([third], items[:1], np.array([[0.0]]), test)
    answer([third], items[:2], np.array([[1.0, 1.0]]), other, **later)

    counted = snapshot_of(competency().pk, until=NEXT_NIGHT)

    one, two = items[0].approved_id, items[1].approved_id
    assert {(given.person, given.version, given.is_right) for given in counted.answers} == {
        (first.pk, one, False),
        (first.pk, two, False),
        (second.pk, one, True),
        (third.pk, one, False),
        (third.pk, two, True),
    }


def test_an_item_with_too_few_answers_keeps_its_authors_difficulty(items):
    right = simulate(abilities_of(600))
    right[49:, 0] = np.nan
    answer(crowd(600), items, right, answering.random_test())

    run = draft()

    version = items[0].approved_id
    assert not run.calibrations.filter(item_version=version).exists()
    figures = run.statistics.get(item_version=version)
    assert (figures.count, figures.infit, figures.flags) == (49, None, [])
    services.approve_calibration(run=run.uuid, by=administrator(), at=NEXT_NIGHT, note="Wajar.")
    assert parameters_of([version], [2], cuts())[version] == (1.0, author_difficulty(2, cuts()))


def test_few_answers_altogether_make_no_run(items):
    answer(crowd(40), items, simulate(abilities_of(40)), answering.random_test())

    assert services.request_calibrations(at=NIGHT) == []
    assert not CalibrationRun.objects.exists()


def test_the_same_answers_make_no_second_run(items, answered):
    draft()
    test = answering.random_test("UJI-3")

    assert services.request_calibrations(at=NEXT_NIGHT) == []
    # Second attempts are scored, but change no first answer.
    later = {"started_at": NIGHT + timedelta(hours=1), "scored_at": NIGHT + timedelta(hours=1)}
    answer(answered[:5], items, np.ones((5, 10)), test, **later)
    assert services.request_calibrations(at=NEXT_NIGHT) == []
    newcomers = crowd(5, prefix="baru")
    answer(newcomers, items, np.ones((5, 10)), test, **later)
    assert len(services.request_calibrations(at=NEXT_NIGHT)) == 1


def test_items_in_use_hold_the_scale_while_new_ones_are_placed_on_it(items):
    test = answering.random_test()
    right = simulate(abilities_of(600))
    right[:, 8:] = np.nan
    answer(crowd(600), items, right, test)
    first = approved()
    kept = parameters(first, items[:8])
    later = {"started_at": NIGHT + timedelta(hours=2), "scored_at": NIGHT + timedelta(hours=2)}
    abler = simulate(abilities_of(700, seed=8, mean=0.8), seed=9)
    answer(crowd(700, prefix="baru"), items, abler, test, **later)

    second = draft(at=NEXT_NIGHT)

    slopes, places = parameters(second, items)
    np.testing.assert_array_equal(slopes[:8], kept[0])
    np.testing.assert_array_equal(places[:8], kept[1])
    assert [second.calibrations.get(item_version=item.approved_id).treatment for item in items[7:]] == [
        "anchor",
        "free",
        "free",
    ]
    shift = kept[1].mean() - PLACES[:8].mean()
    np.testing.assert_allclose(places[8:] - shift, PLACES[8:], atol=0.45)
    assert second.mean - first.mean == pytest.approx(0.8 * 700 / 1300, abs=0.15)


def test_an_item_that_became_easier_is_found_to_have_drifted(items):
    test = answering.random_test()
    answer(crowd(600), items, simulate(abilities_of(600)), test)
    approved()
    moved = PLACES - np.where(np.arange(10) == 5, 1.6, 0.0)
    later = {"started_at": NIGHT + timedelta(hours=2), "scored_at": NIGHT + timedelta(hours=2)}
    answer(crowd(900, prefix="baru"), items, simulate(abilities_of(900), seed=2, places=moved), test, **later)

    run = draft(at=NEXT_NIGHT)

    drifted = {row.item_version_id for row in run.statistics.all() if "drift" in row.flags}
    assert drifted == {items[5].approved_id}
    assert run.statistics.get(item_version=items[5].approved_id).drift < -0.5


def test_an_item_that_is_harder_for_women_is_found_and_stands_first(items):
    people, women = crowd(900), np.arange(900) % 2 == 0
    answering.with_numbers(people, women)
    places = np.tile(PLACES, (900, 1))
    places[women, 4] += 1.2
    answer(people, items, simulate(abilities_of(900), places=places), answering.random_test())

    run = draft()

    worst = run.statistics.order_by("-trouble").first()
    assert worst.item_version_id == items[4].approved_id
    assert "unfair" in worst.flags
    assert worst.dif["sex"]["class"] == "C"
    assert worst.dif["sex"]["delta"] < -1.5
    assert [row for row in run.statistics.all() if "unfair" in row.flags] == [worst]
    # All were born in one year and keep one time zone: of other groups nothing is said, not even their size.
    assert (worst.dif["age"], worst.dif["region"]) == ({"class": "-"}, {"class": "-"})


def test_groups_that_are_too_small_are_not_compared(items, answered):
    answering.with_numbers(answered, np.arange(600) < 199)

    run = draft()

    assert {row.dif["sex"]["class"] for row in run.statistics.all()} == {"-"}


def test_what_was_chosen_is_counted_without_naming_the_key(items, answered):
    run = draft()

    row = run.statistics.get(item_version=items[4].approved_id)
    assert [option["option"] for option in row.distractors] == ["a", "b", "c", "d"]
    assert [set(option) for option in row.distractors] == [{"option", "count", "share", "by_third"}] * 4
    assert sum(option["count"] for option in row.distractors) == 600
    assert "idle_distractor" in row.flags


# The row is the queue


def test_the_nightly_task_asks_and_the_draft_is_made_soon(items, answered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked = tasks.request_calibrations()

    assert asked == 1
    assert CalibrationRun.objects.get().state == "draft"
    assert tasks.calibrate_waiting() == 0
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.request_calibrations.name, tasks.calibrate_waiting.name} <= named


def test_a_worker_computes_with_one_thread_of_linear_algebra():
    command = "import lms.celery, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    without = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = subprocess.run([sys.executable, "-c", command], env=without, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "1"


def test_a_worker_that_was_killed_loses_no_run_and_its_late_return_changes_nothing(items, answered):
    (run_id,) = services.request_calibrations(at=NIGHT)
    held = services.calibration.take(run_id=run_id, at=NIGHT)

    assert services.carry_out_waiting(at=NIGHT + timedelta(minutes=5)) == 0
    assert services.carry_out_waiting(at=NIGHT + LEASE) == 1

    run = CalibrationRun.objects.get()
    assert (run.state, run.attempts) == ("draft", 2)
    problem = RuntimeError("too late")
    assert services.calibration.give_back(run=held, problem=problem).state == "draft"


def test_what_fails_is_tried_again_and_after_three_attempts_says_so(items, answered):
    (run_id,) = services.request_calibrations(at=NIGHT)
    ScoreScale.objects.all().update(valid_from="2030-01-01")

    tried = [services.carry_out_waiting(at=NIGHT + timedelta(minutes=minute)) for minute in range(4)]

    run = CalibrationRun.objects.get(pk=run_id)
    assert tried == [1, 1, 1, 0]
    assert (run.state, run.attempts, run.last_error) == ("failed", 3, "NoPolicyInForce")


def test_a_new_draft_takes_the_place_of_one_that_nobody_decided_about(items, answered):
    first = draft()
    later = {"started_at": NIGHT, "scored_at": NIGHT + timedelta(hours=1)}
    answer(crowd(50, prefix="baru"), items, simulate(abilities_of(50)), answering.random_test("UJI-2"), **later)

    second = draft(at=NEXT_NIGHT)

    first.refresh_from_db()
    assert (first.state, second.state) == ("rejected", "draft")


# Who decides


def test_a_trainer_and_a_second_reader_of_one_agency_decide_nothing(items, answered):
    run = draft()
    home = builders.agency()
    for somebody in (
        builders.with_role("Wati Lestari", Role.TRAINER, home),
        builders.with_role("Joko Susilo", Role.SECOND_READER, home),
    ):
        for deed in (services.approve_calibration, services.reject_calibration):
            with pytest.raises(access.NotACalibrator):
                deed(run=run.uuid, by=somebody, at=NIGHT, note="Wajar.")
    run.refresh_from_db()
    assert run.state == "draft"


def test_a_second_reader_for_all_agencies_approves_once_and_says_why(items, answered):
    run = draft()
    reader = builders.person("Joko Susilo")
    RoleGrant.objects.create(person=reader, role=Role.SECOND_READER, scope_kind="nation", valid_from=builders.SINCE)

    with pytest.raises(services.NoteMissing):
        services.approve_calibration(run=run.uuid, by=reader, at=NIGHT, note="  ")
    services.approve_calibration(run=run.uuid, by=reader, at=NIGHT, note=" Wajar. ")

    run.refresh_from_db()
    assert (run.state, run.decided_by, run.note) == ("approved", reader, "Wajar.")
    assert ItemCalibration.objects.filter(active_from=NIGHT, active_to=None).count() == 10
    with pytest.raises(services.NotADraft):
        services.reject_calibration(run=run.uuid, by=reader, at=NIGHT, note="Ragu.")


def test_a_draft_that_was_begun_before_another_was_approved_is_refused(items, answered):
    run = draft()
    CalibrationRun.objects.create(
        competency=competency(),
        state="approved",
        requested_at=MORNING,
        decided_at=NIGHT + timedelta(minutes=1),
        data_hash="lain",
        engine="uji",
    )

    with pytest.raises(services.OutdatedDraft):
        services.approve_calibration(run=run.uuid, by=administrator(), at=NEXT_NIGHT, note="Wajar.")


def test_a_rejected_draft_changes_nothing(items, answered):
    run = draft()

    services.reject_calibration(run=run.uuid, by=administrator(), at=NIGHT, note="Terlalu sedikit.")

    version = items[0].approved_id
    assert parameters_of([version], [2], cuts())[version] == (1.0, author_difficulty(2, cuts()))


# What is in use


def test_approving_changes_what_new_attempts_use_and_no_attempt_that_runs(items, answered):
    test = services.define_blueprint(code="AKHIR", title="Akhir", cells=[services.CellSpec("D2", 10)])
    early, late = builders.person("Rina Kartika"), builders.person("Sari Dewi")
    running = services.start_attempt(person=early, blueprint=test, at=NIGHT)
    run = approved(at=NIGHT + timedelta(minutes=1))
    after = services.start_attempt(person=late, blueprint=test, at=NIGHT + timedelta(minutes=2))

    for attempt in (running, after):
        services.submit(person=attempt.person, attempt=attempt.uuid, at=NIGHT + timedelta(minutes=3))

    authors = author_difficulty(2, cuts())
    assert set(running.slots.values_list("slope", "difficulty")) == {(1.0, authors)}
    in_use = {row.item_version_id: (row.a, row.difficulty) for row in run.calibrations.all()}
    assert {slot.item_version_id: (slot.slope, slot.difficulty) for slot in after.slots.all()} == in_use


def test_the_pool_of_an_adaptive_test_is_made_anew_when_a_calibration_comes_into_use(items, answered):
    before = pools_for([competency().pk], None, cuts())[competency().pk]
    run = approved()
    cache.clear()

    after = pools_for([competency().pk], None, cuts())[competency().pk]

    in_use = {row.item_version_id: (row.a, row.difficulty) for row in run.calibrations.all()}
    assert set(before.bank.a) == {1.0}
    assert dict(zip(after.versions, zip(after.bank.a, after.bank.b, strict=True), strict=True)) == in_use


# The pages


def page_of(client, who, item):
    client.force_login(who)
    return client.get(reverse("item_bank:item", args=[item.uuid])).content.decode()


@pytest.fixture
def home():
    return builders.agency()


@pytest.fixture
def trainer(home):
    return builders.into_the_admin(builders.with_role("Wati Lestari", Role.TRAINER, home), "Pelatih")


def test_an_administrator_reads_and_approves_a_draft_in_the_admin(client, items, answered):
    run = draft()
    client.force_login(administrator())

    listed = client.get(reverse("item_bank:calibrations")).content.decode()
    page = client.get(reverse("item_bank:calibration", args=[run.uuid])).content.decode()
    decided = client.post(reverse("item_bank:approve_calibration", args=[run.uuid]), {"note": "Wajar."}, follow=True)

    assert "600" in listed
    assert page.count("<svg viewBox=") == 2
    assert "SOAL-01" in page
    assert "RAHASIA-BENAR" not in page
    assert "Orang warga" not in page
    assert "Admin Pusat" in decided.content.decode()
    run.refresh_from_db()
    assert run.state == "approved"


def test_a_trainer_reads_the_figures_of_items_within_reach_and_not_who_decided(client, home, trainer, items, answered):
    elsewhere = builders.agency("Kementerian Contoh")
    items[0].unit = elsewhere
    items[0].save()
    run = approved()
    client.force_login(trainer)

    page = client.get(reverse("item_bank:calibration", args=[run.uuid])).content.decode()
    refused = client.post(reverse("item_bank:approve_calibration", args=[run.uuid]), {"note": "Wajar."})

    assert "SOAL-02" in page
    assert "SOAL-01" not in page
    assert "RAHASIA-BENAR" not in page
    assert "Admin Pusat" not in page
    assert refused.status_code == 403


def test_the_page_of_an_item_shows_its_figures_with_words_for_what_stands_out(client, trainer, items, answered):
    item = items[4]
    before = page_of(client, trainer, item)
    draft()

    after = page_of(client, trainer, item)

    assert "Apa kata jawaban" not in before
    assert "Apa kata jawaban" in after
    assert "Satu pilihan keliru dipilih kurang dari satu di antara dua puluh orang" in after
    assert "<svg viewBox=" in after


def test_the_bank_begins_with_the_most_troubled_items_when_asked(client, trainer, items, answered):
    run = draft()
    run.statistics.update(trouble=0, flags=[])
    run.statistics.filter(item_version=items[6].approved_id).update(trouble=8, flags=["key_doubtful"])
    client.force_login(trainer)

    page = client.get(reverse("item_bank:index"), {"urut": "masalah"})

    assert page.context["page"].object_list[0] == items[6]
    assert "periksa kuncinya lebih dahulu" in page.content.decode()


@pytest.mark.parametrize("few", [3, 10])
def test_the_lists_cost_the_same_whatever_their_length(trainer, items, answered, few, django_assert_num_queries):
    run = draft()
    run.statistics.exclude(item_version__in=[item.approved_id for item in items[:few]]).delete()
    for number in range(few):
        CalibrationRun.objects.create(
            competency=competency(), state="rejected", requested_at=MORNING, data_hash=f"{number}", engine="uji"
        )

    with django_assert_num_queries(2):
        listed = [(one.competency.code, one.flagged) for one in selectors.calibration_list(trainer, on=TODAY)]
    with django_assert_num_queries(9):
        found = selectors.calibration_page(trainer, run.uuid, on=TODAY)
        rows = [(row.item_version.item.code, row.b) for row in found.items]
    with django_assert_num_queries(3):
        troubled = list(selectors.bank_list(trainer, selectors.BankFilter(by_trouble=True), on=TODAY))
    with django_assert_num_queries(14):
        page = selectors.item_page(trainer, items[0].uuid, on=TODAY)

    assert (len(listed), len(rows), len(troubled)) == (few + 1, few, 10)
    assert page.figures is not None
