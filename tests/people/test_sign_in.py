"""The door: NIP or e-mail, one sentence when it does not open, and no guessing."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.utils.crypto import get_random_string

from tests.builders import PASSWORD, agency, person, post

pytestmark = pytest.mark.django_db

NIP = "198609262015051901"
WRONG = "tidak cocok"


@pytest.fixture
def siti():
    who = person("Siti", email="siti@contoh.example", nip=NIP)
    post(who, agency())
    return who


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/masuk/", {"username": login, "password": password, **more})


@pytest.mark.parametrize("login", [NIP, "19860926 201505 1 901", "19860926.201505.1.901", "SITI@contoh.example"])
def test_a_person_signs_in_with_nip_or_email(client, siti, login):
    answer = sign_in(client, login)

    assert answer.status_code == 302
    assert client.get("/beranda/").status_code == 200


@pytest.mark.parametrize(
    "login", [NIP, "siti@contoh.example", "tak-dikenal@contoh.example", "199001012015051901", "12"]
)
def test_a_wrong_password_and_an_unknown_login_get_the_same_sentence(client, siti, login):
    page = sign_in(client, login, "bukan kata sandinya").content.decode()

    assert WRONG in page
    assert login in page


def test_the_number_a_person_used_to_have_does_not_open_the_door(client, siti):
    siti.employee_numbers.update(valid_to="2025-01-01")

    assert WRONG in sign_in(client, NIP).content.decode()


def test_an_inactive_account_stays_closed(client, siti):
    siti.is_active = False
    siti.save()

    assert WRONG in sign_in(client, NIP).content.decode()


def test_guessing_is_stopped_for_that_account_and_not_for_the_office(client, siti):
    colleague = person("Tono", email="tono@contoh.example")
    post(colleague, agency("Lain"))
    for _guess in range(7):
        sign_in(client, NIP, get_random_string(8))
    assert sign_in(client, NIP, get_random_string(8)).status_code == 429

    locked = sign_in(client, NIP)
    other = sign_in(client, "tono@contoh.example")

    assert locked.status_code == 429
    assert "Tunggu 15 menit" in locked.content.decode()
    assert other.status_code == 302


def test_dots_in_the_number_and_the_email_do_not_start_a_new_count(client, siti):
    spellings = [NIP, "19860926-201505-1-901", "1986.0926201505.1.901", "siti@contoh.example"]
    for guess in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, spellings[guess % len(spellings)], get_random_string(8))

    assert sign_in(client, "1.9860926201505.1901").status_code == 429


def test_what_was_typed_is_not_kept_where_failures_are_counted(client, siti):
    sign_in(client, NIP, "salah")

    kept = str([list(AccessAttempt.objects.values()), list(AccessFailureLog.objects.values())])
    assert AccessAttempt.objects.exists()
    assert NIP not in kept
    assert "salah" not in kept


def test_after_signing_in_nobody_is_sent_to_another_site(client, siti):
    answer = sign_in(client, NIP, next="https://jahat.example/")

    assert "jahat" not in answer.headers["Location"]


def test_a_page_that_needs_an_account_comes_back_after_signing_in(client, siti):
    asked = client.get("/kompetensi/")

    assert asked.headers["Location"] == "/masuk/?next=/kompetensi/"
    assert sign_in(client, NIP, next="/kompetensi/").headers["Location"] == "/kompetensi/"


def test_the_session_changes_its_key_at_the_door(client, siti):
    client.get("/masuk/")
    client.session["probe"] = 1
    before = client.session.session_key
    sign_in(client, NIP)

    assert client.session.session_key != before


def test_signing_out_takes_a_form_and_ends_the_session(client, siti):
    sign_in(client, NIP)

    assert client.get("/keluar/").status_code == 405
    client.post("/keluar/")
    assert client.get("/beranda/").status_code == 302


def test_a_password_of_five_megabytes_is_refused_without_effort(client, siti):
    assert sign_in(client, NIP, "x" * 5_000_000).status_code in (200, 400, 413)
