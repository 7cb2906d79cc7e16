"""A learning path: things of other rooms in an order, for somebody, for a reason; asked for as one thing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Unit, User

LONGEST_PURPOSE = 300


class PathState(models.TextChoices):
    """draft → published → closed."""

    DRAFT = "draft", pgettext_lazy("state of a path", "draft")
    PUBLISHED = "published", pgettext_lazy("state of a path", "open")
    CLOSED = "closed", pgettext_lazy("state of a path", "closed")


class LearningPath(models.Model):
    """One path, for the people of a unit and below; without a unit for everybody.

    Words and steps change in a draft only: what people were asked to do stays what it was. Whoever wants it otherwise
    copies the path, changes the copy, publishes that, and closes this one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    purpose = models.CharField(_("why, and for whom"), max_length=LONGEST_PURPOSE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PathState, default=PathState.DRAFT)
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("learning path")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "unit"], name="development_path_open_to"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_changed(self) -> bool:
        """Whether words and steps may change."""
        return self.state == PathState.DRAFT


class PathStep(models.Model):
    """One step: a plain reference to a thing, with the title it had. No path lies inside a path."""

    path = models.ForeignKey(LearningPath, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    target_kind = models.CharField(max_length=40)
    target_uuid = models.UUIDField()
    target_title = models.CharField(max_length=300)
    is_optional = models.BooleanField(_("optional"), default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["path", "target_kind", "target_uuid"], name="development_step_once"),
            models.CheckConstraint(condition=~models.Q(target_kind="path"), name="development_step_no_path"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target_kind", "target_uuid"], name="development_step_of")
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.target_title}"
