"""The holder's list and download, and what the public may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certificates import limits, selectors, services
from certificates.models import Certificate, State
from certificates.numbering import new_code
from tests.certificates.builders import (
    EARNED_AT,
    FACTS,
    NIP,
    admin,
    blank_pdf,
    budi,
    facts_with,
    issued,
    requested,
    siti,
)

VERIFY = "/verifikasi/"


def page_of(certificate):
    return reverse("certificates:verify_code", args=[certificate.public_code])


def file_of(certificate):
    return reverse("certificates:download", args=[certificate.public_code])


def upload(client, data, name="sertifikat.pdf"):
    return client.post(VERIFY, {"berkas": SimpleUploadedFile(name, data, content_type="application/pdf")})


def test_the_addresses_are_stable():
    assert reverse("certificates:mine") == "/sertifikat/"
    assert reverse("certificates:verify") == VERIFY
    assert reverse("certificates:download", args=["0000-0000-0000-0000-0"]) == "/sertifikat/0000-0000-0000-0000-0.pdf"
    assert reverse("certificates:verify_code", args=["0000-0000-0000-0000-*"]) == "/verifikasi/0000-0000-0000-0000-*/"


def test_the_holder_downloads_the_pdf_under_a_name_that_is_found_again(client, db):
    certificate = issued(siti())
    client.force_login(certificate.holder)

    answer = client.get(file_of(certificate))

    assert b"".join(answer.streaming_content) == blank_pdf(None)
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == ('attachment; filename="sertifikat-kursus-101-001-lontar-pdp-101-2026.pdf"')
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_gets_the_pdf(client, db):
    certificate = issued(siti())

    as_visitor = client.get(file_of(certificate))
    client.force_login(budi())
    as_colleague = client.get(file_of(certificate))
    client.force_login(admin())
    as_administrator = client.get(file_of(certificate))

    assert (as_visitor.status_code, as_visitor["Location"].split("?")[0]) == (302, "/masuk/")
    assert (as_colleague.status_code, as_administrator.status_code) == (404, 404)


def test_a_revoked_certificate_cannot_be_downloaded(client, db):
    certificate = issued(siti())
    services.revoke(certificate=certificate, by=admin(), reason="Nama tertukar", at=EARNED_AT)
    client.force_login(certificate.holder)

    assert client.get(file_of(certificate)).status_code == 404


def test_the_list_shows_only_my_certificates_in_every_state(client, db):
    holder = siti()
    ready, waiting, failing, broken = (requested(holder, number=number) for number in range(1, 5))
    issued(budi(), number=5)
    services.issue(certificate_id=ready.pk, at=EARNED_AT, render=blank_pdf)
    Certificate.objects.filter(pk=failing.pk).update(state=State.FAILED, attempts=1)
    Certificate.objects.filter(pk=broken.pk).update(state=State.FAILED, attempts=5)
    client.force_login(holder)
    client.cookies["django_language"] = "en"

    page = client.get("/sertifikat/").content.decode()
    fragment = client.get("/sertifikat/daftar/").content.decode()

    for said in ("Download PDF", "Being made", "Will be tried again", "We try again every day", ready.public_code):
        assert said in page
        assert said in fragment
    assert "Kursus 5" not in page
    assert waiting.public_code not in page
    assert "<html" not in fragment
    assert "data-waits" in fragment


def test_an_empty_list_says_how_a_certificate_is_earned(client, db):
    client.force_login(siti())
    client.cookies["django_language"] = "en"

    page = client.get("/sertifikat/").content.decode()

    assert "A certificate comes by itself when you finish a course and pass its test." in page
    assert "waiting.js" not in page


def test_a_list_of_certificates_costs_two_queries(db, django_assert_num_queries):
    holder = siti()
    for number in range(1, 4):
        issued(holder, number=number)

    with django_assert_num_queries(1):
        assert [row.hours_jp for row in selectors.certificates_of(holder)] == [6, 6, 6]


def test_anybody_can_verify_a_code_without_an_account(client, db):
    certificate = issued(siti())
    client.cookies["django_language"] = "en"

    answer = client.get(page_of(certificate))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    for said in (
        "Valid certificate",
        "001/LONTAR/PDP-101/2026",
        FACTS.holder_name,
        FACTS.title,
        FACTS.organiser,
        "6 JP",
        "Pelindungan data pribadi",
        certificate.artifacts.get().sha256,
        "1987•••• •••••• • 901",
        "What this page proves",
        "Sample data",
    ):
        assert said in page


def test_the_public_never_sees_a_nip_a_score_or_the_reason_of_a_revocation(client, db):
    certificate = issued(siti())
    pages = [client.get(page_of(certificate)), upload(client, blank_pdf(None))]
    services.revoke(certificate=certificate, by=admin(), reason="Rahasia kantor", at=EARNED_AT)
    pages += [client.get(page_of(certificate)), upload(client, blank_pdf(None))]

    for answer in pages:
        page = answer.content.decode()
        digits = "".join(character for character in page if character.isdigit())
        assert answer.status_code == 200
        assert NIP not in digits
        assert NIP[4:15] not in digits
        assert "86,67" not in page
        assert "86.67" not in page
        assert "Rahasia kantor" not in page
        assert "siti@contoh.example" not in page


def test_a_public_record_costs_four_queries_at_most(db, django_assert_num_queries):
    certificate = issued(siti())
    services.revoke(certificate=certificate, by=admin(), reason="Nama tertukar", at=EARNED_AT)

    with django_assert_num_queries(3):
        record = selectors.public_record(certificate.public_code, on=date(2026, 12, 1))

    assert (record.verdict, record.changed_on) == ("revoked", date(2026, 11, 24))


def test_each_state_of_a_certificate_has_its_own_sentence(client, db):
    holder = siti()
    yesterday = timezone.localdate() - timedelta(days=1)
    expired = issued(holder, number=1, facts=facts_with(valid_until=yesterday))
    revoked = issued(holder, number=2)
    services.revoke(certificate=revoked, by=admin(), reason="Nama tertukar", at=EARNED_AT)
    replaced = issued(holder, number=3)
    Certificate.objects.filter(pk=replaced.pk).update(state=State.SUPERSEDED)
    newer = issued(holder, number=3)
    Certificate.objects.filter(pk=newer.pk).update(supersedes=replaced)
    client.cookies["django_language"] = "en"

    pages = {
        name: client.get(page_of(certificate))
        for name, certificate in {"expired": expired, "revoked": revoked, "replaced": replaced, "newer": newer}.items()
    }

    assert {answer.status_code for answer in pages.values()} == {200}
    assert "No longer valid: the time is over" in pages["expired"].content.decode()
    assert "We issued this certificate and revoked it on 24 November 2026." in pages["revoked"].content.decode()
    assert page_of(newer) in pages["replaced"].content.decode()
    assert "Valid certificate" in pages["newer"].content.decode()
    for name in ("expired", "revoked", "replaced"):
        assert "Valid certificate" not in pages[name].content.decode()


def test_an_unknown_code_and_a_code_with_a_slip_are_told_apart(client, db):
    client.cookies["django_language"] = "en"

    unknown = client.get(f"{VERIFY}{new_code()}/")
    slip = client.get(f"{VERIFY}0000-0000-0000-0001-0/")
    no_code = client.get(VERIFY, {"kode": "halo"})

    assert (unknown.status_code, slip.status_code, no_code.status_code) == (404, 422, 422)
    assert "We have issued no certificate with this code." in unknown.content.decode()
    assert "One character of this code is not right." in slip.content.decode()
    assert "This is not a certificate code." in no_code.content.decode()
    assert 'value="halo"' in no_code.content.decode()


def test_a_certificate_that_is_still_being_made_is_not_public(client, db):
    assert client.get(page_of(requested(siti()))).status_code == 404


def test_a_code_typed_by_hand_leads_to_its_page(client, db):
    certificate = issued(siti())
    typed = certificate.public_code.lower().replace("-", " ")

    from_the_form = client.get(VERIFY, {"kode": typed})
    from_the_address_bar = client.get(f"{VERIFY}{certificate.public_code.replace('-', '').lower()}/")

    assert (from_the_form.status_code, from_the_form["Location"]) == (302, page_of(certificate))
    assert (from_the_address_bar.status_code, from_the_address_bar["Location"]) == (302, page_of(certificate))


def test_the_file_itself_can_be_compared(client, db):
    issued(siti())
    client.cookies["django_language"] = "en"

    same = upload(client, blank_pdf(None))
    changed = upload(client, blank_pdf(None) + b" ")

    assert "Your PDF is identical with the file we issued" in same.content.decode()
    assert "Valid certificate" in same.content.decode()
    assert "Not our file, or changed" in changed.content.decode()
    assert FACTS.holder_name not in changed.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b"GIF89a", "This is not a PDF file."),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "This file is larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_a_certificate_is_refused_in_a_sentence(client, db, data, sentence):
    client.cookies["django_language"] = "en"

    answer = upload(client, data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_guessing_is_slowed_down_for_one_address_only(client, db):
    certificate = issued(siti())
    client.cookies["django_language"] = "en"

    statuses = [client.get(f"{VERIFY}{new_code()}/").status_code for _guess in range(limits.ASKS_A_MINUTE + 1)]
    refused = client.get(page_of(certificate))
    elsewhere = client.get(page_of(certificate), REMOTE_ADDR="203.0.113.7")

    assert statuses == [404] * limits.ASKS_A_MINUTE + [429]
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Wait a minute" in refused.content.decode()
    assert elsewhere.status_code == 200
    assert client.get(VERIFY).status_code == 200


def test_behind_our_own_proxy_the_address_it_saw_is_counted(rf, settings):
    request = rf.get(VERIFY, headers={"x-forwarded-for": "198.51.100.1, 203.0.113.7"})

    direct = limits.address_of(request)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert (direct, limits.address_of(request)) == ("127.0.0.1", "203.0.113.7")


def test_the_verification_pages_carry_no_inline_script_or_style(client, db):
    certificate = issued(siti())

    for answer in (client.get(VERIFY), client.get(page_of(certificate))):
        page = answer.content.decode()
        assert " style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page
