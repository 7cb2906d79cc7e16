"""The second step: an app, a key, codes for the day the telephone is lost; asked of some by dated rule."""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from lms.people.models import Role, SecondFactorRule
from lms.people.second_step import has_second_step
from tests.builders import PASSWORD, agency, grant, person, post, sign_in

pytestmark = pytest.mark.django_db


def digits_of(secret: str, *, at: float | None = None) -> str:
    """RFC 6238 with its defaults: HMAC-SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    mac = hmac.new(b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_the_digits_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"

    assert digits_of(secret, at=59) == "287082"
    assert digits_of(secret, at=1111111109) == "081804"


@pytest.fixture
def siti():
    who = person("Siti Rahayu", email="siti@contoh.example", nip="198609262015051901")
    post(who, agency())
    return who


def set_up(client, who) -> str:
    sign_in(client, who, confirmed=True)
    page = client.get("/akun/keamanan/aplikasi/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page).group(1)
    answer = client.post("/akun/keamanan/aplikasi/", {"code": digits_of(secret)})
    assert answer.url == "/akun/keamanan/cadangan/"
    return secret


def test_siti_sets_up_the_app_and_signs_in_with_its_digits(client, siti):
    secret = set_up(client, siti)
    client.post("/keluar/")

    answer = client.post("/masuk/", {"username": siti.email, "password": PASSWORD})
    assert answer.url.startswith("/masuk/langkah-kedua/")
    assert client.get("/akun/").status_code == 302
    later = digits_of(secret, at=time.time() + 30)
    assert client.post("/masuk/langkah-kedua/", {"code": later}).status_code == 302
    assert client.get("/akun/").status_code == 200


def test_wrong_digits_open_nothing_and_say_so(client, siti):
    set_up(client, siti)
    client.post("/keluar/")
    client.post("/masuk/", {"username": siti.email, "password": PASSWORD})

    page = client.post("/masuk/langkah-kedua/", {"code": "000000"})

    assert page.status_code == 200
    assert client.get("/akun/").status_code == 302


def test_the_same_digits_work_once(client, siti):
    secret = set_up(client, siti)
    again = digits_of(secret, at=time.time() + 30)
    client.post("/keluar/")
    client.post("/masuk/", {"username": siti.email, "password": PASSWORD})
    client.post("/masuk/langkah-kedua/", {"code": again})
    client.post("/keluar/")

    client.post("/masuk/", {"username": siti.email, "password": PASSWORD})
    client.post("/masuk/langkah-kedua/", {"code": again})

    assert client.get("/akun/").status_code == 302


def test_a_recovery_code_opens_once(client, siti):
    set_up(client, siti)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for opens in (200, 302):
        client.post("/keluar/")
        client.post("/masuk/", {"username": siti.email, "password": PASSWORD})
        client.post("/masuk/langkah-kedua/", {"code": code})
        assert client.get("/akun/").status_code == opens


def test_the_secret_lies_sealed_in_the_database(client, siti):
    secret = set_up(client, siti)

    kept = Authenticator.objects.get(type="totp").data

    assert secret not in str(kept)
    assert kept["secret"].startswith("gAAAA")
    sealed = kept["secret"]
    tampered = sealed[:-3] + ("AAA" if sealed[-3:] != "AAA" else "BBB")
    Authenticator.objects.filter(type="totp").update(data={"secret": tampered})
    client.post("/keluar/")
    client.post("/masuk/", {"username": siti.email, "password": PASSWORD})
    client.raise_request_exception = False
    client.post("/masuk/langkah-kedua/", {"code": digits_of(secret)})
    assert client.get("/akun/").status_code == 302


def test_a_link_for_a_new_password_does_not_go_around_the_second_step(client, siti):
    set_up(client, siti)
    client.post("/keluar/")
    siti.refresh_from_db()
    number = urlsafe_base64_encode(force_bytes(siti.pk))
    link = f"/lupa-kata-sandi/{number}/{default_token_generator.make_token(siti)}/"
    form = client.get(link).url
    client.post(form, {"new_password1": "hujan turun di teras", "new_password2": "hujan turun di teras"})

    assert client.get("/akun/").status_code == 302
    answer = client.post("/masuk/", {"username": siti.email, "password": "hujan turun di teras"})
    assert answer.url.startswith("/masuk/langkah-kedua/")


def test_the_password_is_asked_again_before_the_second_step_is_changed(client, siti):
    sign_in(client, siti)

    for address in ("/akun/keamanan/aplikasi/", "/akun/keamanan/kunci/baru/", "/akun/email/"):
        assert client.get(address).url.startswith("/akun/konfirmasi/"), address


def test_what_was_posted_is_carried_out_after_the_confirmation(client, siti):
    sign_in(client, siti)

    asked = client.post("/akun/email/", {"email": "baru@contoh.example"})
    done = client.post(asked.url, {"password": PASSWORD})

    assert done.status_code == 302
    assert done.url == "/akun/"


@pytest.mark.parametrize(
    ("role", "asked"),
    [(Role.HR, True), (Role.TRAINER, True), (Role.ADMINISTRATOR, True), (Role.MENTORING_COORDINATOR, False)],
)
def test_who_sees_data_of_others_sets_it_up_before_anything_else(client, siti, settings, role, asked):
    settings.SECOND_STEP_ASKED = True
    grant(siti, role, agency("Lain"))
    sign_in(client, siti)

    answer = client.get("/beranda/")

    assert (answer.status_code == 302) is asked
    if asked:
        assert answer.url.startswith("/akun/keamanan/?next=")
        assert client.post("/pemberitahuan/dibaca/").status_code == 302
        page = client.get("/akun/keamanan/").content.decode()
        assert "Pasal 35" in page


def test_no_form_goes_around_the_second_step_that_is_asked_for(client, siti, settings):
    settings.SECOND_STEP_ASKED = True
    grant(siti, Role.HR, agency("Lain"))
    sign_in(client, siti)

    assert client.post("/pemberitahuan/dibaca/").url == "/akun/keamanan/"
    assert client.get("/beranda/").url.startswith("/akun/keamanan/")


def test_the_first_administrator_needs_a_second_step_too(client, siti, settings):
    settings.SECOND_STEP_ASKED = True
    type(siti).objects.filter(pk=siti.pk).update(is_superuser=True)
    sign_in(client, siti)

    assert client.get("/beranda/").url.startswith("/akun/keamanan/")


def test_recovery_codes_alone_are_no_second_step(siti):
    RecoveryCodes.activate(siti)

    assert not has_second_step(siti)


def test_a_rule_that_has_ended_asks_nobody(client, siti, settings):
    settings.SECOND_STEP_ASKED = True
    SecondFactorRule.objects.update(valid_to=date(2026, 1, 2))
    grant(siti, Role.HR, agency("Lain"))
    sign_in(client, siti)

    assert client.get("/beranda/").status_code == 200


def test_with_the_second_step_the_way_is_open(client, siti, settings):
    set_up(client, siti)
    settings.SECOND_STEP_ASKED = True
    grant(siti, Role.HR, agency("Lain"))

    assert client.get("/beranda/").status_code == 200


def test_a_key_is_offered_and_the_page_says_what_to_do_without_javascript(client, siti):
    sign_in(client, siti, confirmed=True)

    page = client.get("/akun/keamanan/kunci/baru/").content.decode()

    assert "noscript" in page
    assert "Kunci keamanan memerlukan JavaScript" in page
    assert '"challenge"' in page


def test_the_app_comes_off_only_after_a_confirmation(client, siti):
    set_up(client, siti)

    assert client.post("/akun/keamanan/aplikasi/lepas/").status_code == 302
    assert not Authenticator.objects.filter(user=siti, type="totp").exists()
