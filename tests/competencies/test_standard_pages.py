"""A standard is proposed, its effect seen beforehand, and published by a second person; the effect is what was seen."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lms.competencies import selectors, services, training
from lms.competencies.access import NotYourStandard
from lms.competencies.models import FrameworkStatus, Standard
from lms.competencies.selectors.standards import effect_of, standard_page
from lms.competencies.services import Finding, Source
from lms.competencies.services import standards as keeping
from lms.people.models import Role
from lms.people.services import grant_role
from tests.builders import NOW, TODAY, agency, competency, framework, grant, person, post, sign_in, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    framework()
    here, there = agency("Kabupaten Contoh"), agency("Kota Lain")
    dinas, bagian = unit("Dinas", here), unit("Bagian", here)
    people = {name: person(name) for name in ("Hana", "Heru", "Wati", "Budi", "Luar")}
    for name in ("Hana", "Heru"):
        grant(people[name], Role.HR, here)
    grant(people["Luar"], Role.HR, there)
    for name in ("Wati", "Budi"):
        grant_role(person=people[name], role=Role.ADMINISTRATOR, unit=None, since=date(2024, 1, 1), by=None)
    staff = {}
    for where, levels in ((dinas, (2, 3, None)), (bagian, (2, 2)), (there, (2,))):
        for level in levels:
            who = person(f"Pegawai {len(staff)}")
            post(who, where)
            staff[who] = level
            if level is not None:
                finding = Finding(competency("D2"), "external_result", level, date(2026, 11, 1))
                source = Source("attempt", uuid.uuid4(), "Uji")
                services.record_evidence(person=who, findings=[finding], source=source, by=None, at=NOW)
    return {"here": here, "there": there, "staff": staff, **people}


def told(house, level, **facts):
    about = {
        "competency": competency("D2"),
        "position_kind": "pelaksana",
        "legal_basis": "Contoh",
        "agency": house["here"],
    }
    return keeping.StandardTold(**{**about, "level": level, "valid_from": TODAY, **facts})


def draft(house, level, *, by="Hana", **facts):
    return keeping.propose_standard(told=told(house, level, **facts), by=house[by], at=NOW)


def publish(house, row, *, by="Hana", second="Heru"):
    keeping.submit_standard(standard=row, by=house[by], at=NOW)
    return keeping.publish_standard(standard=row, by=house[second], at=NOW)


def who_meets(house, on):
    """Ask person by person, as each sees it."""
    found = set()
    for who in house["staff"]:
        gaps = {gap.competency.code: gap.gap for gap in selectors.gaps_of(who, viewer=who, on=on)}
        if "D2" not in gaps or gaps["D2"].is_met:
            found.add(who)
    return found


def units_that_meet(house, met, on):
    by_unit = {}
    for who in house["staff"]:
        by_unit.setdefault(who.postings.get().unit_id, []).append(who in met)
    return {number for number, all_met in by_unit.items() if all(all_met)}


@pytest.mark.parametrize(
    ("level", "facts"),
    [
        (3, {}),
        (5, {}),
        (3, {"agency": None}),
        (1, {"agency": None}),
        (0, {"agency": None}),
        (3, {"valid_from": TODAY + timedelta(days=60)}),
    ],
)
def test_the_preview_equals_what_happens_after_publishing(house, level, facts):
    national = facts.get("agency", house["here"]) is None
    names = ("Wati", "Budi") if national else ("Hana", "Heru")
    row = draft(house, level, by=names[0], **facts)
    on = max(row.valid_from, TODAY)
    before = who_meets(house, on)
    units_before = units_that_meet(house, before, on)

    seen = effect_of(row, on=TODAY)
    publish(house, row, by=names[0], second=names[1])

    after = who_meets(house, on)
    units_after = units_that_meet(house, after, on)
    assert (seen.turn_unmet, seen.turn_met) == (len(before - after), len(after - before))
    assert (seen.units_turn_unmet, seen.units_turn_met) == (
        len(units_before - units_after),
        len(units_after - units_before),
    )
    assert seen.people == (6 if national else 5)
    assert effect_of(Standard.objects.get(pk=row.pk), on=TODAY).changes_nothing


def test_a_standard_that_begins_far_off_is_previewed_with_the_levels_of_today(house):
    far = effect_of(draft(house, 3, valid_from=date(2099, 1, 1)), on=TODAY)

    assert (far.on, far.people, far.turn_unmet) == (TODAY, 5, 3)


def test_hours_are_those_of_the_shortest_course_and_a_gap_without_one_says_so(house, monkeypatch):
    wanted = (competency("D2").pk, 3)
    row = draft(house, 3)
    monkeypatch.setattr(training, "PROVIDERS", [lambda asked: {one: Decimal("2.5") for one in asked if one == wanted}])

    taught, untaught = effect_of(row, on=TODAY), effect_of(draft(house, 4), on=TODAY)

    assert (taught.turn_unmet, taught.hours, taught.without_course) == (3, Decimal("7.5"), 0)
    assert (untaught.turn_unmet, untaught.hours, untaught.without_course) == (4, 0, 4)


def test_a_preview_costs_the_same_however_many_people(house, django_assert_num_queries):
    row = draft(house, 3)
    row = Standard.objects.select_related("agency", "competency__framework").get(pk=row.pk)

    def cost():
        with django_assert_num_queries(4):
            effect_of(row, on=TODAY)

    cost()
    for number in range(20):
        post(person(f"Baru {number}"), house["here"])
    cost()


def test_who_proposes_does_not_publish(house):
    row = draft(house, 3)
    keeping.submit_standard(standard=row, by=house["Hana"], at=NOW)

    with pytest.raises(keeping.OwnStandard):
        keeping.publish_standard(standard=row, by=house["Hana"], at=NOW)
    with pytest.raises(keeping.StandardIsFixed):
        keeping.propose_standard(told=told(house, 1), standard=row, by=house["Hana"], at=NOW)
    keeping.publish_standard(standard=row, by=house["Heru"], at=NOW)

    row.refresh_from_db()
    assert (row.state, row.approved_by, row.approved_at) == ("published", house["Heru"], NOW)


@pytest.mark.parametrize(("who", "owner"), [("Luar", "here"), ("Hana", None), ("Wati", "here")])
def test_nobody_decides_for_another_owner(house, who, owner):
    with pytest.raises(NotYourStandard):
        draft(house, 3, by=who, agency=house[owner] if owner else None)


def test_a_draft_is_not_moved_to_an_owner_one_does_not_decide_for(house):
    row = draft(house, 3)

    with pytest.raises(NotYourStandard):
        keeping.propose_standard(told=told(house, 3, agency=house["there"]), standard=row, by=house["Luar"], at=NOW)


def test_what_cannot_hold_is_refused(house):
    with pytest.raises(keeping.BeginsInThePast):
        draft(house, 3, valid_from=TODAY - timedelta(days=1))
    with pytest.raises(keeping.RangeUpsideDown):
        draft(house, 3, highest=2)
    with pytest.raises(keeping.NoWeight):
        draft(house, 3, weight=Decimal(0))
    publish(house, draft(house, 3))
    with pytest.raises(keeping.StandardTaken):
        publish(house, draft(house, 4))


def test_an_agency_does_not_hand_in_what_would_never_hold_below_the_nation(house):
    row = draft(house, 1)
    with pytest.raises(keeping.BelowTheNation):
        keeping.submit_standard(standard=row, by=house["Hana"], at=NOW)

    Standard.objects.filter(agency=None, competency=competency("D2")).update(may_be_lowered=True)
    keeping.submit_standard(standard=row, by=house["Hana"], at=NOW)
    Standard.objects.filter(agency=None, competency=competency("D2")).update(may_be_lowered=False)
    with pytest.raises(keeping.BelowTheNation):
        keeping.publish_standard(standard=row, by=house["Heru"], at=NOW)


def test_a_draft_is_not_published_once_its_framework_is_out_of_use(house):
    row = draft(house, 3)
    keeping.submit_standard(standard=row, by=house["Hana"], at=NOW)
    type(competency("D2").framework).objects.update(status=FrameworkStatus.OUTDATED)

    with pytest.raises(keeping.NotInUse):
        keeping.publish_standard(standard=row, by=house["Heru"], at=NOW)


def test_another_agency_does_not_see_a_draft_nor_its_effect(house, client):
    row = draft(house, 3)
    sign_in(client, house["Luar"])

    assert client.get(f"/kelola/standar/{row.uuid}/").status_code == 404
    assert client.post(f"/kelola/standar/{row.uuid}/ajukan/").status_code == 404
    publish(house, row)
    assert client.get(f"/kelola/standar/{row.uuid}/").status_code == 404


def test_hr_proposes_on_the_page_and_sees_the_effect(house, client):
    sign_in(client, house["Hana"])
    typed = {
        "owner": str(house["here"].uuid),
        "competency": competency("D2").pk,
        "position_kind": "pelaksana",
        "level": "3",
        "weight": "1",
        "legal_basis": "Contoh",
        "valid_from": "2099-01-01",
    }

    wrong = client.post("/kelola/standar/baru/", {**typed, "position": "Jabatan yang tidak ada"})
    foreign = client.post("/kelola/standar/baru/", {**typed, "owner": str(house["there"].uuid)})
    right = client.post("/kelola/standar/baru/", typed, follow=True)

    assert "Tidak ada jabatan itu" in str(wrong.context["form"].errors)
    assert foreign.context["form"].errors.get("owner")
    assert right.context["found"].effect.people == 5
    assert Standard.objects.get(agency=house["here"]).state == "draft"


def test_a_page_of_a_standard_costs_the_same(house, django_assert_max_num_queries):
    row = draft(house, 3)

    with django_assert_max_num_queries(11):
        page = standard_page(house["Heru"], row.uuid, on=TODAY)

    assert (page.may_write, page.may_approve) == (True, False)
