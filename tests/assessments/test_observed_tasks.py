"""Observed tasks: somebody watches the person at work, ticks what was seen, and the ticks are the result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.exchange import table
from assessments.models import Attempt, Rating, RatingTask
from assessments.notation import lines_of
from assessments.rubrics import UnknownGrade
from assessments.services.ratings import NothingToRate, give_rating, keep_rating, take_task
from lms.competencies.models import Evidence, EvidenceKind
from tests.assessments import builders
from tests.assessments.builders import MORNING, row
from tests.assessments.rating import ESSAY, at_work, rated_by_two, rater, test_of

pytestmark = pytest.mark.django_db

WATCHED = row(
    "OB",
    kind="OB",
    level=3,
    options=(),
    key="Mengunci layar sebelum pergi | Memeriksa identitas pemohon | Mencatat permintaan",
    stem="Layani permintaan salinan data pribadi di loket.",
)
WHEN = "Senin 9 Maret pukul 09.00, loket 2. Telepon 0812."
DONE = {"a": 2, "b": 2, "c": 2}


@pytest.fixture
def office():
    return builders.agency()


@pytest.fixture
def rina(office):
    return at_work("Rina Kartika", office)


@pytest.fixture
def joko(office):
    return rater("Joko Susilo", office)


def handed_in(person, text=WHEN, at=MORNING, test=None):
    attempt = services.start_attempt(person=person, blueprint=test or test_of(WATCHED), at=at, seed=7)
    if text:
        services.save_answer(person=person, attempt=attempt.uuid, position=1, seq=1, payload={"text": text}, at=at)
    return services.submit(person=person, attempt=attempt.uuid, at=at)


def watched(by, grades, attempt=None, at=MORNING, **facts):
    task = RatingTask.objects.get(slot__attempt=attempt) if attempt else RatingTask.objects.get()
    taken = take_task(task=task.uuid, by=by, at=at)
    return give_rating(rating=taken.uuid, by=by, grades=grades, comment="", at=at, **facts)


@pytest.mark.parametrize(
    ("grades", "percent", "level"),
    [(DONE, 100, 3), ({"a": 2, "b": 1, "c": 0}, 50, None), ({"a": 0, "b": 0, "c": 0}, 0, None)],
)
def test_what_was_seen_becomes_the_result_and_evidence_of_a_task(rina, joko, grades, percent, level):
    handed_in(rina)

    watched(joko, grades)

    scored = Attempt.objects.get()
    assert (scored.percent, scored.score_max) == (percent, 3)
    assert [(one.kind, one.level) for one in Evidence.objects.all()] == [(EvidenceKind.RUBRIC_TASK, level)]


def test_the_person_reads_that_an_observer_is_needed_and_how_to_arrange_it(client, rina):
    attempt = services.start_attempt(person=rina, blueprint=test_of(WATCHED), at=timezone.now(), seed=7)
    client.force_login(rina)

    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()

    assert "pengamat" in page
    assert "Mengunci layar sebelum pergi" in page
    assert '<textarea name="teks"' in page
    handed = client.post(
        reverse("assessments:attempt", args=[attempt.uuid]),
        {"nomor": 1, "seq": 1, "langkah": "kumpulkan", "teks": WHEN},
    )
    assert handed.status_code == 302
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())
    waiting = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    assert "pengamat instansi Anda menghubungi Anda" in waiting


def test_the_observer_finds_who_waits_when_and_where_and_takes_that_task(client, rina, joko):
    handed_in(rina, at=timezone.now())
    client.force_login(joko)

    desk = client.get(reverse("assessments:rater_desk"))

    page = desk.content.decode()
    assert "Rina Kartika" in page
    assert WHEN in page
    assert desk.context["desk"].waiting == 0  # nothing to be read
    task = RatingTask.objects.get()
    opened = client.post(reverse("assessments:watch_task", args=[task.uuid]), follow=True).content.decode()
    assert "Rina Kartika" in opened
    assert "Mengunci layar sebelum pergi" in opened
    rating = Rating.objects.get()
    sent = {f"nilai-{name}": place for name, place in {"a": 2, "b": 1, "c": 2}.items()}
    client.post(
        reverse("assessments:rate", args=[rating.uuid]),
        {**sent, "catatan-b": "Hanya melihat kartu sekilas.", "comment": "Rapi.", "langkah": "beri"},
    )
    rating.refresh_from_db()
    assert (rating.stage, rating.notes) == ("given", {"b": "Hanya melihat kartu sekilas."})
    client.force_login(rina)
    result = client.get(reverse("assessments:result", args=[Attempt.objects.get().uuid])).content.decode()
    assert "Hanya melihat kartu sekilas." in result
    assert "dilakukan sebagian" in result


def test_neither_the_person_nor_the_superior_nor_another_agency_watches(office, rina, joko):
    boss = at_work("Bambang Atasan", office, is_head=True)
    builders.RoleGrant.objects.create(person=boss, role="rater", unit=office, valid_from=builders.SINCE)
    builders.RoleGrant.objects.create(person=rina, role="rater", unit=office, valid_from=builders.SINCE)
    stranger = rater("Sari Dewi", builders.agency("Kota Lain"))
    handed_in(rina)
    task = RatingTask.objects.get()

    for who in (rina, boss, stranger):
        assert not selectors.rater_desk(who, on=MORNING.date()).to_watch.exists()
        with pytest.raises(NothingToRate):
            take_task(task=task.uuid, by=who, at=MORNING)
    assert selectors.rater_desk(joko, on=MORNING.date()).to_watch.get() == task


def test_two_observers_do_not_come_to_one_task(office, rina, joko):
    handed_in(rina)
    task = RatingTask.objects.get()
    first = take_task(task=task.uuid, by=joko, at=MORNING)

    with pytest.raises(NothingToRate):
        take_task(task=task.uuid, by=rater("Sari Dewi", office), at=MORNING)
    assert take_task(task=task.uuid, by=joko, at=MORNING) == first


def test_a_task_is_watched_once_even_where_every_answer_is_read_twice(rina, joko):
    rated_by_two(100)

    handed_in(rina)

    assert RatingTask.objects.get().needed == 1


def test_who_takes_the_next_answer_to_read_never_gets_a_task_to_watch(office, rina, joko):
    handed_in(rina)

    with pytest.raises(NothingToRate):
        services.take_answer(by=joko, at=MORNING)
    task = take_task(task=RatingTask.objects.get().uuid, by=joko, at=MORNING)
    sari = at_work("Sari Melati", office)
    from tests.assessments import rating as essays

    essays.handed_in(sari, test_of(ESSAY, code="LAIN"))
    assert services.take_answer(by=joko, at=MORNING) != task


def test_without_a_time_nothing_can_be_watched(rina):
    attempt = handed_in(rina, text="")

    assert attempt.percent == 0
    assert RatingTask.objects.get().how == "empty"


def test_every_behaviour_needs_a_tick_and_what_was_ticked_is_kept(rina, joko):
    handed_in(rina)
    taken = take_task(task=RatingTask.objects.get().uuid, by=joko, at=MORNING)

    with pytest.raises(UnknownGrade):
        give_rating(rating=taken.uuid, by=joko, grades={"a": 2}, comment="", at=MORNING, notes={"a": "Ya.", "z": "?"})

    taken.refresh_from_db()
    assert (taken.stage, taken.grades, taken.notes) == ("begun", {"a": 2}, {"a": "Ya."})


def test_a_task_held_too_long_goes_back_to_the_others_with_its_notes(office, rina, joko):
    handed_in(rina)
    taken = take_task(task=RatingTask.objects.get().uuid, by=joko, at=MORNING)
    keep_rating(rating=taken.uuid, by=joko, grades={"a": 1}, comment="", at=MORNING, notes={"a": "Sebagian."})

    services.release_held(at=MORNING + timedelta(days=30))

    sari = rater("Sari Dewi", office)
    assert selectors.rater_desk(sari, on=MORNING.date()).to_watch.exists()


def test_the_list_of_tasks_costs_the_same_for_one_and_for_three(office, joko, django_assert_num_queries):
    test = test_of(WATCHED)
    for number, name in enumerate(("Budi Santoso", "Cici Amelia", "Dedi Irawan"), start=1):
        handed_in(at_work(name, office), test=test)
        desk = selectors.rater_desk(joko, on=MORNING.date())
        with django_assert_num_queries(1):
            shown = [(task.slot.attempt.person.display_name, task.slot.response.payload) for task in desk.to_watch]

        assert len(shown) == number


def test_it_is_written_one_behaviour_a_line_and_travels_in_a_table(client):
    entry = table.entry_of(WATCHED)

    assert lines_of(entry.content) == [
        "Mengunci layar sebelum pergi",
        "Memeriksa identitas pemohon",
        "Mencatat permintaan",
    ]
    assert table.read(table.write([entry]))[0].says_the_same(entry)


@pytest.mark.parametrize(("asked", "is_watched"), [(WATCHED, True), (ESSAY, False)], ids=["watched", "written"])
def test_nobody_is_promised_that_whoever_watches_does_not_know_the_name(client, office, rina, asked, is_watched):
    test = test_of(asked)
    client.force_login(rina)

    page = client.get(reverse("assessments:start", args=[test.uuid])).content.decode()

    assert ("tidak melihat nama Anda" in page) == (not is_watched)
    assert ("pengamat tugas di tempat kerja melihat Anda" in page) == is_watched
