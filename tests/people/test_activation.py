"""The first sign-in: a code from HR, made for one or for a hundred thousand, spent once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.people import codes, selectors, services
from lms.people.models import AccessCode, BatchState, CodeBatch, CodePurpose, Look, PeopleExport, Role, User
from lms.people.services import door
from lms.privacy.services import acknowledge
from tests.builders import PASSWORD, agency, grant, person, post, sign_in, unit

pytestmark = pytest.mark.django_db

NIP = "199208152020121901"
NEW = "hujan turun di teras belakang"
FIT = "tidak cocok"


@pytest.fixture
def regency():
    return agency("Kabupaten Contoh")


@pytest.fixture
def hr(regency):
    who = person("Hana Wijaya")
    post(who, regency)
    grant(who, Role.HR, regency)
    return who


def newcomer(where, name="Nining Astuti", nip=NIP):
    who = person(name, nip=nip, activated=False)
    post(who, where)
    return who


def code_for(who, hr, *, at=None):
    made = services.give_code(person=who.uuid, checked="id_card", by=hr, at=at or timezone.now())
    return services.code_of(made)


def activate(client, code, nip=NIP, follow=False):
    return client.post("/aktivasi/", {"nip": nip, "code": code}, follow=follow)


def choose(client, password=NEW, **more):
    return client.post(
        "/aktivasi/kata-sandi/", {"new_password1": password, "new_password2": password, **more}, follow=True
    )


@given(row=st.uuids(), other=st.uuids())
def test_a_code_follows_from_its_row_and_from_no_other(row, other):
    code = codes.written(codes.derive(row, key="k"))

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert codes.fits(code, row, key="k")
    assert codes.fits(code.lower().replace("0", "o").replace("1", "l").replace("-", " "), row, key="k")
    assert row == other or not codes.fits(code, other, key="k")
    assert not codes.fits(code, row, key="another key")


def test_a_code_has_fifty_bits_and_is_stored_nowhere(regency, hr):
    nining = newcomer(regency)
    code = code_for(nining, hr)

    stored = str(list(AccessCode.objects.values()))

    assert len(codes.ALPHABET) ** codes.LENGTH == 2**50
    assert code not in stored
    assert codes.normal(code) not in stored


def test_nining_activates_with_nip_and_code_chooses_a_password_and_is_in(client, regency, hr):
    nining = newcomer(regency)

    assert activate(client, code_for(nining, hr)).url == "/aktivasi/kata-sandi/"
    page = choose(client)

    nining.refresh_from_db()
    assert page.redirect_chain[0][0] == "/beranda/"
    assert nining.activated_at is not None
    assert nining.check_password(NEW)
    assert page.redirect_chain[1][0].startswith("/privasi/pemberitahuan-baru/")
    client.post("/keluar/")
    sign_in(client, nining, password=NEW)
    acknowledge(by=nining, at=timezone.now())
    assert client.get("/akun/").status_code == 200


def test_a_code_works_once(client, regency, hr):
    nining = newcomer(regency)
    code = code_for(nining, hr)
    activate(client, code)
    choose(client)
    client.post("/keluar/")

    assert FIT in activate(client, code).content.decode()


def test_a_code_that_was_used_in_another_window_asks_to_begin_again(client, regency, hr):
    nining = newcomer(regency)
    activate(client, code_for(nining, hr))
    AccessCode.objects.update(used_at=timezone.now())

    page = choose(client)

    assert page.redirect_chain[0][0] == "/aktivasi/"
    nining.refresh_from_db()
    assert nining.activated_at is None


def test_nobody_chooses_a_password_without_a_code(client, regency, hr):
    nining = newcomer(regency)
    code_for(nining, hr)

    page = choose(client, person=nining.pk, user=nining.pk)

    assert page.redirect_chain[0][0] == "/aktivasi/"
    nining.refresh_from_db()
    assert not nining.has_usable_password()


def test_a_code_ends_after_its_days(client, regency, hr):
    nining = newcomer(regency)
    code = code_for(nining, hr, at=timezone.now() - timedelta(days=settings.ACCESS_CODE_DAYS, seconds=1))

    assert FIT in activate(client, code).content.decode()


def test_five_wrong_tries_end_a_code(client, regency, hr):
    nining = newcomer(regency)
    code = code_for(nining, hr)
    for _try in range(5):
        activate(client, "AAAAA-AAAAA")

    assert FIT in activate(client, code).content.decode()
    assert AccessCode.objects.get().void_at is not None


@pytest.mark.parametrize("ending", ["used_at", "void_at", "expires_at"])
def test_a_code_that_ended_while_the_password_was_chosen_sets_none(regency, hr, ending):
    nining, now = newcomer(regency), timezone.now()
    code = services.give_code(person=nining.uuid, checked="id_card", by=hr, at=now)
    AccessCode.objects.update(**{ending: now})

    with pytest.raises(services.CodeDoesNotFit):
        services.spend_code(code=code.uuid, password=NEW, at=now)

    nining.refresh_from_db()
    assert not nining.has_usable_password()


def test_a_closed_account_is_opened_by_no_code(client, regency, hr):
    nining, now = newcomer(regency), timezone.now()
    code = services.give_code(person=nining.uuid, checked="id_card", by=hr, at=now)
    User.objects.filter(pk=nining.pk).update(is_active=False)

    assert FIT in activate(client, services.code_of(code)).content.decode()
    with pytest.raises(services.CodeDoesNotFit):
        services.spend_code(code=code.uuid, password=NEW, at=now)


def test_a_code_that_was_spent_links_no_sign_on_any_more(regency, hr):
    nining, now = newcomer(regency), timezone.now()
    code = services.give_code(person=nining.uuid, checked="id_card", by=hr, at=now)
    services.spend_code(code=code.uuid, password=NEW, at=now)

    with pytest.raises(services.CodeDoesNotFit):
        services.spend_for_link(code=code, at=now)


def test_an_accepted_code_is_of_no_use_in_a_session_that_somebody_prepared(client, regency, hr):
    nining = newcomer(regency)
    prepared = client.session
    prepared.save()
    client.cookies["sessionid"] = prepared.session_key
    thief = type(client)()
    thief.cookies["sessionid"] = prepared.session_key

    assert activate(client, code_for(nining, hr)).url == "/aktivasi/kata-sandi/"

    assert choose(thief).redirect_chain[0][0] == "/aktivasi/"
    nining.refresh_from_db()
    assert not nining.has_usable_password()


def test_a_new_code_ends_the_one_before(client, regency, hr):
    nining = newcomer(regency)
    first = code_for(nining, hr)
    second = code_for(nining, hr)

    assert FIT in activate(client, first).content.decode()
    assert activate(client, second).status_code == 302


@pytest.mark.parametrize("nip", [NIP, "197001011995031901", "12", "nining@contoh.example", "x" * 40])
def test_whoever_guesses_learns_nothing(client, regency, hr, nip):
    newcomer(regency)

    page = activate(client, "AAAAA-AAAAA", nip=nip)

    assert page.status_code == 200
    assert FIT in page.content.decode()
    assert nip in page.content.decode()


def test_wrong_codes_are_slowed_for_an_address_and_not_for_another(client, regency, hr):
    newcomer(regency)
    for number in range(60):
        activate(client, f"AAAAA-{number:05d}", nip="197001011995031901")

    assert activate(client, "AAAAA-AAAAA").status_code == 429
    assert client.post("/aktivasi/", {"nip": NIP, "code": "A"}, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_nobody_becomes_more_than_the_form_asks(client, regency, hr):
    nining = newcomer(regency)
    activate(client, code_for(nining, hr))

    choose(client, is_superuser="on", is_staff="on", full_name="Direktur", email="")

    nining.refresh_from_db()
    assert (nining.is_superuser, nining.is_staff, nining.full_name) == (False, False, "Nining Astuti")


@pytest.mark.parametrize("password", ["pendek", "123456789012", "niningastuti1992", "x" * (5 * 1024 * 1024)])
def test_a_password_that_will_not_do_is_refused_in_sentences_and_the_code_stays_good(client, regency, hr, password):
    nining = newcomer(regency)
    code = code_for(nining, hr)
    activate(client, code)

    page = choose(client, password)

    assert page.status_code in (200, 400)
    nining.refresh_from_db()
    assert nining.activated_at is None
    assert AccessCode.objects.get().used_at is None


def test_an_address_given_while_activating_counts_once_its_link_is_confirmed(client, regency, hr):
    nining = newcomer(regency)
    User.objects.filter(pk=nining.pk).update(email=None)
    activate(client, code_for(nining, hr))
    choose(client, email="nining@contoh.example")
    nining.refresh_from_db()
    assert nining.email is None

    link = re.search(r"/akun/email/konfirmasi/(\S+)/", mail.outbox[-1].body).group(1)
    client.get(f"/akun/email/konfirmasi/{link}/")
    nining.refresh_from_db()
    assert nining.email is None
    client.post("/akun/email/konfirmasi/", {"token": link})

    nining.refresh_from_db()
    assert nining.email == "nining@contoh.example"
    assert client.post("/akun/email/konfirmasi/", {"token": link}).status_code == 422
    assert client.post("/akun/email/konfirmasi/", {"token": link[:-2] + "xx"}).status_code == 422


def test_the_address_of_another_person_gets_no_link_and_nobody_is_told(client, regency, hr):
    person("Budi", email="budi@contoh.example")
    nining = newcomer(regency)
    User.objects.filter(pk=nining.pk).update(email=None)
    activate(client, code_for(nining, hr))

    page = choose(client, email="budi@contoh.example").content.decode()

    assert "Kami mengirim tautan" in page
    assert not [sent for sent in mail.outbox if "budi@contoh.example" in sent.to]


def test_a_lost_password_is_replaced_with_a_code_and_every_session_ends(
    client, regency, hr, django_capture_on_commit_callbacks
):
    siti = person("Siti", nip=NIP)
    post(siti, regency)
    sign_in(client, siti)
    elsewhere = type(client)()
    with django_capture_on_commit_callbacks(execute=True):
        activate(elsewhere, code_for(siti, hr))
        choose(elsewhere)

    assert client.get("/akun/").status_code == 302
    assert elsewhere.get("/akun/").status_code == 200
    assert AccessCode.objects.get().purpose == CodePurpose.RESET


def test_hr_says_how_the_person_was_recognised_and_the_person_sees_it(client, regency, hr):
    nining = newcomer(regency)

    with pytest.raises(services.IdentityNotChecked):
        services.give_code(person=nining.uuid, checked="", by=hr, at=timezone.now())
    services.give_code(person=nining.uuid, checked="video_call", by=hr, at=timezone.now())

    assert Look.objects.get(subject=nining).purpose == "code_video_call"


def test_hr_of_another_agency_makes_no_code(client, regency, hr):
    elsewhere = agency("Kementerian Lain")
    stranger = newcomer(elsewhere)

    with pytest.raises(door.access.MayNotView):
        services.give_code(person=stranger.uuid, checked="known", by=hr, at=timezone.now())
    with pytest.raises(door.access.OutsideScope):
        services.request_codes(unit=elsewhere.uuid, by=hr, at=timezone.now())


def batch_for(where, hr):
    return services.request_codes(unit=where.uuid, by=hr, at=timezone.now())


def test_a_batch_makes_codes_for_those_who_have_not_signed_in_yet_and_for_nobody_else(regency, hr):
    section = unit("Seksi", regency)
    waiting = [newcomer(section, f"Orang {n}", f"1992081520201219{n:02d}") for n in range(2, 5)]
    newcomer(agency("Lain"), "Orang Lain", "199208152020121911")

    batch = batch_for(regency, hr)
    services.make_codes(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.made) == (BatchState.DONE, 3, 3)
    assert set(AccessCode.objects.values_list("person_id", flat=True)) == {who.pk for who in waiting}


def test_a_killed_worker_is_followed_by_one_that_goes_on(regency, hr, monkeypatch):
    for n in range(2, 9):
        newcomer(regency, f"Orang {n}", f"1992081520201219{n:02d}")
    monkeypatch.setattr(door, "CODES_A_STEP", 3)
    batch = batch_for(regency, hr)
    door.step(batch_id=batch.pk, at=timezone.now())
    kept = set(AccessCode.objects.values_list("uuid", flat=True))

    assert services.make_waiting_codes() == 1

    batch.refresh_from_db()
    assert (batch.state, batch.made) == (BatchState.DONE, 7)
    assert kept <= set(AccessCode.objects.filter(void_at=None).values_list("uuid", flat=True))
    assert AccessCode.objects.count() == 7
    services.make_codes(batch_id=batch.pk)
    assert AccessCode.objects.count() == 7


def test_a_batch_that_fails_again_and_again_is_given_up_and_says_so(regency, hr):
    newcomer(regency)
    batch = batch_for(regency, hr)
    CodeBatch.objects.update(attempts=5)

    services.make_waiting_codes()

    batch.refresh_from_db()
    assert batch.state == BatchState.FAILED


def test_the_cost_of_a_step_does_not_grow_with_its_people(regency, hr, django_assert_max_num_queries):
    for n in range(2, 30):
        newcomer(regency, f"Orang {n}", f"1992081520201219{n:02d}")
    batch = batch_for(regency, hr)

    with django_assert_max_num_queries(8):
        door.step(batch_id=batch.pk, at=timezone.now())


def test_hr_prints_a_list_after_a_confirmation_and_the_codes_on_it_work(client, regency, hr):
    nining = newcomer(regency)
    sign_in(client, hr)
    answer = client.post(f"/sdm/kode/unit/{regency.uuid}/")
    assert answer.url.startswith("/akun/konfirmasi/")
    confirmed = client.post(answer.url, {"password": PASSWORD}, follow=True)
    batch = CodeBatch.objects.get()
    services.make_codes(batch_id=batch.pk)

    listed = client.get(f"/sdm/kode/{batch.uuid}/daftar/").content.decode()
    letters = client.get(f"/sdm/kode/{batch.uuid}/surat/").content.decode()

    assert confirmed.status_code == 200
    code = services.code_of(AccessCode.objects.get())
    assert code in listed
    assert code in letters
    assert NIP not in listed
    assert activate(type(client)(), code).status_code == 302
    assert nining.display_name in listed
    taken_out = PeopleExport.objects.values_list("by_id", "kind", "people")
    assert list(taken_out) == [(hr.pk, "access_codes", 1)] * 2


def test_a_printed_list_holds_only_codes_that_still_open_and_people_whom_the_officer_still_serves(regency, hr):
    stays, leaves = (newcomer(regency, f"Orang {n}", f"1992081520201219{n:02d}") for n in (2, 3))
    batch = batch_for(regency, hr)
    services.make_codes(batch_id=batch.pk)
    services.post(
        person=leaves,
        position=leaves.postings.get().position,
        unit=agency("Lain"),
        since=timezone.localdate(batch.requested_at),
    )

    assert [row.person for row in selectors.open_codes(batch, viewer=hr, at=batch.requested_at)] == [stays]
    assert not selectors.open_codes(batch, viewer=hr, at=batch.expires_at).exists()


def test_the_pages_of_a_batch_are_closed_to_another_agency(client, regency, hr):
    newcomer(regency)
    batch = batch_for(regency, hr)
    other = agency("Lain")
    stranger = person("Zulkarnain")
    post(stranger, other)
    grant(stranger, Role.HR, other)
    sign_in(client, stranger, confirmed=True)

    for address in (f"/sdm/kode/{batch.uuid}/", f"/sdm/kode/{batch.uuid}/daftar/", f"/sdm/kode/{batch.uuid}/surat/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/sdm/kode/unit/{regency.uuid}/").status_code == 403
    assert regency.name not in client.get("/sdm/kode/").content.decode()


def test_a_printed_list_costs_the_same_for_two_and_for_a_hundred(client, regency, hr):
    for n in range(2, 40):
        newcomer(regency, f"Orang {n}", f"1992081520201219{n:02d}")
    batch = batch_for(regency, hr)
    services.make_codes(batch_id=batch.pk)
    sign_in(client, hr, confirmed=True)
    client.get(f"/sdm/kode/{batch.uuid}/daftar/")

    with CaptureQueriesContext(connection) as many:
        client.get(f"/sdm/kode/{batch.uuid}/daftar/")
    AccessCode.objects.exclude(pk__in=AccessCode.objects.values("pk")[:2]).update(void_at=timezone.now())
    with CaptureQueriesContext(connection) as few:
        client.get(f"/sdm/kode/{batch.uuid}/daftar/")

    assert len(many) == len(few)
