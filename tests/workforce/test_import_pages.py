"""HR's pages of imports: upload, look at what would happen, apply; for those who brought the file only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.people.models import Role, Unit, User
from lms.privacy.services import delete_what_is_over
from lms.workforce.models import DataImport, ImportState, private_storage
from tests.builders import agency, grant, person, post, sign_in, unit
from tests.workforce.imports import checked, line, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hr():
    home = agency("Kabupaten Contoh")
    section = unit("Seksi A", home)
    Unit.objects.filter(pk=section.pk).update(code="S1")
    found = person("Ratna")
    post(found, home, kind="administrator")
    grant(found, Role.HR, home)
    return found


def test_a_file_is_uploaded_seen_and_applied(client, hr):
    sign_in(client, hr)

    sent = client.post("/sdm/impor/", {"kind": "people", "file": upload([line(1), line(2, unor_id="?")])}, follow=True)
    page = sent.content.decode()
    address = sent.redirect_chain[-1][0]

    assert "Pengelola Data · Seksi A" in client.get(f"{address}?hasil=created").content.decode()
    assert "unor_id" in page
    refused = client.post(f"{address}terapkan/", {"mode": "all"})
    assert refused.status_code == 422
    client.post(f"{address}terapkan/", {"mode": "good"})

    assert DataImport.objects.get().state == ImportState.DONE
    assert User.objects.filter(full_name="Orang 1").exists()
    assert "199001012015031" not in page + address


def test_a_wrong_file_is_sent_back_with_one_sentence(client, hr):
    sign_in(client, hr)

    answer = client.post(
        "/sdm/impor/", {"kind": "people", "file": SimpleUploadedFile("a.csv", b"pns_id,nama\n1,2\n", "text/csv")}
    )

    assert answer.status_code == 422
    assert "nip_baru" in answer.content.decode()
    assert not DataImport.objects.exists()


def test_the_template_names_the_columns_that_are_read(client, hr):
    sign_in(client, hr)

    head = client.get("/sdm/impor/templat/pegawai.csv").content.decode("utf-8-sig")

    assert head.startswith("pns_id,nip_baru,nama,")
    assert client.get("/sdm/impor/templat/lain.csv").status_code == 404


def test_a_file_nobody_applied_is_deleted_after_its_time(hr):
    job = checked([line(1)], hr, at=timezone.now() - timedelta(days=31))
    name = job.file.name

    delete_what_is_over(at=timezone.now())

    assert not private_storage().exists(name)
    assert not DataImport.objects.exists()
    assert not job.results.exists()


def test_the_list_costs_the_same_however_long(client, hr, django_assert_max_num_queries):
    sign_in(client, hr)
    client.get("/sdm/impor/")
    for _again in range(3):
        DataImport.objects.create(kind="people", by=hr, next_try_at=timezone.now(), requested_at=timezone.now())

    with django_assert_max_num_queries(14):
        client.get("/sdm/impor/")


def test_a_file_of_results_is_told_of_only_by_what_a_result_can_do(client, hr):
    sign_in(client, hr)
    row = {"nip": "", "instrumen": "CACT BKN", "kode_kompetensi": "A1", "jenjang": "3", "tanggal": "05-10-2026"}

    job = checked([row], hr, kind="results")
    page = client.get(f"/sdm/impor/{job.uuid}/").content.decode()
    refused = client.post(f"/sdm/impor/{job.uuid}/terapkan/", {"mode": "all"}).content.decode()

    assert "<h1>Hasil dari luar (hasil_asesmen.csv)</h1>" in page
    assert ("Baru" in page, "Salah" in page, "Penempatan berakhir" in page) == (True, True, False)
    assert refused.index("ringkasan-kesalahan") < refused.index('name="mode"')
