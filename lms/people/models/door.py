"""How people get in: codes from HR, in batches or one by one, and the devices a person has signed in on."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisation import Unit
from lms.people.models.persons import User


class CodePurpose(models.TextChoices):
    """What a code opens."""

    ACTIVATION = "activation", _("first sign-in")
    RESET = "reset", _("new password")


class BatchState(models.TextChoices):
    """How far the making of a batch is."""

    REQUESTED = "requested", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class CodeBatch(models.Model):
    """Codes for everybody of a unit who has not signed in yet; the row is the queue.

    `done_through` is the id of the last person who was looked at: a killed worker goes on from there.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="code_batches")
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("codes expire"))
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.REQUESTED)
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    done_through = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], condition=Q(state="requested"), name="people_batch_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.requested_at:%Y-%m-%d}"


class AccessCode(models.Model):
    """A single-use code for one person. The code itself is stored nowhere: it follows from the row and the key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_codes")
    purpose = models.CharField(max_length=10, choices=CodePurpose)
    batch = models.ForeignKey(CodeBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="codes")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, void_at__isnull=True),
                name="people_one_open_code",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.made_at:%Y-%m-%d}"


class KnownDevice(models.Model):
    """A browser in which a person has signed in; a sign-in elsewhere is told to the person."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    token_hash = models.CharField(max_length=64)
    description = models.CharField(max_length=120, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "token_hash"], name="people_device_known_once")
        ]

    def __str__(self) -> str:
        return self.description


class SessionManager(BaseSessionManager["Session"]):
    """Sessions, each read with its person."""

    def get_queryset(self) -> models.QuerySet[Session]:
        """Return sessions with their people."""
        return super().get_queryset().select_related("person")


class Session(AbstractBaseSession):
    """What a browser that has come by is known by, and who has signed in with it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")

    objects: ClassVar[SessionManager] = SessionManager()

    class Meta(AbstractBaseSession.Meta):
        """One row for each browser."""

        abstract = False
