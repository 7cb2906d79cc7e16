"""Learning outside the platform: what a person hands in, and what a reviewer decides about it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.competencies.models import Competency
from lms.development.models.hours import HoursEntry
from lms.people.models import User

LONGEST_REASON = 1000


def private_storage() -> Storage:
    """Return the storage that no address serves."""
    return storages["private"]


class OutsideKind(models.TextChoices):
    """Kinds of training as the index of professionality (IP ASN) tells them apart."""

    TECHNICAL = "teknis", _("technical training")
    FUNCTIONAL = "fungsional", _("functional training")
    LEADERSHIP = "kepemimpinan", _("leadership training")
    SEMINAR = "seminar", _("seminar, workshop or similar")


class OutsideState(models.TextChoices):
    """draft → waiting → in review → accepted, refused, or returned (and handed in again)."""

    DRAFT = "draft", pgettext_lazy("state of outside training", "draft")
    WAITING = "waiting", pgettext_lazy("state of outside training", "waiting for a reviewer")
    IN_REVIEW = "in_review", pgettext_lazy("state of outside training", "in review")
    ACCEPTED = "accepted", pgettext_lazy("state of outside training", "accepted")
    RETURNED = "returned", pgettext_lazy("state of outside training", "returned to you")
    REFUSED = "refused", pgettext_lazy("state of outside training", "refused")


class OutsideTraining(models.Model):
    """One training outside the platform with its proof. `number_key` is the certificate number without its signs.

    `competencies` are what the person says it was about; `mapped` and `jp_accepted` what the reviewer accepted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_training")
    title = models.CharField(_("title"), max_length=200)
    organiser = models.CharField(_("organiser"), max_length=200)
    number = models.CharField(_("certificate number"), max_length=120, blank=True)
    number_key = models.CharField(max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OutsideKind)
    began_on = models.DateField(_("first day"))
    ended_on = models.DateField(_("last day"))
    jp = models.DecimalField(_("hours (JP)"), max_digits=6, decimal_places=2)
    competencies = models.ManyToManyField(Competency, related_name="+", blank=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=OutsideState, default=OutsideState.DRAFT)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    reviewer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    jp_accepted = models.DecimalField(_("hours accepted (JP)"), max_digits=6, decimal_places=2, null=True, blank=True)
    mapped = models.ManyToManyField(Competency, related_name="+", blank=True)
    entry = models.ForeignKey(HoursEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("training outside the platform")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "number_key"],
                condition=Q(state__in=["waiting", "in_review", "accepted"]) & ~Q(number_key=""),
                name="development_outside_number_once",
            ),
            models.CheckConstraint(condition=Q(ended_on__gte=models.F("began_on")), name="development_outside_days"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-written_at"], name="development_outside_of"),
            models.Index(
                fields=["sent_at"], condition=Q(state__in=["waiting", "in_review"]), name="development_outside_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_changed(self) -> bool:
        """Whether the person may still change it."""
        return self.state in (OutsideState.DRAFT, OutsideState.RETURNED)
