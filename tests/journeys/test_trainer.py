"""The trainer writes a course and an item; a second reader reads both; the course opens for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

TITLE = "Menanggapi Laporan Warga"


def test_a_trainer_writes_a_second_reader_approves_and_the_course_opens(visit):
    trainer, reader = visit("pelatih"), visit("penelaah")

    write_item(trainer)
    course = write_course(trainer)
    trainer.goto("/kursus/")
    assert TITLE not in trainer.locator("main").inner_text()
    submit(trainer, course)

    approve_item(reader)
    approve_course(reader, course)

    learner = visit("pegawai", width=360)
    learner.goto("/kursus/?cari=Laporan")
    learner.get_by_role("link", name=TITLE).click()
    learner.get_by_role("button", name="Ikuti kursus").click()
    expect(learner.locator("main")).to_contain_text("Baca laporan dua kali sebelum menjawab.")


def settled(page: Page, path: str) -> None:
    """Open a page of Wagtail and wait until its scripts have taken hold."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)


def write_item(page: Page) -> None:
    """Write an exam item with key, rationale, competency and level, and submit it for review."""
    page.goto("/kelola/bank-soal/baru/")
    page.locator("[name=code]").fill("ADU-T1")
    page.locator("[name=competency]").select_option(label="C2 Merancang layanan berpusat pada pengguna")
    page.locator("[name=level]").select_option("2")
    page.locator("[name=use]").select_option(label="ujian")
    page.locator("[name=stem]").fill("Warga menulis laporan tanpa lokasi. Apa langkah pertama Anda?")
    page.locator("[name=options]").fill(
        "* Menanyakan lokasi kepada pelapor\nMenutup laporan sebagai tidak lengkap\nMenunggu laporan berikutnya"
    )
    page.locator("[name=rationale]").fill("Lokasi diperlukan untuk meneruskan laporan.")
    page.get_by_role("button", name="Simpan sebagai rancangan").click()
    expect(page.locator("main")).to_contain_text("Seperti dilihat peserta")
    follow(page.get_by_role("button", name="Ajukan kepada penelaah"))


def write_course(page: Page) -> str:
    """Write a course with a module and a lesson as drafts, preview the lesson, and return the course's page id."""
    index = catalogue_id(page)
    course = save_draft(page, f"/kelola/pages/add/courses/coursepage/{index}/", TITLE, code="ADU-9", jp="1")
    module = save_draft(page, f"/kelola/pages/add/courses/modulepage/{course}/", "Menerima laporan", jp="1")
    settled(page, f"/kelola/pages/add/courses/lessonpage/{module}/")
    page.locator("[name=title]").press_sequentially("Membaca laporan dengan teliti")
    expect(page.locator("[name=slug]")).not_to_have_value("")
    page.locator("[name=minutes]").fill("15")
    page.locator('button[title="Insert a block"], button[title="Masukkan sebuah blok"]').first.click()
    page.get_by_role("option", name="Teks").click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Baca laporan dua kali sebelum menjawab.", delay=10)
    page.wait_for_timeout(800)
    lesson = saved(page)
    page.goto(f"/kelola/pages/{lesson}/view_draft/")
    expect(page.locator("main")).to_contain_text("Ini pratinjau")
    expect(page.locator("main")).to_contain_text("Baca laporan dua kali sebelum menjawab.")
    return course


def catalogue_id(page: Page) -> str:
    """Return the page id of the catalogue."""
    settled(page, "/kelola/")
    href = page.locator("a[href^='/kelola/pages/']").first.get_attribute("href")
    return re.search(r"/pages/(\d+)/", href)[1]


def save_draft(page: Page, path: str, title: str, **fields: str) -> str:
    """Fill a page's form, save it as a draft, and return its id."""
    settled(page, path)
    page.locator("[name=title]").press_sequentially(title)
    expect(page.locator("[name=slug]")).not_to_have_value("")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    if page.locator("[name=summary]").count():
        page.locator("[name=summary]").fill("Menjawab laporan warga sampai tuntas.")
    return saved(page)


def saved(page: Page) -> str:
    """Press the button that saves a draft and return the page's id."""
    page.get_by_role("button", name="Simpan konsep").click()
    page.wait_for_url(re.compile(r"/kelola/pages/\d+/edit/"))
    return re.search(r"/pages/(\d+)/", page.url)[1]


def submit(page: Page, course: str) -> None:
    """Submit the course to the second reader."""
    settled(page, f"/kelola/pages/{course}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.locator("footer button:visible").filter(has_text="Telaah kursus").click()
    expect(page.locator(".messages")).to_contain_text("moderasi")


def approve_item(page: Page) -> None:
    """Read the item as a second person and approve it."""
    page.goto("/kelola/bank-soal/?cari=ADU-T1")
    page.get_by_role("link", name="ADU-T1").click()
    page.get_by_label("Saya menjawabnya hanya dengan papan ketik").check()
    follow(page.get_by_role("button", name="Setujui untuk dipakai"))
    expect(page.locator("main")).to_contain_text("ADU-T1 dipakai")


def approve_course(page: Page, course: str) -> None:
    """Find the course among what waits, and approve it."""
    settled(page, "/kelola/")
    expect(page.locator("main")).to_contain_text(TITLE)
    settled(page, f"/kelola/pages/{course}/edit/")
    page.get_by_role("button", name="More actions").click()
    page.locator("footer button:visible").filter(has_text="Menyetujui").first.click()
    expect(page.locator(".messages")).to_contain_text(TITLE)
