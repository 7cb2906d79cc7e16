"""Copies of everything the platform holds about a person, made for that person."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from lms.people.models import User


def private_storage() -> Storage:
    """Return the storage whose files only a view hands out."""
    return storages["private"]


class CopyState(models.TextChoices):
    """The row is the queue."""

    REQUESTED = "requested", pgettext_lazy("copy of data", "waiting")
    RUNNING = "running", pgettext_lazy("copy of data", "being made")
    READY = "ready", pgettext_lazy("copy of data", "ready")
    FAILED = "failed", pgettext_lazy("copy of data", "failed")
    EXPIRED = "expired", pgettext_lazy("copy of data", "deleted after its time")


class DataCopy(models.Model):
    """One copy: JSON and PDF. `next_try_at` passes where a worker died, and the sweep takes the row again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_copies")
    state = models.CharField(max_length=10, choices=CopyState, default=CopyState.REQUESTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts_total = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveSmallIntegerField(default=0)
    json_file = models.FileField(storage=private_storage, max_length=200, blank=True)
    pdf_file = models.FileField(storage=private_storage, max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("requested", "running")), name="privacy_one_copy_open"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=("requested", "running")), name="privacy_copies_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.requested_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """Whether it is being made."""
        return self.state in (CopyState.REQUESTED, CopyState.RUNNING)

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return self.state == CopyState.READY
