"""Blueprints: what a test is drawn from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.competencies.models import Competency
from lms.people.models import Unit

MOST_ON_A_PAGE = 10


class BlueprintStatus(models.TextChoices):
    """A test is prepared, offered, and one day withdrawn."""

    DRAFT = "draft", pgettext_lazy("status of a test", "draft")
    PUBLISHED = "published", pgettext_lazy("status of a test", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a test", "withdrawn")


class BlueprintMode(models.TextChoices):
    """How the questions of an attempt are found."""

    RANDOM = "random", pgettext_lazy("mode of a test", "drawn for each attempt")
    ADAPTIVE = "adaptive", pgettext_lazy("mode of a test", "chosen by the answers")


class Blueprint(models.Model):
    """A test as a plan: how many items of which competency and level, how long, and what passes.

    A random test draws its form from the cells, anew for every attempt. An adaptive one has no cells: it asks what
    tells most about the person, at most `most_items` questions, at least `fewest_items` of each competency, until the
    standard error (logits) of each is `target_error` or its level is clear with `level_chance`; no question is asked in
    more than `exposure_cap` of the sittings. No `unit` means that the test is for everybody.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it is"), blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("passes from (percent)"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time (minutes)"), default=30, validators=[MinValueValidator(1)]
    )
    questions_per_page = models.PositiveSmallIntegerField(
        _("questions on a page"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ON_A_PAGE)]
    )
    mode = models.CharField(_("mode"), max_length=10, choices=BlueprintMode, default=BlueprintMode.RANDOM)
    is_placement = models.BooleanField(_("placement test"), default=False)
    fewest_items = models.PositiveSmallIntegerField(_("fewest questions of a competency"), default=8)
    most_items = models.PositiveSmallIntegerField(_("most questions"), default=35)
    target_error = models.FloatField(_("standard error to reach"), default=0.30)
    level_chance = models.FloatField(_("chance of the level to reach"), default=0.90)
    exposure_cap = models.FloatField(_("highest share of sittings with a question"), default=0.25)
    status = models.CharField(_("status"), max_length=10, choices=BlueprintStatus, default=BlueprintStatus.DRAFT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="blueprints")

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")
        ordering: ClassVar[list[str]] = ["title", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1, pass_percent__lte=100), name="assessments_pass_percent"
            ),
            models.CheckConstraint(condition=Q(time_limit_minutes__gte=1), name="assessments_time_limit"),
            models.CheckConstraint(
                condition=Q(questions_per_page__gte=1, questions_per_page__lte=MOST_ON_A_PAGE),
                name="assessments_questions_on_a_page",
            ),
            models.CheckConstraint(
                condition=Q(fewest_items__gte=1, most_items__gte=F("fewest_items")), name="assessments_adaptive_length"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_adaptive(self) -> bool:
        """Whether the next question follows from the answers so far."""
        return self.mode == BlueprintMode.ADAPTIVE


class BlueprintCell(models.Model):
    """So many items of one competency between two levels, from one topic or from any; rated by people or by the key."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="cells")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    level_min = models.PositiveSmallIntegerField(_("from level"), default=1)
    level_max = models.PositiveSmallIntegerField(_("to level"), default=5)
    is_rated = models.BooleanField(_("rated by people"), default=False)
    count = models.PositiveSmallIntegerField(_("number of items"), validators=[MinValueValidator(1)])

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(level_min__gte=1, level_max__lte=5, level_min__lte=F("level_max"), count__gte=1),
                name="assessments_cell_makes_sense",
            )
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.level_min}-{self.level_max} × {self.count}"
