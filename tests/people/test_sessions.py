"""Sessions: seen, ended, short on a shared device; a new device is told."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core import mail, signing
from django.core.signing import b62_encode
from django.test import Client
from django.utils import timezone

from lms.notices.models import Notice
from lms.people import access, selectors, services
from lms.people.adapters import SHARED_DEVICE
from lms.people.models import KnownDevice, Look, Role
from lms.people.services import channels
from tests.builders import PASSWORD, agency, grant, person, post, sign_in

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
NEW = "hujan turun di teras belakang"


@pytest.fixture
def siti():
    who = person("Siti Rahayu", email="siti@contoh.example", nip="198609262015051901")
    post(who, agency())
    return who


def browser(agent: str = PHONE) -> Client:
    return Client(headers={"user-agent": agent})


def test_siti_sees_where_she_is_signed_in_and_ends_the_other_place(siti):
    phone, office = browser(), browser(OFFICE)
    sign_in(office, siti)
    sign_in(phone, siti, confirmed=True)

    page = phone.get("/akun/sesi/").content.decode()
    assert "Chrome, Android" in page
    assert "Firefox, Windows" in page
    other = re.search(r"/akun/sesi/(\d+)/akhiri/", page).group(1)
    phone.post(f"/akun/sesi/{other}/akhiri/")

    assert office.get("/akun/").status_code == 302
    assert phone.get("/akun/").status_code == 200


def test_ending_everything_else_leaves_this_one(siti):
    phone, office = browser(), browser(OFFICE)
    sign_in(office, siti)
    sign_in(phone, siti, confirmed=True)

    phone.post("/akun/sesi/lain/akhiri/")

    assert office.get("/akun/").status_code == 302
    assert phone.get("/akun/").status_code == 200


def test_nobody_ends_or_sees_the_session_of_another(siti):
    budi = person("Budi")
    theirs, mine = browser(OFFICE), browser()
    sign_in(theirs, budi)
    sign_in(mine, siti, confirmed=True)
    row = UserSession.objects.get(user=budi)

    assert mine.post(f"/akun/sesi/{row.pk}/akhiri/").status_code == 404
    assert "Firefox" not in mine.get("/akun/sesi/").content.decode()
    assert theirs.get("/akun/").status_code == 200


def test_a_session_that_was_signed_out_opens_nothing_any_more(siti):
    phone = browser()
    sign_in(phone, siti)
    kept = phone.cookies["sessionid"].value
    phone.post("/keluar/")
    thief = browser()
    thief.cookies["sessionid"] = kept

    assert thief.get("/akun/").status_code == 302


def test_on_a_shared_device_the_session_ends_with_the_browser_and_after_half_an_hour(siti):
    shared = browser()
    shared.post("/masuk/", {"username": siti.email, "password": PASSWORD, "shared": "on"})
    assert shared.cookies["sessionid"]["max-age"] == ""
    assert shared.get("/akun/").status_code == 200

    session = shared.session
    session[SHARED_DEVICE] = int((timezone.now() - timedelta(seconds=1)).timestamp())
    session.save()

    assert shared.get("/akun/").status_code == 302
    assert shared.get("/akun/").status_code == 302


def test_on_an_own_device_the_session_lasts_for_the_working_day(siti, settings):
    own = browser()
    sign_in(own, siti)

    assert own.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE == 12 * 60 * 60


def test_a_new_password_ends_the_other_sessions(siti):
    phone, office = browser(), browser(OFFICE)
    sign_in(office, siti)
    sign_in(phone, siti)

    phone.post("/akun/kata-sandi/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert office.get("/akun/").status_code == 302
    assert phone.get("/akun/").status_code == 200
    assert UserSession.objects.filter(user=siti).count() == 1


def test_a_new_password_asks_for_the_present_one(siti):
    phone = browser()
    sign_in(phone, siti)

    page = phone.post("/akun/kata-sandi/", {"old_password": "lupa", "new_password1": NEW, "new_password2": NEW})

    assert page.status_code == 200
    siti.refresh_from_db()
    assert siti.check_password(PASSWORD)


def test_the_first_device_is_no_news_and_the_second_is(siti):
    phone, office = browser(), browser(OFFICE)
    sign_in(phone, siti)
    assert not Notice.objects.filter(kind="new_device").exists()

    sign_in(office, siti)
    office.post("/keluar/")
    sign_in(office, siti)

    told = Notice.objects.get(kind="new_device")
    assert told.person == siti
    assert "Firefox, Windows" in told.body
    assert KnownDevice.objects.filter(person=siti).count() == 2
    assert office.cookies["device"]["httponly"]


def test_hr_ends_the_sessions_of_a_lost_telephone_in_the_own_agency_only(siti):
    regency = siti.postings.get().unit
    hr, stranger = person("Hana"), person("Zulkarnain")
    grant(hr, Role.HR, regency)
    grant(stranger, Role.HR, agency("Lain"))
    phone, desk, elsewhere = browser(), browser(OFFICE), browser(OFFICE)
    sign_in(phone, siti)
    sign_in(elsewhere, stranger, confirmed=True)
    sign_in(desk, hr, confirmed=True)

    assert elsewhere.post(f"/sdm/pegawai/{siti.uuid}/sesi/akhiri/").status_code == 403
    assert phone.get("/akun/").status_code == 200
    assert desk.post(f"/sdm/pegawai/{siti.uuid}/sesi/akhiri/").status_code == 302
    assert phone.get("/akun/").status_code == 302


def test_a_lost_second_step_comes_off_only_with_the_identity_checked(siti):
    regency = siti.postings.get().unit
    hr = person("Hana")
    grant(hr, Role.HR, regency)

    with pytest.raises(services.IdentityNotChecked):
        services.take_second_step_off(person=siti.uuid, checked="", by=hr, at=timezone.now())


def test_a_lost_second_step_is_taken_off_by_the_own_hr_and_every_session_ends(siti):
    hr, stranger, now = person("Hana"), person("Zulkarnain"), timezone.now()
    grant(hr, Role.HR, siti.postings.get().unit)
    grant(stranger, Role.HR, agency("Lain"))
    phone = browser()
    sign_in(phone, siti)
    Authenticator.objects.create(user=siti, type=Authenticator.Type.TOTP, data={"secret": "x"})

    with pytest.raises(access.MayNotView):
        services.take_second_step_off(person=siti.uuid, checked="id_card", by=stranger, at=now)
    assert Authenticator.objects.filter(user=siti).exists()
    services.take_second_step_off(person=siti.uuid, checked="id_card", by=hr, at=now)

    assert not Authenticator.objects.filter(user=siti).exists()
    assert phone.get("/akun/").status_code == 302
    look = Look.objects.get(subject=siti)
    assert (look.viewer, look.purpose) == (hr, "code_id_card")


def test_a_link_for_a_new_password_comes_to_the_address_and_works_once(siti, django_capture_on_commit_callbacks):
    phone = browser()
    page = phone.post("/lupa-kata-sandi/", {"email": "SITI@contoh.example"})
    assert "sedang dikirim" in page.content.decode()
    link = re.search(r"/lupa-kata-sandi/\S+/\S+/", mail.outbox[0].body).group()

    form = phone.get(link).url
    done = phone.post(form, {"new_password1": NEW, "new_password2": NEW})

    siti.refresh_from_db()
    assert done.url == "/masuk/"
    assert siti.check_password(NEW)
    assert "tidak berlaku lagi" in browser().get(link).content.decode()


def test_an_account_without_a_password_gets_no_link_for_one(siti, django_capture_on_commit_callbacks):
    siti.set_unusable_password()
    siti.save()

    services.ask_for_reset(email=siti.email)
    services.send_reset(person_id=siti.pk)

    assert mail.outbox == []


def link_for(who, address):
    services.ask_to_confirm(person=who, email=address)
    return re.search(r"/akun/email/konfirmasi/(\S+)/", mail.outbox[-1].body).group(1)


def test_the_link_that_confirms_an_address_holds_for_three_days(siti, monkeypatch):
    old = b62_encode(int(time.time()) - channels.CONFIRM_WITHIN_SECONDS - 60)
    with monkeypatch.context() as earlier:
        earlier.setattr(signing.TimestampSigner, "timestamp", lambda _signer: old)
        link = link_for(siti, "baru@contoh.example")

    with pytest.raises(services.LinkDoesNotHold):
        services.confirm_email(token=link, at=timezone.now())


def test_the_link_that_confirms_an_address_opens_nothing_for_a_closed_account(siti):
    link = link_for(siti, "baru@contoh.example")
    type(siti).objects.update(is_active=False)

    with pytest.raises(services.LinkDoesNotHold):
        services.confirm_email(token=link, at=timezone.now())


def test_nobody_reads_how_another_account_is_secured(siti):
    budi = person("Budi")
    Authenticator.objects.create(user=siti, type=Authenticator.Type.TOTP, data={"secret": "x"})
    SocialAccount.objects.create(user=siti, provider="instansi", uid="siti-sub")

    for read in (selectors.links_of, selectors.steps_of):
        assert len(read(siti, viewer=siti)) == 1
        assert read(siti, viewer=budi) == []


@pytest.mark.parametrize("address", ["tidak-ada@contoh.example", "siti@contoh.example"])
def test_whoever_asks_for_a_link_is_told_the_same(siti, address):
    page = browser().post("/lupa-kata-sandi/", {"email": address}).content.decode()

    assert "sedang dikirim" in page


def test_a_link_is_never_made_for_a_host_that_somebody_claims(siti):
    answer = browser().post("/lupa-kata-sandi/", {"email": siti.email}, headers={"host": "jahat.example"})

    assert answer.status_code == 400
    assert mail.outbox == []


def test_an_expired_session_leads_to_the_door_and_back(siti):
    phone = browser()
    sign_in(phone, siti)
    phone.session.flush()

    answer = phone.get("/pengembangan/?tahun=2026")

    assert answer.url == "/masuk/?next=/pengembangan/%3Ftahun%3D2026"
