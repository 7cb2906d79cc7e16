"""Wrong people in front of a 360-degree rating: each finds nothing, and changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import MultiraterRating, MultiraterRound, MultiraterRule
from assessments.services import multirater_closing as closing
from assessments.services import multirater_starting as starting
from lms.people.models import Look, Posting, Role, User
from lms.privacy import services as privacy
from lms.privacy.selectors.copies import collect
from tests.assessments.multirating import (
    AFTER,
    ALWAYS,
    LATER,
    OFTEN,
    SOMETIMES,
    START,
    answer,
    closed,
    office,
    plan,
    rater,
    round_by_hr,
)
from tests.builders import agency, grant, person, post, unit

pytestmark = pytest.mark.django_db


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def asks(who: User, where: str, *, method: str = "get", **fields: str) -> int:
    return getattr(browser(who), method)(where, fields).status_code


@pytest.fixture
def place():
    """An office whose window holds today: pages read the clock."""
    return office(peers=4)


@pytest.fixture
def running(place) -> MultiraterRound:
    """A round of HR that is open now."""
    today = timezone.localdate()
    window = plan(place.topic, first=today, last=today + timedelta(days=20))
    return starting.start_for_person(person=place.rina.uuid, plan=window, by=place.hr, at=timezone.now())


@pytest.fixture
def ended(place) -> MultiraterRound:
    """A closed round in which everybody answered."""
    one = round_by_hr(place)
    answer(one, place.rina, ALWAYS)
    answer(one, place.head, OFTEN, comment="Catatan atasan")
    for number, who in enumerate(place.peers):
        answer(one, who, SOMETIMES if number else ALWAYS, comment=f"Catatan rekan {number}")
    return closed(one)


def rate_at(one: MultiraterRound, who: User) -> str:
    return f"/asesmen/360/penilaian/{rater(one, who).uuid}/"


def test_a_rater_opens_only_the_own_request(place, running):
    mine, other = place.peers[0], place.peers[1]
    where = rate_at(running, other)

    assert asks(mine, rate_at(running, mine)) == 200
    for address in (where, f"{where}kirim/", f"{where}tolak/"):
        assert asks(mine, address) == 404
        assert asks(mine, address, method="post", langkah="kirim", bagian="1", reason="no_time") == 404
    assert rater(running, other).state == "invited"
    assert not MultiraterRating.objects.exists()


@pytest.mark.parametrize("who", ["rina", "head", "hr"])
def test_nobody_else_opens_the_form_of_a_peer(place, running, who):
    assert asks(getattr(place, who), rate_at(running, place.peers[0])) == 404


def test_a_peer_does_not_read_the_result_and_neither_does_hr(place, ended):
    where = f"/asesmen/360/putaran/{ended.uuid}/"

    assert asks(place.rina, where) == 200
    assert asks(place.head, where) == 200
    for who in (*place.peers, place.hr):
        assert asks(who, where) == 404


def test_a_superior_who_moved_on_reads_no_result_and_does_not_rate(place, ended):
    Posting.objects.filter(person=place.head).update(valid_to=START.date())

    assert asks(place.head, f"/asesmen/360/putaran/{ended.uuid}/") == 404


def test_a_superior_who_moved_on_is_told_that_the_rating_is_not_asked_any_more(place, running):
    Posting.objects.filter(person=place.head).update(valid_to=timezone.localdate() - timedelta(days=1))

    assert asks(place.head, rate_at(running, place.head)) == 409
    assert asks(place.head, f"{rate_at(running, place.head)}kirim/", method="post") == 302
    assert rater(running, place.head).state == "invited"


def test_a_peer_who_leads_the_unit_later_does_not_read_the_result(place, ended):
    Posting.objects.filter(person=place.head).update(valid_to=START.date())
    Posting.objects.filter(person=place.peers[0]).update(is_head=True)

    assert asks(place.peers[0], f"/asesmen/360/putaran/{ended.uuid}/") == 404


def test_hr_of_another_agency_or_unit_finds_nothing(place, running):
    elsewhere, beside = person("Wati Lain"), person("Yuni Sebelah")
    grant(elsewhere, Role.HR, agency("Kementerian Lain"))
    grant(beside, Role.HR, unit("Sebelah", place.root))

    for who in (elsewhere, beside):
        client = browser(who)
        assert client.get(f"/asesmen/360/sdm/{running.uuid}/").status_code == 404
        assert client.post(f"/asesmen/360/sdm/{running.uuid}/batalkan/").status_code == 404
        assert client.get(f"/asesmen/360/sdm/mulai/?orang={place.rina.uuid}").status_code == 403
        assert "Rina" not in client.get("/asesmen/360/sdm/").content.decode()
        assert "Rina Kartika" not in client.get("/asesmen/360/sdm/mulai/?cari=Rina").content.decode()
    running.refresh_from_db()
    assert running.is_running


def test_hr_reads_levels_and_coverage_and_no_answer(place, ended):
    page = browser(place.hr).get(f"/asesmen/360/sdm/{ended.uuid}/").content.decode()

    assert "Catatan" not in page
    assert re.search(r"4\s+dari 4", page)
    assert Look.objects.filter(viewer=place.hr, subject=place.rina).exists()


def test_the_superior_reads_groups_without_own_view_and_comments(place, ended):
    page = browser(place.head).get(f"/asesmen/360/putaran/{ended.uuid}/").content.decode()

    assert "Rekan" in page
    assert "Catatan" not in page
    assert "Anda merasa" not in page
    assert "Perilaku D2 jenjang 1" in page
    assert Look.objects.filter(viewer=place.head, subject=place.rina).exists()


def test_a_round_of_ones_own_is_nobody_elses(place):
    one = starting.start_own(plan=plan(place.topic), by=place.rina, at=START)
    for who in (place.head, *place.peers):
        answer(one, who, OFTEN)
    closed(one)

    assert asks(place.rina, f"/asesmen/360/putaran/{one.uuid}/") == 200
    assert asks(place.head, f"/asesmen/360/putaran/{one.uuid}/") == 404
    assert asks(place.hr, f"/asesmen/360/sdm/{one.uuid}/") == 404
    assert "Rina" not in browser(place.hr).get("/asesmen/360/sdm/").content.decode()


def test_an_invitation_after_the_window_shows_no_form(place, ended):
    other = MultiraterRound.objects.get(pk=ended.pk)
    MultiraterRating.objects.all().delete()
    where = rate_at(other, place.peers[0])

    assert "radio" not in browser(place.peers[0]).get(f"{where}?bagian=1").content.decode()


def test_only_the_superior_of_today_or_hr_decides_about_a_named_colleague(place, running):
    tono = person("Tono")
    post(tono, unit("Bidang lain", place.root))
    browser(place.rina).post(f"/asesmen/360/putaran/{running.uuid}/usul/", {"colleague": "Tono"})
    named = rater(running, tono)
    where = f"/asesmen/360/usul/{named.uuid}/"

    for who in (place.rina, tono, *place.peers):
        assert asks(who, where, method="post", keputusan="setuju") == 404
    assert asks(tono, rate_at(running, tono)) == 404, "not asked before somebody confirmed"
    assert asks(place.hr, where, method="post", keputusan="setuju") == 302
    named.refresh_from_db()
    assert named.state == "invited"


def test_the_one_who_is_rated_sees_no_name_of_a_peer_while_it_runs(place, running):
    page = browser(place.rina).get(f"/asesmen/360/putaran/{running.uuid}/").content.decode()

    assert not re.search(r"Rekan \d", page)


def test_the_result_names_no_rater_and_shows_comments_without_order(place, ended):
    page = browser(place.rina).get(f"/asesmen/360/putaran/{ended.uuid}/").content.decode()

    assert not re.search(r"Rekan [1-9]\b", page)
    assert "Catatan rekan 0" in page
    assert "Titik buta" in page


def test_the_copy_of_ones_data_holds_own_answers_and_of_others_groups_only(place, ended):
    mine = repr(collect(place.rina, at=AFTER))
    peers = repr(collect(place.peers[0], at=AFTER))

    assert "Catatan rekan 0" in mine, "what was shown to Rina is hers"
    assert "Rekan 1" not in mine
    assert "Catatan rekan 0" in peers
    assert "Catatan rekan 1" not in peers
    assert "Catatan atasan" not in peers


def test_an_erased_rater_leaves_the_figures_and_an_erased_person_leaves_no_word(place, ended):
    privacy.erase(person=place.peers[0], by=None, at=AFTER)
    result = ended.results.get()
    assert [group["raters"] for group in result.groups if group["group"] == "peers"] == [4]
    assert not ended.raters.filter(person=place.peers[0]).exists()

    privacy.erase(person=place.rina, by=None, at=AFTER)

    result.refresh_from_db()
    assert result.comments == []


def test_single_answers_leave_after_two_years_and_the_result_stays(place, ended):
    before = ended.results.values().get()

    privacy.delete_what_is_over(at=AFTER + timedelta(days=731))

    assert not MultiraterRating.objects.exists()
    assert ended.results.values().get() == before


def test_no_rule_lets_a_group_below_three_be_shown():
    with pytest.raises(IntegrityError), transaction.atomic():
        MultiraterRule.objects.update(group_size=2)


def test_the_lists_take_as_many_queries_for_many_as_for_few(place, running):
    def cost(who: User, where: str) -> int:
        client = browser(who)
        client.get(where)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(where).status_code == 200
        return len(caught)

    today = timezone.localdate()
    window = plan(place.topic, first=today, last=today + timedelta(days=20))
    starting.start_own(plan=window, by=place.head, at=timezone.now())
    few = cost(place.head, "/asesmen/360/"), cost(place.hr, "/asesmen/360/sdm/")
    starting.start_for_unit(unit=place.section.uuid, plan=window, by=place.hr, at=timezone.now())

    assert (cost(place.head, "/asesmen/360/"), cost(place.hr, "/asesmen/360/sdm/")) == few
    assert closing.close_ended(at=LATER) == 0
