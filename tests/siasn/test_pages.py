"""HR's pages of delivery walked through once, and the page on which people see their own records."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import strip_tags

from lms.people.models import Look, PeopleExport
from lms.privacy.services import delete_what_is_over
from lms.siasn import services
from lms.siasn.models import Delivery, DeliveryState, KindCode, ReplyFile, Sending, SiasnAgency
from lms.siasn.models.sendings import private_storage
from tests.builders import signed_in
from tests.certificates.builders import NIP
from tests.siasn.builders import certificate, drafted, training

pytestmark = pytest.mark.django_db


def text_of(answer):
    """Return the words of a page."""
    return " ".join(strip_tags(answer.content.decode()).split())


def test_a_record_is_checked_sent_as_a_zip_answered_and_seen_by_its_person(house):
    officer, siti = signed_in(house["hr"]), signed_in(house["siti"])
    certificate(house["siti"])
    services.draft_new(at=timezone.now())

    assert "Periksa 1 konsep" in text_of(officer.get("/sdm/siasn/"))
    assert "1 catatan sudah diperiksa." in text_of(officer.post("/sdm/siasn/periksa/", follow=True))
    refused = officer.post("/sdm/siasn/kirim/", {"purpose": ""})
    assert refused.status_code == 422
    made = officer.post("/sdm/siasn/kirim/", {"purpose": "Memasukkan diklat ke SIASN"}, follow=True)
    address = made.redirect_chain[-1][0]
    assert "Berkas sedang dibuat." in text_of(made)
    services.carry_packages(now=timezone.now)
    assert "Berkas siap." in text_of(officer.get(address))
    file = b"".join(officer.get(f"{address.rstrip('/')}.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        answers = archive.read("balasan.csv").decode("utf-8-sig").splitlines()
    row = Delivery.objects.get()
    assert row.state == DeliveryState.SENT
    assert "SIASN belum memastikannya." in text_of(siti.get("/pengembangan/siasn/"))

    filled = f"{answers[0]}\r\n{row.uuid},,ditolak,,Nama terlalu umum\r\n".encode()
    looked = officer.post("/sdm/siasn/balasan/", {"file": SimpleUploadedFile("balasan.csv", filled)}, follow=True)
    assert "Belum ada yang berubah" in text_of(looked) or "Terapkan 1 baris" in text_of(looked)
    officer.post(f"/sdm/siasn/balasan/{ReplyFile.objects.get().uuid}/terapkan/")
    seen = text_of(siti.get("/pengembangan/siasn/"))
    assert "SIASN tidak menerimanya: Nama terlalu umum" in seen

    form = {"title": "Pelindungan Data Pribadi", "organiser": "Badan", "kind": "teknis"}
    page = officer.post(f"/sdm/siasn/catatan/{row.uuid}/perbaiki/", form, follow=True)
    assert "putaran 2" in text_of(page)
    assert NIP not in page.content.decode() + address
    assert Look.objects.filter(subject=house["siti"], purpose="siasn").exists()


def test_settings_are_saved_and_find_the_records(house, django_capture_on_commit_callbacks):
    SiasnAgency.objects.all().delete()
    training(house["siti"])
    officer = signed_in(house["hr"])
    assert "Instansi Anda belum mengirim" in text_of(officer.get("/sdm/siasn/"))
    form = {"instansi_id": "INS-7", "carrier": "zip", "starts_on": "2026-01-01", "organiser": "", "place_id": ""}

    with django_capture_on_commit_callbacks(execute=True):
        page = officer.post(f"/sdm/siasn/pengaturan/{house['home'].uuid}/", form, follow=True)

    assert page.status_code == 200
    assert (SiasnAgency.objects.get().instansi_id, Delivery.objects.count()) == ("INS-7", 1)


def test_sending_directly_without_access_is_refused_with_one_sentence_and_keeps_what_was_typed(house):
    officer = signed_in(house["hr"])
    address = f"/sdm/siasn/pengaturan/{house['home'].uuid}/"
    form = {"instansi_id": "INS-7", "carrier": "http", "starts_on": "2026-01-01"}

    page = officer.post(address, form)

    assert page.status_code == 422
    assert "tidak punya akses ke SIASN" in text_of(page)
    assert 'value="INS-7"' in page.content.decode()
    assert SiasnAgency.objects.get().instansi_id == "INS-1"


def test_a_code_of_the_agency_is_added_with_its_source_and_once_for_each_day(house):
    officer = signed_in(house["hr"])
    address = f"/sdm/siasn/pengaturan/{house['home'].uuid}/kode/"
    form = {"kind": "teknis", "training": "9", "legal_basis": "Referensi SIASN", "valid_from": "2026-12-01"}

    assert officer.post(address, form).status_code == 302
    assert officer.post(address, form).status_code == 422
    assert officer.post(address, {**form, "legal_basis": "", "valid_from": "2026-12-02"}).status_code == 422

    assert [row.training for row in KindCode.objects.filter(agency=house["home"])] == ["9"]


def test_hr_of_a_part_of_the_agency_cannot_set_it_up(house):
    officer = signed_in(house["hr_beside"])

    page = officer.get("/sdm/siasn/pengaturan/")

    assert "Anda bekerja untuk sebagian instansi." in text_of(page)
    assert officer.get(f"/sdm/siasn/pengaturan/{house['home'].uuid}/").status_code in (403, 404)


def test_an_edited_number_in_the_address_opens_nothing(house):
    certificate(house["siti"])
    [row] = drafted(timezone.now())
    for seat in ("hr_beside", "other_hr", "siti", "budi"):
        browser = signed_in(house[seat])
        assert browser.get(f"/sdm/siasn/catatan/{row.uuid}/").status_code in (403, 404)
        assert browser.post(f"/sdm/siasn/catatan/{row.uuid}/periksa/").status_code in (403, 404)
    assert not Look.objects.exists()


def test_the_pages_cost_the_same_however_long_the_list(house, django_assert_max_num_queries):
    officer, siti = signed_in(house["hr"]), signed_in(house["siti"])
    for number in range(12):
        certificate(house["siti"], number=number + 1)
    services.draft_new(at=timezone.now())
    officer.get("/sdm/siasn/")

    with django_assert_max_num_queries(30):
        officer.get("/sdm/siasn/")
    with django_assert_max_num_queries(14):
        siti.get("/pengembangan/siasn/")


def test_batches_and_files_of_replies_leave_after_their_time(house):
    certificate(house["siti"])
    services.draft_new(at=timezone.now())
    services.check_all(by=house["hr"], at=timezone.now())
    long_ago = timezone.now() - timedelta(days=40)
    [batch] = services.request_sending(purpose="Memasukkan diklat ke SIASN", by=house["hr"], at=timezone.now())
    services.carry_packages(now=timezone.now)
    batch.refresh_from_db()
    ReplyFile.objects.create(by=house["hr"], received_at=long_ago)
    Sending.objects.update(requested_at=long_ago)

    delete_what_is_over(at=timezone.now())

    assert not private_storage().exists(batch.file.name)
    assert (Sending.objects.count(), ReplyFile.objects.count()) == (0, 0)
    assert (Delivery.objects.count(), PeopleExport.objects.count()) == (1, 1)
