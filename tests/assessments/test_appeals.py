"""Objections: filed by a person, answered without a name, and what was wrong put right for everybody."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.models import Appeal, Attempt, AttemptState, Item, Neutralisation, ScoreChange
from assessments.selectors.appeals import NoSuchAppeal
from assessments.selectors.snapshots import snapshot_of
from assessments.services import rescoring
from assessments.services.appeals import AppealDecided, NoSuchRemedy
from lms.competencies.models import Evidence, PersonLevel
from lms.notices.models import Notice
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING, answer_all, simple_test
from tests.assessments.rating import ESSAY, at_work, handed_in, rate_next, rated_by_two, rater, test_of

pytestmark = pytest.mark.django_db

WHY = "Pasal 4 tidak lagi berbunyi demikian."


@pytest.fixture
def office():
    return builders.agency()


@pytest.fixture
def rina(office):
    return at_work("Rina Kartika", office)


@pytest.fixture
def reader(office):
    return builders.into_the_admin(builders.with_role("Joko", Role.SECOND_READER, office), "Penelaah")


def owned_test(office, count=3, **fields):
    """A test of items that belong to the agency, so that its second readers may take them out."""
    test = simple_test(count, **fields)
    Item.objects.update(unit=office)
    test.unit = office
    test.save()
    return test


def ended(person, test, *, right, at=MORNING, seed=3):
    attempt = services.start_attempt(person=person, blueprint=test, at=at, seed=seed)
    answer_all(attempt, right=right, at=at)
    return services.submit(person=person, attempt=attempt.uuid, at=at)


def object_to(attempt, position=None, at=MORNING):
    return services.file_appeal(person=attempt.person, attempt=attempt.uuid, position=position, reason=WHY, at=at)


def decide(appeal, by, remedy="", answer="Benar, soalnya keliru.", at=MORNING):
    return services.decide_appeal(appeal=appeal.uuid, by=by, remedy=remedy, answer=answer, at=at)


def work_through():
    for row in Neutralisation.objects.all():
        services.recompute(neutralisation_id=row.pk, at=max(MORNING, row.at) + timedelta(minutes=5))


def test_a_faulty_question_is_taken_out_and_everybodys_result_computed_anew(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)  # the third question was answered wrongly
    theirs = ended(at_work("Sari", office), test, right=3)
    faulty = builders.slots(mine)[2].item_version
    assert (mine.percent, mine.passed) == (Decimal("66.67"), False)

    decide(object_to(mine, 3), reader, "neutralise")
    work_through()

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.percent, mine.passed, mine.score_max) == (Decimal("100.00"), True, 2)
    assert (theirs.percent, theirs.score_max) == (Decimal("100.00"), 2)
    assert Item.objects.get(pk=faulty.item_id).status == "suspended"
    (change,) = ScoreChange.objects.filter(attempt=mine)
    assert (change.before["percent"], change.after["percent"]) == ("66.67", "100.00")
    row = Neutralisation.objects.get()
    assert (row.is_done, row.results, row.by) == (True, 2, reader)
    assert Notice.objects.filter(person=rina, kind="result_changed").count() == 1
    old, new = Evidence.objects.filter(person=rina).order_by("pk")
    assert (old.superseded_by, new.details["items"]) == (new, 2)
    assert PersonLevel.objects.get(person=rina).decided_by == new


def test_what_was_passed_stays_passed_when_the_question_one_knew_counts_no_more(office, rina, reader):
    test = owned_test(office, pass_percent=60)
    attempt = ended(rina, test, right=2)
    assert attempt.passed

    decide(object_to(attempt, 1), reader, "neutralise")
    work_through()

    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (Decimal("50.00"), True)


def test_computing_anew_twice_and_after_a_killed_worker_changes_each_result_once(office, rina, reader, monkeypatch):
    test = owned_test(office)
    attempts = [ended(at_work(f"Orang{number} Uji", office), test, right=1) for number in range(3)]
    mine = ended(rina, test, right=2)
    decide(object_to(mine, 3), reader, "neutralise")
    row = Neutralisation.objects.get()
    done = rescoring.rescore
    calls = []

    def killed(**told):
        calls.append(told)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return done(**told)

    monkeypatch.setattr(rescoring, "rescore", killed)
    with pytest.raises(KeyboardInterrupt):
        services.recompute(neutralisation_id=row.pk, at=MORNING)
    monkeypatch.undo()
    assert ScoreChange.objects.count() == 2

    later = MORNING + timedelta(minutes=5)
    assert services.recompute_waiting(at=later) == 1
    assert services.recompute_waiting(at=later) == 0

    assert ScoreChange.objects.count() == 4
    assert {change.attempt_id for change in ScoreChange.objects.all()} == {one.pk for one in [*attempts, mine]}


def test_an_attempt_that_was_running_is_scored_without_the_question(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    sari = at_work("Sari", office)
    running = services.start_attempt(person=sari, blueprint=test, at=MORNING, seed=3)
    answer_all(running, right=2)
    decide(object_to(mine, 3), reader, "neutralise")
    work_through()

    services.submit(person=sari, attempt=running.uuid, at=MORNING)

    running.refresh_from_db()
    assert (running.percent, running.score_max) == (Decimal("100.00"), 2)
    assert not ScoreChange.objects.filter(attempt=running).exists()


def test_answers_to_it_calibrate_nothing_any_more(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    competency = builders.slots(mine)[0].item_version.item.competency_id
    assert len(snapshot_of(competency, until=MORNING).versions) == 3

    decide(object_to(mine, 3), reader, "neutralise")

    assert len(snapshot_of(competency, until=MORNING).versions) == 2


def test_the_result_says_that_a_question_does_not_count_and_when_it_was_computed_anew(office, rina, reader, client):
    test = owned_test(office)
    mine = ended(rina, test, right=2, at=timezone.now())
    decide(object_to(mine, 3, at=timezone.now()), reader, "neutralise", at=timezone.now())
    work_through()
    client.force_login(rina)

    page = client.get(reverse("assessments:result", args=[mine.uuid])).content.decode()

    assert "Tidak dihitung" in page
    assert "Dihitung ulang pada" in page
    told = client.get(reverse("assessments:appeal", args=[mine.uuid])).content.decode()
    assert "Benar, soalnya keliru." in told
    assert "Anda benar" in told


def test_an_answer_is_rated_again_and_the_better_rating_counts(office, rina, reader):
    rated_by_two(0)
    mine = handed_in(rina, test_of(ESSAY))
    rate_next(rater("Budi", office), {"a": 1, "b": 0})
    mine.refresh_from_db()
    assert (mine.percent, mine.passed) == (Decimal("25.00"), False)

    decide(object_to(mine, 1), reader, "rate_again")
    mine.refresh_from_db()
    assert mine.state == AttemptState.SCORED  # the result stands until it is better
    rate_next(rater("Cici", office), {"a": 2, "b": 1})

    mine.refresh_from_db()
    assert (mine.percent, mine.passed) == (Decimal("100.00"), True)
    assert ScoreChange.objects.get().appeal == Appeal.objects.get()
    assert PersonLevel.objects.get(person=rina).level == 3
    assert services.finish_all_rated(at=MORNING) == 0


def test_a_second_rating_that_is_worse_changes_nothing(office, rina, reader):
    rated_by_two(0)
    mine = handed_in(rina, test_of(ESSAY))
    rate_next(rater("Budi", office), {"a": 2, "b": 0})

    decide(object_to(mine, 1), reader, "rate_again")
    rate_next(rater("Cici", office), {"a": 0, "b": 0})

    mine.refresh_from_db()
    assert mine.percent == Decimal("50.00")


def test_an_attempt_that_failed_is_made_void_and_can_be_made_again(office, rina, reader, client):
    test = owned_test(office)
    for day in range(3):
        last = ended(rina, test, right=0, at=MORNING + timedelta(days=2 * day))
    later = MORNING + timedelta(days=6)
    with pytest.raises(services.NoTriesLeft):
        services.start_attempt(person=rina, blueprint=test, at=later)

    decide(object_to(last, at=later), reader, "void", at=later)

    last.refresh_from_db()
    assert last.state == AttemptState.VOIDED
    assert Evidence.objects.filter(person=rina, source_uuid=last.uuid, superseded_at__isnull=True).count() == 0
    assert services.start_attempt(person=rina, blueprint=test, at=later + timedelta(hours=1)).is_running
    client.force_login(rina)
    page = client.get(reverse("assessments:result", args=[last.uuid])).content.decode()
    assert "Percobaan ini tidak dihitung" in page


def test_an_objection_needs_a_reason_comes_in_time_and_counts_once(office, rina, client):
    mine = ended(rina, owned_test(office), right=1, at=timezone.now())
    client.force_login(rina)
    address = reverse("assessments:appeal", args=[mine.uuid])

    empty = client.post(address, {"soal": "2", "alasan": "  "})
    assert (empty.status_code, "Tuliskan alasannya" in empty.content.decode()) == (422, True)
    assert '<option value="2" selected>' in empty.content.decode()
    for _twice in range(2):
        client.post(address, {"soal": "2", "alasan": WHY})
    assert Appeal.objects.count() == 1
    assert Appeal.objects.get().slot.position == 2

    with pytest.raises(services.AppealTooLate):
        object_to(mine, 1, at=timezone.now() + timedelta(days=15))
    running = services.start_attempt(person=at_work("Sari", office), blueprint=mine.blueprint, at=MORNING)
    with pytest.raises(services.NothingToAppeal):
        object_to(running)


def test_nobody_objects_for_another_or_answers_the_own_objection(office, rina, reader, client):
    mine = ended(rina, owned_test(office), right=1, at=timezone.now())
    client.force_login(at_work("Sari", office))
    address = reverse("assessments:appeal", args=[mine.uuid])
    assert client.get(address).status_code == 404
    assert client.post(address, {"alasan": WHY}).status_code == 404

    appeal = object_to(mine, at=timezone.now())
    elsewhere = builders.with_role("Orang Lain", Role.SECOND_READER, builders.agency("Lain"))
    builders.RoleGrant.objects.create(person=rina, role=Role.SECOND_READER, unit=office, valid_from=builders.SINCE)
    for somebody in (elsewhere, rina, builders.trainer(office)):
        with pytest.raises(NoSuchAppeal):
            decide(appeal, somebody)
    assert Appeal.objects.get().is_open


def test_the_second_reader_reads_the_question_and_no_name(office, rina, reader, client):
    mine = ended(rina, owned_test(office), right=1, at=timezone.now())
    appeal = object_to(mine, 2, at=timezone.now())
    client.force_login(reader)

    listed = client.get(reverse("item_bank:appeals")).content.decode()
    page = client.get(reverse("item_bank:appeal", args=[appeal.uuid])).content.decode()

    assert WHY in listed
    assert WHY in page
    assert "RAHASIA-BENAR" in page
    assert "Rina" not in listed + page


def test_a_question_of_everybody_is_not_taken_out_by_one_agency(office, rina, reader):
    mine = ended(rina, simple_test(), right=1)
    appeal = object_to(mine, 3)

    with pytest.raises(NoSuchRemedy):
        decide(appeal, reader, "neutralise")
    with pytest.raises(NoSuchRemedy):
        decide(appeal, reader, "void")

    decide(appeal, reader, answer="Soal ini milik bersama; kami teruskan.")
    assert Attempt.objects.get().percent == Decimal("33.33")


def test_an_objection_is_answered_once_and_with_a_reason(office, rina, reader, client):
    mine = ended(rina, owned_test(office), right=1, at=timezone.now())
    appeal = object_to(mine, 2, at=timezone.now())
    client.force_login(reader)
    address = reverse("item_bank:appeal", args=[appeal.uuid])

    assert "Pilih akibat" in client.post(address, {"answer": "Kuncinya benar."}).content.decode()
    again = client.post(address, {"remedy": "neutralise", "answer": " "}).content.decode()
    assert "Tuliskan alasannya" in again
    assert 'value="neutralise" checked' in again
    assert "Pilih yang ditawarkan halaman" in client.post(address, {"remedy": "void", "answer": "x"}).content.decode()
    assert Appeal.objects.get().is_open
    client.post(address, {"remedy": "tolak", "answer": "Kuncinya benar menurut Pasal 4."})

    with pytest.raises(AppealDecided):
        decide(appeal, reader, "neutralise")
    assert Appeal.objects.values_list("state", "decided_by").get() == ("rejected", reader.pk)
    assert Notice.objects.filter(person=rina, kind="appeal_answered").count() == 1


def test_the_list_of_objections_costs_the_same_for_one_and_for_many(
    office, rina, reader, django_assert_max_num_queries
):
    test = owned_test(office)
    for number in range(4):
        object_to(ended(at_work(f"Orang{number} Uji", office), test, right=1), 1)

    with django_assert_max_num_queries(4):
        rows = list(selectors.appeals_waiting(reader, on=MORNING.date()))
        assert [(row.slot.item_version.item.code, row.attempt.blueprint.title) for row in rows]
