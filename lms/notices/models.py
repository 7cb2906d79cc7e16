"""What was told to whom, and whether the e-mail went out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext

from lms.notices.kinds import KINDS
from lms.people.models import User


class MailState(models.TextChoices):
    """The row is the queue of e-mail."""

    NOT_WANTED = "not_wanted"
    REQUESTED = "requested"
    SENT = "sent"
    FAILED = "failed"


class Notice(models.Model):
    """One notice to one person; its words are made when it is read, in the reader's language.

    While a process sends the e-mail, `mail_lease_until` keeps the others off.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=12, choices=MailState, default=MailState.NOT_WANTED)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-created_at"], name="notices_of_person"),
            models.Index(fields=["mail_state", "id"], name="notices_mail_queue"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return gettext(KINDS[self.kind].title) % self.facts if self.kind in KINDS else self.kind

    @property
    def body(self) -> str:
        """Return the sentence in the reader's language."""
        return gettext(KINDS[self.kind].body) % self.facts if self.kind in KINDS else ""
