"""Observations of attempts: told before, kept as hashes, read by a reviewer without a name, and no score follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import (
    Attempt,
    AttemptSource,
    CompetencyScore,
    ItemTime,
    Observation,
    ObservationPolicy,
    Remedy,
)
from assessments.selectors.appeals import NoSuchAppeal
from assessments.selectors.observations import observation_page, observations_to_review
from assessments.services import accommodations, observing
from assessments.services.accommodations import Wish
from assessments.services.observing import NoVerdict, ObservationReviewed, WhyMissing
from assessments.services.sources import Seen
from assessments.tasks import observe_ended_attempts
from lms.competencies.models import Evidence, PersonLevel
from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people.models import Look, Role
from lms.privacy.services.retention import delete_what_is_over
from tests.assessments import builders
from tests.assessments.builders import MORNING, right_answer, simple_test, slots, wrong_answer
from tests.assessments.multirating import Office, office
from tests.builders import grant

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(MORNING)
WHY = "Dua jaringan sekaligus; sebaiknya diulang di ruang instansi."
OFFICE, HOME = Seen("kantor", "komputer"), Seen("rumah", "ponsel")


@pytest.fixture
def place() -> Office:
    return office(peers=1)


@pytest.fixture
def reader(place):
    return builders.into_the_admin(builders.with_role("Joko Penelaah", Role.SECOND_READER, place.root), "Penelaah")


def browser(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def started(who, *, count=10, test=None):
    return services.start_attempt(person=who, blueprint=test or simple_test(count), at=MORNING, seed=7)


def take(attempt, *, pause=30.0, seen=OFFICE, right=10**6):
    """Answer every question, so many seconds after the one before, and hand in."""
    moment = attempt.started_at
    for slot in slots(attempt):
        moment += timedelta(seconds=pause)
        services.save_answer(
            person=attempt.person,
            attempt=attempt.uuid,
            position=slot.position,
            seq=1,
            payload=right_answer(slot) if slot.position <= right else wrong_answer(slot),
            at=moment,
            seen=seen,
        )
    return services.submit(person=attempt.person, attempt=attempt.uuid, at=moment + timedelta(seconds=5))


def observed(who, *, count=10, **how) -> Observation:
    attempt = take(started(who, count=count), **how)
    observing.observe_ended(at=MORNING + timedelta(hours=2))
    return Observation.objects.get(attempt=attempt)


def review(row, by, verdict="retake", reason=WHY, at=MORNING + timedelta(days=1)):
    return observing.review_observation(number=row.uuid, by=by, verdict=verdict, reason=reason, at=at)


def test_whoever_takes_the_time_to_read_leaves_nothing_that_stands_out(place):
    row = observed(place.rina)

    assert (row.answer_count, row.rapid_count, row.effort_percent, row.has_remarks) == (10, 0, 100, False)
    assert row.agency == place.root


def test_whoever_clicks_through_is_remarked_upon(place):
    row = observed(place.rina, pause=2.5)

    assert (row.rapid_count, row.is_hasty) == (10, True)


def test_the_usual_time_of_a_question_is_learned_from_everybody_and_names_nobody(place):
    test = simple_test(10)
    take(started(place.rina, test=test), pause=20)
    take(started(place.head, test=test), pause=40)

    observing.observe_ended(at=MORNING + timedelta(hours=2))
    observing.observe_ended(at=MORNING + timedelta(hours=3))  # twice is once

    assert {(row.count, row.seconds) for row in ItemTime.objects.all()} == {(2, 60.0)}
    assert {field.name for field in ItemTime._meta.concrete_fields} == {"id", "item_version", "count", "seconds"}


def test_with_enough_answers_the_threshold_is_a_tenth_of_the_usual_time(place):
    attempt = take(started(place.rina), pause=7)
    for slot in slots(attempt):
        ItemTime.objects.create(item_version=slot.item_version, count=40, seconds=40 * 80.0)

    observing.observe_ended(at=MORNING + timedelta(hours=2))

    row = Observation.objects.get()
    assert {one.threshold for one in row.timed} == {8.0}
    assert row.rapid_count == 10


def test_two_places_at_once_are_remarked_upon_and_where_answers_came_from_is_forgotten(place):
    attempt = started(place.rina, count=9)
    for number, slot in enumerate(slots(attempt)):
        services.save_answer(
            person=place.rina, attempt=attempt.uuid, position=slot.position, seq=1, payload=right_answer(slot),
            at=MORNING + timedelta(minutes=2 * number), seen=(OFFICE, HOME)[number % 2],
        )  # fmt: skip
    assert AttemptSource.objects.count() == 2
    services.submit(person=place.rina, attempt=attempt.uuid, at=MORNING + timedelta(minutes=19))

    assert observing.observe_ended(at=MORNING + timedelta(hours=1)) == 1

    row = Observation.objects.get()
    assert (row.is_elsewhere, row.network_count) == (True, 2)
    assert row.met_from == MORNING + timedelta(minutes=2)
    assert AttemptSource.objects.count() == 0


def test_one_browser_tells_its_absences_once_through_all_its_networks(place):
    attempt = started(place.rina, count=3)
    told = [
        Seen("kantor", "x", 1, 10),
        Seen("ponsel", "x", 2, 25),
        Seen("ponsel", "x", 1, 10),
        Seen("rumah", "y", 1, 5),
    ]
    for number, seen in enumerate(told):
        observing_at = MORNING + timedelta(minutes=number)
        payload = right_answer(slots(attempt)[number % 3])
        services.save_answer(
            person=place.rina, attempt=attempt.uuid, position=number % 3 + 1, seq=number + 1, payload=payload,
            at=observing_at, seen=seen,
        )  # fmt: skip
    services.submit(person=place.rina, attempt=attempt.uuid, at=MORNING + timedelta(minutes=9))
    observing.observe_ended(at=MORNING + timedelta(hours=1))

    row = Observation.objects.get()
    assert (row.absences, row.absent_seconds, row.is_away) == (3, 30, True)


def test_a_save_with_its_source_stays_within_six_queries_and_mostly_costs_none(place, django_assert_num_queries):
    attempt = started(place.rina, count=3)
    slot = slots(attempt)[0]

    def save(seq, payload, at):
        return services.save_answer(
            person=place.rina, attempt=attempt.uuid, position=1, seq=seq, payload=payload, at=at, seen=OFFICE
        )

    with django_assert_num_queries(8):  # four, two for a new source, and the savepoint of the test around them
        save(1, wrong_answer(slot), MORNING)
    with django_assert_num_queries(6):
        save(2, right_answer(slot), MORNING + timedelta(seconds=59))
    with django_assert_num_queries(7):
        save(3, wrong_answer(slot), MORNING + timedelta(seconds=60))
    assert AttemptSource.objects.get().last_seen == MORNING + timedelta(seconds=60)


def test_no_address_is_stored_and_one_network_has_another_name_in_another_attempt(
    place, django_capture_on_commit_callbacks
):
    now = timezone.now()
    test = simple_test(3)
    for who in (place.rina, place.head):
        attempt = services.start_attempt(person=who, blueprint=test, at=now)
        token = right_answer(slots(attempt)[0])["choice"][0]
        for address in ("103.20.7.91", "103.20.7.4"):
            kept = browser(who).post(
                reverse("assessments:attempt", args=[attempt.uuid]),
                {"nomor": 1, "seq": 1, "jawaban": token, "langkah": "2", "jauh-kali": "2", "jauh-detik": "9"},
                REMOTE_ADDR=address,
            )
            assert kept.status_code == 302

    rows = AttemptSource.objects.all()
    assert len({row.network for row in rows}) == 2
    assert {(row.absences, row.absent_seconds) for row in rows} == {(2, 9)}
    everything = serializers.serialize("json", rows)
    assert "103.20" not in everything


def test_a_page_that_is_left_tells_its_absences_and_gets_no_answer(place):
    attempt = services.start_attempt(person=place.rina, blueprint=simple_test(3), at=timezone.now())
    address = reverse("assessments:left", args=[attempt.uuid])

    told = browser(place.rina).post(address, {"jauh-kali": "4", "jauh-detik": "99999999"})
    strange = browser(place.head).post(address, {"jauh-kali": "4", "jauh-detik": "99"})

    assert (told.status_code, told.content, strange.status_code) == (204, b"", 404)
    assert [(row.absences, row.absent_seconds) for row in AttemptSource.objects.all()] == [(4, 86_400)]


def test_nothing_is_noted_once_an_attempt_has_ended(place):
    attempt = take(started(place.rina))
    AttemptSource.objects.all().delete()

    told = browser(place.rina).post(reverse("assessments:left", args=[attempt.uuid]), {"jauh-kali": "4"})

    assert told.status_code == 204
    assert AttemptSource.objects.count() == 0


@pytest.mark.parametrize(
    "wish",
    [Wish(extra_percent=25), Wish(break_minutes=15), Wish(is_one_a_page=True), Wish(is_unobserved=True)],
    ids=["time", "breaks", "one a page", "nothing else"],
)
def test_an_adjustment_switches_every_observation_off(place, wish):
    asked = accommodations.ask_accommodation(by=place.rina, wish=wish, at=MORNING)
    accommodations.confirm_accommodation(number=asked.uuid, first=TODAY, last=TODAY, by=place.hr, at=MORNING)

    attempt = take(started(place.rina), pause=0.5, seen=Seen("a", "b", 9, 900))

    assert AttemptSource.objects.count() == 0
    assert observing.observe_ended(at=MORNING + timedelta(hours=1)) == 0
    assert not Observation.objects.exists()
    assert "Kecepatan dan pindah jendela tidak diamati" in asked.arrangement
    assert (
        "data-left" not in browser(place.rina).get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()
    )


def test_an_observation_changes_no_score_no_evidence_and_no_level(place, reader):
    def measured():
        return (
            serializers.serialize("json", Attempt.objects.only("pk", "percent", "passed", "score_raw", "state")),
            serializers.serialize("json", CompetencyScore.objects.all()),
            serializers.serialize("json", Evidence.objects.all()),
            serializers.serialize("json", PersonLevel.objects.all()),
            Statement.objects.count(),
        )

    attempt = take(started(place.rina), pause=0.5, seen=Seen("a", "b", 9, 900))
    Attempt.objects.update(observed_at=MORNING)  # the one column that observing writes
    before = measured()
    assert before[2] != "[]"
    Attempt.objects.update(observed_at=None)

    observing.observe_ended(at=MORNING + timedelta(hours=1))
    row = Observation.objects.get()
    assert row.is_hasty
    assert row.is_away
    review(row, reader)

    Attempt.objects.update(observed_at=MORNING)
    assert measured() == before
    attempt.refresh_from_db()
    assert attempt.passed is True


def test_the_person_is_told_before_the_test_in_one_sentence(place):
    page = browser(place.rina).get(reverse("assessments:start", args=[simple_test(3).uuid])).content.decode()

    assert "Yang diamati: seberapa cepat Anda menjawab" in page
    assert "tidak mengubah nilai" in page


def test_the_person_reads_what_was_observed_and_what_the_reviewer_wrote(place, reader):
    row = observed(place.rina, pause=2.5)
    address = reverse("assessments:result", args=[row.attempt.uuid])

    waiting = browser(place.rina).get(address).content.decode()
    assert "10 dari 10 jawaban diberikan lebih cepat" in waiting
    assert "Penelaah akan melihatnya tanpa nama Anda" in waiting

    review(row, reader)
    told = browser(place.rina).get(address).content.decode()
    assert WHY in told
    assert "Joko" not in told
    assert "sekali lagi dengan pengawasan" in told
    assert (
        WHY in browser(place.rina).get(reverse("assessments:start", args=[row.attempt.blueprint.uuid])).content.decode()
    )
    (notice,) = Notice.objects.filter(person=place.rina, kind="supervised_sitting_asked")
    assert notice.url == address


def test_that_nothing_is_wrong_alarms_nobody(place, reader):
    row = observed(place.rina, pause=2.5)

    review(row, reader, "no_issue", "Soalnya pendek.")

    assert not Notice.objects.filter(kind="supervised_sitting_asked").exists()
    page = browser(place.rina).get(reverse("assessments:result", args=[row.attempt.uuid])).content.decode()
    assert "tidak menemukan masalah" in page


def test_the_reviewer_reads_no_name_until_asking_for_it_and_the_person_sees_the_look(place, reader):
    row = observed(place.rina, pause=2.5)
    client = browser(reader)

    listed = client.get(reverse("observations:index")).content.decode()
    page = client.get(reverse("observations:observation", args=[row.uuid])).content.decode()
    assert "10 dari 10 jawaban sangat cepat" in listed
    assert "Lihat sebagai tabel" in page
    assert "Rina" not in listed + page
    assert not Look.objects.exists()

    named = client.post(reverse("observations:name", args=[row.uuid])).content.decode()

    assert "Rina Kartika" in named
    look = Look.objects.get()
    assert (look.viewer, look.subject, look.purpose) == (reader, place.rina, "observation")
    account = browser(place.rina).get(reverse("people:account")).content.decode()
    assert "sebagai penelaah tes" in account


@pytest.mark.parametrize("who", ["head", "hr", "peer", "trainer", "elsewhere", "own", "leads"])
def test_nobody_else_finds_an_observation(place, reader, who):
    row = observed(reader if who == "own" else place.rina, pause=2.5)
    if who == "own":
        builders.placed(reader, place.root)
        Observation.objects.update(agency=place.root)
    people = {
        "head": lambda: place.head,
        "hr": lambda: place.hr,
        "peer": lambda: place.peers[0],
        "trainer": lambda: builders.trainer(place.root),
        "elsewhere": lambda: builders.with_role("Sinta", Role.SECOND_READER, builders.agency("Kota Lain")),
        "own": lambda: reader,
        "leads": lambda: (grant(place.head, Role.SECOND_READER, place.root), place.head)[1],
    }
    wrong = people[who]()
    builders.into_the_admin(wrong, "Penelaah")

    client = browser(wrong)

    assert list(observations_to_review(wrong, on=TODAY)) == []
    for name, method in (("observation", "get"), ("observation", "post"), ("name", "post")):
        answer = getattr(client, method)(
            reverse(f"observations:{name}", args=[row.uuid]), {"verdict": "retake", "reason": WHY}
        )
        assert answer.status_code in (403, 404), (who, name)
    row.refresh_from_db()
    assert row.is_open
    assert not Look.objects.exists()


def test_an_attempt_about_which_nothing_stands_out_is_nobodys_to_look_at(place, reader):
    row = observed(place.rina)

    assert browser(reader).get(reverse("observations:observation", args=[row.uuid])).status_code == 404


def test_a_reviewer_says_what_and_why_and_only_once(place, reader):
    row = observed(place.rina, pause=2.5)
    address = reverse("observations:observation", args=[row.uuid])

    with pytest.raises(NoVerdict):
        review(row, reader, verdict="fail")
    with pytest.raises(WhyMissing):
        review(row, reader, reason="  ")
    kept = browser(reader).post(address, {"verdict": "retake", "reason": ""}).content.decode()
    assert "Tulis alasannya" in kept
    assert 'value="retake" checked' in kept
    done = browser(reader).post(address, {"verdict": "no_issue", "reason": WHY})
    assert done.url == reverse("observations:index")
    with pytest.raises(ObservationReviewed):
        review(row, reader)


def test_the_person_can_object_and_another_reader_takes_the_request_back(place, reader):
    row = observed(place.rina, pause=2.5)
    late = MORNING + timedelta(days=40)  # long after the result, soon after the reviewer
    review(row, reader, at=late)
    appeal = services.file_appeal(
        person=place.rina, attempt=row.attempt.uuid, position=None, reason="Saya dipanggil pimpinan.", at=late
    )
    other = builders.with_role("Dewi Penelaah", Role.SECOND_READER, place.root)

    with pytest.raises(NoSuchAppeal):  # nobody answers for the own work
        services.decide_appeal(appeal=appeal.uuid, by=reader, remedy=Remedy.CLEAR, answer="Baik.", at=late)
    services.decide_appeal(appeal=appeal.uuid, by=other, remedy=Remedy.CLEAR, answer="Baik, dicabut.", at=late)

    row.refresh_from_db()
    assert (row.verdict, row.reason, row.reviewed_by) == ("no_issue", "Baik, dicabut.", other)
    assert row.attempt.passed


def test_pages_of_reviewers_cost_a_fixed_number_of_queries(place, reader, django_assert_max_num_queries):
    test, client, counts = simple_test(5), browser(reader), []
    for number in range(1, 4):
        who = builders.placed(builders.person(f"Orang{number} Lain"), place.root)
        take(started(who, test=test), pause=2.5)
        observing.observe_ended(at=MORNING + timedelta(hours=2))
        with django_assert_max_num_queries(45) as asked:
            assert client.get(reverse("observations:index")).status_code == 200
        counts.append(len(asked))
    row = Observation.objects.first()

    assert len(set(counts[1:])) == 1  # the first look of the day reads the menu
    with django_assert_max_num_queries(4):
        observation_page(reader, row.uuid, on=TODAY)


def test_the_sweep_finds_what_a_crash_left_and_one_failure_stops_no_other(place):
    test = simple_test(5)
    take(started(place.rina, test=test), pause=2.5)
    take(started(place.head, test=test), pause=2.5)
    ObservationPolicy.objects.update(valid_from=timezone.localdate() + timedelta(days=1))

    assert observe_ended_attempts() == 0  # nothing is in force; nothing is lost

    ObservationPolicy.objects.update(valid_from=TODAY)
    assert observe_ended_attempts() == 2


def test_an_adaptive_answer_is_timed_from_when_it_was_asked(place):
    attempt = started(place.rina, count=5)
    Attempt.objects.update(measures=[1])
    for number, slot in enumerate(slots(attempt)):
        asked = MORNING + timedelta(minutes=number)
        services.save_answer(
            person=place.rina, attempt=attempt.uuid, position=slot.position, seq=1, payload=right_answer(slot), at=asked
        )
        attempt.slots.filter(pk=slot.pk).update(served_at=asked, answered_at=asked + timedelta(seconds=2))
    services.submit(person=place.rina, attempt=attempt.uuid, at=MORNING + timedelta(minutes=6))
    observing.observe_ended(at=MORNING + timedelta(hours=1))

    assert {one.seconds for one in Observation.objects.get().timed} == {2.0}


def test_observations_go_when_answers_go(place):
    row = observed(place.rina)

    delete_what_is_over(at=row.made_at + timedelta(days=729))
    assert Observation.objects.exists()
    delete_what_is_over(at=row.made_at + timedelta(days=731))
    assert not Observation.objects.exists()
