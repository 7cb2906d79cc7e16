"""Runs the platform as people run it, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.services import CHROMIUM, CHROMIUM_ARGUMENTS, absent, free_port, sign_on_server

START_WITHIN_SECONDS = 180


@dataclass
class RunningPlatform:
    """A platform started with the README's first command, in a folder of its own."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def printed(self) -> str:
        """Return what it printed so far."""
        return "".join(self.lines)

    def wait_until_ready(self, seconds: float = START_WITHIN_SECONDS) -> float:
        """Wait until it says that it is ready; return how long that took."""
        began = time.monotonic()
        while "The platform is ready" not in self.printed:
            if self.process.poll() is not None or time.monotonic() - began > seconds:
                raise AssertionError(f"the platform did not start:\n{self.printed}")
            time.sleep(0.05)
        return time.monotonic() - began

    def stop(self, what: signal.Signals = signal.SIGTERM) -> int:
        """Stop it as a person or a service manager would; return its code."""
        self.process.send_signal(what)
        return self.process.wait(30)


@contextmanager
def running(folder: Path, *options: str, **surroundings: str) -> Iterator[RunningPlatform]:
    """Start the platform in `folder` and stop it in the end."""
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "LONTAR_TEST_DIR")
    }
    environment |= {"LONTAR_VAR": str(folder), "PYTHONUNBUFFERED": "1", **surroundings}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start", "--port", str(port), *options],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    platform = RunningPlatform(f"http://localhost:{port}", folder, process)
    reader = threading.Thread(target=lambda: platform.lines.extend(iter(process.stdout.readline, "")), daemon=True)
    reader.start()
    try:
        yield platform
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        reader.join(5)
        process.stdout.close()


@pytest.fixture(scope="session")
def platform() -> Iterator[RunningPlatform]:
    """The platform with its demo, beside an agency's single sign-on, for all journeys."""
    claims = {"sub": "pegawai-satu", "email": "orang-lain@contoh.example", "email_verified": True}
    with tempfile.TemporaryDirectory(prefix="lontar-journeys-") as folder, sign_on_server(claims) as address:
        sign_on = {"OIDC_NAME": "SSO Kabupaten", "OIDC_URL": address, "OIDC_CLIENT_ID": "lontar"}
        with running(Path(folder), **sign_on, OIDC_CLIENT_SECRET="s") as started:
            started.wait_until_ready()
            yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    if not Path(CHROMIUM).exists():
        absent("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, platform: RunningPlatform) -> Iterator[Visit]:
    """Open a browser of one's own: `visit("pegawai", width=360, javascript=False)`."""
    contexts = []

    def open_for(account: str | None = None, *, width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=platform.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            accept_downloads=True,
            locale="en-US",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if account:
            sign_in(page, account)
        return page

    yield open_for
    for context in contexts:
        context.close()


def sign_in(page: Page, account: str) -> None:
    """Sign in as one of the demo accounts."""
    page.goto("/masuk/")
    page.get_by_label("NIP atau alamat surel").fill(f"{account}@contoh.example")
    page.get_by_label("Kata sandi").fill("demo-asn-2026")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile("/beranda/$"))


def follow(link: Locator) -> None:
    """Click what leads to another page; return when that page is there, so that what is read next is read from it."""
    with link.page.expect_navigation():
        link.click()


def shows_no_sideways_scroll(page: Page) -> bool:
    """Whether the page fits its width."""
    page.wait_for_load_state("domcontentloaded")  # asked in the moment of a step, there is no page yet
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture
def nip_of(platform: RunningPlatform) -> Callable[[str], str]:
    """Tell the number of somebody in the demo, which every page masks."""

    def look_up(shown: str) -> str:
        with closing(sqlite3.connect(f"file:{platform.folder}/lontar.sqlite3?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT full_name, digits FROM people_user JOIN people_employeenumber ON person_id = people_user.id"
            ).fetchall()
        return next(digits for name, digits in rows if name in shown)

    return look_up
