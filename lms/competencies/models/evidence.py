"""Typed evidence, what each kind is worth, the level that follows from it, and what can measure a competency."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.competencies.models.frameworks import Competency
from lms.people.models import User
from lms.policies import DatedPolicy


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
    variance_per_year = models.FloatField(
        _("uncertainty added each year"),
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Variance in logits² that a measurement gains for each year since it was made."),
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
