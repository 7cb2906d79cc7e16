"""Frameworks, standards per post, evidence and the level that follows from it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from lms.people.models import Position, PositionKind, Unit, User
from lms.policies import DatedPolicy


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


class StandardState(models.TextChoices):
    """A standard is written, and holds once it is published."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Standard(DatedPolicy):
    """The level that posts require in a competency, with its source and the days it holds.

    For a kind of post, or for one `position` (then `position_kind` is its kind); for the nation, or for one `agency`
    (a root unit). Within `level` to `highest` it is met as written; an agency may go below a national one only where
    that `may_be_lowered`.
    """

    position_kind = models.CharField(_("kind of post"), max_length=20, choices=PositionKind)
    position = models.ForeignKey(
        Position, on_delete=models.CASCADE, null=True, blank=True, related_name="standards", verbose_name=_("post")
    )
    agency = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="standards", verbose_name=_("agency")
    )
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="standards")
    level = models.PositiveSmallIntegerField(_("required level"), choices=[(0, "0"), *Level.choices])
    highest = models.PositiveSmallIntegerField(_("up to level"), choices=Level, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    is_essential = models.BooleanField(_("essential"), default=True)
    may_be_lowered = models.BooleanField(_("an agency may ask for less"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=StandardState, default=StandardState.PUBLISHED)
    approved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("standard of a post")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["position_kind", "competency", "valid_from"],
                condition=Q(state="published", position__isnull=True, agency__isnull=True),
                name="competencies_standard_once",
            ),
            models.UniqueConstraint(
                fields=["position", "competency", "valid_from"],
                condition=Q(state="published", position__isnull=False, agency__isnull=True),
                name="competencies_standard_of_post_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "position_kind", "competency", "valid_from"],
                condition=Q(state="published", position__isnull=True, agency__isnull=False),
                name="competencies_standard_of_agency_once",
            ),
            models.UniqueConstraint(
                fields=["agency", "position", "competency", "valid_from"],
                condition=Q(state="published", position__isnull=False, agency__isnull=False),
                name="competencies_standard_of_agency_post_once",
            ),
            models.CheckConstraint(
                condition=Q(highest__isnull=True) | Q(highest__gte=models.F("level")),
                name="competencies_standard_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position_kind} {self.competency.code} {self.level}"


class EvidenceKind(models.TextChoices):
    """Every kind of evidence there is; the list is closed."""

    MEASURED_SUPERVISED = "measured_supervised", _("supervised test")
    MEASURED_UNSUPERVISED = "measured_unsupervised", _("test without supervision")
    RUBRIC_TASK = "rubric_task", _("task assessed with a rubric")
    PORTFOLIO = "portfolio", _("portfolio with two assessors")
    SUPERIOR_RATING = "superior_rating", _("superior's rating")
    MULTIRATER = "multirater", _("360-degree rating")
    COMPLETION = "completion", _("attendance or completion")
    EXTERNAL_RESULT = "external_result", _("external result")
    MENTOR_NOTE = "mentor_note", _("mentor's note")
    SELF_RATING = "self_rating", _("self-rating")


class EvidenceRule(DatedPolicy):
    """What evidence of a kind is worth: whether it counts, how strongly, up to which level, for how long."""

    kind = models.CharField(_("kind of evidence"), max_length=30, choices=EvidenceKind)
    counts = models.BooleanField(_("may meet a standard"), default=False)
    strength = models.PositiveSmallIntegerField(
        _("strength"), default=0, help_text=_("The strongest valid kind decides.")
    )
    ceiling = models.PositiveSmallIntegerField(
        _("highest level it may establish"), default=5, validators=[MaxValueValidator(5)]
    )
    may_raise = models.BooleanField(
        _("heard above the ceiling of a stronger kind"),
        default=False,
        help_text=_("Where a stronger kind has shown all it can, this one may show more."),
    )
    for_personnel = models.BooleanField(
        _("may enter personnel decisions"),
        default=False,
        help_text=_("Only such evidence ranks people or leaves in a personnel export; the rest guides learning."),
    )
    validity_months = models.PositiveSmallIntegerField(_("valid for (months)"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of evidence")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Evidence(models.Model):
    """One piece of evidence of a person's competency; written once, never changed.

    What turned out wrong is not corrected but superseded: from `superseded_at` on it is heard no more, and what took
    its place, if anything did, is `superseded_by`.

    `level` 0 to 5; `theta` and `standard_error` in logits where it was measured; `chance` (0 to 1) that the
    person's level is at least `level`. `source_*` is a plain reference to what produced it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="evidence")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=30, choices=EvidenceKind)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True, validators=[MaxValueValidator(5)])
    theta = models.FloatField(null=True, blank=True)
    standard_error = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0)])
    chance = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    performed_on = models.DateField(_("performed on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source_kind = models.CharField(max_length=40)
    source_uuid = models.UUIDField()
    source_title = models.CharField(max_length=300)
    details = models.JSONField(default=dict, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source_uuid", "source_kind", "person", "competency", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="competencies_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=5), name="competencies_evidence_level"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "competency", "-performed_on"], name="competencies_evidence_of"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.kind} {self.level}"

    @property
    def band(self) -> tuple[float, float] | None:
        """Return where the measurement most likely lies (68 %) on the scale of levels, 0 to 5, if it was measured."""
        low, high = (self.details.get("band") or (None, None))[:2]
        return (float(low), float(high)) if low is not None and high is not None else None

    @property
    def chance_percent(self) -> int | None:
        """Return the chance that the level is at least this one, in whole percent."""
        return round(self.chance * 100) if self.chance is not None and self.level else None


class PersonLevel(models.Model):
    """The attained level of a person, derived from evidence; rebuilt by one writer, never edited.

    `level` None = no valid evidence; then `reason` says what there is (expired, completed, self-declared, nothing).
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="levels")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="person_levels")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    standard_error = models.FloatField(null=True, blank=True)
    without_level = models.CharField(max_length=30, blank=True)
    decided_by = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    was_capped = models.BooleanField(default=False)
    derived_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "competency"], name="competencies_level_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["competency", "level"], name="competencies_level_of"),
            models.Index(fields=["valid_until"], name="competencies_level_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id}: {self.level}"


class Instrument(models.Model):
    """Something that can measure a competency, announced by the room that offers it."""

    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="instruments")
    source_kind = models.CharField(max_length=40)
    source_uuid = models.UUIDField()
    title = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["competency", "source_uuid"], name="competencies_instrument_once")
        ]

    def __str__(self) -> str:
        return self.title


def level_word(level: int | None) -> str:
    """Return the word of a level for a person to read."""
    if level is None:
        return pgettext("competency level", "No evidence yet")
    if level == 0:
        return pgettext("competency level", "Below Awareness")
    return str(Level(level).label)
