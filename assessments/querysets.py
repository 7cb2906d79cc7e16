"""Rows of the bank and attempts, asked in the words of the office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models

from assessments.answers import RATED, UNSCORED


class ItemQuerySet(models.QuerySet[Any]):
    """Items of the bank."""

    def servable(self) -> Self:
        """Return the items that may be asked and count: a version was approved, and nobody took the item out."""
        return self.filter(approved__isnull=False).exclude(status__in=("suspended", "retired", "pilot"))

    def being_tried_out(self) -> Self:
        """Return the items that may be asked but count for nothing yet."""
        return self.filter(approved__isnull=False, status="pilot")

    def of_way(self, *, is_rated: bool, is_unscored: bool = False) -> Self:
        """Return the items that nobody scores, those whose answers people rate, or those that the key scores."""
        if is_unscored:
            return self.filter(kind__in=UNSCORED)
        return self.filter(kind__in=RATED) if is_rated else self.exclude(kind__in=(*RATED, *UNSCORED))


class AttemptQuerySet(models.QuerySet[Any]):
    """Attempts at tests."""

    def running(self) -> Self:
        """Return attempts that wait for answers."""
        return self.filter(state="in_progress")

    def ended(self) -> Self:
        """Return attempts that count: submitted, being rated or scored, not voided."""
        return self.filter(state__in=("submitted", "rating", "scored"))

    def overdue(self, at: datetime) -> Self:
        """Return running attempts whose deadline was at or before `at`."""
        return self.running().filter(deadline__lte=at)


class RatingTaskQuerySet(models.QuerySet[Any]):
    """Answers that people rate."""

    def waiting(self) -> Self:
        """Return the answers whose rating still matters: of attempts that count, and questions that do."""
        counting = self.filter(state="open", slot__attempt__state__in=("rating", "scored"))
        return counting.filter(slot__item_version__neutralisation__isnull=True)


class AccommodationQuerySet(models.QuerySet[Any]):
    """Arrangements under which people take tests."""

    def in_force(self, day: date) -> Self:
        """Return those that HR confirmed and that hold on `day`."""
        return self.filter(state="confirmed", valid_from__lte=day, valid_to__gte=day)

    def over(self, before: datetime) -> Self:
        """Return those that ended, or were declined or taken back, before that moment."""
        ended = models.Q(state="confirmed", valid_to__lt=before.date())
        declined = models.Q(state="declined", decided_at__lt=before)
        return self.filter(ended | declined | models.Q(state="withdrawn", withdrawn_at__lt=before))
