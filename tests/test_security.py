"""What an attacker or an accident meets before any room is reached."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest
import structlog
from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from lms.management.commands import start
from lms.notices import services as notices
from lms.notices.kinds import KINDS, NoticeKind
from lms.notices.models import MailState, Notice
from lms.settings.logs import logging_for
from tests.builders import NOW, PASSWORD, agency, person, post
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
def test_who_went_out_stands_in_the_log_without_a_name(client, caplog):
    who = person("Siti Rahayu")
    client.force_login(who)
    with caplog.at_level(logging.INFO):
        client.post("/keluar/")

    lines = [record.msg for record in caplog.records if record.name == "lms.door"]
    assert (lines[-1]["event"], lines[-1]["person"]) == ("signed out", str(who.uuid))
    assert "Siti" not in str(lines)


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


@pytest.mark.django_db
def test_a_line_break_in_a_subject_makes_no_header(mailoutbox, monkeypatch):
    monkeypatch.setitem(KINDS, "kursus", NoticeKind("kursus", "Kursus %(course)s", "Isi"))
    who = person("Siti", email="siti@contoh.example")
    course = "A\nBcc: semua@contoh.example"
    notice = Notice.objects.create(
        person=who, kind="kursus", facts={"course": course}, key="k", created_at=NOW, mail_state=MailState.REQUESTED
    )

    assert notices.send_mail_of(notice_id=notice.pk)

    assert mailoutbox[0].message()["Subject"] == "Kursus A Bcc: semua@contoh.example"
    assert mailoutbox[0].recipients() == ["siti@contoh.example"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "0", "1e9", "NaN", "½", "' OR 1=1 --"])
def test_a_number_beyond_every_range_is_a_plain_refusal(client, number):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)

    for address in ("/akun/?halaman=", "/kursus/?halaman=", "/pemberitahuan/?halaman=", "/pengembangan/?tahun="):
        assert client.get(address + quote(number)).status_code in (200, 302, 400, 404)


@pytest.mark.django_db
def test_an_address_told_by_the_visitor_counts_only_behind_a_proxy(rf, settings):
    request = rf.post("/masuk/", headers={"x-forwarded-for": "203.0.113.7"}, REMOTE_ADDR="198.51.100.9")

    assert get_client_ip_address(request) == "198.51.100.9"


def test_a_message_of_two_lengths_is_refused():
    raw = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x"

    with pytest.raises(ParseException):
        Request(Config(), IterUnreader([raw]), ("127.0.0.1", 1))


@pytest.mark.django_db
def test_the_password_field_is_masked_and_open_to_password_keepers(client):
    page = client.get("/masuk/").content.decode()

    field = re.search(r'<input[^>]*name="password"[^>]*>', page).group()
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page
    assert 'autocomplete="off"' not in page


@pytest.mark.parametrize("password", ["qwerty123456", "1q2w3e4r5t6y", "megaparol12345"])
def test_passwords_known_from_breaches_are_refused(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)

    assert "password_too_common" in [error.code for error in refusal.value.error_list]


def test_passwords_are_stretched_as_todays_guidance_asks():
    code = (
        "import django; django.setup(); from django.contrib.auth.hashers import make_password as m;"
        "print(*m('hujan turun di teras').split('$')[:2])"
    )

    algorithm, rounds = in_production(code).stdout.split()

    assert algorithm == "pbkdf2_sha256"
    assert int(rounds) >= 600_000  # OWASP Password Storage Cheat Sheet, 2023


@pytest.mark.django_db
def test_the_way_out_is_on_every_page(client):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)

    for address in ("/beranda/", "/kursus/", "/kompetensi/", "/mentoring/", "/akun/", "/bantuan/", "/privasi/"):
        assert 'action="/keluar/"' in client.get(address).content.decode(), address


@pytest.mark.django_db
def test_leaving_clears_what_the_browser_kept(client):
    client.force_login(person("Siti"))

    answer = client.post("/keluar/")

    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/akun/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/pyproject.toml", "/manage.py", "/static/", "/media/", "/media/images/", "/static/../manage.py"],
)
def test_nothing_of_the_repository_is_served(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_the_same_field_twice_and_in_the_address_does_not_confuse_the_door(client):
    person("Siti", nip=NIP)
    other = person("Budi", nip="197001011995031901")

    client.post(
        f"/masuk/?username={NIP}&login={NIP}&password=x",
        {"username": [NIP, other.email], "login": [NIP, other.email], "password": ["salah", PASSWORD]},
    )

    assert client.session.get("_auth_user_id") in (None, str(other.pk))


def test_a_line_of_the_log_is_one_object_with_its_time_in_utc():
    formatter = structlog.stdlib.ProcessorFormatter(
        **{
            name: value
            for name, value in logging_for(level="INFO", as_json=True)["formatters"]["structured"].items()
            if name != "()"
        }
    )
    record = logging.LogRecord("lms", logging.INFO, "x", 1, 'satu\n{"event": "palsu"}\r\n', None, None)

    line = formatter.format(record)

    assert "\n" not in line
    assert json.loads(line)["event"].startswith("satu")
    assert json.loads(line)["timestamp"].endswith("Z")


@pytest.mark.django_db
def test_guessing_that_is_slowed_down_stands_in_the_log(client, caplog):
    person("Siti", nip=NIP)
    with caplog.at_level(logging.INFO):
        for _try in range(9):
            client.post("/masuk/", {"username": NIP, "login": NIP, "password": "salah"})

    lines = [record.msg for record in caplog.records if record.name == "lms.door"]
    assert "sign-in slowed down" in [line["event"] for line in lines]
    assert NIP not in str(lines)


@pytest.mark.django_db
def test_an_error_is_logged_with_its_request_and_told_in_one_sentence(client, caplog, monkeypatch):
    def breaks(*_args, **_more):
        raise ValueError("rahasia dapur")

    monkeypatch.setattr("lms.people.access.doors_of", breaks)
    client.raise_request_exception = False
    client.force_login(person("Siti"))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/akun/")

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "rahasia dapur" not in page
    assert "Traceback" not in page
    assert any("rahasia dapur" in str(record.exc_info) for record in caplog.records)


def test_the_secret_key_is_readable_by_its_owner_only(tmp_path, settings, monkeypatch):
    settings.VAR_DIR = tmp_path
    settings.QUEUE_DIR = tmp_path / "queue"
    settings.SECRET_KEY = settings.SECRET_KEY
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert start.make_folder() == "made"

    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
