"""Roles at work: a superior lets somebody act for a day, and an auditor follows a certificate to its rule."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningPlatform, follow, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

ACTING = "Sari Melati Puspitasari"


def test_a_superior_names_who_acts_who_then_sees_the_team_until_it_ends(visit):
    head, acting = visit("atasan"), visit("pegawai", width=360, javascript=False)
    acting.goto("/tim/")
    expect(acting.locator("main")).to_contain_text("Tidak ada yang Anda pimpin langsung")

    head.goto("/tim/")
    colleagues = [name for name in head.locator("tbody th").all_inner_texts() if ACTING not in name]
    follow(head.locator("main a[href='/tim/pengganti/']"))
    name_for_two_days(head)
    try:
        expect(head.locator(".rows").first).to_contain_text("sedang menggantikan")
        acting.goto("/beranda/")
        acting.locator("details.menu summary").click()
        acting.locator("details.menu").get_by_role("link", name="Tim", exact=True).click()
        expect(acting.locator("h1")).to_have_text("Tim")
        assert [name for name in colleagues if name not in acting.locator("main").inner_text()] == []
        assert shows_no_sideways_scroll(acting)
        acting.goto("/tim/pengganti/")
        expect(acting.locator("main")).not_to_contain_text("Tunjuk sebagai Plh.")
    finally:
        head.goto("/tim/pengganti/")
        head.get_by_role("button", name=f"Akhiri penunjukan {ACTING}").click()

    expect(head.locator("body")).to_contain_text("Penunjukan sudah diakhiri")
    acting.goto("/tim/")
    expect(acting.locator("main")).to_contain_text("Tidak ada yang Anda pimpin langsung")


def name_for_two_days(head: Page) -> None:
    """Fill in the form of the acting head: today and tomorrow."""
    today = timezone.localdate()
    assert shows_no_sideways_scroll(head)
    choice = head.locator("select[name=person] option", has_text=ACTING).get_attribute("value")
    head.locator("select[name=person]").select_option(choice)
    head.locator("input[name=since]").fill(f"{today:%Y-%m-%d}")
    head.locator("input[name=until]").fill(f"{today + timedelta(days=1):%Y-%m-%d}")
    head.get_by_role("button", name="Tunjuk sebagai Plh.").click()
    expect(head.locator("body")).to_contain_text("Penunjukan sudah dicatat")


def number_of_the_mentors_certificate(platform: RunningPlatform) -> str:
    """Return the number on the certificate that the demo comes with; the worker issues it after the start."""
    wanted = (
        "SELECT number FROM certificates_certificate JOIN people_user ON holder_id = people_user.id"
        " WHERE email = 'mentor@contoh.example' AND number != '' ORDER BY certificates_certificate.id LIMIT 1"
    )
    for _attempt in range(60):
        with closing(sqlite3.connect(f"file:{platform.folder}/lontar.sqlite3?mode=ro", uri=True)) as database:
            found = database.execute(wanted).fetchone()
        if found:
            return str(found[0])
        time.sleep(0.5)
    raise AssertionError("the worker issued no certificate within half a minute")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_auditor_follows_a_certificate_to_its_rule_and_the_holder_sees_it(visit, platform, width):
    auditor = visit("auditor", width=width, javascript=False)
    auditor.goto("/audit/")
    assert shows_no_sideways_scroll(auditor)
    auditor.get_by_label("Nomor atau kode sertifikat").fill(number_of_the_mentors_certificate(platform))
    auditor.get_by_role("button", name="Telusuri sertifikat").click()

    auditor.wait_for_url("**/audit/sertifikat/**")
    expect(auditor.locator("h1")).to_have_text("Keamanan Siber Sehari-hari")
    assert shows_no_sideways_scroll(auditor)
    for step in ("langkah-1", "langkah-2", "langkah-3", "langkah-4"):
        expect(auditor.locator(f"#{step}")).to_be_visible()
    test, rule = (auditor.locator(f"section[aria-labelledby={step}]") for step in ("langkah-2", "langkah-3"))
    expect(test).to_contain_text("Angka awal pengundian")
    expect(rule.locator(".timeline li").first).to_contain_text("Aturan sejak")
    assert auditor.goto("/sdm/kesenjangan/").status == 403

    holder = visit("mentor", width=width)
    holder.goto("/akun/")
    looks = holder.locator("section[aria-labelledby=dilihat]")
    expect(looks).to_contain_text("sebagai auditor, untuk menelusuri sertifikat Anda sampai ke aturannya")
