"""Rows that hold from one day to another, asked by day."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to`, both inclusive."""

    def on(self, day: date) -> Self:
        """Return the rows that hold on `day`."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day))
