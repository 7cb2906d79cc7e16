"""What is kept about the handling of people's data: looks, consents, exports."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.persons import User


class Look(models.Model):
    """One look of a person at another person's data, shown to that person in plain words."""

    viewer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="looks")
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject", "-at"], name="people_look_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d}"


class Consent(models.Model):
    """A yes to one optional use of data, until it is withdrawn; the duty to learn never rests on it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version of the text agreed to"), default=1)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="people_consent_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class PeopleExport(models.Model):
    """A file with data of several people that somebody took out: what, why, how many, until when."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="people_exports")
    kind = models.CharField(max_length=40)
    purpose = models.CharField(_("purpose"), max_length=200)
    scope = models.CharField(_("about"), max_length=200)
    filters = models.JSONField(default=dict)
    people = models.PositiveIntegerField(_("people"), default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    downloads = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-made_at"], name="people_export_made")]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"
