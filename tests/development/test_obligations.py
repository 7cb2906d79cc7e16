"""Asking people to do something: once, with a day that can be met, told once, ticked off by what they do."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils.html import strip_tags

from assessments.services import start_attempt, submit
from lms.development import selectors, services
from lms.development.dues import Circumstances, hindrance, next_telling, realistic_due
from lms.development.models import Hindrance, Obligation, ObligationState
from lms.development.selectors.obligations import NoSuchAssignment
from lms.development.services.obligations import Due, DueDoesNotFit, NobodyToAsk, ReasonMissing
from lms.development.services.settling import AlreadySettled, NoSuchObligation
from lms.development.services.telling import tell_one
from lms.development.targets import NotToBeAsked, Ref, that_teach
from lms.notices.models import Notice
from lms.people import services as people_services
from lms.people.models import Role, User
from tests.builders import NOW, TODAY, grant, person, post
from tests.courses.builders import course_in, read_all
from tests.development.asking import SOON, a_test, ask

pytestmark = pytest.mark.django_db
FREE = Circumstances(is_active=True, has_post=True, is_done=False, needed_days=2)


def kinds_told(who):
    return list(Notice.objects.filter(person=who, kind__startswith="obligation").values_list("kind", flat=True))


def test_people_are_asked_once_by_one_act_of_asking_and_once_for_one_thing(office):
    test, batch = a_test(), uuid.uuid4()

    first = ask(office, test, office.siti, office.tono, batch=batch)
    again = ask(office, test, office.siti, office.tono, batch=batch)
    another = ask(office, test, office.siti, office.head)

    assert (first.asked, again.asked) == (2, 2)
    assert (another.asked, another.already_asked) == (1, 1)
    assert Obligation.objects.count() == 3


def test_nobody_outside_the_scope_is_asked(office):
    test = a_test()

    with pytest.raises(NobodyToAsk):
        ask(office, test, office.siti, by=office.hr_elsewhere)
    with pytest.raises(NobodyToAsk):
        ask(office, test, office.siti, by=office.tono)
    ask(office, test, office.siti, office.stranger)

    assert list(Obligation.objects.values_list("person", flat=True)) == [office.siti.pk]


def test_a_superior_asks_direct_subordinates_only(office):
    asked = ask(office, a_test(), office.siti, office.hr, by=office.head)

    assert [row.person for row in asked.assignment.obligations.all()] == [office.siti]


def test_asking_needs_a_reason_a_day_to_come_and_a_thing_that_is_open(office):
    test = a_test()

    with pytest.raises(ReasonMissing):
        ask(office, test, office.siti, reason="  ")
    for due in (Due.fixed(TODAY), Due.after_assignment(0), Due.fixed(date(2031, 1, 1))):
        with pytest.raises(DueDoesNotFit):
            ask(office, test, office.siti, due=due)
    test.status = "withdrawn"
    test.save()
    with pytest.raises(NotToBeAsked):
        ask(office, test, office.siti)


def test_a_relative_day_becomes_a_date_when_somebody_is_asked(office):
    new = person("Baru")
    position = office.siti.postings.get().position
    people_services.post(person=new, position=position, unit=office.section, since=date(2026, 11, 20))

    after_asking = ask(office, a_test("A"), new, due=Due.after_assignment(30)).assignment.obligations.get()
    after_posting = ask(office, a_test("B"), new, due=Due.after_posting(30)).assignment.obligations.get()

    assert (after_asking.due_on, after_posting.due_on) == (date(2026, 12, 24), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("reason", "facts"),
    [
        ("", {}),
        ("inactive", {"is_active": False}),
        ("moved", {"has_post": False}),
        ("moved", {"leaves_on": date(2026, 12, 1)}),
        ("already_done", {"is_done": True}),
        ("not_offered", {"is_offered": False}),
        ("opens_later", {"opens_on": date(2027, 1, 5)}),
        ("no_time_left", {"needed_days": 40}),
        ("no_time_left", {"opens_on": date(2026, 12, 23)}),
        ("decided_against", {"was_decided_against": True}),
    ],
)
def test_what_hinders_is_named(reason, facts):
    assert hindrance(SOON, Circumstances(**{**FREE.__dict__, **facts}), on=TODAY) == reason


def test_a_realistic_day_leaves_the_least_time_and_a_week():
    assert realistic_due(TODAY, opens_on=None, needed_days=3, spare_days=7) == TODAY + timedelta(days=10)
    assert realistic_due(TODAY, opens_on=SOON, needed_days=3, spare_days=7) == SOON + timedelta(days=10)


def test_reminders_come_a_week_before_on_the_day_and_weekly_after():
    days, day = [], TODAY
    for _turn in range(4):
        day = next_telling(SOON, told_on=day, before_days=7, every_days=7)
        days.append(day)

    assert days == [date(2026, 12, 17), SOON, date(2026, 12, 31), date(2027, 1, 7)]


def test_each_is_told_once_by_the_sweep_and_after_a_dead_worker_once_for_all_that_was_missed(office):
    ask(office, a_test(), office.siti)

    told = [services.tell_people(at=NOW + timedelta(days=days)) for days in (0, 0, 1, 23, 23, 55, 56)]

    assert told == [1, 0, 0, 1, 0, 1, 0]
    assert sorted(kinds_told(office.siti)) == ["obligation_asked", "obligation_overdue", "obligation_soon"]


def test_a_worker_killed_between_two_people_leaves_the_second_to_the_next_sweep(office):
    asked = ask(office, a_test(), office.siti, office.tono).assignment.obligations.order_by("pk")

    assert tell_one(obligation_id=asked[0].pk, at=NOW)
    assert not tell_one(obligation_id=asked[0].pk, at=NOW)

    assert services.tell_people(at=NOW) == 1
    assert kinds_told(office.siti) == kinds_told(office.tono) == ["obligation_asked"]


def test_a_result_that_stands_ticks_the_test_off_and_nobody_is_reminded(office):
    test = a_test()
    ask(office, test, office.siti)

    attempt = start_attempt(person=office.siti, blueprint=test, at=NOW)
    submit(person=office.siti, attempt=attempt.uuid, at=NOW + timedelta(minutes=5))

    row = Obligation.objects.get()
    assert (row.state, row.done_on, row.was_late) == (ObligationState.DONE, TODAY, False)
    assert services.tell_people(at=NOW + timedelta(days=60)) == 0


def test_who_has_done_it_is_held_back_and_no_notice_is_sent(office):
    test = a_test()
    attempt = start_attempt(person=office.siti, blueprint=test, at=NOW)
    submit(person=office.siti, attempt=attempt.uuid, at=NOW)

    asked = ask(office, test, office.siti, office.tono)

    assert (asked.asked, asked.held) == (1, 1)
    [held] = selectors.exceptions_for(office.hr, on=TODAY)
    assert (held.person, held.hindrance) == (office.siti, Hindrance.ALREADY_DONE)
    assert not selectors.obligations_of(office.siti, viewer=office.siti, on=TODAY).exists()
    services.tell_people(at=NOW)
    assert kinds_told(office.siti) == []


def held_back(office):
    """Ask three people whose post ends before the day."""
    for who in (office.siti, office.tono, office.head):
        who.postings.update(valid_to=date(2026, 12, 10))
    rows = ask(office, a_test(), office.siti, office.tono, office.head).assignment.obligations
    return {row.person: row for row in rows.select_related("person")}


def test_exceptions_are_settled_in_four_ways(office):
    held = held_back(office)

    services.ask_anyway(obligations=[held[office.siti].uuid], by=office.hr, at=NOW)
    services.do_not_ask(obligations=[held[office.tono].uuid], by=office.hr, at=NOW)
    services.dismiss(obligations=[held[office.head].uuid], by=office.hr, at=NOW)

    states = {row.person: row.state for row in Obligation.objects.select_related("person")}
    assert states == {office.siti: "open", office.tono: "refused", office.head: "withdrawn"}
    assert not selectors.exceptions_for(office.hr, on=TODAY).exists()


def test_a_realistic_day_is_set_where_there_was_no_time_left(office):
    test = a_test()
    test.time_limit_minutes = 240
    test.save()
    row = ask(office, test, office.siti, due=Due.after_assignment(1)).assignment.obligations.get()
    assert row.hindrance == Hindrance.NO_TIME_LEFT

    services.ask_with_realistic_due(obligations=[row.uuid], by=office.hr, at=NOW)

    row.refresh_from_db()
    assert (row.state, row.due_on) == ("open", TODAY + timedelta(days=6 + 7))


def test_what_was_decided_against_is_held_back_when_it_is_asked_again(office):
    held = held_back(office)
    services.do_not_ask(obligations=[held[office.tono].uuid], by=office.hr, at=NOW)
    office.tono.postings.update(valid_to=None)
    test_ref = held[office.tono]

    again = services.assign(
        people=[office.tono.pk],
        target=Ref("test", test_ref.target_uuid),
        due=Due.fixed(SOON),
        reason="Sekali lagi.",
        batch=uuid.uuid4(),
        by=office.hr,
        at=NOW,
    )

    assert again.assignment.obligations.get().hindrance == Hindrance.DECIDED_AGAINST


def test_nobody_else_settles_and_nobody_settles_twice(office):
    held = held_back(office)[office.siti]

    for by in (office.hr_elsewhere, office.tono, office.siti):
        with pytest.raises(NoSuchObligation):
            services.ask_anyway(obligations=[held.uuid], by=by, at=NOW)
    services.ask_anyway(obligations=[held.uuid], by=office.hr, at=NOW)
    with pytest.raises(AlreadySettled):
        services.dismiss(obligations=[held.uuid], by=office.hr, at=NOW)


def test_a_person_is_excused_given_more_time_or_asked_no_more_and_told_so(office):
    asked = ask(office, a_test(), office.siti, office.tono)
    services.tell_people(at=NOW)
    of = {row.person_id: row for row in asked.assignment.obligations.all()}

    services.excuse(obligation=of[office.siti.pk].uuid, reason="Tugas belajar.", by=office.hr, at=NOW)
    services.move_due(obligation=of[office.tono.pk].uuid, due_on=date(2027, 2, 1), by=office.hr, at=NOW)

    assert "obligation_excused" in kinds_told(office.siti)
    assert Obligation.objects.get(person=office.tono).due_on == date(2027, 2, 1)
    assert services.withdraw_assignment(assignment=asked.assignment.uuid, by=office.hr, at=NOW) == 1
    assert "obligation_withdrawn" in kinds_told(office.tono)


def test_more_time_is_told_even_on_the_day_of_asking(office):
    (row,) = ask(office, a_test(), office.siti).assignment.obligations.all()
    services.tell_people(at=NOW)

    services.move_due(obligation=row.uuid, due_on=date(2027, 2, 1), by=office.hr, at=NOW)

    assert services.tell_people(at=NOW + timedelta(hours=1)) == 1
    assert "1 Februari 2027" in Notice.objects.filter(person=office.siti).latest("pk").facts["day"]


def test_a_closed_account_is_not_reminded_until_it_is_opened_again(office):
    ask(office, a_test(), office.siti)
    User.objects.filter(pk=office.siti.pk).update(is_active=False)
    assert services.tell_people(at=NOW) == 0

    User.objects.filter(pk=office.siti.pk).update(is_active=True)
    assert services.tell_people(at=NOW) == 1


def test_what_was_asked_is_nobody_elses_to_read(office):
    given = ask(office, a_test(), office.siti).assignment

    for viewer in (office.siti, office.tono, office.hr_elsewhere, office.head):
        with pytest.raises(NoSuchAssignment):
            selectors.assignment(given.uuid, viewer=viewer, on=TODAY)
    assert not selectors.obligations_of(office.siti, viewer=office.tono, on=TODAY).exists()


def test_a_successor_in_hr_goes_on_with_what_was_asked_and_not_with_what_a_superior_asked(office):
    test, successor = a_test(), person("Penerus")
    grant(successor, Role.HR, office.home)
    by_hr, by_head = ask(office, test, office.siti), ask(office, test, office.tono, by=office.head)

    found = selectors.assignments_of(successor, on=TODAY)

    assert [row.uuid for row in found] == [by_hr.assignment.uuid]
    with pytest.raises(NoSuchObligation):
        services.withdraw_assignment(assignment=by_head.assignment.uuid, by=successor, at=NOW)
    assert services.withdraw_assignment(assignment=by_hr.assignment.uuid, by=successor, at=NOW) == 1


def test_who_moved_away_is_not_shown_to_the_former_agency(office):
    given = ask(office, a_test(), office.siti).assignment
    office.siti.postings.update(valid_to=date(2026, 11, 23))
    post(office.siti, office.stranger.postings.get().unit)

    assert not selectors.people_of(given, viewer=office.hr, on=TODAY).exists()


def test_my_list_says_what_why_and_until_when_the_next_first(client, office):
    ask(office, a_test("A"), office.siti, due=Due.fixed(date(2027, 3, 1)))
    ask(office, a_test("B"), office.siti)
    client.force_login(office.siti)

    page = strip_tags(client.get("/pengembangan/kewajiban/").content.decode())

    assert "Syarat jabatan." in page
    assert page.index("Tes B") < page.index("Tes A")


def test_my_list_costs_the_same_for_any_length(client, office, django_assert_max_num_queries):
    for number in range(6):
        ask(office, a_test(f"T{number}"), office.siti)
    client.force_login(office.siti)

    with django_assert_max_num_queries(20):
        client.get("/pengembangan/kewajiban/")


def test_asking_costs_the_same_for_any_number_of_people(office, django_assert_max_num_queries):
    test = a_test()
    many = [person(f"Orang {number}") for number in range(12)]
    for who in many:
        post(who, office.section)

    with django_assert_max_num_queries(24):
        ask(office, test, *many)


def test_hr_settles_exceptions_on_the_page_and_a_wrong_person_is_refused(client, office):
    office.siti.is_active = False
    office.siti.save()
    held = {office.siti: ask(office, a_test(), office.siti).assignment.obligations.get()}
    client.force_login(office.hr)

    page = client.get("/pengembangan/penugasan/").content.decode()
    assert "Siti Rahayu" in page
    empty = client.post("/pengembangan/penugasan/selesaikan/", {"action": "anyway"})
    assert empty.status_code == 422
    answer = {"action": "anyway", "obligations": [str(held[office.siti].uuid)]}
    client.post("/pengembangan/penugasan/selesaikan/", answer)
    assert Obligation.objects.get(person=office.siti).state == "open"

    client.force_login(office.tono)
    assert client.get("/pengembangan/penugasan/").status_code == 403
    assert client.post("/pengembangan/penugasan/selesaikan/", answer).status_code == 403
    assert client.get(f"/pengembangan/kewajiban/{held[office.siti].uuid}/bebaskan/").status_code == 404


def test_a_course_is_asked_found_by_competency_and_ticked_off_when_it_is_completed(office, tmp_path):
    course = course_in(tmp_path)
    [found] = [one for one in that_teach("D2") if one.kind == "course"]

    asked = services.assign(
        people=User.objects.filter(pk=office.siti.pk),
        target=Ref("course", found.uuid),
        due=Due.fixed(SOON),
        reason="Syarat jabatan.",
        batch=uuid.uuid4(),
        by=office.hr,
        at=NOW,
    )
    read_all(office.siti, course)

    row = asked.assignment.obligations.get()
    assert (found.title, found.minutes, row.state) == ("Kursus uji", 30, ObligationState.DONE)
