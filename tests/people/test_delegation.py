"""Acting heads: what they see, from which day to which, and who names them."""

from datetime import date, timedelta

import pytest

from lms.notices.models import Notice
from lms.people import access, services
from lms.people.models import Position, Posting, PostingKind, Role, RoleDeed, RoleGrant
from lms.people.selectors import acting as selectors
from lms.people.services.delegation import (
    ActingDatesDoNotFit,
    ActingOver,
    BasisMissing,
    HeadsItAlready,
    MayNotAppoint,
    SomebodyActs,
)
from tests.builders import NOW, TODAY, agency, grant, person, post, unit

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 10)


@pytest.fixture
def house():
    """An office with two sections, one of them without a head, and its HR."""
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    office = unit("Dinas", home)
    section, beside, vacant = unit("Seksi A", office), unit("Seksi B", office), unit("Seksi C", office)
    found = {"home": home, "office": office, "section": section, "beside": beside, "vacant": vacant, "other": other}
    for name, where, leads in [
        ("chief", office, True),
        ("head", section, True),
        ("staff", section, False),
        ("peer", section, False),
        ("head_beside", beside, True),
        ("staff_beside", beside, False),
        ("staff_vacant", vacant, False),
        ("hr", home, False),
        ("stranger", other, False),
    ]:
        found[name] = person(name.replace("_", " ").title())
        post(found[name], where, leads=leads)
    grant(found["hr"], Role.HR, home)
    return found


def name_plh(house, who="staff", by="head", where="section", since=FIRST, until=LAST):
    return services.name_for_absence(
        unit=house[where].uuid, person=house[who].uuid, since=since, until=until, by=house[by], at=NOW
    )


def appoint_plt(house, who="staff_beside", by="hr", where="vacant", since=FIRST, until=LAST, basis="SK 800/12/2026"):
    return services.appoint_to_vacancy(
        unit=house[where].uuid, person=house[who].uuid, since=since, until=until, basis=basis, by=house[by], at=NOW
    )


def team(who, on):
    return {person.full_name for person in access.subordinates_of(who, on=on)}


@pytest.mark.parametrize(
    ("day", "sees"),
    [
        (FIRST - timedelta(days=1), set()),
        (FIRST, {"Head", "Peer"}),
        (LAST, {"Head", "Peer"}),
        (LAST + timedelta(days=1), set()),
    ],
)
def test_who_acts_sees_the_team_from_the_first_day_to_the_last_and_on_no_other(house, day, sees):
    name_plh(house)

    assert team(house["staff"], day) == sees
    assert access.doors_of(house["staff"], on=day).team is bool(sees)


@pytest.mark.parametrize(
    ("who", "may"),
    [("staff", True), ("head_beside", True), ("staff_beside", False), ("chief", False), ("stranger", False)],
)
def test_a_head_names_a_direct_subordinate_or_the_head_beside(house, who, may):
    if may:
        assert name_plh(house, who).kind == PostingKind.PLH
    else:
        with pytest.raises(MayNotAppoint):
            name_plh(house, who)


def test_only_the_head_in_the_own_right_names_who_acts(house):
    with pytest.raises(MayNotAppoint):
        name_plh(house, "peer", by="staff")
    name_plh(house, since=TODAY, until=LAST)

    with pytest.raises(MayNotAppoint):
        name_plh(house, "peer", by="staff", since=LAST + timedelta(days=1), until=LAST + timedelta(days=2))
    with pytest.raises(MayNotAppoint):
        name_plh(house, "staff_beside", where="beside")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (TODAY - timedelta(days=1), TODAY),
        (FIRST, FIRST - timedelta(days=1)),
        (FIRST, FIRST + timedelta(days=31)),
        (TODAY + timedelta(days=400), TODAY + timedelta(days=401)),
    ],
)
def test_plh_begins_today_or_later_and_lasts_a_month_at_most(house, since, until):
    with pytest.raises(ActingDatesDoNotFit):
        name_plh(house, since=since, until=until)


def test_one_unit_has_one_acting_head_at_a_time(house):
    name_plh(house)

    with pytest.raises(SomebodyActs):
        name_plh(house, "peer", since=LAST, until=LAST + timedelta(days=3))
    with pytest.raises(SomebodyActs):
        appoint_plt(house, where="section")
    assert (
        name_plh(house, "peer", since=LAST + timedelta(days=1), until=LAST + timedelta(days=3)).person == house["peer"]
    )


def test_hr_fills_a_vacancy_by_letter_for_a_year_at_most(house):
    with pytest.raises(BasisMissing):
        appoint_plt(house, basis=" ")
    with pytest.raises(ActingDatesDoNotFit):
        appoint_plt(house, until=FIRST + timedelta(days=366))

    made = appoint_plt(house, until=FIRST + timedelta(days=365))

    assert (made.kind, made.is_head, made.appointed_by, made.appointed_at, made.basis) == (
        PostingKind.PLT,
        True,
        house["hr"],
        NOW,
        "SK 800/12/2026",
    )
    assert team(house["staff_beside"], FIRST) == {"Staff Vacant"}


