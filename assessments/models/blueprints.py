"""Blueprints: what a test is drawn from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.blueprint_content import SETTINGS, BlueprintContent, Settings, content_from
from assessments.feedback import Keys, Tells
from assessments.retakes import Rule
from lms.competencies.models import Competency
from lms.people.models import Unit, User

MOST_ON_A_PAGE = 10


class BlueprintStatus(models.TextChoices):
    """A test is prepared, offered, and one day withdrawn."""

    DRAFT = "draft", pgettext_lazy("status of a test", "draft")
    PUBLISHED = "published", pgettext_lazy("status of a test", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("status of a test", "withdrawn")


class BlueprintMode(models.TextChoices):
    """How the questions of an attempt are found."""

    RANDOM = "random", pgettext_lazy("mode of a test", "drawn for each attempt")
    FIXED = "fixed", pgettext_lazy("mode of a test", "fixed forms")
    ADAPTIVE = "adaptive", pgettext_lazy("mode of a test", "chosen by the answers")


class Feedback(models.TextChoices):
    """What every attempt tells beside the verdict and the level."""

    RESULT = Tells.RESULT.value, pgettext_lazy("feedback of a test", "the result only")
    COMPETENCIES = (
        Tells.COMPETENCIES.value,
        pgettext_lazy("feedback of a test", "how many were right by competency and indicator"),
    )
    QUESTIONS = Tells.QUESTIONS.value, pgettext_lazy("feedback of a test", "each question: right or not")


class KeysShown(models.TextChoices):
    """When every question is shown with its key and explanation."""

    AT_ONCE = Keys.AT_ONCE.value, pgettext_lazy("when keys are shown", "right after each attempt")
    SETTLED = Keys.SETTLED.value, pgettext_lazy("when keys are shown", "once passed or no attempt is left")
    NEVER = Keys.NEVER.value, pgettext_lazy("when keys are shown", "never")


class Blueprint(models.Model):
    """A test as a plan: how many items of which competency and level, how long, and what passes.

    A random test draws its form from the cells, anew for every attempt; a fixed one has forms, kept in its version. An
    adaptive one asks what tells most about the person, at most `most_items` questions, at least `fewest_items` of each
    competency (of its cells, or in a placement test of the post), until the standard error (logits) of each is
    `target_error` or its level is clear with `level_chance`; no question is asked in more than `exposure_cap` of the
    sittings. No `unit` means that the test is for everybody.

    The settings here are those in force. `current` is the version that states them; a change is written in a further
    version and comes into force when a second person approves it. `source_*` is a plain reference to what made the
    test, such as a course that decides about its final test itself.
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
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    gap_hours = models.PositiveIntegerField(_("hours between two attempts"), null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(_("counted within (days)"), null=True, blank=True)
    repeats_after_pass = models.BooleanField(_("may be taken again after passing"), default=False)
    is_supervised_only = models.BooleanField(_("only under supervision"), default=False)
    feedback = models.CharField(_("what an attempt tells"), max_length=12, choices=Feedback, default=Feedback.QUESTIONS)
    keys_shown = models.CharField(_("when keys are shown"), max_length=10, choices=KeysShown, default=KeysShown.SETTLED)
    current = models.ForeignKey(
        "BlueprintVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    source_kind = models.CharField(max_length=40, blank=True)
    source_uuid = models.UUIDField(null=True, blank=True)
    source_title = models.CharField(max_length=300, blank=True)

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
            models.CheckConstraint(
                condition=(Q(max_attempts__isnull=True) | Q(max_attempts__gte=1))
                & (Q(window_days__isnull=True) | Q(window_days__gte=1)),
                name="assessments_test_can_be_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_adaptive(self) -> bool:
        """Whether the next question follows from the answers so far."""
        return self.mode == BlueprintMode.ADAPTIVE

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return Settings(**{name: getattr(self, name) for name in SETTINGS})

    def retakes(self, house: Rule) -> Rule:
        """Return when this test may be taken again, where `house` is the rule for every test."""
        return house.changed(
            max_attempts=self.max_attempts,
            gap_hours=self.gap_hours,
            window_days=self.window_days,
            repeats_after_pass=self.repeats_after_pass,
        )


class BlueprintCell(models.Model):
    """So many items of one competency between two levels, from one topic or from any; rated by people or by the key."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="cells")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    level_min = models.PositiveSmallIntegerField(_("from level"), default=1)
    level_max = models.PositiveSmallIntegerField(_("to level"), default=5)
    is_rated = models.BooleanField(_("rated by people"), default=False)
    is_unscored = models.BooleanField(_("self-rating, not counted"), default=False)
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


class VersionState(models.TextChoices):
    """draft → in review → approved; an approved version never changes."""

    DRAFT = "draft", pgettext_lazy("state of a version of a test", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("state of a version of a test", "waiting for a second reader")
    APPROVED = "approved", pgettext_lazy("state of a version of a test", "approved")


class BlueprintVersion(models.Model):
    """A whole test as it stood: settings, groups and forms. Results name the version under which they came about.

    A version that came from a course, or from before versions were kept, has nobody who wrote or approved it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    stored = models.JSONField()
    sha256 = models.CharField(max_length=64)
    begun_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    writers = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("version of a test")
        ordering: ClassVar[list[str]] = ["blueprint", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["blueprint", "number"], name="assessments_test_version_once"),
            models.UniqueConstraint(
                fields=["blueprint"], condition=~Q(state="approved"), name="assessments_one_open_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint_id} v{self.number}"

    @property
    def writer_ids(self) -> set[int]:
        """Return who worked on it: none of them reviews it."""
        return {pk for pk in (self.begun_by_id, self.written_by_id, *self.writers) if pk}

    @property
    def content(self) -> BlueprintContent:
        """Return the test."""
        return content_from(self.stored)

    @property
    def is_approved(self) -> bool:
        """Whether it is or was in force, and never changes any more."""
        return self.state == VersionState.APPROVED
