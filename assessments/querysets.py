"""Rows of the bank and attempts, asked in the words of the office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
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


class SeatQuerySet(models.QuerySet[Any]):
    """Seats in supervised sittings."""

    def to_settle(self) -> Self:
        """Return the seats whose scored result does not yet count as what was decided."""
        decided = self.filter(standing__in=("supervised", "unsupervised"), settled_at__isnull=True)
        return decided.filter(attempt__state="scored")

    def clashing_with(self, sitting: Any) -> Self:
        """Return the seats in other sittings that take place at the same time."""
        others = self.filter(sitting__starts_at__lt=sitting.ends_at, sitting__ends_at__gt=sitting.starts_at)
        return others.exclude(sitting=sitting).exclude(sitting__state__in=("cancelled", "signed"))

    def coming(self, at: datetime) -> Self:
        """Return the seats people should know of: announced or open, and not over since long."""
        still = self.filter(sitting__state__in=("announced", "open"), attempt__isnull=True)
        return still.filter(sitting__ends_at__gt=at)


class CampaignMemberQuerySet(models.QuerySet[Any]):
    """People whom campaigns ask."""

    def with_done(self) -> Self:
        """Add `is_done`: an attempt that counts was handed in within the window, in a room where that is asked."""
        attempts = apps.get_model("assessments", "Attempt").objects.ended()
        counting = attempts.filter(
            person=models.OuterRef("person"),
            blueprint=models.OuterRef("campaign__blueprint"),
            submitted_at__date__gte=models.OuterRef("campaign__counts_from"),
            submitted_at__date__lte=models.OuterRef("campaign__closes_on"),
        )
        in_rooms = models.Q(campaign__is_supervised=True) & models.Exists(counting.filter(seat__isnull=False))
        anywhere = models.Q(campaign__is_supervised=False) & models.Exists(counting)
        return self.annotate(is_done=models.ExpressionWrapper(in_rooms | anywhere, models.BooleanField()))

    def of(self, campaign: Any) -> Self:
        """Return those whom a campaign asks now, each with whether it is done."""
        return self.filter(campaign=campaign, left_at__isnull=True).with_done()


class SittingQuerySet(models.QuerySet[Any]):
    """Supervised sittings."""

    def with_taken(self) -> Self:
        """Add `taken`: how many seats are given."""
        return self.annotate(taken=models.Count("seats", distinct=True))
