"""The pages that name several rooms: one next step, gaps, hours, team; the same cost for any history."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from assessments.services.multirater_starting import Plan, start_for_person
from lms.competencies.models import EvidenceKind
from lms.competencies.services import Finding, Source, record_evidence
from lms.people.models import Look, PositionKind, Role
from tests.builders import NOW, TODAY, agency, competency, framework, grant, person, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    framework()
    home = agency()
    section = unit("Seksi", home)
    head, siti, other = person("Hadi Pratama"), person("Siti Rahayu"), person("Tono")
    post(head, section, leads=True, kind=PositionKind.PENGAWAS)
    post(siti, section)
    post(other, unit("Lain", home))
    return {"head": head, "siti": siti, "other": other, "section": section}


def prove(who, code, level):
    record_evidence(
        person=who,
        findings=[Finding(competency(code), EvidenceKind.MEASURED_UNSUPERVISED, level, date(2026, 3, 1), chance=0.8)],
        source=Source("attempt", uuid.uuid4(), "Uji"),
        by=None,
        at=NOW,
    )


def test_a_person_without_a_post_is_told_whom_to_ask(client):
    client.force_login(person("Baru"))

    for path in ("/beranda/", "/kompetensi/"):
        assert "Minta petugas SDM" in client.get(path).content.decode()


def test_my_competencies_show_level_reason_and_certainty(client, office):
    prove(office["siti"], "D2", 1)
    client.force_login(office["siti"])

    page = client.get("/kompetensi/").content.decode()
    one = client.get("/kompetensi/D2/").content.decode()

    assert "Terukur di bawah syarat" in page
    assert "keyakinan 80%" in page
    assert "Menentukan jenjang" in one


def test_an_unknown_competency_is_one_sentence(client, office):
    client.force_login(office["siti"])

    answer = client.get("/kompetensi/Z9/")

    assert answer.status_code == 404
    assert "Tidak ada kompetensi dengan kode ini" in answer.content.decode()


def test_a_superior_sees_the_own_team_and_the_look_is_noted(client, office):
    client.force_login(office["head"])

    assert "Siti Rahayu" in client.get("/tim/").content.decode()
    page = client.get(f"/tim/{office['siti'].uuid}/")
    assert "Untuk pengembangan, bukan dasar hukuman" in page.content.decode()
    assert [look.purpose for look in Look.objects.filter(subject=office["siti"])] == ["superior"]
    client.force_login(office["siti"])
    assert "sebagai atasan Anda" in client.get("/akun/").content.decode()


def test_nobody_else_opens_a_team_members_page(client, office):
    for viewer in (office["siti"], office["other"]):
        client.force_login(viewer)
        assert client.get(f"/tim/{office['head'].uuid}/").status_code == 403


def test_a_name_of_eighty_characters_and_html_in_a_name_stay_text(client, office):
    office["siti"].full_name = "<b>" + "Panjang " * 12
    office["siti"].save()
    client.force_login(office["siti"])

    page = client.get("/beranda/").content.decode()

    assert "<b>Panjang" not in page
    assert "&lt;b&gt;Panjang" in page


@pytest.mark.parametrize("size", [2, 19])
def test_the_team_page_costs_the_same_for_any_team(client, office, size, django_assert_max_num_queries):
    for number in range(size):
        post(person(f"Anggota {number}"), office["section"])
    client.force_login(office["head"])

    with django_assert_max_num_queries(22):
        client.get("/tim/")


def test_the_home_page_costs_the_same_for_any_history(client, office, django_assert_max_num_queries):
    for code in ("A1", "A2", "B1", "D1", "D2", "E1"):
        prove(office["siti"], code, 1)
        prove(office["siti"], code, 2)
    client.force_login(office["siti"])

    with django_assert_max_num_queries(61):
        assert client.get("/beranda/").status_code == 200


def test_the_same_levels_stand_against_another_post_and_nothing_is_kept(client, office):
    prove(office["siti"], "D2", 2)
    post_of_chief = office["head"].postings.get().position
    client.force_login(office["siti"])

    empty = client.get("/kompetensi/jabatan-lain/").content.decode()
    by_kind = client.get("/kompetensi/jabatan-lain/?jenis=administrator").content.decode()
    by_post = client.get(f"/kompetensi/jabatan-lain/?jabatan={post_of_chief.uuid}").content.decode()

    assert "Dibandingkan dengan" not in empty
    assert "Dibandingkan dengan: Administrator" in by_kind
    assert post_of_chief.title in by_post
    assert post_of_chief.title in client.get("/kompetensi/jabatan-lain/?cari=jabatan").content.decode()
    assert office["siti"].postings.get().position != post_of_chief
    for odd in ("?jenis=raja", "?jabatan=bukan", f"?jabatan={uuid.uuid4()}"):
        assert client.get(f"/kompetensi/jabatan-lain/{odd}").status_code == 200


def test_a_rating_asked_of_the_superior_waits_in_the_inbox_and_in_nobody_elses(client, office):
    hr = person("Sari")
    post(hr, office["section"].get_parent())
    grant(hr, Role.HR, office["section"].get_parent())
    plan = Plan([competency("D2")], TODAY, TODAY + timedelta(days=20))
    begun = start_for_person(person=office["siti"].uuid, plan=plan, by=hr, at=NOW)
    asked = begun.raters.get(relation="superior")

    client.force_login(office["head"])
    assert f"/asesmen/360/penilaian/{asked.uuid}/" in client.get("/tim/kotak/").content.decode()
    for other in (office["siti"], office["other"], hr):
        client.force_login(other)
        assert str(asked.uuid) not in client.get("/tim/kotak/").content.decode()


def test_hr_and_who_leads_find_the_way_to_what_waits_and_others_do_not(client, office):
    hr = person("Sari")
    post(hr, office["section"].get_parent())
    grant(hr, Role.HR, office["section"].get_parent())
    ways = ("/pengembangan/tinjauan/", "/pengembangan/sanggahan/", "/pengembangan/penugasan/")

    shown = {}
    for who in (hr, office["head"], office["siti"]):
        client.force_login(who)
        page = client.get("/pengembangan/").content.decode()
        shown[who] = [way for way in ways if f'href="{way}"' in page]

    assert shown == {hr: list(ways), office["head"]: [ways[2]], office["siti"]: []}
