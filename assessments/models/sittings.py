"""Supervised sittings: a room with a day, seats, somebody who watches, and what happened there."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.attempts import Attempt
from assessments.models.blueprints import Blueprint, BlueprintVersion
from assessments.models.campaigns import Campaign
from assessments.querysets import SeatQuerySet, SittingQuerySet
from lms.people.models import Unit, User

MOST_SEATS = 500


class SittingState(models.TextChoices):
    """planned → announced → open → signed; until it opens it can be called off."""

    PLANNED = "planned", pgettext_lazy("state of a sitting", "being planned")
    ANNOUNCED = "announced", pgettext_lazy("state of a sitting", "announced")
    OPEN = "open", pgettext_lazy("state of a sitting", "room is open")
    SIGNED = "signed", pgettext_lazy("state of a sitting", "report signed")
    CANCELLED = "cancelled", pgettext_lazy("state of a sitting", "called off")


class Sitting(models.Model):
    """A test taken in a room under supervision. `unit` is the part of the organisation whose HR plans it.

    The PIN exists while the room is open, and is shown to those who watch it alone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sittings")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="sittings")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="sittings")
    room = models.CharField(_("room"), max_length=120)
    directions = models.CharField(_("where it is"), max_length=300, blank=True)
    note = models.CharField(_("what people should know"), max_length=500, blank=True)
    seats_in_room = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=SittingState, default=SittingState.PLANNED)
    pin = models.CharField(max_length=6, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(_("report"), max_length=2000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=500, blank=True)
    proctors: models.ManyToManyField[User, Any] = models.ManyToManyField(
        User, verbose_name=_("who watches"), related_name="sittings_watched", blank=True
    )

    objects: ClassVar[Any] = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervised sitting")
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="assessments_sitting_ends_later"),
            models.CheckConstraint(
                condition=Q(seats_in_room__gte=1, seats_in_room__lte=MOST_SEATS), name="assessments_sitting_seats"
            ),
            models.CheckConstraint(
                condition=Q(state="open") & ~Q(pin="") | ~Q(state="open") & Q(pin=""),
                name="assessments_pin_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_at__isnull=False), name="assessments_sitting_signed_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "-starts_at"], name="assessments_sittings_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_planned(self) -> bool:
        """Whether nobody was told of it yet."""
        return self.state == SittingState.PLANNED

    @property
    def is_announced(self) -> bool:
        """Whether people know of it and the room is not open yet."""
        return self.state == SittingState.ANNOUNCED

    @property
    def is_open(self) -> bool:
        """Whether people may begin."""
        return self.state == SittingState.OPEN

    @property
    def is_signed(self) -> bool:
        """Whether its report is signed."""
        return self.state == SittingState.SIGNED

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == SittingState.CANCELLED

    @property
    def takes_people(self) -> bool:
        """Whether its list of people may still change."""
        return self.state in (SittingState.PLANNED, SittingState.ANNOUNCED, SittingState.OPEN)


class Identity(models.TextChoices):
    """What somebody who watches found when comparing person and card."""

    UNCHECKED = "unchecked", pgettext_lazy("check of identity", "not checked yet")
    CONFIRMED = "confirmed", pgettext_lazy("check of identity", "confirmed")
    DOUBTFUL = "doubtful", pgettext_lazy("check of identity", "doubtful")


class Card(models.TextChoices):
    """The card that was shown."""

    KTP = "ktp", _("identity card (KTP)")
    ASN = "asn", _("civil servant's card (KPE or ID card of the agency)")
    OTHER = "other", _("another official card with a photo")


class SeatStanding(models.TextChoices):
    """What the result of a seat counts as; HR decides where something happened that speaks against it."""

    OPEN = "open", pgettext_lazy("what a seat counts as", "report not signed yet")
    SUPERVISED = "supervised", pgettext_lazy("what a seat counts as", "counts as supervised")
    IN_DOUBT = "in_doubt", pgettext_lazy("what a seat counts as", "HR decides")
    UNSUPERVISED = "unsupervised", pgettext_lazy("what a seat counts as", "counts as unsupervised")


