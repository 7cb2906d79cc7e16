"""An agency's single sign-on, against a real OpenID Connect provider over HTTP: linked after proof, never by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils import timezone

from lms.people import limits, services
from lms.people.models import Role
from lms.people.sign_on import CheckedSignOn
from lms.privacy.services import acknowledge
from tests.builders import PASSWORD, agency, grant, person, post, sign_in
from tests.services import sign_on_server

pytestmark = pytest.mark.django_db

NIP = "198609262015051901"
BUDI = {"email": "budi@contoh.example", "email_verified": True, "nip": NIP}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with sign_on_server({"sub": "siti-sub", **BUDI}, {"sub": "lain-sub", **BUDI}) as address:
        yield address


@pytest.fixture(autouse=True)
def configured(settings, provider):
    settings.SINGLE_SIGN_ON = {"name": "SSO Kabupaten", "server_url": provider, "client_id": "lontar", "secret": "s"}
    app = {
        "provider_id": "instansi",
        "name": "SSO Kabupaten",
        "client_id": "lontar",
        "secret": "s",
        "settings": {"server_url": provider, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def siti():
    who = person("Siti Rahayu", email="siti@contoh.example", nip=NIP)
    post(who, agency())
    return who


def at_the_provider(client, sub: str, *, connect: bool = False) -> str:
    """Walk to the provider as the browser would; return the address it sends back to."""
    start = client.post("/masuk/instansi/mulai/" + ("?process=connect" if connect else ""))
    assert start.status_code == 302
    answer = httpx.post(start.url, data={"sub": sub}, follow_redirects=False)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_the_way_to_the_provider_carries_state_and_pkce(client, provider):
    start = client.post("/masuk/instansi/mulai/")

    asked = parse_qs(urlsplit(start.url).query)
    assert start.url.startswith(provider)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert "openid" in asked["scope"][0]


def test_looking_at_the_start_alone_goes_nowhere(client):
    page = client.get("/masuk/instansi/mulai/")

    assert page.status_code == 200
    assert "Masuk lewat instansi" in page.content.decode()


def test_an_unlinked_sign_on_asks_for_proof_and_then_opens(client, siti):
    answer = client.get(at_the_provider(client, "siti-sub"))
    assert answer.url == "/masuk/tautkan/"

    linked = client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})

    assert linked.status_code == 302
    assert client.get("/akun/").context["user"] == siti
    assert SocialAccount.objects.get().user == siti
    client.post("/keluar/")
    client.get(at_the_provider(client, "siti-sub"))
    assert client.get("/akun/").context["user"] == siti


def test_neither_the_address_nor_the_number_that_the_provider_tells_opens_an_account(client, siti):
    budi = person("Budi", email="budi@contoh.example")
    post(budi, agency("Lain"))

    client.get(at_the_provider(client, "siti-sub"))

    assert client.get("/akun/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_wrong_proof_links_nothing_and_says_so(client, siti):
    client.get(at_the_provider(client, "siti-sub"))

    page = client.post("/masuk/tautkan/", {"nip": NIP, "password": "bukan kata sandinya"})

    assert "tidak cocok" in page.content.decode()
    assert client.post("/masuk/tautkan/", {"nip": NIP}).status_code == 200
    assert not SocialAccount.objects.exists()


def test_a_newcomer_proves_with_the_code_from_hr_and_is_active(client):
    regency = agency()
    hr = person("Hana")
    post(hr, regency)
    grant(hr, Role.HR, regency)
    nining = person("Nining", nip="199208152020121901", activated=False)
    post(nining, regency)
    code = services.code_of(services.give_code(person=nining.uuid, checked="known", by=hr, at=timezone.now()))
    client.get(at_the_provider(client, "siti-sub"))

    client.post("/masuk/tautkan/", {"nip": "199208152020121901", "code": code})

    nining.refresh_from_db()
    assert nining.activated_at is not None
    acknowledge(by=nining, at=timezone.now())
    assert client.get("/akun/").context["user"] == nining


def test_wrong_proofs_are_slowed_down_as_wrong_codes_are(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    for _guess in range(limits.MOST_FAILURES):
        client.post("/masuk/tautkan/", {"nip": "197001011995031901", "code": "AAAAA-AAAAA"})

    assert client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD}).status_code == 429
    assert not SocialAccount.objects.exists()


def test_another_sub_with_the_same_claims_is_another_person(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    other = type(client)()

    answer = other.get(at_the_provider(other, "lain-sub"))

    assert answer.url == "/masuk/tautkan/"


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    stolen = at_the_provider(type(client)(), "siti-sub")
    victim = type(client)()

    answer = victim.get(stolen)

    assert answer.status_code == 302
    assert answer.url == "/masuk/?sso=gagal"
    assert victim.get("/akun/").status_code == 302


def test_an_answer_works_once(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    client.post("/keluar/")
    back = at_the_provider(client, "siti-sub")
    client.get(back)
    client.post("/keluar/")

    client.get(back)

    assert client.get("/akun/").status_code == 302


def test_the_second_step_is_asked_after_the_single_sign_on_too(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    client.post("/keluar/")
    Authenticator.objects.create(user=siti, type=Authenticator.Type.TOTP, data={"secret": "x"})

    answer = client.get(at_the_provider(client, "siti-sub"))

    assert answer.url.startswith("/masuk/langkah-kedua/")
    assert client.get("/akun/").status_code == 302


def test_a_signed_in_person_links_and_unlinks_the_own_sign_on(client, siti):
    sign_in(client, siti, confirmed=True)

    client.get(at_the_provider(client, "siti-sub", connect=True))
    assert SocialAccount.objects.get().user == siti
    assert "tertaut" in client.get("/akun/keamanan/").content.decode()
    client.post("/akun/keamanan/tautan/lepas/")

    assert not SocialAccount.objects.exists()


def test_a_link_that_is_the_only_way_in_is_not_taken_away(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    siti.refresh_from_db()
    siti.set_unusable_password()

    with pytest.raises(services.NoPasswordYet):
        services.unlink_sign_on(by=siti, at=timezone.now())


def test_a_closed_account_stays_closed_for_the_single_sign_on(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})
    client.post("/keluar/")
    type(siti).objects.update(is_active=False)

    client.get(at_the_provider(client, "siti-sub"))

    assert client.get("/akun/").status_code == 302


def test_a_refusal_at_the_provider_leads_back_with_a_sentence(client, siti):
    start = client.post("/masuk/instansi/mulai/")
    answer = httpx.post(start.url, data={"action": "deny"}, follow_redirects=False)
    back = urlsplit(answer.headers["location"])

    page = client.get(f"{back.path}?{back.query}", follow=True)

    assert page.status_code == 200
    assert "belum berhasil" in page.content.decode()


def test_the_tokens_of_the_provider_are_not_kept(client, siti):
    client.get(at_the_provider(client, "siti-sub"))
    client.post("/masuk/tautkan/", {"nip": NIP, "password": PASSWORD})

    assert "access_token" not in str(list(SocialAccount.objects.values()))


def test_the_button_stands_at_the_door_only_where_it_is_configured(client, settings):
    assert "SSO Kabupaten" in client.get("/masuk/").content.decode()
    settings.SINGLE_SIGN_ON = {"name": "", "server_url": "", "client_id": "", "secret": ""}
    assert "Masuk dengan SSO" not in client.get("/masuk/").content.decode()


def test_a_token_that_the_provider_did_not_sign_opens_nothing(client, siti, settings):
    with sign_on_server({"sub": "siti-sub"}) as forger:
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app["settings"]["openid_configuration_overrides"] = {"jwks_uri": f"{forger}/jwks"}

        answer = client.get(at_the_provider(client, "siti-sub"))

    assert answer.url == "/masuk/?sso=gagal"


def test_a_token_of_another_issuer_opens_nothing(client, siti, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["openid_configuration_overrides"] = {"issuer": "https://lain.example"}

    answer = client.get(at_the_provider(client, "siti-sub"))

    assert answer.url == "/masuk/?sso=gagal"


def test_a_token_for_another_client_opens_nothing(rf, provider):
    asked = {
        "client_id": "lain",
        "redirect_uri": "http://localhost/",
        "response_type": "code",
        "scope": "openid",
        "state": "x",
    }
    back = httpx.post(f"{provider}/oauth2/authorize", params=asked, data={"sub": "siti-sub"})
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://localhost/"}
    token = httpx.post(f"{provider}/oauth2/token", data=given, auth=("lain", "s")).json()["id_token"]
    adapter = CheckedSignOn(rf.get("/"), "instansi")

    with pytest.raises(OAuth2Error):
        adapter._decode_id_token(adapter.get_provider().app, token)


def test_an_unknown_provider_is_not_found(client):
    assert client.post("/masuk/lain/mulai/").status_code == 404
