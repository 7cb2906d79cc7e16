"""Frameworks of competencies: areas, competencies, levels and what one can see at each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from lms.people.models import User


class FrameworkStatus(models.TextChoices):
    """A framework is written, used, and one day replaced; old use keeps working."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for approval")
    PUBLISHED = "published", _("published")
    OUTDATED = "outdated", _("outdated")


class Framework(models.Model):
    """A named and versioned set of competencies; from its publication on it is not changed, only followed by another.

    `carry_due`: it took the place of `predecessor`, and levels people had there are still to be carried over,
    of those whose id is above `carried_to`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    status = models.CharField(_("status"), max_length=10, choices=FrameworkStatus, default=FrameworkStatus.DRAFT)
    predecessor = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="successors", editable=False
    )
    submitted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(_("why it was returned"), blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    carry_due = models.BooleanField(default=False, editable=False)
    carried_to = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "version"], name="competencies_framework_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Area(models.Model):
    """A group of competencies inside a framework."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["framework", "code"], name="competencies_area_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CompetencyKind(models.TextChoices):
    """Kinds of competency in Indonesian civil service law, and our digital ones."""

    MANAGERIAL = "manajerial", _("managerial")
    SOCIO_CULTURAL = "sosiokultural", _("socio-cultural")
    TECHNICAL = "teknis", _("technical")
    DIGITAL = "digital", _("digital")


class Competency(models.Model):
    """Something a civil servant can do, described at five levels."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="competencies")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="competencies")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=CompetencyKind, default=CompetencyKind.DIGITAL)
    definition = models.TextField(_("definition"))
    alignments = models.JSONField(_("alignments"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["framework", "code"], name="competencies_competency_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Level(models.IntegerChoices):
    """The five levels of PermenPANRB 38/2017."""

    AWARENESS = 1, pgettext_lazy("competency level", "Awareness")
    BASIC = 2, pgettext_lazy("competency level", "Basic")
    INTERMEDIATE = 3, pgettext_lazy("competency level", "Intermediate")
    ADVANCED = 4, pgettext_lazy("competency level", "Advanced")
    EXPERT = 5, pgettext_lazy("competency level", "Expert")


class LevelDescriptor(models.Model):
    """What a level of a competency means, in a sentence or two."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="descriptors")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    text = models.TextField(_("description"))

    class Meta:
        ordering: ClassVar[list[str]] = ["level"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["competency", "level"], name="competencies_descriptor_once")
        ]

    def __str__(self) -> str:
        return self.text


class Indicator(models.Model):
    """A behaviour one can see at a level of a competency."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="indicators")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("indicator"))

    class Meta:
        ordering: ClassVar[list[str]] = ["level", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["competency", "level", "order"], name="competencies_indicator_once")
        ]

    def __str__(self) -> str:
        return self.text


class CrosswalkKind(models.TextChoices):
    """How a competency relates to one of another framework or version; the words of CASE 1.1."""

    EXACT = "exactMatchOf", _("is the same as")
    REPLACED = "replacedBy", _("is replaced by")
    RELATED = "isRelatedTo", _("is related to")
    PART = "isPartOf", _("is part of")
    PRECEDES = "precedes", _("comes before")


class Crosswalk(models.Model):
    """How one competency relates to another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="leads_to")
    destination = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="comes_from")
    kind = models.CharField(_("relation"), max_length=20, choices=CrosswalkKind)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["origin", "destination", "kind"], name="competencies_crosswalk_once"),
            models.CheckConstraint(
                condition=~models.Q(origin=models.F("destination")), name="competencies_crosswalk_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.kind} {self.destination_id}"


def level_word(level: int | None) -> str:
    """Return the word of a level for a person to read."""
    if level is None:
        return pgettext("competency level", "No evidence yet")
    if level == 0:
        return pgettext("competency level", "Below Awareness")
    return str(Level(level).label)
