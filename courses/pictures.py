"""Hands out the pictures of lessons in the sizes that pages show; the originals stay in the admin."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

# One plain name: no folder, no hidden file, nothing that leads out of the folder.
FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:avif|gif|jpe?g|png|webp)")
# A size of a picture never changes under its name: the name carries a fingerprint of the focal point and the filter.
KEEP = "public, max-age=604800"


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture."""
    path = f"images/{name}"
    if not FILE_NAME.fullmatch(name) or not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), headers={"Cache-Control": KEEP})
