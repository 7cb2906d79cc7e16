"""A person contests the level that something other than a test decided."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.competencies.models import Evidence
from lms.people.models import User

LONGEST_APPEAL = 2000


class AppealState(models.TextChoices):
    """Open until HR has answered: the evidence counts no more, or it stays."""

    OPEN = "open", pgettext_lazy("state of an appeal", "waits for an answer")
    UPHELD = "upheld", pgettext_lazy("state of an appeal", "upheld: the evidence counts no more")
    KEPT = "kept", pgettext_lazy("state of an appeal", "not upheld: the evidence stays")


class LevelAppeal(models.Model):
    """One appeal against the evidence that decided a level; a test's result has an appeal of its own."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="level_appeals")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(_("reason"), max_length=LONGEST_APPEAL)
    filed_at = models.DateTimeField(_("filed"))
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    answer = models.TextField(_("answer"), max_length=LONGEST_APPEAL, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal against a level")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evidence"], condition=Q(state="open"), name="development_appeal_one_open")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["filed_at"], condition=Q(state="open"), name="development_appeal_open")
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.state}"
