"""Failures to protect people's data, and what was done about them (UU 27/2022, article 46)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Unit, User

# UU 27/2022, article 46(1): in writing, at the latest 3 times 24 hours after the failure is known.
LETTER_WITHIN = timedelta(hours=72)


class Incident(models.Model):
    """One failure: what was revealed, changed or lost, whom it concerns, and when the letters went out.

    `unit` is the part of the organisation whose officer entered it; none stands for the whole.
    """

    class Nature(models.TextChoices):
        """What happened to the data; loss of access counts too."""

        REVEALED = "revealed", pgettext_lazy("incident", "seen by somebody who may not see it")
        CHANGED = "changed", pgettext_lazy("incident", "changed without right")
        LOST = "lost", pgettext_lazy("incident", "lost, or out of reach for a time")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("what happened, in one line"), max_length=200)
    nature = models.CharField(_("what happened to the data"), max_length=10, choices=Nature)
    detected_at = models.DateTimeField(_("known since"))
    happened = models.TextField(_("how it happened"), max_length=4000)
    data_concerned = models.TextField(_("which data"), max_length=2000)
    people_concerned = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    measures = models.TextField(_("what was done, and what is still to be done"), max_length=4000)
    advice = models.TextField(_("what people should do"), max_length=2000, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    people_told_at = models.DateTimeField(_("letter to the people sent"), null=True, blank=True)
    authority_told_at = models.DateTimeField(_("letter to the institution sent"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def due_at(self) -> datetime:
        """Return when both letters have to be out."""
        return self.detected_at + LETTER_WITHIN

    @property
    def letters_are_out(self) -> bool:
        """Whether both letters were sent."""
        return self.people_told_at is not None and self.authority_told_at is not None


class IncidentStep(models.Model):
    """One line of what was done; lines are added and never changed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
