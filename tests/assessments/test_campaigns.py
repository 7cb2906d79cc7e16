"""Campaigns: HR asks a unit to take a test within a window; nobody is told twice, and coverage says what is true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments.campaign_access import NoSuchCampaign
from assessments.models import Campaign, CampaignMember, CampaignState, Seat
from assessments.selectors import campaigns as selectors
from assessments.selectors.attempts import my_tests
from assessments.services import campaigns, sittings, start_attempt, submit
from assessments.services.campaigns import CampaignPlan
from lms.competencies.models import Competency
from lms.notices.models import Notice
from lms.people.access import OutsideScope
from lms.people.models import Position, PositionKind, Posting, Role
from tests.assessments.builders import MORNING, answer_all, simple_test
from tests.assessments.rooms import plan_of
from tests.builders import agency, grant, person, post, unit

pytestmark = pytest.mark.django_db

FIRST = timezone.localdate(MORNING)
LAST = FIRST + timedelta(days=20)


class Office:
    """Two sections below a division, with HR of the agency; Rina and Budi work in the first, Sari in the second."""

    def __init__(self) -> None:
        self.root = agency()
        self.division = unit("Bidang", self.root)
        self.one, self.two = unit("Seksi Satu", self.division), unit("Seksi Dua", self.division)
        self.hr, self.rina, self.budi, self.sari = (
            person(name) for name in ("Ratna Sdm", "Rina Kartika", "Budi Santoso", "Sari Dewi")
        )
        for who, where in ((self.hr, self.root), (self.rina, self.one), (self.budi, self.one), (self.sari, self.two)):
            post(who, where)
        grant(self.hr, Role.HR, self.root)
        self.test = simple_test(3, time_limit_minutes=30)


@pytest.fixture
def office() -> Office:
    return Office()


def planned(office: Office, **changed) -> Campaign:
    plan = CampaignPlan(
        **{"blueprint": office.test, "title": "Pemetaan", "opens_on": FIRST, "closes_on": LAST, **changed}
    )
    return campaigns.plan_campaign(unit=office.division.uuid, plan=plan, by=office.hr, at=MORNING)


def begun(office: Office, **changed) -> Campaign:
    campaign = planned(office, **changed)
    campaigns.begin_campaign(number=campaign.uuid, by=office.hr, at=MORNING)
    campaigns.carry(campaign_id=campaign.pk, at=MORNING)
    return campaign


def on(day: date):
    return MORNING + (day - FIRST)


def takes(who, office: Office, *, at=MORNING):
    attempt = start_attempt(person=who, blueprint=office.test, at=at)
    answer_all(attempt, right=1, at=at)
    return submit(person=who, attempt=attempt.uuid, at=at)


def told(who) -> list[str]:
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("kind", flat=True))


def rows(campaign: Campaign, office: Office, *, day=FIRST) -> dict:
    page = selectors.campaign_page(office.hr, campaign.uuid, on=day)
    return {one.name: (one.asked, one.done) for one in page.units}


def test_nobody_is_asked_before_the_campaign_begins(office):
    campaign = planned(office)
    campaigns.carry_all(at=MORNING)

    assert not CampaignMember.objects.filter(campaign=campaign).exists()
    assert told(office.rina) == []


def test_everybody_of_the_unit_is_told_once_however_often_the_worker_comes_by(office):
    campaign = begun(office)

    for _again in range(3):
        campaigns.carry(campaign_id=campaign.pk, at=MORNING + timedelta(hours=1))

    assert told(office.rina) == told(office.sari) == ["campaign_asks"]
    assert told(office.hr) == []


def test_people_are_told_on_the_first_day_and_not_before(office):
    begun(office, opens_on=FIRST + timedelta(days=2))
    assert told(office.rina) == []

    campaigns.carry_all(at=on(FIRST + timedelta(days=2)))

    assert told(office.rina) == ["campaign_asks"]


def test_only_the_kinds_of_post_that_were_chosen_are_asked(office):
    of_rina = Posting.objects.get(person=office.rina).position.kind
    other = next(kind for kind in PositionKind.values if kind != of_rina)
    theirs = Position.objects.create(title="Jabatan lain", kind=other)
    Posting.objects.filter(person=office.sari).update(position=theirs)

    campaign = begun(office, position_kinds=[other])

    asked = CampaignMember.objects.filter(campaign=campaign).values_list("person__full_name", flat=True)
    assert list(asked) == ["Sari Dewi"]


def test_a_result_within_the_window_counts_and_its_person_is_asked_no_more(office):
    campaign = begun(office)
    assert [one.campaign for one in my_tests(office.rina, at=MORNING).asked] == [campaign]

    takes(office.rina, office)

    assert my_tests(office.rina, at=MORNING).asked == ()
    assert rows(campaign, office) == {"Seksi Satu": (2, 1), "Seksi Dua": (1, 0)}


def test_whoever_was_measured_lately_is_not_asked_again_where_hr_says_so(office):
    takes(office.rina, office, at=MORNING - timedelta(days=10))

    begun(office, counts_from=FIRST - timedelta(days=30))

    assert told(office.rina) == []
    assert told(office.budi) == ["campaign_asks"]


def test_the_reminder_goes_once_to_those_who_have_not_done_it(office):
    campaign = begun(office, reminds_before=3)
    takes(office.rina, office)

    for day in (LAST - timedelta(days=4), LAST - timedelta(days=3), LAST - timedelta(days=2)):
        campaigns.carry(campaign_id=campaign.pk, at=on(day))

    assert told(office.rina) == ["campaign_asks"]
    assert told(office.budi) == ["campaign_asks", "campaign_reminds"]


def test_whoever_joins_the_unit_is_asked_and_whoever_leaves_it_is_not_any_more(office):
    campaign = begun(office)
    late = person("Tono Baru")
    post(late, office.two)
    Posting.objects.filter(person=office.sari).update(unit=office.root)

    campaigns.carry(campaign_id=campaign.pk, at=on(FIRST + timedelta(days=1)))

    assert told(late) == ["campaign_asks"]
    assert my_tests(office.sari, at=on(FIRST + timedelta(days=1))).asked == ()
    assert rows(campaign, office, day=FIRST + timedelta(days=1)) == {"Seksi Satu": (2, 0), "Seksi Dua": (1, 0)}


def test_a_worker_killed_while_telling_is_taken_up_where_it_stopped(office, monkeypatch):
    campaign = planned(office)
    campaigns.begin_campaign(number=campaign.uuid, by=office.hr, at=MORNING)
    real, calls = campaigns.tell_one, []

    def dies(member, *args, **kwargs):
        calls.append(member)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(member, *args, **kwargs)

    monkeypatch.setattr(campaigns, "tell_one", dies)
    with pytest.raises(KeyboardInterrupt):
        campaigns.carry(campaign_id=campaign.pk, at=MORNING)
    monkeypatch.undo()

    campaigns.carry_all(at=MORNING + timedelta(minutes=10))

    assert [len(told(who)) for who in (office.rina, office.budi, office.sari)] == [1, 1, 1]


def test_a_campaign_closes_after_its_last_day_and_asks_nobody_any_more(office):
    campaign = begun(office)

    campaigns.carry_all(at=on(LAST + timedelta(days=1)))

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED
    assert my_tests(office.budi, at=on(LAST + timedelta(days=1))).asked == ()


def test_whoever_was_asked_is_told_once_that_it_is_off(office):
    campaign = begun(office)
    takes(office.rina, office)

    campaigns.cancel_campaign(number=campaign.uuid, why="Ditunda.", by=office.hr, at=MORNING)
    for _again in range(2):
        campaigns.carry_all(at=MORNING)

    assert told(office.rina) == ["campaign_asks"]
    assert told(office.budi) == ["campaign_asks", "campaign_off"]
    assert campaigns.carry_all(at=MORNING) == 0


def test_in_rooms_only_what_was_taken_in_a_room_counts_and_seats_are_filled_unit_by_unit(office):
    campaign = begun(office, is_supervised=True)
    takes(office.rina, office)
    plan = plan_of(
        office.test,
        seats_in_room=2,
        starts_at=on(FIRST + timedelta(days=7)),
        ends_at=on(FIRST + timedelta(days=7)) + timedelta(hours=2),
    )
    room = sittings.plan_sitting(unit=office.division.uuid, plan=plan, by=office.hr, at=MORNING, campaign=campaign.uuid)
    assert rows(campaign, office) == {"Seksi Satu": (2, 0), "Seksi Dua": (1, 0)}

    seated = campaigns.fill_seats(number=campaign.uuid, by=office.hr, at=MORNING)

    assert seated == 2
    assert set(room.seats.values_list("person__full_name", flat=True)) == {"Rina Kartika", "Budi Santoso"}
    assert selectors.campaign_page(office.hr, campaign.uuid, on=FIRST).without_seat == 1
    with pytest.raises(campaigns.NoFreeSeats):
        campaigns.fill_seats(number=campaign.uuid, by=office.hr, at=MORNING)
    assert Seat.objects.count() == 2


def test_a_room_that_could_not_count_is_refused_and_a_campaign_called_off_seats_nobody(office):
    campaign = begun(office, is_supervised=True)
    outside = on(LAST + timedelta(days=1))
    with pytest.raises(sittings.NotARoomOfTheCampaign):
        sittings.plan_sitting(
            unit=office.division.uuid,
            plan=plan_of(office.test, starts_at=outside, ends_at=outside + timedelta(hours=2)),
            by=office.hr,
            at=MORNING,
            campaign=campaign.uuid,
        )
    campaigns.cancel_campaign(number=campaign.uuid, why="Ditunda.", by=office.hr, at=MORNING)

    with pytest.raises(campaigns.CampaignOver):
        campaigns.fill_seats(number=campaign.uuid, by=office.hr, at=MORNING)


def test_the_plan_is_refused_with_a_sentence_where_it_cannot_hold(office):
    office.test.is_supervised_only = True
    office.test.save()
    with pytest.raises(campaigns.NotATestForCampaigns):
        planned(office)
    office.test.is_supervised_only = False
    office.test.save()

    with pytest.raises(campaigns.WindowWrong):
        planned(office, closes_on=FIRST - timedelta(days=1))
    with pytest.raises(campaigns.NobodyAsked):
        planned(office, position_kinds=["jpt_madya"])


def test_competencies_are_chosen_for_a_placement_test_only(office):
    with pytest.raises(campaigns.CompetenciesWrong):
        planned(office, competencies=[Competency.objects.get(code="D2")])


def test_another_agencys_hr_reaches_no_campaign_and_a_peer_none_at_all(office):
    campaign = begun(office)
    other = person("Hr Lain")
    elsewhere = agency("Kementerian Contoh")
    post(other, elsewhere)
    grant(other, Role.HR, elsewhere)

    with pytest.raises(NoSuchCampaign):
        selectors.campaign_page(other, campaign.uuid, on=FIRST)
    with pytest.raises(OutsideScope):
        selectors.campaign_page(office.budi, campaign.uuid, on=FIRST)


@pytest.mark.parametrize("many", [3, 60])
def test_coverage_asks_the_same_however_many_are_asked(office, many, django_assert_max_num_queries):
    for number in range(many):
        post(person(f"Pegawai {number}"), office.two)
    campaign = begun(office)

    with django_assert_max_num_queries(7):
        page = selectors.campaign_page(office.hr, campaign.uuid, on=FIRST)

    assert page.total.asked == many + 3


def test_hr_plans_from_the_form_and_begins_with_a_button(office):
    client = Client()
    client.force_login(office.hr)
    today = timezone.localdate()
    typed = {
        "title": "Pemetaan 2027",
        "unit": office.division.uuid,
        "blueprint": office.test.uuid,
        "opens_on": today.isoformat(),
        "closes_on": (today - timedelta(days=3)).isoformat(),
        "reminds_before": 3,
    }

    refused = client.post("/asesmen/kampanye/baru/", typed)
    typed["closes_on"] = (today + timedelta(days=20)).isoformat()
    client.post("/asesmen/kampanye/baru/", typed)
    campaign = Campaign.objects.get()
    client.post(f"/asesmen/kampanye/{campaign.uuid}/mulai/")

    assert refused.status_code == 422
    assert "Pemetaan 2027" in refused.content.decode()
    campaign.refresh_from_db()
    assert campaign.is_running
