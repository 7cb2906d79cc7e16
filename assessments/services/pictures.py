"""Finds the pictures of items and cases in the library of pictures."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.images.permissions import permission_policy

from assessments.exchange.package_pictures import facts_of, name_of, unpacked
from assessments.rendering import PICTURE_FILTER
from assessments.stimuli import Picture
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import User


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


def keep_pictures(pictures: Mapping[str, str], *, by: User | None) -> None:
    """Put the pictures that came with an item into the library, those that it has not yet, as `by` may.

    Two queries for each, none where there is none.

    Raises:
        PictureMissing: `by` may add none to the library.
        EntryRefused: one is no picture.

    """
    for sha1, text in pictures.items():
        data = unpacked(text)
        suffix, _width, _height = facts_of(data)
        if name_of(data) != sha1 or Image.objects.filter(file_hash=sha1).exists():
            continue
        collection = permission_policy.collections_user_has_permission_for(by, "add").first() if by else None
        if by is not None and collection is None:
            raise PictureMissing
        facts = {"collection": collection} if collection else {}
        file = ImageFile(io.BytesIO(data), name=f"{sha1[:12]}.{suffix}")
        Image.objects.create(title=sha1[:12], file=file, file_hash=sha1, uploaded_by_user=by, **facts)


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
