"""The ledger: one row for each record on its way to SIASN, and what happened to it. The row is the queue."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.querysets import AppendOnlyQuerySet
from lms.development.models import OutsideTraining
from lms.people.models import Unit, User
from lms.siasn.mapping import Problem
from lms.siasn.models.agencies import KINDS, Carrier
from lms.siasn.models.sendings import Sending


def private_storage() -> Storage:
    """Return the storage whose files only a view hands out."""
    return storages["private"]


class DeliveryState(models.TextChoices):
    """draft → checked → sent → accepted or rejected → corrected (a new round begins); or deletion queued → deleted."""

    DRAFT = "draft", pgettext_lazy("delivery to SIASN", "draft")
    CHECKED = "checked", pgettext_lazy("delivery to SIASN", "checked")
    SENT = "sent", pgettext_lazy("delivery to SIASN", "sent")
    ACCEPTED = "accepted", pgettext_lazy("delivery to SIASN", "accepted")
    REJECTED = "rejected", pgettext_lazy("delivery to SIASN", "rejected")
    CORRECTED = "corrected", pgettext_lazy("delivery to SIASN", "corrected")
    DELETION_QUEUED = "deletion_queued", pgettext_lazy("delivery to SIASN", "to be deleted")
    DELETED = "deleted", pgettext_lazy("delivery to SIASN", "deleted")


OVER = (DeliveryState.CORRECTED, DeliveryState.DELETED)
LIVE = tuple(state for state in DeliveryState if state not in OVER)
WAITING_FOR_SIASN = (DeliveryState.CHECKED, DeliveryState.SENT, DeliveryState.DELETION_QUEUED)


class Delivery(models.Model):
    """One round of one record: a certificate of ours, or training outside that was accepted.

    title, organiser, kind   as they go to SIASN; HR may shorten a name, never change a day, a number or hours
    problems                 what hindered it at the last look, as message ids with facts
    body                     what `kursus/save` gets, frozen when it was checked
    document                 what SIASN calls the PDF, once it has it
    sending                  the batch it goes with; while that is open it goes with no other
    next_try_at              when the worker looks at it next; empty where nothing waits
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="siasn_deliveries")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, null=True, blank=True, related_name="siasn_deliveries"
    )
    training = models.ForeignKey(
        OutsideTraining, on_delete=models.CASCADE, null=True, blank=True, related_name="siasn_deliveries"
    )
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    title = models.CharField(_("name of the training"), max_length=300)
    organiser = models.CharField(_("organiser"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    number = models.CharField(_("certificate number"), max_length=120, blank=True)
    hours_jp = models.DecimalField(_("hours (JP)"), max_digits=7, decimal_places=2)
    started_on = models.DateField(_("first day"))
    finished_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=16, choices=DeliveryState, default=DeliveryState.DRAFT)
    problems = models.JSONField(default=list, blank=True)
    body = models.JSONField(null=True, blank=True)
    document = models.JSONField(null=True, blank=True)
    siasn_id = models.CharField(max_length=64, blank=True)
    carrier = models.CharField(max_length=4, choices=Carrier, blank=True)
    reason = models.CharField(_("SIASN’s reason"), max_length=500, blank=True)
    sending = models.ForeignKey(Sending, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField(_("last change"))

    class Meta:
        verbose_name = _("delivery to SIASN")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(certificate__isnull=False, training__isnull=True)
                | Q(certificate__isnull=True, training__isnull=False),
                name="siasn_delivery_of_one_record",
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=~Q(state__in=OVER), name="siasn_certificate_live_once"
            ),
            models.UniqueConstraint(fields=["training"], condition=~Q(state__in=OVER), name="siasn_training_live_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "state"], name="siasn_delivery_person"),
            models.Index(fields=["agency", "state"], name="siasn_delivery_agency"),
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="siasn_delivery_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def sentences(self) -> list[str]:
        """Return what hinders sending, in the reader's language."""
        return [gettext(message) % dict(facts) if facts else gettext(message) for message, facts in self.problems]

    @property
    def is_on_its_way(self) -> bool:
        """Whether it is checked and goes with a batch that is open."""
        return self.state == DeliveryState.CHECKED and self.sending_id is not None

    @property
    def may_be_checked(self) -> bool:
        """Whether HR may have it looked at."""
        return self.state == DeliveryState.DRAFT

    @property
    def may_be_corrected(self) -> bool:
        """Whether HR may change how it is written for SIASN."""
        return self.state in (DeliveryState.DRAFT, DeliveryState.REJECTED)

    def is_in_hands(self, at: datetime) -> bool:
        """Whether a worker may be speaking with SIASN about it this very moment."""
        leased = self.next_try_at is not None and self.next_try_at > at
        return self.state == DeliveryState.CHECKED and self.attempts > 0 and not self.last_error and leased

    def keep_problems(self, found: tuple[Problem, ...]) -> None:
        """Write what hinders sending."""
        self.problems = [[one.message, dict(one.facts)] for one in found]


class DeliveryEvent(models.Model):
    """One line of a delivery's history: what it became, when, by whom, and SIASN's words. Added, never changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=16, choices=DeliveryState)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    reply = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"

    @property
    def sentence(self) -> str:
        """Return what happened, in the reader's language."""
        return gettext(self.note) if self.note else ""
