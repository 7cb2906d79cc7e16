"""Where a page that is being written finds the view that shows it as a learner will see it.

Pages render nothing themselves; the views register here, so that the models need not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Previewer = Callable[[HttpRequest, Any], HttpResponse]

PREVIEWERS: dict[str, Previewer] = {}


def register(kind: str, previewer: Previewer) -> None:
    """Say which view previews pages whose class has this name."""
    PREVIEWERS[kind] = previewer


def preview(page: Any, request: HttpRequest) -> HttpResponse:
    """Return the page as a learner will see it."""
    return PREVIEWERS[type(page).__name__](request, page)
