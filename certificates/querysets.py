"""Rows that are written once, and certificates asked by what they wait for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class AppendOnlyError(TypeError):
    """A history was about to be rewritten; this is a fault of the program, not of a person."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are added and read, and nothing else."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnlyError("A status event is never changed; add another one.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyError("A status event is never deleted.")


class CertificateQuerySet(models.QuerySet[Any]):
    """Certificates, asked by what has to happen to them."""

    def to_be_issued(self, *, at: datetime) -> Self:
        """Return those whose PDF has to be made now: the least tried first, so that a broken one holds up nobody."""
        waiting = self.filter(state__in=("requested", "rendering", "failed"), next_try_at__lte=at)
        return waiting.order_by("attempts", "requested_at", "pk")

    def left_behind(self, *, at: datetime, attempts: int) -> Self:
        """Return those whose last process died, and that have been tried that often."""
        return self.filter(state="rendering", next_try_at__lte=at, attempts__gte=attempts)
