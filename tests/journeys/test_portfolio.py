"""A portfolio: a civil servant hands in, two assessors judge without knowing of each other, and the level stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

WAITING = 2  # the portfolio of the demo, which is the older one, and the one of this journey


def test_a_level_is_proved_by_work_from_the_draft_to_the_own_competencies(visit):
    person = visit("pegawai", width=360, javascript=False)
    person.goto("/kompetensi/D3/")
    expect(person.locator("main")).to_contain_text("Menengah")
    write_and_hand_in(person)

    for account in ("penilai", "penelaah"):
        assessor = visit(account, javascript=False)
        for _portfolio in range(WAITING):
            judge_next(assessor)
    decide(visit("penilai", width=360, javascript=False))

    person.goto("/asesmen/portofolio/")
    expect(person.locator("main")).to_contain_text("Diputuskan")
    follow(person.locator("main ul.rows a").first)
    expect(person.locator("main")).to_contain_text("Panduan dipakai tiga seksi")
    expect(person.locator("main")).not_to_contain_text("Rumaropen")
    assert shows_no_sideways_scroll(person)
    person.goto("/kompetensi/D3/")
    expect(person.locator("main")).to_contain_text("Portofolio dengan dua asesor: Mumpuni (4)")
    person.goto("/kompetensi/")
    expect(person.locator("main")).to_contain_text("Mumpuni")
    person.goto("/akun/")
    expect(person.locator("main")).to_contain_text("sebagai asesor portofolio Anda")


def write_and_hand_in(page: Page) -> None:
    """Add a piece with a file to the draft of the demo, and hand it in."""
    page.goto("/asesmen/portofolio/")
    follow(page.locator("main ul.rows a").first)
    follow(page.get_by_role("link", name="Tambah bukti"))
    page.get_by_label("Apa yang Anda buat atau lakukan").fill("Kebijakan tanpa rapat daring setelah jam kerja")
    follow(page.get_by_role("button", name="Simpan bukti ini"))
    expect(page.locator("main")).to_contain_text("Masih kurang")
    follow(page.get_by_role("link", name="Kebijakan tanpa rapat daring"))
    page.get_by_label("Kapan").fill("2026-02-02")
    page.get_by_label("Situasinya").fill("Rapat daring sampai malam.")
    page.get_by_label("Peran Anda sendiri").fill("Saya menyusun aturan dan mengujinya di seksi.")
    page.get_by_label("Hasilnya").fill("Rapat malam turun separuh.")
    page.get_by_label("Berkas yang menunjukkannya").set_input_files(
        {"name": "aturan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 aturan"}
    )
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("button", name="Simpan bukti ini"))
    follow(page.get_by_role("button", name="Simpan dan lanjut mengirim"))
    page.get_by_label("Ini karya saya sendiri").check()
    page.get_by_label("Portofolio ini tidak memuat rahasia").check()
    follow(page.get_by_role("button", name="Kirim portofolio"))
    expect(page.locator("main")).to_contain_text("Portofolio Anda sedang dinilai")


def judge_next(page: Page) -> None:
    """Take the next portfolio, declare, mark every indicator as proved, and give the judgement."""
    page.goto("/asesmen/menilai/")
    follow(page.get_by_role("link", name="Ke portofolio"))
    follow(page.get_by_role("button", name="Ambil portofolio berikutnya"))
    page.get_by_label("Tidak ada hubungan").check()
    follow(page.get_by_role("button", name="Nyatakan dan buka"))
    for item in page.locator("fieldset.judging__item").all():
        item.get_by_label("Terbukti", exact=True).check()
    follow(page.get_by_role("button", name="Berikan penilaian ini"))
    expect(page.locator(".error-summary")).to_contain_text("Masih ada yang kurang")
    for item in page.locator("fieldset.judging__item").all():
        expect(item.get_by_label("Terbukti", exact=True)).to_be_checked()
        item.locator("textarea").fill("Terlihat dari bukti 1 dan hasilnya.")
    page.get_by_label("Jenjang 4 (Mumpuni), sesuai yang diajukan").check()
    page.get_by_label("Yakin", exact=True).check()
    page.get_by_label("Mengapa jenjang ini").fill("Panduan dipakai tiga seksi dan mengubah kebiasaan.")
    follow(page.get_by_role("button", name="Berikan penilaian ini"))


def decide(page: Page) -> None:
    """Write the decision about the portfolio of the civil servant, on a phone."""
    page.goto("/asesmen/portofolio/menilai/")
    section = page.locator("section.panel--next").filter(has_text="D3")
    follow(section.get_by_role("link", name="Lihat kedua penilaian"))
    expect(page.locator("main")).to_contain_text("Anda berdua sepakat")
    assert shows_no_sideways_scroll(page)
    page.get_by_label("Alasan putusan").fill("Panduan dipakai tiga seksi; karya nyata dan berdampak.")
    follow(page.get_by_role("button", name="Putuskan"))
    expect(page.locator("main")).to_contain_text("Diputuskan pada")
