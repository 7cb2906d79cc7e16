"""Who may see whom."""

import uuid
from datetime import date, timedelta

import pytest

from lms.people import access, services
from lms.people.models import Look, Role
from lms.people.selectors import superior_of
from tests.builders import NOW, TODAY, acting, agency, grant, person, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """An agency with an office of two sections, and another agency."""
    home, other = agency("Kabupaten Contoh"), agency("Kementerian Contoh")
    office = unit("Dinas", home)
    section, neighbour = unit("Seksi A", office), unit("Seksi B", office)
    people = {
        "chief": (person("Citra"), office, True),
        "head": (person("Hadi"), section, True),
        "staff": (person("Siti"), section, False),
        "peer": (person("Putu"), section, False),
        "neighbour": (person("Nanang"), neighbour, False),
        "hr": (person("Ratna"), home, False),
        "stranger": (person("Tono"), other, False),
        "other_hr": (person("Olga"), other, False),
    }
    for who, where, leads in people.values():
        post(who, where, leads=leads)
    grant(people["hr"][0], Role.HR, home)
    grant(people["other_hr"][0], Role.HR, other)
    return {name: who for name, (who, _where, _leads) in people.items()} | {"section": section, "office": office}


def names(viewer):
    return set(access.people_visible_to(viewer, on=TODAY).values_list("full_name", flat=True))


def test_a_civil_servant_sees_only_themselves(house):
    assert names(house["staff"]) == {"Siti"}


def test_a_superior_sees_direct_subordinates_and_not_theirs(house):
    assert names(house["head"]) == {"Hadi", "Siti", "Putu"}
    assert names(house["chief"]) == {"Citra", "Hadi"}


def test_the_head_of_an_agency_sees_the_heads_one_level_down_and_none_below_them(house):
    regent = person("Rahmat")
    post(regent, house["office"].get_parent(), leads=True)

    assert names(regent) == {"Rahmat", "Ratna", "Citra"}


def test_hr_sees_the_own_agency_and_no_other(house):
    assert names(house["hr"]) == {"Citra", "Hadi", "Siti", "Putu", "Nanang", "Ratna"}
    assert names(house["other_hr"]) == {"Tono", "Olga"}


def test_hr_serves_people_by_their_primary_posting_and_not_who_only_acts_there(house):
    acting(house["stranger"], house["section"])

    assert "Tono" not in names(house["hr"])
    with pytest.raises(access.MayNotView):
        access.require_hr_may_view(house["hr"], house["stranger"].uuid, on=TODAY)


def test_hr_of_the_agency_a_person_left_serves_them_no_longer(house):
    staff, there = house["staff"], house["other_hr"].postings.get().unit
    services.post(person=staff, position=staff.postings.get().position, unit=there, since=TODAY)

    assert access.require_hr_may_view(house["other_hr"], staff.uuid, on=TODAY) == staff
    with pytest.raises(access.MayNotView):
        access.require_hr_may_view(house["hr"], staff.uuid, on=TODAY)


def test_an_administrator_sees_nobody_by_that_role_alone(house):
    admin = person("Admin")
    admin.is_superuser = True
    admin.save()

    assert names(admin) == {"Admin"}


def test_an_acting_head_sees_the_unit_while_acting(house):
    acting(house["neighbour"], house["section"])

    assert names(house["neighbour"]) == {"Nanang", "Hadi", "Siti", "Putu"}


def test_a_person_who_moved_away_is_seen_by_the_new_unit_only(house):
    services.post(
        person=house["staff"],
        position=house["staff"].postings.get().position,
        unit=unit("Seksi C", house["office"]),
        since=TODAY,
    )

    assert "Siti" not in names(house["head"])
    assert "Siti" in names(house["hr"])


def test_a_grant_to_look_ends_on_its_last_day(house):
    services.allow_view(
        viewer=house["peer"],
        subject=house["staff"],
        purpose="mentoring",
        source_kind="pair",
        source_uuid=uuid.uuid4(),
        since=date(2026, 1, 1),
        until=date(2026, 11, 23),
    )

    assert names(house["peer"]) == {"Putu"}


def test_an_edited_id_and_an_unknown_id_get_the_same_refusal(house):
    for someone in (house["stranger"].uuid, uuid.uuid4()):
        with pytest.raises(access.MayNotView):
            access.require_may_view(house["hr"], someone, on=TODAY)


def test_a_look_is_logged_once_and_never_for_oneself(house):
    for _again in range(2):
        services.look_at(person=house["staff"].uuid, by=house["hr"], purpose="hr_review", at=NOW)
    services.look_at(person=house["staff"].uuid, by=house["staff"], purpose="hr_review", at=NOW)

    assert [(look.viewer, look.subject) for look in Look.objects.all()] == [(house["hr"], house["staff"])]


def test_a_look_is_logged_again_after_a_quarter_of_an_hour_or_for_another_purpose(house):
    for purpose, minutes in (("hr_review", 0), ("hr_review", 14), ("correction", 14), ("hr_review", 16)):
        services.look_at(
            person=house["staff"].uuid, by=house["hr"], purpose=purpose, at=NOW + timedelta(minutes=minutes)
        )

    logged = Look.objects.order_by("at", "pk").values_list("purpose", "at")
    assert [(purpose, at - NOW) for purpose, at in logged] == [
        ("hr_review", timedelta(0)),
        ("correction", timedelta(minutes=14)),
        ("hr_review", timedelta(minutes=16)),
    ]


def test_the_page_of_a_superior_is_for_who_leads_the_person_and_not_for_hr(house):
    found = services.look_at_as_superior(person=house["staff"].uuid, by=house["head"], at=NOW)

    assert found == house["staff"]
    for by in ("hr", "chief", "peer"):
        with pytest.raises(access.MayNotView):
            services.look_at_as_superior(person=house["staff"].uuid, by=house[by], at=NOW)


def test_whoever_is_named_as_superior_may_see_the_person_and_nobody_else_may(house):
    assert superior_of(house["staff"], on=TODAY) == house["head"]
    assert superior_of(house["head"], on=TODAY) == house["chief"]
    assert superior_of(house["neighbour"], on=TODAY) is None
    assert superior_of(house["chief"], on=TODAY) is None
    for name in ("staff", "head", "neighbour", "chief"):
        who = house[name]
        leaders = {viewer for viewer in house.values() if hasattr(viewer, "email") and viewer != who}
        leads = {viewer for viewer in leaders if who in access.subordinates_of(viewer, on=TODAY)}
        assert leads == {superior_of(who, on=TODAY)} - {None}


def test_who_acts_for_the_day_leads_while_acting(house):
    acting(house["neighbour"], house["section"])

    assert superior_of(house["staff"], on=TODAY) == house["neighbour"]


def test_the_list_of_visible_people_costs_the_same_for_many(house, django_assert_num_queries):
    for number in range(60):
        post(person(f"Orang {number}"), house["section"])

    with django_assert_num_queries(3):
        assert len(access.people_visible_to(house["hr"], on=TODAY)) == 66
