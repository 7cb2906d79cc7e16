"""Files with SIASN's answers to a ZIP: what each line would do, until it is applied."""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from lms.people.models import User
from lms.siasn.models.deliveries import Delivery


class ReplyState(models.TextChoices):
    """What became of a file of replies."""

    CHECKED = "checked", pgettext_lazy("file of replies", "checked")
    APPLIED = "applied", pgettext_lazy("file of replies", "applied")
    DISCARDED = "discarded", pgettext_lazy("file of replies", "discarded")


class Verdict(models.TextChoices):
    """What a line says about a record."""

    ACCEPTED = "accepted", pgettext_lazy("reply of SIASN", "accepted")
    REJECTED = "rejected", pgettext_lazy("reply of SIASN", "rejected")
    DELETED = "deleted", pgettext_lazy("reply of SIASN", "deleted")
    KNOWN = "known", pgettext_lazy("reply of SIASN", "known already")
    WRONG = "wrong", pgettext_lazy("reply of SIASN", "wrong")


class ReplyFile(models.Model):
    """One file of replies; the file itself is read once and not kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ReplyState, default=ReplyState.CHECKED)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    applied = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by", "-received_at"], name="siasn_replies_mine")]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d}"


class ReplyLine(models.Model):
    """What one line says, and about which delivery; what is wrong names nobody."""

    file = models.ForeignKey(ReplyFile, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    siasn_id = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    facts = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "verdict", "line"], name="siasn_reply_line")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"

    @property
    def sentence(self) -> str:
        """Return what is wrong, in the reader's language."""
        return gettext(self.problem) % json.loads(self.facts or "{}") if self.problem else ""
