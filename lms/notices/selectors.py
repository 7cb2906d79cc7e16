"""What a person was told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from lms.notices.models import Notice


def notices_of(*, viewer: Any) -> QuerySet[Notice]:
    """Return the viewer's own notices, the newest first; nobody reads another person's."""
    return Notice.objects.filter(person=viewer).order_by("-created_at", "-pk")


def count_unread(*, viewer: Any) -> int:
    """Return how many of the viewer's notices are unread. One query."""
    return Notice.objects.filter(person=viewer, read_at__isnull=True).count()
