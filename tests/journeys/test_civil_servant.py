"""The civil servant: learns, proves it, sees the gap close, takes home a certificate; HR sees it too."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.answers import answer_checks, answer_question
from tests.journeys.conftest import follow, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

COURSE = "/kursus/pelindungan-data-pribadi-bagi-asn/"


def test_a_civil_servant_learns_is_measured_and_takes_home_a_certificate_without_javascript(visit, platform):
    page = visit("pegawai", width=360, javascript=False)
    assert "Terukur di bawah syarat" in level_of(page, "D2")

    page.goto(COURSE)
    follow(page.get_by_role("button", name="Ikuti kursus"))
    for _lesson in range(15):
        assert shows_no_sideways_scroll(page), page.url
        answer_checks(page, "PDP-101")
        follow(page.get_by_role("button", name=re.compile("Selesai")))
    page.goto(COURSE)
    page.get_by_role("button", name="Mulai tes akhir").click()
    page.wait_for_url(re.compile("/asesmen/percobaan/"))
    take_test(page)

    expect(page.get_by_role("heading", name="Anda lulus tes ini")).to_be_visible()
    assert "Terpenuhi" in level_of(page, "D2")
    page.goto("/pengembangan/")
    expect(page.get_by_role("table")).to_contain_text("Pelindungan Data Pribadi bagi ASN")
    expect(page.get_by_role("table")).to_contain_text("6 JP")
    download_and_verify(page, visit)
    hr_sees_the_new_level(visit)


def level_of(page: Page, code: str) -> str:
    """Return what the person's page says about one competency."""
    page.goto(f"/kompetensi/{code}/")
    return page.locator("main").inner_text()


def take_test(page: Page) -> None:
    """Answer every question, then hand in."""
    for _question in range(30):
        if "/kumpulkan/" in page.url:
            break
        assert shows_no_sideways_scroll(page), page.url
        answer_question(page)
        follow(page.locator(".question__actions .button").last)
    page.get_by_role("button", name="Kumpulkan sekarang").click()
    page.wait_for_url(re.compile("/hasil/"))


def download_and_verify(page: Page, visit) -> None:
    """Wait for the worker's PDF, read it, and let somebody without an account verify it."""
    deadline = time.monotonic() + 30
    page.goto("/sertifikat/")
    while not page.get_by_role("link", name=re.compile("Unduh PDF")).count():
        assert time.monotonic() < deadline, "the certificate did not appear within 30 seconds"
        time.sleep(0.5)
        page.reload()
    link = page.get_by_role("link", name=re.compile("Unduh PDF")).get_attribute("href")
    pdf = page.request.get(link)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")

    stranger = visit(None, width=360, javascript=False)
    assert stranger.request.get(link, max_redirects=0).status in (302, 403, 404)
    code = re.search(r"/sertifikat/(.+)\.pdf", link)[1]
    stranger.goto("/verifikasi/")
    stranger.locator("input[name=kode]").fill(code.lower().replace("-", " "))
    follow(stranger.locator("main").get_by_role("button", name=re.compile("Verifikasi|Periksa")).first)
    public = stranger.locator("main").inner_text()
    assert "Sari Melati Puspitasari" in public
    assert "Pelindungan Data Pribadi bagi ASN" in public
    assert not re.search(r"\d{18}|\d{8} \d{6} \d \d{3}", public)


def hr_sees_the_new_level(visit) -> None:
    """HR of the agency finds the person, the level, and the evidence behind it."""
    officer = visit("sdm", width=1280)
    officer.goto("/sdm/pegawai/?cari=Sari Melati")
    officer.get_by_role("link", name=re.compile("Sari Melati Puspitasari")).click()
    follow(officer.get_by_role("link", name="Melindungi data pribadi"))
    evidence = officer.locator("main").inner_text()
    assert "Tes akhir: Pelindungan Data Pribadi bagi ASN" in evidence
    assert "Menentukan jenjang" in evidence


def test_answers_save_by_themselves_and_survive_a_lost_connection_and_a_second_tab(visit):
    page = visit("atasan", width=360)
    page.goto("/asesmen/")
    page.get_by_role("link", name=re.compile("Tes akhir: Keamanan Siber")).first.click()
    page.get_by_role("button", name=re.compile("Mulai")).click()
    page.wait_for_url(re.compile("/asesmen/percobaan/"))
    address = page.url

    expect(page.locator("legend")).to_be_visible()
    while not page.locator("label.option").count():  # a question of another kind
        follow(page.locator(".question__actions .button").last)
    here = page.url
    page.locator("label.option").nth(0).click()
    expect(page.get_by_text(re.compile("Tersimpan"))).to_be_visible()

    page.context.set_offline(True)
    page.locator("label.option").nth(1).click()
    expect(page.get_by_text(re.compile("Belum terkirim|belum terkirim"))).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("Tersimpan"))).to_be_visible(timeout=30_000)

    second = page.context.new_page()
    second.goto(here if "nomor" in here else address)
    second.goto(here)
    expect(second.locator("label.option input").nth(1)).to_be_checked()
