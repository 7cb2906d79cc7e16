"""A batch of deliveries that HR sends together: straight to SIASN, or as a ZIP file."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from lms.people.models import PeopleExport, Unit, User
from lms.siasn.models.agencies import Carrier


def private_storage() -> Storage:
    """Return the storage whose files only a view hands out."""
    return storages["private"]


class SendingState(models.TextChoices):
    """The row is the queue: open while the worker has something to do or the file lies ready."""

    OPEN = "open", pgettext_lazy("sending to SIASN", "under way")
    READY = "ready", pgettext_lazy("sending to SIASN", "ready to download")
    DONE = "done", pgettext_lazy("sending to SIASN", "done")
    STOPPED = "stopped", pgettext_lazy("sending to SIASN", "stopped")
    EXPIRED = "expired", pgettext_lazy("sending to SIASN", "link over")


class Sending(models.Model):
    """One batch. `export` is its line in the register of files with people's data; only a ZIP has one.

    `total` counts what went in, deletions included; `made` how many of them the ZIP holds so far.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    carrier = models.CharField(max_length=4, choices=Carrier)
    state = models.CharField(max_length=8, choices=SendingState, default=SendingState.OPEN)
    export = models.OneToOneField(PeopleExport, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    total = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=80, blank=True)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=Q(state="open"), name="siasn_sending_waiting"),
            models.Index(fields=["by", "-requested_at"], name="siasn_sending_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.requested_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has it."""
        return self.state == SendingState.OPEN
