"""What somebody with bad intent types at the door, and what it costs to find out who is here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.models import AccessCode, Role, User
from tests.builders import PASSWORD, agency, grant, person, post, sign_in

pytestmark = pytest.mark.django_db

NIP = "198609262015051901"
LATER = timezone.now() + timedelta(days=1)
FIVE_MEGABYTES = "x" * (5 * 1024 * 1024)
EVIL_NAMES = ['=HYPERLINK("http://jahat.example";"klik")', "<script>alert(1)</script>", "@SUM(A1:A9)", "Ω" * 200]


@pytest.fixture
def siti():
    who = person("Siti Rahayu", email="siti@contoh.example", nip=NIP)
    post(who, agency())
    return who


@pytest.fixture
def hashed(monkeypatch):
    """Count how many passwords are stretched, which is what takes time."""
    calls = []
    original = hashers.MD5PasswordHasher.encode

    def count(self, password, salt):
        calls.append(password)
        return original(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", count)
    return calls


@pytest.mark.parametrize("login", [NIP, "siti@contoh.example", "tidak-ada@contoh.example", "199001012015051901", "12"])
def test_a_wrong_password_takes_the_same_work_whether_or_not_there_is_such_a_person(client, siti, hashed, login):
    hashed.clear()

    client.post("/masuk/", {"username": login, "password": "bukan kata sandinya"})

    assert len(hashed) == 1


def test_a_wrong_code_asks_the_same_of_the_database_whoever_is_meant(client, siti):
    waiting = person("Nining", nip="199208152020121901", activated=False)
    AccessCode.objects.create(person=waiting, purpose="activation", made_at=timezone.now(), expires_at=LATER)
    asked = {}

    for nip in ("199208152020121901", NIP, "199001012015051901"):
        with CaptureQueriesContext(connection) as caught:
            client.post("/aktivasi/", {"nip": nip, "code": "AAAAA-AAAAA"})
        asked[nip] = [query["sql"].split()[0] for query in caught]

    assert len({str(kinds) for kinds in asked.values()}) == 1
    assert asked[NIP].count("UPDATE") == 2


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/masuk/", {"username": FIVE_MEGABYTES, "password": "x"}),
        ("/masuk/", {"username": NIP, "password": FIVE_MEGABYTES}),
        ("/aktivasi/", {"nip": FIVE_MEGABYTES, "code": "x"}),
        ("/aktivasi/", {"nip": NIP, "code": FIVE_MEGABYTES}),
        ("/lupa-kata-sandi/", {"email": FIVE_MEGABYTES}),
        ("/akun/email/konfirmasi/", {"token": FIVE_MEGABYTES}),
    ],
)
def test_five_megabytes_in_a_field_are_a_plain_refusal(client, siti, hashed, address, fields):
    answer = client.post(address, fields)

    assert answer.status_code in (200, 400, 422)
    assert FIVE_MEGABYTES not in hashed


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_a_name_is_text_wherever_hr_reads_or_takes_it_out(client, name):
    regency = agency()
    hr, other = person("Hana Wijaya"), person("Budi")
    User.objects.filter(pk=other.pk).update(full_name=name)
    post(hr, regency)
    post(other, regency)
    grant(hr, Role.HR, regency)
    sign_in(client, hr, confirmed=True)

    page = client.get("/sdm/pegawai/").content.decode()
    ready = client.post("/sdm/pegawai/unduh/", {"purpose": "Rencana pelatihan tahun depan"}, follow=True)
    link = next(part for part in ready.content.decode().split('"') if part.endswith(".csv"))
    table = b"".join(client.get(link)).decode()

    assert "<script>" not in page
    assert not any(
        cell.strip('"').startswith(("=", "@", "+")) for line in table.splitlines() for cell in line.split(";")
    )
    assert "\n=HYPER" not in table


def test_fields_that_no_form_asks_for_change_nobody(client, siti):
    sign_in(client, siti, confirmed=True)

    client.post("/akun/email/", {"email": "baru@contoh.example", "is_superuser": "1", "full_name": "Direktur"})
    client.post(
        "/akun/kata-sandi/",
        {
            "old_password": PASSWORD,
            "new_password1": "hujan turun di teras belakang",
            "new_password2": "hujan turun di teras belakang",
            "is_staff": "1",
            "activated_at": "",
        },
    )

    siti.refresh_from_db()
    assert (siti.is_superuser, siti.is_staff, siti.full_name) == (False, False, "Siti Rahayu")
    assert siti.activated_at is not None


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "/\\jahat.example"]
)
def test_no_way_in_leads_to_another_site(client, siti, target):
    confirmed = type(client)()
    sign_in(confirmed, siti)

    door = client.post("/masuk/", {"username": NIP, "password": PASSWORD, "next": target})
    again = confirmed.post("/akun/konfirmasi/", {"password": PASSWORD, "next": target})

    for answer in (door, again):
        assert "jahat" not in answer.headers.get("Location", "")
        assert not answer.headers.get("Location", "").startswith("javascript")
