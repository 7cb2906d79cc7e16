"""Certificates with their frozen facts, the files made from them, their history, and the series they are counted in."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates import numbering
from certificates.facts import CertificateFacts, from_json
from certificates.querysets import AppendOnlyQuerySet, CertificateQuerySet
from lms.people.models import User

# This many tries come within the hour; after them one try a day is enough, for as long as it takes.
QUICK_ATTEMPTS = 5


def private_storage() -> Storage:
    """Return the storage whose files only a view may hand out."""
    return storages["private"]


class NumberSeries(models.Model):
    """A row of certificate numbers: one for each code and year, without gaps."""

    code = models.CharField(_("code"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    pattern = models.CharField(_("pattern of the numbers"), max_length=100, default=numbering.DEFAULT_PATTERN)
    next = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("series of certificate numbers")
        verbose_name_plural = _("series of certificate numbers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "year"], name="certificates_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class State(models.TextChoices):
    """What has become of a certificate; revoked and superseded are final."""

    REQUESTED = "requested", pgettext_lazy("certificate state", "requested")
    RENDERING = "rendering", pgettext_lazy("certificate state", "being made")
    ISSUED = "issued", pgettext_lazy("certificate state", "issued")
    FAILED = "failed", pgettext_lazy("certificate state", "failed")
    REVOKED = "revoked", pgettext_lazy("certificate state", "revoked")
    SUPERSEDED = "superseded", pgettext_lazy("certificate state", "replaced")


PUBLIC_STATES = (State.ISSUED, State.REVOKED, State.SUPERSEDED)


class Certificate(models.Model):
    """A certificate of one person for one offering. What it says is `snapshot`; nothing is looked up again.

    The row is the queue: `state`, `attempts` and `next_try_at` say whether the PDF still has to be made.
    The offering is a plain reference, because this room knows no course, test or hour.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_code = models.CharField(_("code"), max_length=21, unique=True)
    number = models.CharField(_("number"), max_length=120, unique=True, null=True, blank=True)
    holder = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="certificates")
    offering_kind = models.CharField(max_length=40)
    offering_uuid = models.UUIDField()
    offering_title = models.CharField(_("title"), max_length=300)
    template_code = models.CharField(max_length=40)
    template_version = models.PositiveSmallIntegerField()
    snapshot = models.TextField()
    snapshot_sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REQUESTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    next_try_at = models.DateTimeField()
    requested_at = models.DateTimeField(_("requested"))
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects: ClassVar[Any] = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["holder", "offering_kind", "offering_uuid", "template_code"],
                condition=~Q(state="superseded"),
                name="certificates_one_each",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(number__isnull=False, issued_at__isnull=False),
                name="certificates_issued_has_number",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holder", "-requested_at"], name="certificates_holder"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=("requested", "rendering", "failed")),
                name="certificates_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.public_code

    @cached_property
    def facts(self) -> CertificateFacts:
        """Return what the certificate says."""
        return from_json(self.snapshot)

    @property
    def dated_on(self) -> date:
        """Return the day the certificate bears, and whose year its number counts in: the day it was earned.

        It does not depend on when the PDF was made, so a late or repeated attempt prints the same page.
        """
        return timezone.localdate(self.requested_at, timezone.get_default_timezone())

    @property
    def hours_jp(self) -> Decimal:
        """Return the learning hours (JP)."""
        return self.facts.hours_jp

    @property
    def is_ready(self) -> bool:
        """Whether there is a PDF to download."""
        return self.state == State.ISSUED

    @property
    def is_being_made(self) -> bool:
        """Whether the PDF is on its way for the first time."""
        return self.state in (State.REQUESTED, State.RENDERING)

    @property
    def will_be_tried_again(self) -> bool:
        """Whether making the PDF failed and the next try comes by itself."""
        return self.state == State.FAILED

    @property
    def is_tried_daily(self) -> bool:
        """Whether the quick tries are used up, so that the next one comes within a day."""
        return self.state == State.FAILED and self.attempts >= QUICK_ATTEMPTS


class ArtifactKind(models.TextChoices):
    """Kinds of files made from a certificate."""

    PDF = "pdf", "PDF"


class Artifact(models.Model):
    """A file made from a certificate, as it left us: its bytes are never made again."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="artifacts")
    kind = models.CharField(max_length=10, choices=ArtifactKind, default=ArtifactKind.PDF)
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.PositiveIntegerField()
    renderer = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["certificate", "kind"], name="certificates_one_file_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class StatusEvent(models.Model):
    """One line of a certificate's history: what it became, when, by whom and why. Added, never changed."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d}"