def test_hr_appoints_inside_the_own_scope_only(house):
    for who, by, where in [
        ("stranger", "hr", "vacant"),
        ("staff_beside", "hr", "other"),
        ("staff_beside", "staff", "vacant"),
        ("staff_beside", "chief", "vacant"),
    ]:
        with pytest.raises(MayNotAppoint):
            appoint_plt(house, who, by=by, where=where)
    with pytest.raises(HeadsItAlready):
        appoint_plt(house, "head", where="section")


def test_an_appointment_ends_early_at_once_and_only_by_those_who_answer_for_it(house):
    made = name_plh(house, since=TODAY)
    Posting.objects.filter(pk=made.pk).update(valid_from=TODAY - timedelta(days=3))
    for by in ("staff", "peer", "chief", "head_beside", "stranger"):
        with pytest.raises(MayNotAppoint):
            services.end_acting(posting=made.pk, by=house[by], at=NOW)

    services.end_acting(posting=made.pk, by=house["hr"], at=NOW)

    assert team(house["staff"], TODAY) == set()
    with pytest.raises(ActingOver):
        services.end_acting(posting=made.pk, by=house["head"], at=NOW)


def test_what_is_taken_back_before_it_began_never_begins_and_frees_its_days(house):
    made = name_plh(house)

    services.end_acting(posting=made.pk, by=house["head"], at=NOW)

    assert team(house["staff"], FIRST) == set()
    assert not selectors.acting_for_me(house["head"], on=TODAY).exists()
    assert name_plh(house, "peer").person == house["peer"]


def test_both_are_told_when_it_begins_and_when_it_ends(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = name_plh(house)
        services.end_acting(posting=made.pk, by=house["head"], at=NOW)

    told = {(notice.person.full_name, notice.kind) for notice in Notice.objects.select_related("person")}
    assert told == {
        ("Staff", "acting_yours"),
        ("Head", "acting_for_you"),
        ("Staff", "acting_yours_ended"),
        ("Head", "acting_for_you_ended"),
    }


def test_a_moved_hr_officer_sees_nobody_of_the_old_agency_from_the_same_day(house):
    assert access.people_visible_to(house["hr"], on=TODAY).count() == 8

    services.post(
        person=house["hr"],
        position=Position.objects.first(),
        unit=house["other"],
        since=TODAY,
        kind=PostingKind.PRIMARY,
    )

    assert set(access.people_visible_to(house["hr"], on=TODAY)) == {house["hr"]}
    assert not access.doors_of(house["hr"], on=TODAY).workforce


def test_hr_of_a_unit_who_leaves_it_loses_it_and_hr_of_the_agency_keeps_the_agency(house):
    of_section = house["staff"]
    grant(of_section, Role.HR, house["section"])
    for who in ("staff", "hr"):
        services.post(person=house[who], position=Position.objects.first(), unit=house["beside"], since=FIRST)

    assert access.holds_role(of_section, Role.HR, on=FIRST - timedelta(days=1))
    assert not access.holds_role(of_section, Role.HR, on=FIRST)
    assert access.holds_role(house["hr"], Role.HR, on=FIRST)
    assert RoleGrant.objects.get(person=of_section).events.order_by("-pk")[0].deed == RoleDeed.ENDED


def test_who_leaves_the_agency_leaves_the_roles_over_its_other_units_there(house):
    grant(house["staff"], Role.PROCTOR, house["beside"])

    services.post(person=house["staff"], position=Position.objects.first(), unit=house["other"], since=FIRST)

    assert access.holds_role(house["staff"], Role.PROCTOR, on=FIRST - timedelta(days=1))
    assert not access.holds_role(house["staff"], Role.PROCTOR, on=FIRST)


def test_who_leaves_the_agency_no_longer_acts_in_it(house):
    appoint_plt(house)

    services.post(
        person=house["staff_beside"],
        position=Position.objects.first(),
        unit=house["other"],
        since=FIRST + timedelta(days=2),
    )

    assert team(house["staff_beside"], FIRST + timedelta(days=1)) == {"Staff Vacant"}
    assert team(house["staff_beside"], FIRST + timedelta(days=2)) == set()


def test_a_head_who_moves_loses_the_old_team_and_gains_the_new_one_the_same_day(house):
    services.post(
        person=house["head"], position=Position.objects.first(), unit=house["vacant"], since=FIRST, is_head=True
    )

    assert team(house["head"], FIRST - timedelta(days=1)) == {"Staff", "Peer"}
    assert team(house["head"], FIRST) == {"Staff Vacant"}


def test_the_list_costs_the_same_for_many(house, django_assert_num_queries):
    for number in range(30):
        day = FIRST + timedelta(days=number)
        Posting.objects.create(
            person=house["staff"],
            position=Position.objects.first(),
            unit=house["section"],
            kind=PostingKind.PLH,
            is_head=True,
            valid_from=day,
            valid_to=day,
            appointed_by=house["head"],
            appointed_at=NOW,
        )

    with django_assert_num_queries(2):
        assert len(list(selectors.acting_for_hr(house["hr"], on=TODAY))) == 30
    with django_assert_num_queries(1):
        assert len(list(selectors.acting_for_me(house["head"], on=TODAY))) == 30
