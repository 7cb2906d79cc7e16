"""Pairs, asked by who may see them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

OPEN_STATES = ("proposed", "active")


class PairQuerySet(models.QuerySet[Any]):
    """Pairs of a programme."""

    def published(self) -> Self:
        """Return the pairs whose proposal was published; before that only the coordinator knows of them."""
        return self.filter(run__published_at__isnull=False)

    def unpublished(self) -> Self:
        """Return the pairs of a proposal that nobody has published."""
        return self.filter(run__published_at__isnull=True)

    def open(self) -> Self:
        """Return the pairs that wait for an answer or meet."""
        return self.filter(state__in=OPEN_STATES)

    def going_on(self, on: date) -> Self:
        """Return the open pairs whose programme has not ended on the day; only these take a mentor's places."""
        return self.open().filter(programme__ends_on__gte=on)

    def of(self, person: Any) -> Self:
        """Return the published pairs in which `person` is mentor or mentee."""
        return self.published().filter(Q(mentor=person) | Q(mentee=person))
