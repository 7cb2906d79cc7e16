"""Being measured: the placement test by keyboard alone, and several questions on a page over a broken line."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningPlatform, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

CHOICES = "fieldset input[type=radio], fieldset input[type=checkbox]"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is meant has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def press(page: Page, selector: str) -> None:
    """Go to a button or link by keyboard, and press Enter; return when the next page is there."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("account", "width"), [("penelaah", 1280), ("pelatih", 360)])
def test_the_placement_test_is_taken_by_keyboard_alone(visit, account, width):
    page = visit(account, width=width)
    page.goto("/asesmen/")
    press(page, "a[href='/asesmen/penempatan/']")
    assert shows_no_sideways_scroll(page)
    press(page, "main form button")

    for number in range(1, 40):
        if "/hasil/" in page.url:
            break
        expect(page.locator("legend")).to_contain_text(f"Soal {number}, paling banyak")
        assert shows_no_sideways_scroll(page)
        if page.locator(CHOICES).count():
            tab_to(page, CHOICES)
            page.keyboard.press("Space")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        else:
            press(page, "button[value='tidak-tahu']")

    expect(page.locator("h1")).to_have_text("Inilah posisi Anda")
    assert page.locator(".measured").count() >= 1
    expect(page.locator("main")).to_contain_text("Skala sementara")
    assert shows_no_sideways_scroll(page)
    page.goto("/asesmen/penempatan/")
    expect(page.locator("main")).to_contain_text("Baru saja diukur")


@pytest.fixture
def five_on_a_page(platform: RunningPlatform) -> Iterator[str]:
    """Let the test of the second course show five questions on a page, for a while; its id as it stands in addresses."""
    yield show_on_a_page(platform, 5)
    show_on_a_page(platform, 1)


def show_on_a_page(platform: RunningPlatform, count: int) -> str:
    """Change the test where the organiser would, and return its id."""
    with closing(sqlite3.connect(f"{platform.folder}/lontar.sqlite3", timeout=20)) as database, database:
        database.execute(f"UPDATE assessments_blueprint SET questions_per_page = {count:d} WHERE code LIKE 'KEM-101%'")
        row = database.execute("SELECT uuid FROM assessments_blueprint WHERE code LIKE 'KEM-101%'").fetchone()
    return str(uuid.UUID(row[0]))


def test_answers_of_one_page_survive_a_broken_line_and_a_second_tab(visit, five_on_a_page):
    test = five_on_a_page
    page = visit("sdm", width=360)
    page.goto(f"/asesmen/{test}/mulai/")
    page.get_by_role("button", name="Mulai tes").click()
    asked = page.locator("fieldset[data-position]")
    expect(asked).to_have_count(5)
    assert shows_no_sideways_scroll(page)
    chosen = [one for one in asked.all() if one.locator("input[type=radio]").count()][:2]
    assert len(chosen) == 2, "the page holds two questions with one choice"

    page.context.set_offline(True)
    for one in chosen:
        one.locator("input[type=radio]").first.check()
    expect(page.locator("[data-saved]")).to_contain_text("Belum terkirim")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan", timeout=15_000)

    second = page.context.new_page()
    second.goto(page.url)
    numbers = [one.get_attribute("data-position") for one in chosen]
    for number in numbers:
        expect(second.locator(f"fieldset[data-position='{number}'] input[type=radio]").first).to_be_checked()
    second.locator(f"fieldset[data-position='{numbers[0]}'] input[type=radio]").nth(1).check()
    expect(second.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.locator(f"fieldset[data-position='{numbers[1]}'] input[type=radio]").nth(1).check()
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.reload()
    for number in numbers:
        expect(page.locator(f"fieldset[data-position='{number}'] input[type=radio]").nth(1)).to_be_checked()
