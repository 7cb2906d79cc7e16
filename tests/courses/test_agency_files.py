"""Pictures and documents of one agency: who may use them, and what does not come in."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission

from courses.models import AgencyFiles, CatalogueIndexPage
from lms.people.models import RoleGrant, Unit, User
from lms.uploads import is_what_it_says
from tests.courses.authoring import signed_in

PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(64)
PAGE = b"<!doctype html><script>alert(1)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture() -> bytes:
    held = BytesIO()
    Picture.new("RGB", (8, 8), "red").save(held, "PNG")
    return held.getvalue()


def send(who: User, part: str, name: str, data: bytes, **more: object):
    form = {"title": "Berkas", "file": SimpleUploadedFile(name, data), "tags": "", **more}
    return signed_in(who).post(reverse(f"{part}:add"), form)


def test_a_trainer_puts_files_into_the_collection_of_the_own_agency(index: CatalogueIndexPage, trainer: User):
    send(trainer, "wagtailimages", "gambar.png", picture())
    send(trainer, "wagtaildocs", "berkas.pdf", b"%PDF-1.7 isi")

    own = AgencyFiles.objects.get().collection
    assert (Image.objects.get().collection, Document.objects.get().collection) == (own, own)


@pytest.mark.parametrize("data", [PROGRAM, PAGE, DRAWING], ids=["program", "page", "drawing with a script"])
def test_what_is_no_picture_is_refused_with_one_sentence(index: CatalogueIndexPage, trainer: User, data: bytes):
    answer = send(trainer, "wagtailimages", "gambar.png", data)

    assert len(answer.context["form"].errors["file"]) == 1
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("alat.exe", b"MZ" + bytes(64)),
        ("halaman.html", PAGE),
        ("gambar.svg", DRAWING),
        ("laporan.pdf", PROGRAM),
        ("laporan.docx", PAGE),
        ("daftar.csv", PAGE),
        ("daftar.txt", PROGRAM),
    ],
)
def test_a_document_of_another_kind_is_refused_with_one_sentence(
    index: CatalogueIndexPage, trainer: User, name: str, data: bytes
):
    answer = send(trainer, "wagtaildocs", name, data)

    assert len(answer.context["form"].errors["file"]) == 1
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"%PDF-1.7"), ("a.DOCX", b"PK\x03\x04x"), ("a.csv", b"nama;nilai"), ("a.txt", "catatan é".encode())],
)
def test_documents_people_write_come_in(name: str, data: bytes):
    assert is_what_it_says(name, data)


def test_no_trainer_may_use_the_collection_of_everybody(index: CatalogueIndexPage, trainer: User):
    root = Collection.get_first_root_node()

    assert not GroupCollectionPermission.objects.filter(
        collection=root, group__in=Group.objects.filter(user=trainer)
    ).exists()


def test_the_agency_of_a_file_is_not_chosen_by_hand(index: CatalogueIndexPage, trainer: User, foreign_trainer: User):
    foreign = AgencyFiles.objects.exclude(group__user=trainer).get().collection

    send(trainer, "wagtailimages", "gambar.png", picture(), collection=foreign.pk)

    assert not Image.objects.filter(collection=foreign).exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_trainer_finds_no_file_of_another_agency(
    index: CatalogueIndexPage, trainer: User, foreign_trainer: User, office: Unit
):
    send(trainer, "wagtailimages", "gambar.png", picture(), title="Denah-7")
    shown = Image.objects.get()

    for name in ("wagtailimages:index", "wagtailimages_chooser:choose"):
        assert "Denah-7" in signed_in(trainer).get(reverse(name)).content.decode()
        assert "Denah-7" not in signed_in(foreign_trainer).get(reverse(name)).content.decode()
    assert signed_in(foreign_trainer).get(reverse("wagtailimages:edit", args=[shown.pk])).status_code == 302


def test_the_admin_closes_on_the_day_after_a_role_ran_out(index: CatalogueIndexPage, trainer: User):
    client = signed_in(trainer)
    assert client.get("/kelola/").status_code == 200

    RoleGrant.objects.filter(person=trainer).update(valid_to=timezone.localdate() - timedelta(days=1))

    assert client.get("/kelola/").status_code == 403
    assert not trainer.groups.exists()
