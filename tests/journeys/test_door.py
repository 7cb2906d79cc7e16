"""The door in a browser: activation with a printed code, a lost password, the second step, an agency's sign-on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import follow, shows_no_sideways_scroll
from tests.people.test_second_step import digits_of

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("platform")]

DEMO_PASSWORD = "demo-asn-2026"
NEW = "hujan turun di teras belakang"


def confirm(page: Page, password: str = DEMO_PASSWORD) -> None:
    """Type the password once more where it is asked for."""
    if "/akun/konfirmasi/" in page.url:
        page.locator("input[type=password]").fill(password)
        page.get_by_role("button", name="Lanjutkan").click()


def code_from_hr(hr: Page, name: str) -> str:
    """Have HR make a code for one person whom the officer knows."""
    hr.goto(f"/sdm/pegawai/?cari={name}")
    hr.locator("main").get_by_role("link", name=re.compile(name)).first.click()
    follow(hr.get_by_role("link", name="Kode akses atau telepon hilang"))
    confirm(hr)
    hr.get_by_label("Bertemu langsung dengan kartu identitas").check()
    hr.get_by_role("button", name="Buat kode").click()
    return hr.locator(".letter__code code").inner_text()


def choose_password(page: Page, password: str = NEW) -> None:
    page.locator("input[name=new_password1]").fill(password)
    page.locator("input[name=new_password2]").fill(password)
    page.locator("main").get_by_role("button").first.click()


def test_hr_prints_codes_for_a_unit_and_a_newcomer_activates_on_a_phone_without_javascript(visit, nip_of):
    hr = visit("sdm")
    hr.goto("/sdm/kode/")
    follow(hr.get_by_role("button", name=re.compile("^Buat kode Dinas")).first)
    confirm(hr)
    expect(hr.locator("main")).to_contain_text(re.compile(r"\d+ belum dipakai"), timeout=20_000)
    follow(hr.get_by_role("link", name="Daftar").first)
    row = hr.locator("tbody tr").first
    name, code = row.locator("th").inner_text(), row.locator("code").inner_text()
    assert "•" in row.inner_text()

    phone = visit(width=360, javascript=False)
    phone.goto("/aktivasi/")
    assert shows_no_sideways_scroll(phone)
    phone.get_by_label("NIP").fill(nip_of(name))
    phone.get_by_label("Kode dari SDM").fill(code.lower())
    phone.get_by_role("button", name="Lanjutkan").click()
    expect(phone.locator("main")).to_contain_text(name)
    choose_password(phone)

    expect(phone.locator("h1")).to_be_visible()
    assert "/privasi/pemberitahuan-baru/" in phone.url
    phone.get_by_role("button").filter(has_text="membaca").click()
    expect(phone).to_have_url(re.compile("/beranda/$"))


def test_a_lost_password_is_replaced_without_an_address(visit, nip_of):
    hr = visit("sdm")
    code = code_from_hr(hr, "Sari Melati Puspitasari")

    page = visit(width=360)
    page.goto("/masuk/")
    page.get_by_role("link", name="Kata sandi hilang?").click()
    page.get_by_role("link", name="Saya punya kode").click()
    page.get_by_label("NIP").fill(nip_of("Sari Melati Puspitasari"))
    page.get_by_label("Kode dari SDM").fill(code)
    page.get_by_role("button", name="Lanjutkan").click()
    choose_password(page, DEMO_PASSWORD + " sementara saja")

    expect(page).to_have_url(re.compile("/beranda/$"))
    page.goto("/akun/kata-sandi/")
    page.locator("input[name=old_password]").fill(DEMO_PASSWORD + " sementara saja")
    choose_password_again(page)


def choose_password_again(page: Page) -> None:
    """Give the demo account back the password that everybody knows, for the journeys after this one."""
    page.locator("input[name=new_password1]").fill(DEMO_PASSWORD)
    page.locator("input[name=new_password2]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi baru").click()
    expect(page.locator("body")).to_contain_text("Kata sandi baru tersimpan")


def test_the_app_on_the_telephone_is_set_up_and_asked_for_by_keyboard_alone(visit):
    page = visit("mentor")
    page.goto("/akun/keamanan/")
    page.get_by_role("link", name="Pasang aplikasi").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/akun/konfirmasi/"))
    confirm(page)
    secret = page.locator("code.secret").inner_text()
    page.locator("input[name=code]").fill(digits_of(secret))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    spare = page.locator(".codes li").first.inner_text()
    page.goto("/akun/")
    page.locator("aside").get_by_role("button", name="Keluar").click()

    page.goto("/masuk/")
    page.get_by_label("NIP atau alamat surel").fill("mentor@contoh.example")
    page.get_by_label("Kata sandi").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Langkah kedua")
    page.locator("input[name=code]").fill(spare)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/beranda/$"))

    page.goto("/akun/keamanan/aplikasi/lepas/")
    confirm(page)
    page.get_by_role("button", name="Lepas").click()
    expect(page.get_by_role("link", name="Pasang aplikasi")).to_be_visible()


def test_a_security_key_is_added_and_opens_the_second_step(visit):
    page = visit("penelaah")
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    key.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.goto("/akun/keamanan/kunci/baru/")
    confirm(page)
    page.locator("input[name=name]").fill("Laptop kantor")
    page.get_by_role("button", name="Tambahkan kunci").click()
    expect(page.locator("main")).to_contain_text(re.compile("kode|Laptop kantor"))
    page.goto("/akun/")
    page.locator("aside").get_by_role("button", name="Keluar").click()

    page.goto("/masuk/")
    page.get_by_label("NIP atau alamat surel").fill("penelaah@contoh.example")
    page.get_by_label("Kata sandi").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_role("button", name="Pakai kunci keamanan").click()
    expect(page).to_have_url(re.compile("/beranda/$"))

    page.goto("/akun/keamanan/kunci/")
    page.get_by_role("link", name="Hapus").click()
    confirm(page)
    page.get_by_role("button", name="Hapus").click()


def test_an_agencys_sign_on_is_linked_after_proof_and_is_enough_from_then_on(visit):
    page = visit()
    page.goto("/masuk/")
    page.get_by_role("button", name="Masuk dengan SSO Kabupaten").click()
    at_the_provider(page)
    expect(page.locator("h1")).to_have_text("Akun ini belum tertaut")
    page.get_by_label("NIP atau alamat surel").fill("pelatih@contoh.example")
    page.get_by_label("Kata sandi platform ini").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Tautkan dan masuk").click()
    expect(page).to_have_url(re.compile("/beranda/$"))

    again = visit()
    again.goto("/masuk/")
    again.get_by_role("button", name="Masuk dengan SSO Kabupaten").click()
    at_the_provider(again)
    expect(again).to_have_url(re.compile("/beranda/$"))
    again.goto("/akun/keamanan/")
    again.get_by_role("button", name="Lepas tautan").click()
    confirm(again)
    expect(again.locator("body")).to_contain_text("Tautan sudah dilepas")


def at_the_provider(page: Page) -> None:
    """Say at the provider who one is."""
    page.wait_for_url(re.compile("/oauth2/authorize"))
    page.get_by_role("button", name="pegawai-satu").first.click()


def test_where_one_is_signed_in_is_listed_and_ended(visit):
    phone, office = visit("pegawai", width=360), visit("pegawai")
    phone.goto("/akun/sesi/")
    assert shows_no_sideways_scroll(phone)
    phone.get_by_role("button", name="Keluar dari semua tempat lain").click()
    confirm(phone)

    office.goto("/akun/")
    expect(office).to_have_url(re.compile("/masuk/"))
