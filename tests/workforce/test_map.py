"""HR's map: right numbers, fresh after a result, the own agency only, the same cost for any size."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from lms.competencies import selectors as competencies
from lms.competencies.gap import Reason
from lms.competencies.models import Competency, Crosswalk, EvidenceKind, Standard
from lms.people import services as people_services
from lms.people.models import Look
from lms.workforce import selectors, services, snapshots
from lms.workforce.exports import as_csv
from lms.workforce.models import Snapshot, UnitState
from tests.builders import NOW, TODAY, competency, person, post, unit
from tests.workforce.builders import prove

pytestmark = pytest.mark.django_db(transaction=True)


def months(house):
    """Return the months of the section as its HR sees them."""
    return selectors.trend(selectors.gap_map(house["hr"], house["section"].uuid, on=TODAY))


def cell(found, name, code="D2"):
    row = next(row for row in found.rows if row.unit.name == name)
    return row.cells[competency(code).pk]


def test_the_map_counts_reasons_and_missing_levels_up_the_tree(house):
    prove(house["siti"], "D2", 2)
    prove(house["putu"], "D2", 1)
    prove(house["head"], "D2", None, EvidenceKind.COMPLETION)
    services.recompute_all(at=NOW)

    found = selectors.gap_map(house["hr"], None, on=TODAY)

    counts = cell(found, "Dinas")
    assert (counts.required, counts.assessed, counts.met, counts.missing_levels) == (3, 2, 1, 1)
    assert counts.by_reason[Reason.COMPLETED_NOT_TESTED] == 1
    assert counts.mean_gap == 0.5
    assert found.total.headcount == 4


def test_the_map_says_the_same_as_looking_at_each_person(house):
    for who, code, level in [("siti", "D2", 2), ("siti", "A1", 1), ("putu", "D1", 0), ("head", "F3", 2)]:
        prove(house[who], code, level)
    prove(house["putu"], "B2", 2, EvidenceKind.SELF_RATING)
    prove(house["putu"], "C1", 2, on=date(2023, 1, 1))
    services.recompute_all(at=NOW)

    found = selectors.gap_map(house["hr"], None, on=TODAY)

    one_by_one: dict[Reason, int] = dict.fromkeys(Reason, 0)
    for who in ("hr", "head", "siti", "putu"):
        for row in competencies.gaps_of(house[who], viewer=house["hr"], on=TODAY):
            one_by_one[row.gap.reason] += 1
    assert found.total.total.by_reason == one_by_one


def test_the_list_behind_a_cell_gives_each_person_the_reason_python_gives(house):
    prove(house["siti"], "C1", 2, on=date(2023, 1, 1))
    prove(house["putu"], "C1", 1)
    services.recompute_all(at=NOW)

    rows = selectors.people_behind(house["hr"], house["home"], competency("C1"), on=TODAY)

    for row in rows:
        gaps = {gap.competency.code: gap.gap for gap in competencies.gaps_of(row.person, viewer=house["hr"], on=TODAY)}
        assert (row.required, row.attained, row.reason) == (gaps["C1"].required, gaps["C1"].attained, gaps["C1"].reason)
    assert [row.person.full_name for row in rows][:2] == ["Putu", "Siti"]


def test_the_list_knows_the_morning_after_that_evidence_has_expired(house):
    prove(house["siti"], "D2", 2, valid_until=TODAY)
    services.recompute_all(at=NOW)
    tomorrow = TODAY + timedelta(days=1)

    rows = {
        row.person.full_name: (row.reason, row.attained)
        for row in selectors.people_behind(house["hr"], house["home"], competency("D2"), on=tomorrow)
    }

    gaps = {
        gap.competency.code: gap.gap for gap in competencies.gaps_of(house["siti"], viewer=house["hr"], on=tomorrow)
    }
    assert rows["Siti"] == (Reason.EXPIRED, None) == (gaps["D2"].reason, gaps["D2"].attained)


def test_a_new_level_appears_on_the_map(house):
    services.recompute_all(at=NOW)
    prove(house["siti"], "D2", 2)

    assert cell(selectors.gap_map(house["hr"], None, on=TODAY), "Dinas").met == 1


def test_a_lost_message_is_made_good_by_the_sweep(house):
    services.recompute_all(at=NOW)
    prove(house["siti"], "D2", 2)
    services.UnitCell.objects.all().delete()
    services.mark_dirty(person_id=house["siti"].pk, at=NOW)

    assert services.recompute_dirty(at=NOW) == 1
    assert cell(selectors.gap_map(house["hr"], None, on=TODAY), "Dinas").met == 1
    assert not UnitState.objects.filter(dirty_since__isnull=False).exists()


def test_evidence_that_expires_over_night_leaves_the_map_the_next_day(house):
    prove(house["siti"], "D2", 2, valid_until=TODAY)
    services.recompute_all(at=NOW)
    tomorrow = NOW + timedelta(days=1)

    services.recompute_dirty(at=tomorrow)

    found = cell(selectors.gap_map(house["hr"], None, on=TODAY + timedelta(days=1)), "Dinas")
    assert (found.met, found.by_reason[Reason.EXPIRED]) == (0, 1)


def test_a_snapshot_shows_what_was_known_then(house):
    prove(house["siti"], "D2", 2, on=date(2026, 3, 1))
    prove(house["putu"], "D2", 2, on=date(2026, 9, 1))

    for day in (date(2026, 1, 31), date(2026, 4, 30), date(2026, 10, 31)):
        snapshots.take_snapshot(agency=house["home"], day=day)

    assert [point.cell.met for point in months(house)] == [0, 1, 2]


def test_a_month_of_the_past_hears_what_was_shown_under_the_version_before(house):
    old = competency("D2")
    new = Competency.objects.create(
        framework=old.framework, area=old.area, code="D2B", name="Data pribadi, ditata ulang", order=99
    )
    Crosswalk.objects.create(origin=old, destination=new, kind="replacedBy")
    Standard.objects.filter(competency=old).update(competency=new)
    prove(house["siti"], "D2", 2, on=date(2026, 3, 1))

    snapshots.take_snapshot(agency=house["home"], day=date(2026, 4, 30))

    assert Snapshot.objects.get(unit=house["section"], competency=new).met == 1


@pytest.mark.parametrize("path", ["/sdm/kesenjangan/", "/sdm/kesenjangan.csv", "/sdm/pegawai/"])
def test_only_hr_opens_the_pages_of_hr(client, house, path):
    for name, status in [("siti", 403), ("head", 403), ("hr", 200)]:
        client.force_login(house[name])
        assert client.get(path).status_code == status
    client.logout()
    assert client.get(path).status_code == 302


def test_another_agencys_units_and_people_are_out_of_reach_and_never_listed(client, house):
    services.recompute_all(at=NOW)
    client.force_login(house["other_hr"])

    for address in [
        f"/sdm/kesenjangan/?unit={house['office'].uuid}",
        f"/sdm/unit/{house['section'].uuid}/kompetensi/D2/",
        f"/sdm/pegawai/{house['siti'].uuid}/",
        f"/sdm/pegawai/{house['siti'].uuid}/bukti/D2/",
        f"/sdm/pegawai/{uuid.uuid4()}/",
    ]:
        assert client.get(address).status_code == 403
    pages = client.get("/sdm/kesenjangan/").content.decode() + client.get("/sdm/pegawai/?cari=Siti").content.decode()
    assert "Seksi" not in pages
    assert "Putu" not in pages


def test_a_superior_may_not_use_the_pages_of_hr(client, house):
    post(person("Lain"), house["section"])
    client.force_login(house["head"])

    assert client.get(f"/sdm/pegawai/{house['siti'].uuid}/").status_code == 403


def test_each_look_is_noted_for_the_person(client, house):
    client.force_login(house["hr"])
    client.get(f"/sdm/pegawai/{house['siti'].uuid}/")

    assert [(look.viewer, look.subject, look.purpose) for look in Look.objects.all()] == [
        (house["hr"], house["siti"], "hr_review")
    ]


def test_a_number_finds_a_person_without_standing_in_an_address(client, house):
    client.force_login(house["hr"])

    found = client.post("/sdm/pegawai/", {"nip": "19900101 201503 1 901"})
    elsewhere = client.post("/sdm/pegawai/", {"nip": "199001012015031902"})
    broken = client.post("/sdm/pegawai/", {"nip": "123"})

    assert found.headers["Location"] == f"/sdm/pegawai/{house['putu'].uuid}/"
    assert "Tidak ada pegawai dengan NIP ini" in elsewhere.content.decode()
    assert "NIP terdiri atas 18 angka" in broken.content.decode()


def test_the_table_for_spreadsheets_runs_no_formula(client, house):
    house["office"].name = "=HYPERLINK(1)"
    house["office"].save()
    services.recompute_all(at=NOW)
    client.force_login(house["hr"])

    table = client.get("/sdm/kesenjangan.csv").content.decode("utf-8-sig")

    assert "\n'=HYPERLINK(1)," in table.replace("\r", "")


@pytest.mark.parametrize("units", [2, 40])
def test_the_map_costs_the_same_for_any_number_of_units(house, units, django_assert_max_num_queries):
    for number in range(units):
        post(person(f"Orang {number}"), unit(f"Unit {number}", house["home"]))
    services.recompute_all(at=NOW)

    with django_assert_max_num_queries(11):
        selectors.gap_map(house["hr"], None, on=TODAY)


def test_the_list_behind_a_cell_costs_the_same_for_many_people(client, house, django_assert_max_num_queries):
    for number in range(60):
        post(person(f"Orang {number}"), house["section"])
    client.force_login(house["hr"])

    with django_assert_max_num_queries(20):
        page = client.get(f"/sdm/unit/{house['home'].uuid}/kompetensi/D2/?halaman=2&alasan=never_assessed")
    assert page.status_code == 200


def test_a_new_unit_appears_by_the_next_sweep(house, django_assert_max_num_queries):
    services.recompute_all(at=NOW)
    new = unit("Bidang Baru", house["home"])
    unit("Tanpa pegawai", house["home"])
    post(person("Baru"), new)

    assert services.recompute_dirty(at=NOW) == 1
    found = selectors.gap_map(house["hr"], None, on=TODAY)
    assert cell(found, "Bidang Baru").required == 1
    with django_assert_max_num_queries(2):
        assert services.recompute_dirty(at=NOW) == 0


def test_a_snapshot_leaves_out_the_people_the_map_leaves_out(house):
    prove(house["siti"], "D2", 2)
    prove(house["putu"], "D2", 2)
    house["putu"].is_active = False
    house["putu"].save()
    services.recompute_all(at=NOW)

    snapshots.take_snapshot(agency=house["home"], day=TODAY)

    (point,) = months(house)
    assert point.cell.met == cell(selectors.gap_map(house["hr"], None, on=TODAY), "Dinas").met == 1


def test_the_table_for_spreadsheets_says_the_readers_time(house):
    services.recompute_all(at=NOW)

    with timezone.override("Asia/Jayapura"):
        found = selectors.gap_map(house["hr"], None, on=TODAY)
        table = as_csv(found, at=NOW)

    assert f"{NOW.astimezone(ZoneInfo('Asia/Jayapura')):%Y-%m-%d %H:%M}" in table


def test_who_goes_elsewhere_is_counted_there_and_no_longer_here(house):
    services.recompute_all(at=NOW)
    left = house["siti"].postings.get()

    people_services.post(person=house["siti"], position=left.position, unit=house["office"], since=TODAY)
    waiting = UnitState.objects.filter(dirty_since__isnull=False)
    names = set(waiting.values_list("unit__name", flat=True))
    services.recompute_dirty(at=NOW)

    assert names == {"Dinas", "Seksi"}
    heads = dict(UnitState.objects.values_list("unit__name", "headcount"))
    assert (heads["Dinas"], heads["Seksi"]) == (2, 1)
