"""Mentoring: applications are matched with reasons, both accept, a session is held, confirmed and booked."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]


def test_a_programme_is_matched_accepted_met_and_booked_without_javascript(visit):
    form_and_publish_pairs(visit("sdm", javascript=False))
    mentee = visit("pegawai", width=360, javascript=False)
    mentor = visit("mentor", javascript=False)

    open_pair_with(mentee, "I Made Suardana")
    expect(mentee.locator("main")).to_contain_text("Anda butuh")
    expect(mentee.locator("main")).to_contain_text(re.compile(r"Jumlah \d+"))
    assert shows_no_sideways_scroll(mentee)
    mentee.get_by_role("button", name="Terima", exact=True).click()
    open_pair_with(mentor, "Sari Melati Puspitasari")
    mentor.get_by_role("button", name="Terima", exact=True).click()

    record_session(mentor)
    open_pair_with(mentee, "I Made Suardana")
    mentee.get_by_role("button", name=re.compile("^Setujui")).first.click()
    for person in (mentee, mentor):
        person.goto("/pengembangan/")
        expect(person.get_by_role("table").first).to_contain_text("Mentoring:")
        expect(person.get_by_role("table")).to_contain_text("1 JP")


def form_and_publish_pairs(page: Page) -> None:
    """Have the worker form the pairs, read them, and publish them."""
    page.goto("/mentoring/")
    page.locator("a[href*='/mentoring/kelola/']").filter(has_text="Mentoring Digital 2026").click()
    page.get_by_role("button", name="Susun pasangan").click()
    deadline = time.monotonic() + 40
    while not page.get_by_role("button", name="Terbitkan pasangan").count():
        assert time.monotonic() < deadline, "the pairs were not formed within 40 seconds"
        time.sleep(0.5)
        page.reload()
    expect(page.locator("main")).to_contain_text("Mentee butuh")
    page.get_by_role("button", name="Terbitkan pasangan").click()


def open_pair_with(page: Page, name: str) -> None:
    """Open the pair with somebody from the mentoring page."""
    page.goto("/mentoring/")
    page.get_by_role("link", name=re.compile(name)).first.click()


def record_session(page: Page) -> None:
    """Record a session of 60 minutes held today."""
    page.locator("[name=minutes]").fill("60")
    page.locator("[name=agenda]").fill("Memeriksa satu formulir layanan")
    page.get_by_role("button", name="Simpan catatan sesi").click()
    expect(page.locator("main")).to_contain_text("Memeriksa satu formulir layanan")
