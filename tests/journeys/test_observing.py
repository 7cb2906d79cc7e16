"""Leaving a running test for other windows: no warning, no score, and a second reader who finds it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

SEEN_WITHIN_SECONDS = 120


def look_away(page: Page, seconds: float) -> None:
    """Go to another window of the same browser for a while."""
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_timeout(1000 * seconds)
    page.bring_to_front()
    other.close()
    page.wait_for_function("document.hasFocus()")


def test_a_reviewer_finds_that_a_test_was_left_and_the_person_is_not_held_up(visit):
    page = visit("penilai", width=360)
    page.goto("/asesmen/")
    follow(page.locator("main a[href$='/mulai/']").first)
    title = page.locator("h1").inner_text()
    expect(page.locator("main")).to_contain_text("tidak mengubah nilai")
    follow(page.get_by_role("button", name="Mulai tes"))
    # A driven browser thinks that every window has the focus; this page shall notice.
    driver = page.context.new_cdp_session(page)
    driver.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    requests = []
    page.on("request", lambda request: requests.append(request.url) if request.method == "POST" else None)

    for _again in range(3):
        look_away(page, 1.3)
    assert requests == [], "an absence is told with the next answer, not by itself"
    assert page.locator("dialog, [role=alert]").count() == 0
    follow(page.locator(".question__actions button.button").last)
    page.goto(page.url.partition("?")[0] + "kumpulkan/")
    follow(page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/hasil/")

    reviewer = visit("penelaah")
    row = reviewer.locator("tr", has_text=title).filter(has_text="halaman ditinggalkan 3 kali")
    until = time.monotonic() + SEEN_WITHIN_SECONDS
    while time.monotonic() < until:
        reviewer.goto("/kelola/bank-soal/pengamatan/")
        if row.count():
            break
        reviewer.wait_for_timeout(2000)
    follow(row.locator("a"))
    expect(reviewer.locator("main")).to_contain_text("Halaman tes ditinggalkan 3 kali")
    reviewer.get_by_label("minta sidang ulang terawasi").check()
    reviewer.get_by_label("Alasannya").fill("Sebaiknya diulang di ruang instansi.")
    follow(reviewer.get_by_role("button", name="Catat"))
    expect(reviewer.locator("body")).to_contain_text("Tidak ada nilai yang berubah")

    page.reload()
    expect(page.locator("main")).to_contain_text("Sebaiknya diulang di ruang instansi.")
