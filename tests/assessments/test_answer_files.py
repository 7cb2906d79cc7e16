"""Files as answers: handed in with and without other answers, refused, replaced, and read by those who may."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import AnswerFile, AttemptState, Rating, Response, private_storage
from tests.assessments import builders
from tests.assessments.rating import ESSAY, UPLOAD, at_work, rated_by_two, rater, test_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nisi nota dinas"


@pytest.fixture
def office():
    return builders.agency()


@pytest.fixture
def rina(office, client):
    somebody = at_work("Rina Kartika", office)
    client.force_login(somebody)
    return somebody


@pytest.fixture
def attempt(rina):
    rated_by_two(0)
    return services.start_attempt(person=rina, blueprint=test_of(UPLOAD), at=timezone.now())


def send(client, attempt, file=None, **fields):
    told = {"nomor": 1, "seq": 1, "langkah": "kumpulkan", **fields}
    if file is not None:
        told["berkas"] = file
    return client.post(reverse("assessments:attempt", args=[attempt.uuid]), told, follow=True)


def body(response):
    return b"".join(response.streaming_content)


def pdf(name="nota dinas.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_a_file_is_handed_in_by_a_plain_form_and_read_by_its_rater(client, rina, office, attempt):
    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()
    assert 'enctype="multipart/form-data"' in page
    send(client, attempt, pdf())
    kept = AnswerFile.objects.get()
    assert (kept.name, kept.size) == ("nota dinas.pdf", len(PDF))
    own = client.get(reverse("assessments:own_file", args=[attempt.uuid, kept.uuid]))
    assert body(own) == PDF

    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())
    budi = rater("Budi", office)
    taken = services.take_answer(by=budi, at=timezone.now())
    client.force_login(budi)
    read = client.get(reverse("assessments:rated_file", args=[taken.uuid]))
    assert body(read) == PDF
    assert read["Content-Disposition"] == 'attachment; filename="jawaban.pdf"'
    assert read["Content-Type"] == "application/octet-stream"

    services.give_rating(rating=taken.uuid, by=budi, grades={"a": 1}, comment="", at=timezone.now())
    attempt.refresh_from_db()
    assert (attempt.state, attempt.percent) == (AttemptState.SCORED, 100)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(lambda: pdf("program.exe", b"MZ\x90\x00"), id="a program"),
        pytest.param(lambda: pdf("program.pdf", b"MZ\x90\x00"), id="a program as a PDF"),
        pytest.param(lambda: pdf("halaman.html", b"<script>"), id="a page"),
        pytest.param(lambda: pdf("gambar.svg", b"<svg onload=1>"), id="a picture with a script"),
        pytest.param(lambda: pdf("kosong.pdf", b""), id="empty"),
        pytest.param(lambda: pdf("besar.pdf", PDF + b"\x00" * (10 * 1024 * 1024)), id="too large"),
    ],
)
def test_a_file_that_no_rater_could_open_is_refused_and_the_earlier_one_stays(client, attempt, file):
    send(client, attempt, pdf())

    refused = send(client, attempt, file())

    assert "Berkas ini tidak diterima" in refused.content.decode()
    assert Response.objects.get().payload["name"] == "nota dinas.pdf"
    assert AnswerFile.objects.count() == 1


def test_an_office_document_and_a_picture_are_taken(client, attempt):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as document:
        document.writestr("word/document.xml", "<w:document/>")
    for name, content in (("nota.docx", packed.getvalue()), ("foto.PNG", b"\x89PNG\r\n\x1a\n00")):
        send(client, attempt, pdf(name, content))

        assert Response.objects.get().payload["name"] == name


def test_the_last_file_counts_and_a_long_name_keeps_its_ending(client, attempt):
    send(client, attempt, pdf())
    send(client, attempt, pdf(f"../../etc/{'n' * 200}.pdf"))

    name = Response.objects.get().payload["name"]
    assert (len(name), name[-4:], name[:3]) == (120, ".pdf", "nnn")
    assert Response.objects.get().seq == 2


def test_saving_the_page_again_without_a_file_keeps_it(client, attempt):
    send(client, attempt, pdf())

    send(client, attempt, seq=9)

    assert Response.objects.get().payload["name"] == "nota dinas.pdf"


def test_nobody_names_a_file_of_another_as_the_own_answer(client, rina, attempt, office):
    send(client, attempt, pdf())
    stolen = AnswerFile.objects.get()
    other = at_work("Sari", office)
    client.force_login(other)
    theirs = services.start_attempt(
        person=other,
        blueprint=services.define_blueprint(
            code="LAIN", title="Lain", cells=[services.CellSpec("D2", 1, is_rated=True)]
        ),
        at=timezone.now(),
    )

    told = {"nomor": 1, "seq": 5, "jawaban": f'{{"file": "{stolen.uuid}", "name": "x.pdf"}}'}
    answer = client.post(reverse("assessments:save", args=[theirs.uuid]), told)

    assert answer.status_code == 422
    assert not Response.objects.filter(slot__attempt=theirs).exists()
    assert client.get(reverse("assessments:own_file", args=[theirs.uuid, stolen.uuid])).status_code == 404
    assert client.get(reverse("assessments:own_file", args=[attempt.uuid, stolen.uuid])).status_code == 404


def test_other_raters_and_the_learner_cannot_fetch_what_a_rater_holds(client, rina, office, attempt):
    send(client, attempt, pdf())
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())
    taken = services.take_answer(by=rater("Budi", office), at=timezone.now())
    address = reverse("assessments:rated_file", args=[taken.uuid])

    for somebody in (rina, rater("Cici", office)):
        client.force_login(somebody)
        assert client.get(address).status_code in (403, 404)
    client.logout()
    assert client.get(address).status_code == 302
    assert Rating.objects.get().stage == "begun"


def test_no_file_is_taken_after_the_end(client, rina, attempt):
    send(client, attempt, pdf())
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())
    before = private_storage().listdir("jawaban")[1]

    send(client, attempt, pdf("terlambat.pdf"))

    assert AnswerFile.objects.get().name == "nota dinas.pdf"
    assert private_storage().listdir("jawaban")[1] == before


def test_a_page_of_several_questions_keeps_the_file_and_the_other_answers(client, rina):
    rated_by_two(0)
    both = test_of(ESSAY, UPLOAD, questions_per_page=2)
    attempt = services.start_attempt(person=rina, blueprint=both, at=timezone.now(), seed=1)
    order = {slot.item_version.item.kind: slot.position for slot in builders.slots(attempt)}
    essay, upload = order["essay"], order["upload"]
    told = {
        "nomor": [essay, upload],
        f"s{essay}-seq": 1,
        f"s{upload}-seq": 1,
        f"s{essay}-teks": "Nota dinas.\nAlinea dua.",
        f"s{upload}-berkas": pdf("program.exe", b"MZ"),
        "langkah": "kumpulkan",
    }

    refused = client.post(reverse("assessments:attempt", args=[attempt.uuid]), told, follow=True)

    assert "Berkas ini tidak diterima" in refused.content.decode()
    assert Response.objects.get().payload == {"text": "Nota dinas.\nAlinea dua."}
