"""Rows of the bank and attempts, asked in the words of the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class ItemQuerySet(models.QuerySet[Any]):
    """Items of the bank."""

    def servable(self) -> Self:
        """Return the items that may be asked: a version was approved, and nobody took the item out."""
        return self.filter(approved__isnull=False).exclude(status__in=("suspended", "retired"))


class AttemptQuerySet(models.QuerySet[Any]):
    """Attempts at tests."""

    def running(self) -> Self:
        """Return attempts that wait for answers."""
        return self.filter(state="in_progress")

    def ended(self) -> Self:
        """Return attempts that count: submitted or scored, not voided."""
        return self.filter(state__in=("submitted", "scored"))

    def overdue(self, at: datetime) -> Self:
        """Return running attempts whose deadline was at or before `at`."""
        return self.running().filter(deadline__lte=at)
