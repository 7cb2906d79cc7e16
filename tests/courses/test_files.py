"""The pictures of lessons, and the documents that trainers upload."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from courses.models import CatalogueIndexPage
from lms.people.models import User
from tests.courses.authoring import signed_in


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A folder of its own for what is uploaded."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


# Wagtail leaves the temporary file of a new size to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_of_a_lesson_is_handed_out_and_its_original_is_not(db: None):
    image = get_image_model().objects.create(
        title="Loket", file=get_test_image_file(), collection=Collection.get_first_root_node()
    )
    shown = image.get_rendition("width-100|format-webp")

    answer = Client().get(shown.url)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "max-age" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:4] == b"RIFF"
    assert Client().get(image.file.url).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "tidak-ada.png",
        "../original_images/a.png",
        "..%2Foriginal_images%2Fa.png",
        "%2e%2e",
        ".a.png",
        "a.html",
        "a%00.png",
    ],
)
def test_nothing_else_is_handed_out(db: None, name: str):
    for stored in ("original_images/a.png", "images/a.html", "images/.a.png"):
        default_storage.save(stored, ContentFile(b"rahasia"))

    assert Client().get(f"/media/images/{name}").status_code == 404


def test_documents_are_listed_in_the_admin_and_handed_out_to_people_signed_in(trainer: User, index: CatalogueIndexPage):
    document = get_document_model().objects.create(
        title="Panduan", file=ContentFile(b"isi", name="panduan.txt"), collection=Collection.get_first_root_node()
    )
    client = signed_in(trainer)

    assert client.get("/kelola/documents/").status_code == 200
    assert b"".join(client.get(document.url).streaming_content) == b"isi"
    assert Client().get(document.url).url.startswith("/masuk/")
