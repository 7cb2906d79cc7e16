"""Frameworks of competencies: areas, competencies, levels and what one can see at each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class FrameworkStatus(models.TextChoices):
    """A framework is written, used, and one day replaced; old use keeps working."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    OUTDATED = "outdated", _("outdated")


class Framework(models.Model):
    """A named and versioned set of competencies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, default="id")
    status = models.CharField(_("status"), max_length=10, choices=FrameworkStatus, default=FrameworkStatus.DRAFT)

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


class Indicator(models.Model):
    """A behaviour one can see at a level of a competency."""

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


def level_word(level: int | None) -> str:
    """Return the word of a level for a person to read."""
    if level is None:
        return pgettext("competency level", "No evidence yet")
    if level == 0:
        return pgettext("competency level", "Below Awareness")
    return str(Level(level).label)
