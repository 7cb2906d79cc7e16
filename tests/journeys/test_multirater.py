"""360-degree rating: a civil servant rates the superior on a phone, and reads what others see in the own work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]


def test_a_rating_is_begun_kept_finished_and_handed_in_on_a_phone_without_javascript(visit):
    page = visit("pegawai", width=360, javascript=False)
    open_request(page)
    expect(page.locator("main")).to_contain_text("kelompok berisi 3 orang atau lebih")
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("link", name="Mulai menilai"))
    answer_all(page, "sering")
    page.get_by_label("Komentar Anda").fill("Mudah ditemui bila ada masalah.")
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("button", name="Simpan dan lanjutkan nanti"))

    open_request(page)
    expect(page.locator("main")).to_contain_text("5 dari 5 dijawab")
    follow(page.get_by_role("link", name="Lanjutkan menilai"))
    follow(page.get_by_role("button", name="Simpan dan periksa"))
    expect(page.locator("main")).to_contain_text("Beberapa perilaku belum dijawab")
    follow(page.get_by_role("link", name="Jawab yang belum terisi"))
    answer_all(page, "tidak dapat menilai")
    follow(page.get_by_role("button", name="Simpan dan periksa"))
    follow(page.get_by_role("button", name="Kirim sekarang"))

    expect(page.locator("main")).to_contain_text("Sudah dikirim")


def test_the_person_reads_groups_and_the_way_on_and_nobody_elses_name(visit):
    page = visit("pegawai", width=360, javascript=False)
    page.goto("/asesmen/360/")
    follow(page.locator("aside ul.rows a").first)

    main = page.locator("main")
    expect(main).to_contain_text("Titik buta")
    expect(main).to_contain_text(re.compile(r"5 penilaian, sebaran"))
    expect(main).to_contain_text("Langkah berikutnya")
    expect(main).not_to_contain_text("Bambang")
    assert shows_no_sideways_scroll(page)


def open_request(page: Page) -> None:
    """Open what is asked of the person about the superior."""
    page.goto("/asesmen/360/")
    follow(page.locator("section[aria-labelledby=diminta] a").first)


def answer_all(page: Page, how: str) -> None:
    """Give the same answer to every behaviour of a part."""
    for behaviour in page.locator("fieldset").all():
        behaviour.get_by_label(how, exact=True).check()
