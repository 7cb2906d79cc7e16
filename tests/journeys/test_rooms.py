"""A supervised test: HR plans it, a proctor compares the card and opens the room, a civil servant begins with the PIN."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow, shows_no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

TEST = "Tes akhir: Keamanan Siber Sehari-hari"
PERSON = "Sari Melati Puspitasari"


def test_a_supervised_test_is_planned_watched_taken_and_signed(visit):
    hr, proctor = visit("sdm", javascript=False), visit("pengawas", width=360)
    person = visit("pegawai", width=360, javascript=False)
    plan_a_room(hr)
    pin = open_the_room(proctor)

    take_the_test(person, pin)
    sign(proctor)
    person.reload()

    expect(person.locator("main")).to_contain_text("terhitung sebagai hasil terawasi")


def plan_a_room(page: Page) -> None:
    """Plan a sitting that begins soon, seat one person, name who watches, and announce it."""
    soon = datetime.now(ZoneInfo("Asia/Jakarta")) + timedelta(minutes=20)
    page.goto("/asesmen/sesi/sdm/")
    follow(page.get_by_role("link", name="Rencanakan sesi"))
    page.get_by_label("Direncanakan untuk").select_option(label="– – – Seksi Identitas Penduduk")
    page.get_by_label("Tes", exact=True).select_option(label=TEST)
    page.get_by_label("Ruang", exact=True).fill("Ruang Melati")
    page.get_by_label("Kursi", exact=True).fill("3")
    page.get_by_label("Mulai", exact=True).fill(soon.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Selesai", exact=True).fill((soon + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    follow(page.get_by_role("button", name="Rencanakan", exact=True))
    follow(page.get_by_role("link", name="Beri kursi").first)
    page.get_by_label("Nama", exact=True).fill("Sari Melati")
    follow(page.get_by_role("button", name="Cari", exact=True))
    page.get_by_label(PERSON).check()
    follow(page.get_by_role("button", name="Beri kursi kepada yang dicentang"))
    page.get_by_label("Agus Prasetyo").check()
    follow(page.get_by_role("button", name="Simpan"))
    follow(page.get_by_role("button", name="Umumkan"))
    expect(page.locator("main")).to_contain_text(PERSON)


def open_the_room(page: Page) -> str:
    """Open the room on a phone and confirm the identity of whoever sits there; return the number on the board."""
    page.goto("/asesmen/ruang/")
    follow(page.locator("ul.rows li", has_text="Ruang Melati").get_by_role("link"))
    follow(page.get_by_role("button", name="Buka ruang"))
    pin = page.locator(".room-pin").inner_text().strip()
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("link", name=PERSON))
    page.get_by_label("KTP", exact=True).check()
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("button", name="Identitas cocok"))
    return pin


def take_the_test(page: Page, pin: str) -> None:
    """Begin with the number on the board, answer nothing, and hand in."""
    page.goto("/asesmen/")
    follow(page.locator("section", has_text="Ruang Melati").get_by_role("link", name="Ke kursi Anda"))
    wrong = "000000" if pin != "000000" else "111111"
    page.get_by_label("Nomor di papan", exact=True).fill(wrong)
    follow(page.get_by_role("button", name="Mulai tes"))
    expect(page.locator("main")).to_contain_text("Ini bukan nomor di papan")
    page.get_by_label("Nomor di papan", exact=True).fill(pin)
    assert shows_no_sideways_scroll(page)
    follow(page.get_by_role("button", name="Mulai tes"))
    follow(page.get_by_role("button", name="Periksa dan kumpulkan"))
    follow(page.locator("main form button[type=submit]").last)
    expect(page.locator("main")).to_contain_text("berita acara")


def sign(page: Page) -> None:
    """Close the room and sign its report."""
    page.goto(page.url)
    page.get_by_text("Tutup ruang dan tanda tangani").click()
    page.get_by_label("Berita acara", exact=False).fill("Tertib.")
    follow(page.get_by_role("button", name="Tanda tangani berita acara"))
    expect(page.locator("main")).to_contain_text("Ditandatangani oleh Agus Prasetyo")
