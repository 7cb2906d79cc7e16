"""The pages of supervised sittings: what each of three people does there, and what is refused with a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Seat, Sitting
from assessments.selectors import sittings as selectors
from assessments.services import sittings
from lms.people.models import Role
from tests.assessments.rooms import DOOR, PLANNED, STARTS, begun, handed_in, opened, place, plan_of, signed
from tests.builders import grant, person, post

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(PLANNED)


def browser(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_a_person_sees_the_seat_among_the_tests():
    made = place()
    ahead = timezone.now() + timedelta(days=3)
    Sitting.objects.update(starts_at=ahead, ends_at=ahead + timedelta(hours=2))

    page = browser(made.rina).get("/asesmen/").content.decode()

    assert "Aula" in page
    assert f"/asesmen/sesi/{made.seat(made.rina).uuid}/" in page


def test_hr_plans_a_sitting_from_the_form_and_a_short_one_comes_back_with_what_was_typed():
    made = place(announced=False)
    ahead = timezone.localtime() + timedelta(days=3)
    typed = {
        "unit": made.section.uuid,
        "blueprint": made.test.uuid,
        "room": "Ruang rapat",
        "seats_in_room": 4,
        "starts_at": ahead.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (ahead + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"),
    }
    hr = browser(made.hr)

    refused = hr.post("/asesmen/sesi/sdm/baru/", typed)
    typed["ends_at"] = (ahead + timedelta(minutes=90)).strftime("%Y-%m-%dT%H:%M")
    accepted = hr.post("/asesmen/sesi/sdm/baru/", typed)

    assert refused.status_code == 422
    assert "60 menit" in refused.content.decode()
    assert 'value="Ruang rapat"' in refused.content.decode()
    assert accepted.status_code == 302
    assert Sitting.objects.filter(room="Ruang rapat").exists()


def test_hr_gives_a_seat_to_everybody_found_at_once():
    made = place(announced=False)
    for number in range(5):
        somebody = person(f"Calon {number}")
        post(somebody, made.section)

    browser(made.hr).post(f"/asesmen/sesi/sdm/{made.sitting.uuid}/peserta/?cari=Calon", {"semua": "1"})

    assert Seat.objects.filter(person__full_name__startswith="Calon").count() == 5


def test_a_room_shows_its_number_to_whoever_watches_and_to_nobody_else():
    made = opened()
    pages = {
        made.proctor: f"/asesmen/ruang/{made.sitting.uuid}/",
        made.hr: f"/asesmen/sesi/sdm/{made.sitting.uuid}/",
        made.rina: f"/asesmen/sesi/{made.seat(made.rina).uuid}/",
    }

    seen = {who: made.pin in browser(who).get(address).content.decode() for who, address in pages.items()}

    assert seen == {made.proctor: True, made.hr: False, made.rina: False}


def test_a_refused_step_at_a_seat_says_why_and_keeps_what_was_typed():
    made = opened()
    begun(made, made.rina)
    address = f"/asesmen/ruang/{made.sitting.uuid}/kursi/{made.seat(made.rina).uuid}/"

    page = browser(made.proctor).post(address, {"langkah": "waktu", "waktu-minutes": "900", "waktu-why": "Genset mati"})

    assert page.status_code == 422
    assert "Genset mati" in page.content.decode()


def test_a_role_that_ended_opens_no_room():
    made = opened()
    made.proctor.role_grants.update(valid_to=TODAY - timedelta(days=1))

    assert browser(made.proctor).get(f"/asesmen/ruang/{made.sitting.uuid}/").status_code == 403


def test_hr_decides_about_a_seat_with_a_reason_and_not_without():
    made = opened()
    handed_in(made, made.rina)
    made.sitting.incidents.create(
        seat=made.seat(made.rina), kind="misconduct", text="Ponsel.", by=made.proctor, at=STARTS
    )
    signed(made)
    address = f"/asesmen/sesi/sdm/{made.sitting.uuid}/peserta/{made.seat(made.rina).uuid}/putuskan/"
    hr = browser(made.hr)

    named = str(made.seat(made.rina).uuid)
    assert hr.post(address, {f"{named}-supervised": "ya", f"{named}-why": ""}).status_code == 422
    assert hr.post(address, {f"{named}-supervised": "ya", f"{named}-why": "Ponsel mati."}).status_code == 302

    assert made.seat(made.rina).is_supervised


@pytest.mark.parametrize("many", [2, 40])
def test_a_room_asks_the_same_however_many_sit_there(many, django_assert_num_queries):
    made = place()
    Seat.objects.bulk_create(
        Seat(sitting=made.sitting, person=person(f"Peserta {number}"), number=number + 10) for number in range(many)
    )

    with django_assert_num_queries(4):
        room = selectors.watched_room(made.proctor, made.sitting.uuid, at=DOOR)

    assert len(room.rows) == many + 2


def test_the_lists_of_hr_ask_the_same_however_many_sittings_there_are(django_assert_max_num_queries):
    made = place()
    for number in range(30):
        sittings.plan_sitting(
            unit=made.section.uuid, plan=plan_of(made.test, room=f"R{number}"), by=made.hr, at=PLANNED
        )

    with django_assert_max_num_queries(3):
        rows = list(selectors.hr_sittings(made.hr, on=TODAY).coming[:25])

    assert len(rows) == 25


def test_hr_of_a_unit_beside_reaches_no_sitting():
    made = opened()
    other = person("Sdm Sebelah")
    post(other, made.root)
    grant(other, Role.HR, made.section.get_parent().add_child(name="Seksi sebelah"))

    assert browser(other).get(f"/asesmen/sesi/sdm/{made.sitting.uuid}/").status_code == 404


def test_whoever_was_in_the_room_reads_on_the_result_what_it_counts_as():
    made = opened()
    attempt = handed_in(made, made.rina)
    before = browser(made.rina).get(f"/asesmen/percobaan/{attempt.uuid}/hasil/").content.decode()
    signed(made)
    after = browser(made.rina).get(f"/asesmen/percobaan/{attempt.uuid}/hasil/").content.decode()

    assert "berita acara" in before
    assert "terhitung sebagai hasil terawasi" in after
