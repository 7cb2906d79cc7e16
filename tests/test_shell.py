"""What every page has: headers, language, health, and one clear sentence when something is refused."""

import json
import logging

import pytest
from django.conf import settings
from django.test import Client

from lms.celery import app
from lms.people.models import Role
from tests.builders import PASSWORD, agency, grant, person, post

pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_lives_and_that_it_is_ready(client):
    assert client.get("/sehat/").json() == {"status": "ok"}
    assert client.get("/siap/").json() == {"status": "ok", "database": True, "migrations": True, "queue": True}


def test_pages_carry_a_strict_policy_without_inline_scripts(client):
    headers = client.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in policy


def test_only_the_admin_may_run_inline_scripts(client):
    policy = client.get("/kelola/").headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert [part for part in policy.split("; ") if part.startswith("style-src")] == ["style-src 'self'"]


def test_a_page_of_ours_has_no_inline_style_or_script(client):
    page = client.get("/").content.decode()

    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_pages_are_indonesian_whatever_the_browser_prefers(client):
    page = client.get("/", headers={"accept-language": "en-US,en;q=0.9"})

    assert page.headers["Content-Language"] == "id"
    assert "Masuk" in page.content.decode()


def test_a_reader_may_choose_english(client):
    client.post("/bahasa/", {"language": "en", "next": "/"})

    page = client.get("/")

    assert page.headers["Content-Language"] == "en"
    assert "Sign in" in page.content.decode()


def test_the_language_switch_does_not_send_people_elsewhere(client):
    answer = client.post("/bahasa/", {"language": "en", "next": "https://jahat.example/"})

    assert "jahat" not in answer.headers["Location"]


def test_an_expired_form_says_so_and_keeps_the_way_back():
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/masuk/", {"username": "a", "password": "b"})

    assert answer.status_code == 403
    assert "kedaluwarsa" in answer.content.decode().lower()


def test_an_unknown_address_gets_a_page_and_a_way_on(client):
    answer = client.get("/tidak-ada/")

    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_a_forged_host_is_refused(client):
    assert client.get("/", headers={"host": "jahat.example"}).status_code == 400


def test_pages_of_a_signed_in_person_are_not_kept_by_a_shared_cache(client):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)

    assert "no-store" in client.get("/beranda/").headers["Cache-Control"]


def test_a_request_has_an_id_in_its_answer_and_no_name_or_number_in_the_log(client, caplog):
    nip = "198609262015051901"
    who = person("Siti Rahayu", email="siti@contoh.example", nip=nip)
    with caplog.at_level(logging.DEBUG):
        client.post("/masuk/", {"username": nip, "password": "salah"})
        client.post("/masuk/", {"username": "siti@contoh.example", "password": "salah"})
        client.post("/masuk/", {"username": nip, "password": PASSWORD})
        answer = client.get(f"/akun/?nip={nip}")

    assert len(answer.headers["X-Request-ID"]) == 16
    lines = json.dumps([str(record.msg) + record.getMessage() for record in caplog.records])
    for secret in (nip, who.full_name, who.email, "salah"):
        assert secret not in lines


def test_no_address_holds_an_employee_number(client):
    who = person("Siti", nip="198609262015051901")
    post(who, agency())
    client.force_login(who)

    page = client.get("/akun/").content.decode()

    assert "198609262015051901" not in page
    assert "1986••••" in page


def test_the_settings_name_no_outside_host():
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None


def test_an_administrator_makes_no_nameless_accounts_in_wagtail(client):
    admin = person("Hesti")
    admin.is_superuser = True
    admin.save()
    client.force_login(admin)

    assert client.get("/kelola/users/new/").status_code == 404
    assert "/kelola/users/" not in client.get("/kelola/").content.decode()


def test_a_queue_that_cannot_be_written_is_told(client, tmp_path, monkeypatch):
    monkeypatch.setitem(app.conf.broker_transport_options, "data_folder_out", str(tmp_path / "gone"))

    answer = client.get("/siap/")

    assert (answer.status_code, answer.json()["queue"]) == (503, False)


@pytest.mark.parametrize(
    ("roles", "path", "current", "has_own_word"),
    [
        ((Role.HR,), "/peran/", "/sdm/kesenjangan/", False),
        ((Role.ADMINISTRATOR,), "/peran/", "/peran/", True),
        ((Role.ADMINISTRATOR, Role.VIEWER), "/peran/", "/peran/", True),
        ((Role.AUDITOR,), "/privasi/catatan-pemrosesan/", "/audit/", False),
        ((Role.DPO,), "/privasi/catatan-pemrosesan/", "/privasi/petugas/", True),
    ],
)
def test_the_navigation_shows_where_one_is_and_each_room_once(client, roles, path, current, has_own_word):
    regency, who = agency(), person("Siti")
    post(who, regency)
    for role in roles:
        grant(who, role, regency)
    client.force_login(who)

    words = client.get(path).context["nav"]

    assert [word.url for word in words if word.current] == [current]
    assert ("/peran/" in [word.url for word in words]) is has_own_word
