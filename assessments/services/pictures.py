"""Finds the pictures of items and cases in the library of pictures."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.images.models import Image

from assessments.rendering import PICTURE_FILTER
from assessments.stimuli import Picture
from lms.errors import InvalidInput, gettext_noop


class PictureMissing(InvalidInput):
    """The picture is not in the library of pictures."""

    code = "picture_missing"
    message = gettext_noop("Its picture is not in the library of pictures here. Upload the picture first.")


def picture_row(picture: Picture | None) -> Image | None:
    """Return the picture of the library. One query where there is one, more the first time.

    Raises:
        PictureMissing: the library does not have it.

    """
    if picture is None:
        return None
    found: Image | None = Image.objects.filter(file_hash=picture.file).order_by("pk").first()
    if found is None:
        raise PictureMissing
    found.get_rendition(PICTURE_FILTER)  # made here, so that no learner waits for it
    return found


def bring_pictures(folder: Path) -> int:
    """Put the pictures of a folder into the library, those that it has not yet; return how many. One query for each."""
    brought = 0
    for path in sorted(folder.glob("*.png")):
        data = path.read_bytes()
        sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if Image.objects.filter(file_hash=sha1).exists():
            continue
        with path.open("rb") as file:
            Image.objects.create(
                title=path.stem.replace("-", " "), file=ImageFile(file, name=path.name), file_hash=sha1
            )
        brought += 1
    return brought
