"""Plans: goals from gaps, agreed by who leads today, passed on when nobody does it, asked about later."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from lms.development import inbox, selectors, services
from lms.development.inbox import InboxKind, Waiting
from lms.development.models import FollowUp, Passing, Plan, PlanState, Standing, Term
from lms.development.selectors.inbox import NotWaitingForYou
from lms.development.selectors.plans import NoSuchPlan
from lms.development.services.judging import OneByOne
from lms.development.services.obligations import ReasonMissing
from lms.development.services.plans import GoalDoesNotFit, GoalThere, NoGoals, NoWay, PlanStands, TypedGoal
from lms.development.workdays import workdays_after
from lms.notices.models import Notice
from lms.people.models import Look, PostingKind
from tests.builders import NOW, TODAY, competency, person, post

pytestmark = pytest.mark.django_db


def goal(**changed):
    facts = {"competency": competency("D2"), "to_level": 2, "by_on": date(2027, 3, 1), "offer": None, "how": "Latihan."}
    return TypedGoal(**{**facts, **changed})


def sent(office, who=None, at=NOW):
    plan = services.start_plan(by=who or office.siti, at=at)
    services.add_goal(plan=plan.uuid, typed=goal(), by=who or office.siti, at=at)
    return services.send_plan(plan=plan.uuid, by=who or office.siti, at=at)


def agree(plan, by, at=NOW):
    services.approve_one(item=("plan", plan.uuid), by=by, at=at)
    plan.refresh_from_db()
    return plan


def waiting_for(viewer, on=TODAY):
    return [row.waiting.uuid for row in selectors.inbox_of(viewer, on=on).rows]


def test_there_is_one_plan_at_a_time_and_those_that_are_done_stay(office):
    first = services.start_plan(by=office.siti, at=NOW)
    assert services.start_plan(by=office.siti, at=NOW) == first

    agree(sent(office), office.head)
    services.finish_plan(plan=first.uuid, by=office.siti, at=NOW)
    second = services.start_plan(by=office.siti, at=NOW)

    rows = selectors.plans_of(office.siti, viewer=office.siti, on=TODAY)
    assert [plan.pk for plan in rows] == [second.pk, first.pk]


def test_a_goal_leads_upward_to_a_day_to_come_in_some_way_once_for_a_competency(office):
    plan = services.start_plan(by=office.siti, at=NOW)
    add = {"plan": plan.uuid, "by": office.siti, "at": NOW}

    for wrong in ({"to_level": 0}, {"by_on": TODAY}, {"by_on": date(2028, 1, 1)}):
        with pytest.raises(GoalDoesNotFit):
            services.add_goal(typed=goal(**wrong), **add)
    with pytest.raises(NoWay):
        services.add_goal(typed=goal(how=" "), **add)
    with pytest.raises(NoGoals):
        services.send_plan(plan=plan.uuid, by=office.siti, at=NOW)
    services.add_goal(typed=goal(), **add)
    with pytest.raises(GoalThere):
        services.add_goal(typed=goal(), **add)


def test_the_superior_agrees_and_ninety_days_later_both_are_asked_once_and_answer(office):
    plan = agree(sent(office), office.head)
    assert (plan.state, plan.decided_by, plan.follow_up_on) == (PlanState.AGREED, office.head, date(2027, 2, 22))
    later = NOW + timedelta(days=90)

    assert [services.ask_how_it_goes(at=at) for at in (NOW + timedelta(days=89), later, later)] == [0, 1, 0]
    services.answer_own_question(plan=plan.uuid, standing=Standing.GOING, text="Lancar.", by=office.siti, at=later)
    services.answer_question(plan=plan.uuid, standing=Standing.PARTLY, text="", by=office.head, at=later)

    assert {row.role: row.standing for row in FollowUp.objects.all()} == {"person": "going", "superior": "partly"}
    with pytest.raises(PlanStands):
        services.answer_own_question(plan=plan.uuid, standing=Standing.STUCK, text="", by=office.siti, at=later)
    with pytest.raises(NotWaitingForYou):
        services.answer_question(plan=plan.uuid, standing=Standing.STUCK, text="", by=office.head, at=later)


def test_a_plan_comes_back_with_a_reason_and_is_sent_again(office):
    plan = sent(office)
    with pytest.raises(ReasonMissing):
        services.return_one(item=("plan", plan.uuid), reason=" ", by=office.head, at=NOW)
    services.return_one(item=("plan", plan.uuid), reason="Satu tujuan dulu.", by=office.head, at=NOW)

    again = services.send_plan(plan=plan.uuid, by=office.siti, at=NOW)

    assert (again.state, again.reason) == (PlanState.SENT, "")
    assert Notice.objects.filter(person=office.siti, kind="plan_returned").count() == 1


def test_nobody_but_who_leads_today_agrees(office):
    plan = sent(office)

    for by in (office.siti, office.tono, office.hr, office.hr_elsewhere, office.stranger):
        with pytest.raises(NotWaitingForYou):
            services.approve_one(item=("plan", plan.uuid), by=by, at=NOW)
        with pytest.raises(NotWaitingForYou):
            services.look_at_plan(plan=plan.uuid, by=by, at=NOW)
    with pytest.raises(NoSuchPlan):
        selectors.own_plan(plan.uuid, viewer=office.head, on=TODAY)
    with pytest.raises(NoSuchPlan):
        services.take_plan_back(plan=plan.uuid, by=office.tono)


def act_for_head(office, who, *, since, until):
    who.postings.create(
        position=office.head.postings.get().position,
        unit=office.section,
        kind=PostingKind.PLH,
        is_head=True,
        valid_from=since,
        valid_to=until,
    )


def test_who_acts_for_the_head_agrees_on_those_days_and_not_after(office):
    act_for_head(office, office.tono, since=date(2026, 11, 20), until=date(2026, 11, 24))
    plan = sent(office)

    with pytest.raises(NotWaitingForYou):
        services.approve_one(item=("plan", plan.uuid), by=office.tono, at=NOW + timedelta(days=1))
    agree(plan, office.tono)

    assert plan.decided_by == office.tono


def test_who_acts_does_not_agree_to_the_own_plan(office):
    act_for_head(office, office.tono, since=date(2026, 11, 20), until=date(2026, 11, 24))
    plan = sent(office, office.tono)

    with pytest.raises(NotWaitingForYou):
        services.approve_one(item=("plan", plan.uuid), by=office.tono, at=NOW)


def test_working_days_leave_out_saturdays_and_sundays():
    friday = date(2026, 11, 27)

    assert [workdays_after(friday, friday + timedelta(days=days)) for days in (-1, 0, 1, 2, 3, 10, 14)] == [
        0,
        0,
        0,
        0,
        1,
        6,
        10,
    ]


def raise_by_one_step(office):
    """Put somebody at the head of the whole agency."""
    chief = person("Kepala Biro")
    post(chief, office.home, leads=True)
    return chief


def test_what_waits_ten_working_days_goes_to_the_next_superior_then_to_hr_each_told_once(office):
    chief = raise_by_one_step(office)
    plan = sent(office)  # Tuesday, 24 November
    after_ten, after_eleven = NOW + timedelta(days=14), NOW + timedelta(days=15)

    assert services.pass_on_what_waits(at=after_ten) == 0
    assert [services.pass_on_what_waits(at=after_eleven) for _again in range(2)] == [1, 0]
    assert waiting_for(chief, on=date(2026, 12, 9)) == [plan.uuid]
    assert waiting_for(office.head, on=date(2026, 12, 9)) == [plan.uuid]

    much_later = after_eleven + timedelta(days=15)
    assert [services.pass_on_what_waits(at=much_later) for _again in range(2)] == [1, 0]
    assert waiting_for(office.hr, on=date(2026, 12, 24)) == [plan.uuid]
    assert waiting_for(office.hr_elsewhere, on=date(2026, 12, 24)) == []
    told = Notice.objects.filter(kind__startswith="passed").values_list("person__full_name", "kind")
    assert sorted(told) == [
        ("Hadi Pratama", "passed_from_you"),
        ("Kepala Biro", "passed_from_you"),
        ("Kepala Biro", "passed_to_you"),
        ("Sari", "passed_to_you"),
    ]
    agree(plan, office.hr, at=much_later)
    assert services.pass_on_what_waits(at=much_later + timedelta(days=60)) == 0


def test_how_long_something_waits_is_a_dated_rule(office):
    raise_by_one_step(office)
    Term.objects.filter(key="pass_on_working_days").update(amount=2)
    sent(office)

    assert services.pass_on_what_waits(at=NOW + timedelta(days=3)) == 1


def test_who_left_the_post_above_no_longer_sees_what_was_passed_on(office):
    chief = raise_by_one_step(office)
    sent(office)
    services.pass_on_what_waits(at=NOW + timedelta(days=15))
    chief.postings.update(valid_to=date(2026, 12, 8))

    assert waiting_for(chief, on=date(2026, 12, 9)) == []


def test_without_anybody_who_leads_the_plan_goes_to_hr_at_the_next_sweep(office):
    office.head.postings.update(valid_to=date(2026, 11, 1))
    plan = sent(office)

    assert services.pass_on_what_waits(at=NOW + timedelta(days=1)) == 1
    assert Passing.objects.get().to_hr
    assert waiting_for(office.hr, on=TODAY + timedelta(days=1)) == [plan.uuid]


def test_what_is_sent_again_begins_with_the_nearest_superior(office):
    chief = raise_by_one_step(office)
    plan = sent(office)
    at = NOW + timedelta(days=15)
    services.pass_on_what_waits(at=at)
    services.return_one(item=("plan", plan.uuid), reason="Kurang jelas.", by=chief, at=at)

    services.send_plan(plan=plan.uuid, by=office.siti, at=at + timedelta(hours=1))

    assert waiting_for(chief, on=date(2026, 12, 9)) == []
    assert services.pass_on_what_waits(at=at + timedelta(days=15)) == 1


def done(office, who):
    plan = agree(sent(office, who), office.head)
    return services.finish_plan(plan=plan.uuid, by=who, at=NOW)


def test_harmless_things_are_noted_together_and_judgements_are_not(client, office):
    plans = [done(office, office.siti), done(office, office.tono)]
    judged = sent(office, office.tono)
    keys = [("plan_done", plan.uuid) for plan in plans]

    with pytest.raises(OneByOne):
        services.approve_together(items=[*keys, ("plan", judged.uuid)], by=office.head, at=NOW)
    with pytest.raises(NotWaitingForYou):
        services.approve_together(items=keys, by=office.tono, at=NOW)
    client.force_login(office.head)
    client.post("/tim/kotak/setujui/", {"items": [f"plan_done:{plan.uuid}" for plan in plans]})

    assert Plan.objects.filter(noted_by=office.head).count() == 2
    assert waiting_for(office.head) == [judged.uuid]


def test_another_room_puts_its_own_things_into_the_inbox(client, office, monkeypatch):
    number = uuid.uuid4()
    thing = Waiting("rating", number, office.siti, "Penilaian 360", NOW, "/asesmen/360/")
    kind = InboxKind("rating", "penilaian", is_harmless=False, about=lambda viewer, led, on: [thing] * bool(led))
    monkeypatch.setitem(inbox.KINDS, "rating", kind)
    client.force_login(office.head)

    assert "Penilaian 360" in client.get("/tim/kotak/").content.decode()
    assert waiting_for(office.tono) == []


def test_the_pages_carry_a_plan_from_the_first_goal_to_the_superiors_yes(client, office):
    client.force_login(office.siti)
    client.post("/pengembangan/rencana/mulai/")
    plan = Plan.objects.get()
    where = f"/pengembangan/rencana/{plan.uuid}/"
    by_on = timezone.localdate() + timedelta(days=60)  # pages read the clock
    wrong = {"competency": "D2", "to_level": "2", "by_on": by_on.isoformat(), "how": ""}
    assert client.post(f"{where}tujuan/", wrong).status_code == 422
    client.post(f"{where}tujuan/", {**wrong, "how": "Tugas di kantor."})
    client.post(f"{where}kirim/")

    client.force_login(office.head)
    assert "Rencana pengembangan" in client.get("/tim/kotak/").content.decode()
    page = strip_tags(client.get(f"{where}atasan/").content.decode())
    assert "Untuk pengembangan, bukan dasar hukuman" in page
    assert "Tugas di kantor." in page
    assert Look.objects.filter(subject=office.siti, purpose="superior").exists()
    assert client.post(f"{where}atasan/", {"kembalikan": "1", "reason": ""}).status_code == 422
    client.post(f"{where}atasan/", {"setuju": "1"})

    plan.refresh_from_db()
    assert plan.state == PlanState.AGREED
    assert client.get(where).status_code == 404
    client.force_login(office.tono)
    assert client.get(f"{where}atasan/").status_code == 404


def test_the_inbox_costs_the_same_for_any_number_of_things(client, office, django_assert_max_num_queries):
    for number in range(12):
        who = person(f"Anggota {number}")
        post(who, office.section)
        sent(office, who)
    client.force_login(office.head)

    with django_assert_max_num_queries(28):
        client.get("/tim/kotak/")


def test_who_leads_sees_the_plan_on_the_persons_page_but_no_draft_and_nobody_else_does(client, office):
    plan = services.start_plan(by=office.siti, at=NOW)
    services.add_goal(plan=plan.uuid, typed=goal(how="Latihan di kantor."), by=office.siti, at=NOW)
    client.force_login(office.head)
    where = f"/tim/{office.siti.uuid}/"
    assert "Latihan di kantor." not in client.get(where).content.decode()

    services.send_plan(plan=plan.uuid, by=office.siti, at=NOW)

    assert "Latihan di kantor." in client.get(where).content.decode()
    for other in (office.tono, office.hr_elsewhere):
        client.force_login(other)
        assert client.get(where).status_code == 403
