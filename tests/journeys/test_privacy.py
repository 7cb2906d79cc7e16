"""One's own data: taken out whole, and erased by the officer so that nobody signs in any more."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import RunningPlatform, follow, running, shows_no_sideways_scroll, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

DEMO_PASSWORD = "demo-asn-2026"


@pytest.fixture(scope="module")
def own_platform() -> Iterator[RunningPlatform]:
    """A platform of its own, because somebody is erased on it."""
    with tempfile.TemporaryDirectory(prefix="lontar-privacy-") as folder, running(Path(folder)) as started:
        started.wait_until_ready()
        yield started


@pytest.fixture
def enter(browser: Browser, own_platform: RunningPlatform):
    """Open a browser of one's own and sign in."""
    contexts = []

    def open_for(account: str, *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=own_platform.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        sign_in(page, account)
        return page

    yield open_for
    for context in contexts:
        context.close()


def confirm(page: Page) -> None:
    """Type the password once more where the platform asks for it."""
    if "/akun/konfirmasi/" in page.url:
        page.locator("main input[type=password]").fill(DEMO_PASSWORD)
        follow(page.locator("main form button").first)


def test_a_person_takes_out_everything_the_platform_holds(enter):
    page = enter("atasan", width=360, javascript=False)
    page.goto("/privasi/data-saya/")
    assert shows_no_sideways_scroll(page)
    follow(page.locator('form[action="/privasi/data-saya/minta/"] button'))
    confirm(page)
    page.goto("/privasi/data-saya/")
    if page.locator('form[action="/privasi/data-saya/minta/"]').count() and not page.locator("main li").count():
        page.locator('form[action="/privasi/data-saya/minta/"] button').click()

    for _turn in range(60):
        page.goto("/privasi/data-saya/")
        if page.get_by_role("link", name="JSON").count():
            break
        page.wait_for_timeout(1000)
    with page.expect_download() as told:
        page.get_by_role("link", name="JSON").click()
    data = json.loads(Path(told.value.path()).read_text())
    with page.expect_download() as told:
        page.get_by_role("link", name="PDF").click()

    assert data["person"].startswith("Bambang Hariyanto")
    held = {part["model"]: part["rows"] for part in data["data"]}
    assert len(held["people.EmployeeNumber"]) == 1
    assert held["people.Posting"]
    assert Path(told.value.path()).read_bytes()[:5] == b"%PDF-"


def test_a_person_is_erased_by_the_officer_and_nobody_signs_in_any_more(enter):
    page = enter("pegawai")
    page.goto("/privasi/permintaan/baru/erasure/")
    assert page.locator("main .rows li").count() > 5
    page.locator("main form button.button--danger").click()
    page.wait_for_url("**/privasi/permintaan/*-*/")

    officer = enter("petugas", width=360)
    officer.goto("/privasi/petugas/")
    follow(officer.locator("main .rows a").first)
    assert shows_no_sideways_scroll(officer)
    officer.locator("input[name=decision][value=grant]").check()
    officer.locator("textarea[name=answer]").fill("Dikabulkan: sudah pensiun.")
    officer.locator("main form.form.panel button").last.click()
    officer.wait_for_url("**/privasi/petugas/")

    page.goto("/akun/")
    assert "/masuk/" in page.url
    page.get_by_label("NIP atau alamat surel").fill("pegawai@contoh.example")
    page.get_by_label("Kata sandi").fill(DEMO_PASSWORD)
    follow(page.get_by_role("button", name="Masuk", exact=True))
    assert "/masuk/" in page.url
