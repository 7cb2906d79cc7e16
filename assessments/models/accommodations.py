"""Equal access: the arrangement under which a person takes tests. Never the reason for it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.querysets import AccommodationQuerySet
from lms.people.models import User
from lms.people.seals import SealedField

SEAL = "arrangement in tests"


class ExtraTime(models.IntegerChoices):
    """How much longer a test lasts, in percent of its time."""

    NONE = 0, pgettext_lazy("extra time in tests", "none")
    QUARTER = 25, pgettext_lazy("extra time in tests", "a quarter more (25%)")
    HALF = 50, pgettext_lazy("extra time in tests", "half as much again (50%)")
    DOUBLE = 100, pgettext_lazy("extra time in tests", "twice the time (100%)")


class BreakTime(models.IntegerChoices):
    """How many minutes of break a test does not count."""

    NONE = 0, pgettext_lazy("breaks in tests", "none")
    SHORT = 15, pgettext_lazy("breaks in tests", "15 minutes in all")
    LONG = 30, pgettext_lazy("breaks in tests", "30 minutes in all")


class AccommodationState(models.TextChoices):
    """asked → confirmed or declined; the person can take it back at any time."""

    ASKED = "asked", pgettext_lazy("state of an adjustment", "waits for HR")
    CONFIRMED = "confirmed", pgettext_lazy("state of an adjustment", "confirmed")
    DECLINED = "declined", pgettext_lazy("state of an adjustment", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an adjustment", "taken back")


class Accommodation(models.Model):
    """What a person needs in tests, and from when until when HR confirmed it. There is no field for a reason.

    What is needed, and what HR answers to it, lie sealed; state and days lie open, because queries ask for them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accommodations")
    terms = SealedField(_("Arrangement"), purpose=SEAL)
    state = models.CharField(max_length=10, choices=AccommodationState, default=AccommodationState.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = SealedField(purpose=SEAL, blank=True, default="")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AccommodationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="asked"), name="assessments_one_adjustment_asked"
            ),
            models.CheckConstraint(
                condition=~Q(terms=""),
                name="assessments_adjustment_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(valid_from__isnull=False, valid_to__gte=F("valid_from")),
                name="assessments_adjustment_has_dates",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="assessments_adjustment_declined_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def extra_percent(self) -> int:
        """Return how much longer a test lasts, in percent."""
        return int(self.terms.get("extra_percent", ExtraTime.NONE))

    @property
    def break_minutes(self) -> int:
        """Return how many minutes of break do not count."""
        return int(self.terms.get("break_minutes", BreakTime.NONE))

    @property
    def is_one_a_page(self) -> bool:
        """Whether each question stands on a page of its own."""
        return bool(self.terms.get("is_one_a_page"))

    @property
    def is_large_print(self) -> bool:
        """Whether questions are printed large."""
        return bool(self.terms.get("is_large_print"))

    @property
    def arrangement(self) -> list[str]:
        """Return what it gives, in words."""
        given = [f"{_('Extra time')}: {ExtraTime(self.extra_percent).label}"] if self.extra_percent else []
        breaks = f"{_('Breaks that do not count')}: {BreakTime(self.break_minutes).label}"
        given += [breaks] if self.break_minutes else []
        given += [str(_("One question on a page"))] if self.is_one_a_page else []
        given += [str(_("Large print"))] if self.is_large_print else []
        # Whoever takes tests in another way has another rhythm, so every adjustment switches observation off.
        return [*given, str(_("Speed and change of window are not observed"))]

    @property
    def is_asked(self) -> bool:
        """Whether HR has not answered yet."""
        return self.state == AccommodationState.ASKED

    @property
    def is_confirmed(self) -> bool:
        """Whether HR confirmed it."""
        return self.state == AccommodationState.CONFIRMED
