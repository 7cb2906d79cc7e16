"""What an attacker or an accident meets before any room is reached."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests.builders import PASSWORD, agency, person, post
from tests.test_settings import SAFE

NIP = "198609262015051901"
KEY = "".join(chr(65 + number * 7 % 58) for number in range(64))


def in_production(code: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], **SAFE, "SECRET_KEY": KEY, "BEHIND_PROXY": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True, check=False, timeout=120
    )


def test_djangos_own_check_finds_nothing_in_production():
    code = (
        "import sys; from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )

    found = in_production(code)

    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_cookies_belong_to_this_host_alone_in_production():
    code = (
        "import django, json; django.setup(); from django.conf import settings as s;"
        "print(json.dumps([[s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY],"
        "[s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY],"
        "[s.LANGUAGE_COOKIE_NAME, s.LANGUAGE_COOKIE_SECURE, s.LANGUAGE_COOKIE_HTTPONLY]]))"
    )

    found = json.loads(in_production(code).stdout)

    assert found == [
        ["__Host-sessionid", True, True],
        ["__Host-csrftoken", True, True],
        ["__Host-language", True, True],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/masuk/", "/sehat/", "/tidak-ada/", "/kelola/", "/verifikasi/"])
def test_every_answer_forbids_guessing_its_type_and_framing_it(client, address):
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors" in headers["Content-Security-Policy"]
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert "base-uri 'self'" in headers["Content-Security-Policy"]
    assert headers["Content-Type"] in ("text/html; charset=utf-8", "application/json")
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/masuk/", "/kursus/", "/sehat/", "/akun/", "/kelola/"])
def test_a_request_is_never_echoed(client, address):
    answer = client.generic("TRACE", address, headers={"x-secret": "jangan-dipantulkan"})

    assert answer.status_code == 405
    assert "jangan-dipantulkan" not in answer.content.decode()


@pytest.mark.django_db
def test_a_line_break_typed_as_a_login_makes_no_second_line_in_the_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post("/masuk/", {"login": "siti\n2026 signed in", "username": "siti\n2026 signed in", "password": "x"})

    assert not any("2026 signed in" in record.getMessage() for record in caplog.records)


@pytest.mark.django_db
def test_who_came_in_and_who_was_refused_stands_in_the_log_without_a_name(client, caplog):
    who = person("Siti Rahayu", nip=NIP)
    with caplog.at_level(logging.INFO):
        client.post("/masuk/", {"username": NIP, "login": NIP, "password": "salah sekali"})
        client.post("/masuk/", {"username": NIP, "login": NIP, "password": PASSWORD})

    lines = [record.msg for record in caplog.records if record.name == "lms.door"]
    assert [line["event"] for line in lines] == ["sign-in refused", "signed in"]
    assert lines[1]["person"] == str(who.uuid)
    assert not any(secret in str(lines) for secret in (NIP, "Siti", who.email, "salah"))


@pytest.mark.django_db
def test_a_refused_page_stands_in_the_log(client, caplog):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)
    with caplog.at_level(logging.INFO):
        assert client.get("/sdm/pegawai/").status_code == 403

    refusals = [record.msg for record in caplog.records if record.name == "lms.request"]
    assert any(line["event"] == "refused" and line["status"] == 403 for line in refusals)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    [
        "lontarlontar2026",
        "kabupaten-asn-1",
        "198609262015051901",
        "SitiRahayu1986",
        "pegawaiindonesia",
        "Password1234!",
    ],
)
def test_a_password_that_a_colleague_would_guess_is_refused_in_a_sentence(password):
    who = person("Siti Rahayu", nip=NIP)

    with pytest.raises(ValidationError) as refusal:
        validate_password(password, who)

    assert all(sentence.endswith(".") for sentence in refusal.value.messages)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["hujan turun di teras belakang", "ħëł©ø wörłd – ☂ " + "x9" * 60])
def test_a_long_sentence_of_any_signs_is_a_password_as_it_is(password):
    who = person("Siti Rahayu", nip=NIP)

    validate_password(password, who)
    who.set_password(password)

    assert who.check_password(password)
    assert not who.check_password(password[:-1])
    assert not who.check_password(password.upper())


@pytest.mark.django_db
def test_a_form_without_its_token_changes_nothing():
    who = person("Siti")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(who)

    assert strict.post("/akun/kata-sandi/", {"old_password": PASSWORD}).status_code == 403
    assert strict.post("/keluar/").status_code == 403
    assert strict.get("/akun/").status_code == 200


@pytest.mark.django_db
def test_a_session_of_a_closed_account_opens_nothing(client):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)
    assert client.get("/akun/").status_code == 200

    type(who).objects.filter(pk=who.pk).update(is_active=False)

    assert client.get("/akun/").status_code == 302


@pytest.mark.django_db
def test_an_error_tells_nothing_of_the_inside():
    page = (settings.BASE_DIR / "lms" / "templates" / "500.html").read_text()
    code = "import django; django.setup(); from django.conf import settings as s; print(s.DEBUG, s.TEMPLATES[0]['OPTIONS'].get('debug'))"

    assert in_production(code).stdout.split()[0] == "False"
    assert "{{" not in page
    assert "{%" not in page
