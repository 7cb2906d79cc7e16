"""Who may give which role to whom, how it ends, and what goes with it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group

from lms.notices.models import Notice
from lms.people import access, granting, services
from lms.people.models import Role, RoleDeed, RoleEvent, RoleGrant, User
from lms.people.selectors import roles as selectors
from lms.people.services.roles import (
    AlreadyHeld,
    DatesDoNotFit,
    EndNeeded,
    LastAdministrator,
    MayNotGrant,
    NotForOneself,
    ReasonMissing,
)
from tests.builders import NOW, TODAY, agency, grant, person, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """Two agencies; in one an office with a section, and somebody in each seat that gives roles."""
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    office = unit("Dinas", home)
    section = unit("Seksi", office)
    found = {"home": home, "other": other, "office": office, "section": section}
    for name, where in [
        ("admin", home),
        ("second_admin", home),
        ("office_admin", office),
        ("hr", home),
        ("office_hr", office),
        ("dpo", home),
        ("staff", section),
        ("peer", section),
        ("stranger", other),
    ]:
        found[name] = person(name.replace("_", " ").title())
        post(found[name], where)
    for name, role, where in [
        ("admin", Role.ADMINISTRATOR, home),
        ("second_admin", Role.ADMINISTRATOR, home),
        ("office_admin", Role.ADMINISTRATOR, office),
        ("hr", Role.HR, home),
        ("office_hr", Role.HR, office),
        ("dpo", Role.DPO, home),
    ]:
        grant(found[name], role, where)
    return found


def give(house, by, role, where, *, to="staff", since=TODAY, until=None, reason="SK 1/2026"):
    over = services.Over.unit(house[where].uuid) if where else services.NATION
    return services.give_role(
        person=house[to].uuid, role=role, over=over, since=since, until=until, reason=reason, by=house[by], at=NOW
    )


def test_the_table_of_who_gives_what_names_every_role_there_is():
    assert set(Role.values) == granting.EVERY_ROLE


GIVES = {
    ("admin", "home"): granting.EVERY_ROLE,
    ("admin", "section"): granting.EVERY_ROLE,
    ("admin", "other"): frozenset(),
    ("admin", None): frozenset(),
    ("office_admin", "home"): frozenset(),
    ("office_admin", "office"): granting.EVERY_ROLE,
    ("hr", "home"): granting.OF_AN_AGENCY,
    ("hr", "office"): granting.OF_AN_AGENCY | {"hr"},
    ("hr", "other"): frozenset(),
    ("office_hr", "office"): granting.OF_A_DAY,
    ("office_hr", "section"): granting.OF_A_DAY,
    ("office_hr", "home"): frozenset(),
    ("dpo", "home"): frozenset({"auditor"}),
    ("staff", "section"): frozenset(),
}


@pytest.mark.parametrize(("by", "where"), GIVES)
def test_nobody_gives_more_than_the_table_says(house, by, where):
    given = set()
    for role in Role:
        until = TODAY + timedelta(days=30)
        try:
            give(house, by, role, where, to="peer", until=until)
        except (MayNotGrant, access.MayNotView):
            continue
        given.add(role.value)

    assert given == GIVES[by, where]


def test_only_who_holds_a_role_over_the_nation_gives_one_over_the_nation(house):
    services.grant_role(person=house["admin"], role=Role.ADMINISTRATOR, unit=None, since=date(2026, 1, 1), by=None)

    made = give(house, "admin", Role.VIEWER, None, to="stranger")

    assert (made.scope_kind, made.unit) == ("nation", None)
    with pytest.raises(MayNotGrant):
        give(house, "admin", Role.TRAINER, None, to="stranger")


def test_the_first_administrator_of_an_installation_gives_everything_but_not_to_themselves(house):
    first = house["first"] = person("Pertama")
    first.is_superuser = True
    first.save()

    assert give(house, "first", Role.ADMINISTRATOR, None).person == house["staff"]
    with pytest.raises(NotForOneself):
        give(house, "first", Role.HR, "home", to="first")


def test_a_person_of_another_agency_gets_no_role_here(house):
    with pytest.raises(access.MayNotView):
        give(house, "admin", Role.TRAINER, "home", to="stranger")


def test_nobody_gives_a_role_to_themselves_or_ends_their_own(house):
    with pytest.raises(NotForOneself):
        give(house, "admin", Role.DPO, "home", to="admin")
    own = RoleGrant.objects.get(person=house["admin"])
    with pytest.raises(NotForOneself):
        services.end_role(grant=own.uuid, reason="pindah", by=house["admin"], at=NOW)


def test_an_auditor_is_let_in_for_ninety_days_at_most(house):
    for until in (None, TODAY + timedelta(days=90)):
        with pytest.raises(EndNeeded):
            give(house, "dpo", Role.AUDITOR, "home", until=until)

    assert give(house, "dpo", Role.AUDITOR, "home", until=TODAY + timedelta(days=89)).valid_to is not None


def test_a_role_needs_a_reason_and_days_that_make_sense(house):
    with pytest.raises(ReasonMissing):
        give(house, "hr", Role.TRAINER, "home", reason="   ")
    for since, until in [
        (TODAY - timedelta(days=1), None),
        (TODAY, TODAY - timedelta(days=1)),
        (TODAY + timedelta(days=400), None),
    ]:
        with pytest.raises(DatesDoNotFit):
            give(house, "hr", Role.TRAINER, "home", since=since, until=until)

    assert not RoleGrant.objects.filter(person=house["staff"]).exists()


def test_the_same_role_is_not_given_twice_for_the_same_days(house):
    give(house, "hr", Role.TRAINER, "home", until=TODAY + timedelta(days=10))

    with pytest.raises(AlreadyHeld):
        give(house, "hr", Role.TRAINER, "home", since=TODAY + timedelta(days=5))
    assert give(house, "hr", Role.TRAINER, "home", since=TODAY + timedelta(days=11)).valid_to is None


def test_every_deed_stands_in_the_log_with_its_reason_and_the_person_is_told(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = give(house, "hr", Role.TRAINER, "home")
        services.confirm_role(grant=made.uuid, by=house["hr"], at=NOW)
        services.end_role(grant=made.uuid, reason="kembali ke tugas lama", by=house["admin"], at=NOW)

    log = RoleEvent.objects.filter(grant=made).order_by("pk")
    assert [(event.deed, event.by, event.reason) for event in log] == [
        (RoleDeed.GRANTED, house["hr"], "SK 1/2026"),
        (RoleDeed.CONFIRMED, house["hr"], ""),
        (RoleDeed.ENDED, house["admin"], "kembali ke tugas lama"),
    ]
    assert set(Notice.objects.filter(person=house["staff"]).values_list("kind", flat=True)) == {
        "role_granted",
        "role_ended",
    }


def test_an_ended_role_opens_nothing_from_the_same_day(house):
    made = give(house, "admin", Role.HR, "home")
    assert access.holds_role(house["staff"], Role.HR, on=TODAY)

    services.end_role(grant=made.uuid, reason="keliru", by=house["admin"], at=NOW)

    assert not access.holds_role(house["staff"], Role.HR, on=TODAY)
    assert access.scope_paths(house["staff"], Role.HR, on=TODAY) == ()


def test_the_days_on_which_an_ended_role_was_held_stay_known(house):
    held = RoleGrant.objects.get(person=house["office_hr"])

    services.end_role(grant=held.uuid, reason="pindah", by=house["hr"], at=NOW)

    held.refresh_from_db()
    assert (held.valid_from, held.valid_to) == (date(2024, 1, 1), TODAY - timedelta(days=1))


def test_a_role_out_of_reach_is_not_ended_by_its_id(house):
    of_the_agency = RoleGrant.objects.get(person=house["hr"])
    for by in ("office_admin", "office_hr", "hr", "dpo", "staff"):
        with pytest.raises((MayNotGrant, NotForOneself)):
            services.end_role(grant=of_the_agency.uuid, reason="coba", by=house[by], at=NOW)


def test_the_last_administrator_stays_until_there_is_another(house):
    first = person("Pertama")
    first.is_superuser = True
    first.save()
    one, two = (RoleGrant.objects.get(person=house[name]) for name in ("admin", "second_admin"))

    services.end_role(grant=two.uuid, reason="pensiun", by=house["admin"], at=NOW)
    with pytest.raises(LastAdministrator):
        services.end_role(grant=one.uuid, reason="pensiun", by=first, at=NOW)


def test_an_administrator_whose_account_is_closed_is_nobody_to_rely_on(house):
    first = person("Pertama")
    first.is_superuser = True
    first.save()
    User.objects.filter(pk=house["second_admin"].pk).update(is_active=False)

    with pytest.raises(LastAdministrator):
        services.end_role(grant=RoleGrant.objects.get(person=house["admin"]).uuid, reason="pensiun", by=first, at=NOW)


def groups(who):
    return set(who.groups.values_list("name", flat=True))


def test_the_groups_of_the_admin_come_and_go_with_the_role(house):
    made = give(house, "hr", Role.TRAINER, "home")
    assert "Pelatih" in groups(house["staff"])

    services.end_role(grant=made.uuid, reason="selesai", by=house["hr"], at=NOW)

    assert "Pelatih" not in groups(house["staff"])


def test_a_role_that_ran_out_takes_its_group_along_the_next_night(house):
    give(house, "hr", Role.TRAINER, "home", until=TODAY)
    give(house, "hr", Role.SECOND_READER, "home", since=TODAY + timedelta(days=1), to="peer")
    assert (groups(house["staff"]) & {"Pelatih"}, groups(house["peer"]) & {"Penelaah"}) == ({"Pelatih"}, {"Penelaah"})

    services.settle_all_groups(on=TODAY)
    assert "Penelaah" not in groups(house["peer"])
    services.settle_all_groups(on=TODAY + timedelta(days=1))

    assert "Pelatih" not in groups(house["staff"])
    assert "Penelaah" in groups(house["peer"])


def test_groups_that_are_no_role_stay(house):
    house["staff"].groups.add(Group.objects.create(name="Panitia"))

    services.settle_groups(person=house["staff"], on=TODAY)

    assert groups(house["staff"]) == {"Panitia"}


def test_the_list_shows_what_is_in_reach_and_costs_the_same_for_many(house, django_assert_num_queries):
    for number in range(40):
        someone = person(f"Orang {number}")
        post(someone, house["section"])
        grant(someone, Role.PROCTOR, house["section"])
    grant(house["stranger"], Role.TRAINER, house["other"])

    with django_assert_num_queries(2):
        listed = list(selectors.grants_listed(house["hr"], on=TODAY))
    seen = {(row.role, row.unit.name) for row in listed}
    assert seen == {("proctor", "Seksi"), ("hr", "Dinas")}
    assert len(listed) == 41
    assert not selectors.grants_listed(house["staff"], on=TODAY).exists()


def test_half_a_year_after_it_was_given_or_confirmed_a_role_is_reviewed(house, django_capture_on_commit_callbacks):
    old = RoleGrant.objects.get(person=house["office_hr"])
    assert [row.person for row in selectors.due_for_review(house["hr"], on=TODAY)] == [house["office_hr"]]

    services.confirm_role(grant=old.uuid, by=house["hr"], at=NOW)

    assert not selectors.due_for_review(house["hr"], on=TODAY + timedelta(days=181)).exists()
    assert selectors.due_for_review(house["hr"], on=TODAY + timedelta(days=182)).exists()


def test_nobody_is_asked_to_review_a_role_of_their_own(house):
    asked = {row.person for row in selectors.due_for_review(house["admin"], on=TODAY)}

    assert house["second_admin"] in asked
    assert house["admin"] not in asked


def test_a_reviewer_is_told_once_each_half_year(house):
    for _month in range(3):
        services.announce_reviews(at=NOW)

    assert Notice.objects.filter(person=house["hr"], kind="roles_to_review").count() == 1


def test_a_role_over_the_nation_reaches_every_agency(house):
    viewer = house["staff"]
    services.grant_role(person=viewer, role=Role.VIEWER, unit=None, since=TODAY, by=None)

    assert access.scope_paths(viewer, Role.VIEWER, on=TODAY) == access.NATION
    everywhere = access.units_in_scope(viewer, on=TODAY, role=Role.VIEWER)
    assert {row.name for row in everywhere} == {"Kabupaten Contoh", "Kementerian Contoh", "Dinas", "Seksi"}
    assert set(access.people_visible_to(viewer, on=TODAY)) == {viewer}


def test_a_role_over_a_class_opens_no_unit(house):
    RoleGrant.objects.create(
        person=house["staff"],
        role=Role.HR,
        scope_kind="class",
        unit=house["home"],
        scope_uuid=house["home"].uuid,
        scope_title="Kelas A",
        valid_from=TODAY,
    )

    assert access.scope_paths(house["staff"], Role.HR, on=TODAY) == ()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DPO, Role.AUDITOR, Role.VIEWER])
def test_no_role_but_hr_shows_people_by_itself(house, role):
    grant(house["peer"], role, house["home"])

    assert set(access.people_visible_to(house["peer"], on=TODAY)) == {house["peer"]}
