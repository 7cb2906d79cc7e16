"""The store of statements: appended to, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Statement(models.Model):
    """One statement, verbatim, with the columns it is found by."""

    uuid = models.UUIDField(unique=True)
    stored = models.DateTimeField(db_index=True)
    timestamp = models.DateTimeField()
    verb = models.TextField()
    actor = models.TextField()
    activity = models.TextField(blank=True)
    registration = models.UUIDField(null=True, blank=True)
    version = models.CharField(max_length=10)
    payload = models.TextField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["verb", "-id"], name="experience_verb"),
            models.Index(fields=["actor", "-id"], name="experience_actor"),
            models.Index(fields=["activity", "-id"], name="experience_activity"),
            models.Index(
                fields=["registration", "-id"],
                name="experience_registration",
                condition=models.Q(registration__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