class Seat(models.Model):
    """One person's place in a sitting: who they are, whether they may begin, and what their result counts as.

    `settled_at` is the moment since which the evidence of a scored attempt says what `standing` says.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(_("seat"))
    attempt = models.OneToOneField(Attempt, on_delete=models.SET_NULL, null=True, blank=True, related_name="seat")
    identity = models.CharField(max_length=10, choices=Identity, default=Identity.UNCHECKED)
    card = models.CharField(_("card"), max_length=10, choices=Card, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    standing = models.CharField(max_length=12, choices=SeatStanding, default=SeatStanding.OPEN)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        ordering: ClassVar[list[str]] = ["sitting", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sitting", "person"], name="assessments_one_seat_each"),
            models.UniqueConstraint(fields=["sitting", "number"], name="assessments_seat_number_once"),
            models.CheckConstraint(
                condition=Q(identity="unchecked") | Q(checked_at__isnull=False), name="assessments_identity_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["id"],
                condition=~Q(standing="open") & Q(settled_at__isnull=True),
                name="assessments_seats_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} #{self.number}"

    @property
    def is_known(self) -> bool:
        """Whether the person's identity was confirmed."""
        return self.identity == Identity.CONFIRMED

    @property
    def is_supervised(self) -> bool:
        """Whether the result counts as supervised."""
        return self.standing == SeatStanding.SUPERVISED

    @property
    def is_in_doubt(self) -> bool:
        """Whether HR decides what the result counts as."""
        return self.standing == SeatStanding.IN_DOUBT


class IncidentKind(models.TextChoices):
    """What happened in a room."""

    POWER = "power", pgettext_lazy("what happened in a room", "power cut")
    NETWORK = "network", pgettext_lazy("what happened in a room", "network down")
    DEVICE = "device", pgettext_lazy("what happened in a room", "device broke")
    ILLNESS = "illness", pgettext_lazy("what happened in a room", "person left or fell ill")
    NOISE = "noise", pgettext_lazy("what happened in a room", "disturbance")
    TIME = "time", pgettext_lazy("what happened in a room", "time was given")
    ENDED = "ended", pgettext_lazy("what happened in a room", "attempt ended by who watches")
    IDENTITY = "identity", pgettext_lazy("what happened in a room", "identity in doubt")
    MISCONDUCT = "misconduct", pgettext_lazy("what happened in a room", "help that is not allowed")
    OTHER = "other", pgettext_lazy("what happened in a room", "something else")


# What of this happened at a seat leaves it to HR whether its result counts as supervised.
SERIOUS = (IncidentKind.IDENTITY, IncidentKind.MISCONDUCT)


class Incident(models.Model):
    """A note of something that happened, about one seat or the whole room; never changed, never a verdict."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="incidents")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, null=True, blank=True, related_name="incidents")
    kind = models.CharField(_("what happened"), max_length=12, choices=IncidentKind)
    text = models.CharField(_("in a sentence"), max_length=500)
    minutes = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("incident")
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.kind}"


class Booklet(models.Model):
    """A seat's questions on paper, for a room without power or network. `versions` are ids of item versions in order.

    When two people have entered the answers alike, or a third has settled where they differ, an attempt bearing the
    booklet's id is handed in with them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="booklet")
    blueprint_version = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, null=True, related_name="+")
    form_code = models.CharField(max_length=10, blank=True)
    seed = models.PositiveBigIntegerField()
    versions = models.JSONField()
    prepared_at = models.DateTimeField()
    is_used = models.BooleanField(default=False)
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paper booklet")

    def __str__(self) -> str:
        return f"{self.seat_id} {len(self.versions)}"


class Turn(models.IntegerChoices):
    """Who enters a booklet: two people without seeing each other, and a third where they differ."""

    FIRST = 1, pgettext_lazy("who enters a booklet", "first")
    SECOND = 2, pgettext_lazy("who enters a booklet", "second")
    SETTLING = 3, pgettext_lazy("who enters a booklet", "settles")


class BookletEntry(models.Model):
    """What one person read off a booklet: `answers` by number, in ids of options."""

    booklet = models.ForeignKey(Booklet, on_delete=models.CASCADE, related_name="entries")
    turn = models.PositiveSmallIntegerField(choices=Turn)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("entry of a booklet")
        ordering: ClassVar[list[str]] = ["booklet", "turn"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["booklet", "turn"], name="assessments_booklet_turn_once"),
            models.UniqueConstraint(fields=["booklet", "by"], name="assessments_booklet_by_three"),
        ]

    def __str__(self) -> str:
        return f"{self.booklet_id} {self.turn}"
