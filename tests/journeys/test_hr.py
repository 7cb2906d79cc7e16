"""The HR officer: from the map to a unit, to a person, to the evidence; never beyond the own agency."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import follow, shows_no_sideways_scroll
from tests.journeys.test_civil_servant import take_test

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

REASONS = (
    "Terpenuhi",
    "Terukur di bawah syarat",
    "Baru pengakuan sendiri",
    "Kursus selesai, belum diuji",
    "Bukti kedaluwarsa",
    "Belum pernah dinilai",
    "Alat ukur belum ada",
)


@pytest.mark.parametrize("width", [360, 1280])
def test_hr_drills_from_the_map_down_to_the_evidence_without_javascript(visit, width):
    page = visit("sdm", width=width, javascript=False)

    page.goto("/sdm/kesenjangan/")
    for reason in REASONS:
        expect(page.locator("main")).to_contain_text(reason)
    assert shows_no_sideways_scroll(page)
    page.get_by_role("link", name="Dinas Kependudukan dan Pencatatan Sipil", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dinas Kependudukan dan Pencatatan Sipil")
    page.go_back()
    follow(
        page.get_by_role("link", name=re.compile("Dinas Kependudukan dan Pencatatan Sipil, Melindungi data pribadi"))
    )
    page.locator("select[name=alasan]").select_option("measured_below")
    follow(page.get_by_role("button", name="Saring"))
    rows = page.locator("tbody tr")
    assert rows.count() > 0
    assert all("Terukur di bawah syarat" in row for row in rows.all_inner_texts())
    rows.first.get_by_role("link").click()

    expect(page.get_by_role("heading", name="Bukti di balik jenjang")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Menentukan jenjang")
    assert shows_no_sideways_scroll(page)


def test_the_other_agency_is_never_listed(visit):
    page = visit("sdm")

    page.goto("/sdm/kesenjangan/")
    assert "Kementerian Contoh" not in page.locator("main").inner_text()
    page.goto("/sdm/pegawai/")
    assert "Direktorat" not in page.locator("main").inner_text()


def test_a_superior_sees_the_levels_of_the_team_and_no_page_of_hr(visit):
    page = visit("atasan", width=360)

    page.goto("/tim/")
    page.get_by_role("link", name=re.compile("Sari Melati Puspitasari")).click()
    expect(page.locator("main")).to_contain_text("Untuk pengembangan, bukan dasar hukuman")
    assert page.goto("/sdm/kesenjangan/").status == 403
    expect(page.locator("main")).to_contain_text("petugas SDM")


WORST = re.compile("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia, Melindungi data pribadi: ")


def test_hr_finds_the_worst_unit_has_its_people_tested_and_sees_the_map_change(visit):
    page = visit("sdm")
    page.goto("/sdm/kesenjangan/?urut=terendah")
    cells = page.get_by_role("link", name=re.compile(", Melindungi data pribadi: "))
    assert cells.first.get_attribute("aria-label") == f"{WORST.pattern}0%"
    follow(cells.first)

    everybody = page.locator("tbody tr").all_inner_texts()
    untested = [line for line in everybody if "Kursus selesai, belum diuji" in line]
    assert len(untested) > len(everybody) / 2
    page.locator("select[name=alasan]").select_option("completed_not_tested")
    follow(page.get_by_role("button", name="Saring"))
    follow(page.get_by_role("link", name="Tugaskan tes, kursus, atau jalur kepada mereka"))
    page.get_by_label(re.compile("Tes akhir: Pelindungan Data Pribadi bagi ASN")).check()
    page.locator("input[name=due_days]").fill("30")
    page.locator("textarea[name=reason]").fill("Pelatihan bersama tahun lalu belum diuji.")
    follow(page.get_by_role("button", name=f"Minta {len(untested)} orang"))
    expect(page.locator("main")).to_contain_text("Pelatihan bersama tahun lalu belum diuji.")

    asked = visit("pengawas", width=360)
    asked.goto("/pengembangan/kewajiban/")
    follow(asked.get_by_role("link", name="Tes akhir: Pelindungan Data Pribadi bagi ASN").first)
    follow(asked.get_by_role("button", name="Mulai tes"))
    take_test(asked)
    expect(asked.get_by_role("heading", name="Anda lulus tes ini")).to_be_visible()

    deadline = time.monotonic() + 30
    page.goto("/sdm/kesenjangan/")
    cell = page.get_by_role("link", name=WORST)
    while cell.get_attribute("aria-label") == f"{WORST.pattern}0%":
        assert time.monotonic() < deadline, "the map did not change within 30 seconds"
        time.sleep(1)
        page.reload()
    assert "1/" in cell.inner_text()
    page.goto("/pengembangan/penugasan/")
    row = page.get_by_role("row").filter(has_text="Tes akhir: Pelindungan Data Pribadi bagi ASN")
    assert row.locator("td").nth(2).inner_text() == "1"
