"""Adjustments in tests: asked without a reason, confirmed by HR, followed by every attempt, seen by nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments import services
from assessments.models import Accommodation, Attempt
from assessments.selectors.accommodations import hr_accommodations
from assessments.selectors.attempts import attempt_page, start_page
from assessments.services import accommodations
from assessments.services.accommodations import Wish
from lms.notices.models import Notice
from lms.people.access import OutsideScope
from lms.people.models import Role, User
from lms.privacy import services as privacy
from lms.privacy.selectors.copies import collect
from tests.assessments.builders import MORNING, right_answer, simple_test, slots
from tests.assessments.multirating import Office, office
from tests.builders import agency, grant, person

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(MORNING)
ALL = Wish(extra_percent=50, is_one_a_page=True, is_large_print=True)


@pytest.fixture
def place() -> Office:
    return office(peers=1)


def asked(place: Office, wish: Wish = ALL) -> Accommodation:
    return accommodations.ask_accommodation(by=place.rina, wish=wish, at=MORNING)


def confirmed(place: Office, wish: Wish = ALL, *, days: int = 365) -> Accommodation:
    row = asked(place, wish)
    last = TODAY + timedelta(days=days)
    return accommodations.confirm_accommodation(number=row.uuid, first=TODAY, last=last, by=place.hr, at=MORNING)


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def minutes_of(place: Office, *, at=MORNING) -> float:
    test = simple_test(3, time_limit_minutes=25)
    attempt = services.start_attempt(person=place.rina, blueprint=test, at=at)
    return (attempt.deadline - attempt.started_at).total_seconds() / 60


def test_an_attempt_lasts_longer_by_what_hr_confirmed(place):
    confirmed(place)

    assert minutes_of(place) == 25 + 13  # half of 25, rounded up


@pytest.mark.parametrize("what", ["only asked", "declined", "over", "taken back"])
def test_what_does_not_hold_changes_no_attempt(place, what):
    row = asked(place) if what in ("only asked", "declined") else confirmed(place, days=1)
    if what == "declined":
        accommodations.decline_accommodation(number=row.uuid, answer="Pakai ruang baca.", by=place.hr, at=MORNING)
    if what == "taken back":
        accommodations.withdraw_accommodation(number=row.uuid, by=place.rina, at=MORNING)

    assert minutes_of(place, at=MORNING + timedelta(days=2 if what == "over" else 0)) == 25


def test_a_running_attempt_keeps_what_it_began_with(place):
    test = simple_test(3, time_limit_minutes=20)
    before = services.start_attempt(person=place.rina, blueprint=test, at=MORNING)
    confirmed(place)

    again = services.start_attempt(person=place.rina, blueprint=test, at=MORNING + timedelta(minutes=1))

    assert (again.pk, again.deadline) == (before.pk, before.deadline)


def test_questions_come_one_a_page_for_whom_it_was_confirmed(place):
    confirmed(place)
    test = simple_test(3, questions_per_page=3)
    mine, other = (services.start_attempt(person=who, blueprint=test, at=MORNING) for who in (place.rina, place.head))

    assert len(attempt_page(place.rina, mine, 1, at=MORNING).asked) == 1
    assert len(attempt_page(place.head, other, 1, at=MORNING).asked) == 3


def test_the_start_page_says_what_holds(place, django_assert_num_queries):
    confirmed(place)
    test = simple_test(3)

    with django_assert_num_queries(10):
        page = start_page(place.rina, test.uuid, at=MORNING)

    assert page.accommodation is not None
    assert page.accommodation.extra_percent == 50
    assert start_page(place.head, test.uuid, at=MORNING).accommodation is None


def test_hr_is_told_without_a_name_and_the_person_is_told_of_the_answer(place):
    row = asked(place)
    told = Notice.objects.get(person=place.hr)

    accommodations.confirm_accommodation(number=row.uuid, first=TODAY, last=TODAY, by=place.hr, at=MORNING)

    assert (told.kind, told.facts) == ("accommodation_asked", {})
    assert "Rina" not in told.url
    assert Notice.objects.get(person=place.rina).kind == "accommodation_answered"


def test_one_request_waits_at_a_time_and_an_empty_one_is_refused(place):
    with pytest.raises(accommodations.NothingWished):
        asked(place, Wish())
    asked(place)

    with pytest.raises(accommodations.AlreadyAsked):
        asked(place)


def test_a_decision_falls_once_has_sensible_days_and_says_why_not(place):
    row = asked(place)
    days = {"first": TODAY, "last": TODAY - timedelta(days=1)}
    with pytest.raises(accommodations.DatesBackwards):
        accommodations.confirm_accommodation(number=row.uuid, **days, by=place.hr, at=MORNING)
    with pytest.raises(accommodations.NoReasonGiven):
        accommodations.decline_accommodation(number=row.uuid, answer=" ", by=place.hr, at=MORNING)
    accommodations.confirm_accommodation(number=row.uuid, first=TODAY, last=TODAY, by=place.hr, at=MORNING)

    with pytest.raises(accommodations.AccommodationAnswered):
        accommodations.decline_accommodation(number=row.uuid, answer="Terlambat.", by=place.hr, at=MORNING)


def test_nobody_else_sees_it(place):
    row = confirmed(place)
    other, elsewhere = person("Dewi Sdm"), person("Wati Lain")
    grant(other, Role.HR, place.root)
    grant(elsewhere, Role.HR, agency("Kementerian Lain"))

    assert list(hr_accommodations(place.hr, on=TODAY).decided) == [row]
    for who in (other, elsewhere):
        found = hr_accommodations(who, on=TODAY)
        assert [*found.waiting, *found.decided] == []
        assert browser(who).get(f"/asesmen/penyesuaian/sdm/{row.uuid}/").status_code == 404
    with pytest.raises(OutsideScope):
        hr_accommodations(place.head, on=TODAY)
    for address in ("/tim/", f"/tim/{place.rina.uuid}/"):
        assert "enyesuaian" not in browser(place.head).get(address).content.decode()


def test_an_officer_does_not_confirm_the_own_request(place):
    row = accommodations.ask_accommodation(by=place.hr, wish=ALL, at=MORNING)

    assert not hr_accommodations(place.hr, on=TODAY).waiting.exists()
    assert browser(place.hr).post(f"/asesmen/penyesuaian/sdm/{row.uuid}/").status_code == 404


def test_asking_confirming_and_taking_back_on_the_pages(place):
    rina, hr = browser(place.rina), browser(place.hr)
    chosen = {"extra_percent": "100", "break_minutes": "15", "is_large_print": "on"}
    empty = rina.post("/asesmen/penyesuaian/", {"extra_percent": "0", "break_minutes": "0"})
    rina.post("/asesmen/penyesuaian/", chosen)
    row = Accommodation.objects.get()
    where, today = f"/asesmen/penyesuaian/sdm/{row.uuid}/", timezone.localdate()
    backwards = hr.post(where, {"first": today, "last": today - timedelta(days=1), "langkah": "setuju"})
    hr.post(where, {"first": today, "last": today, "langkah": "setuju"})

    assert (empty.status_code, backwards.status_code) == (422, 422)
    assert "Pilih paling sedikit satu" in empty.content.decode()
    assert "Rina Kartika" in hr.get("/asesmen/penyesuaian/sdm/").content.decode()
    test = simple_test(3)
    assert "dua kali lipat" in rina.get(f"/asesmen/{test.uuid}/mulai/").content.decode()
    rina.post(f"/asesmen/{test.uuid}/mulai/")
    attempt = place.rina.attempts.get()
    assert "attempt--large" in rina.get(f"/asesmen/percobaan/{attempt.uuid}/").content.decode()
    rina.post(f"/asesmen/penyesuaian/{row.uuid}/batal/")
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_it_stands_in_the_own_copy_and_goes_with_the_person(place):
    confirmed(place)

    assert "50" in chapter_of(place.rina)
    assert "50" not in chapter_of(place.hr)
    privacy.erase(person=place.rina, by=None, at=MORNING)
    assert not Accommodation.objects.exists()


def chapter_of(who: User) -> str:
    """What the own copy says about adjustments."""
    chapters = collect(who, at=MORNING).chapters
    return repr(next(one for one in chapters if one.model == "assessments.Accommodation"))


def with_break(place: Office) -> Attempt:
    """An attempt of 20 minutes with 15 minutes of break."""
    confirmed(place, Wish(break_minutes=15))
    return services.start_attempt(person=place.rina, blueprint=simple_test(3, time_limit_minutes=20), at=MORNING)


def after(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def test_the_clock_stands_still_in_a_break_and_the_rest_is_kept(place):
    one = with_break(place)
    services.take_break(person=place.rina, attempt=one.uuid, at=after(5))
    with pytest.raises(services.AttemptPaused):
        services.open_attempt(person=place.rina, attempt=one.uuid, position=1, at=after(6))
    services.go_on(person=place.rina, attempt=one.uuid, at=after(11))
    services.go_on(person=place.rina, attempt=one.uuid, at=after(12))

    one.refresh_from_db()
    assert (one.deadline, one.break_seconds_left, one.is_paused) == (after(26), 9 * 60, False)


def test_a_break_is_never_longer_than_allowed_and_who_stays_away_is_handed_in(place):
    one = with_break(place)
    services.take_break(person=place.rina, attempt=one.uuid, at=after(5))
    services.take_break(person=place.rina, attempt=one.uuid, at=after(6))

    assert services.finish_expired(at=after(34)) == 0
    assert services.finish_expired(at=after(36)) == 1
    one.refresh_from_db()
    assert one.submitted_at == after(35)


def test_an_answer_given_in_a_break_ends_it_but_one_under_way_does_not(place):
    one = with_break(place)
    payload = right_answer(slots(one)[0])
    services.take_break(person=place.rina, attempt=one.uuid, at=after(5))
    told = {"person": place.rina, "attempt": one.uuid, "position": 1, "payload": payload}

    services.save_answer(**told, seq=1, at=after(5) + timedelta(seconds=2))
    one.refresh_from_db()
    assert one.is_paused
    services.save_answer(**told, seq=2, at=after(8))
    one.refresh_from_db()
    assert (one.is_paused, one.deadline) == (False, after(23))


def test_without_an_adjustment_there_is_no_break(place):
    one = services.start_attempt(person=place.rina, blueprint=simple_test(3, time_limit_minutes=20), at=MORNING)

    services.take_break(person=place.rina, attempt=one.uuid, at=after(5))

    one.refresh_from_db()
    assert (one.is_paused, one.deadline) == (False, after(20))


def test_a_break_on_the_pages(place):
    confirmed(place, Wish(break_minutes=15))
    Accommodation.objects.update(valid_to=timezone.localdate() + timedelta(days=1))
    rina, test = browser(place.rina), simple_test(3)
    rina.post(f"/asesmen/{test.uuid}/mulai/")
    where = f"/asesmen/percobaan/{place.rina.attempts.get().uuid}/"
    assert "Ambil jeda" in rina.get(where).content.decode()

    paused = rina.post(where, {"nomor": "1", "seq": "1", "langkah": "jeda"}, follow=True)

    assert paused.redirect_chain[-1][0] == f"{where}jeda/"
    assert "Pertanyaan UJI" not in paused.content.decode()
    assert rina.get(f"{where}kumpulkan/").url == f"{where}jeda/"
    assert "Pertanyaan UJI" in rina.post(f"{where}jeda/", follow=True).content.decode()
