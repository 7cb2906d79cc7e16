"""Dated rules: where levels begin on the scale, and when a test may be taken again."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.psychometrics.standards import rising
from assessments.retakes import Rule
from lms.policies import DatedPolicy


class ScoreScale(DatedPolicy):
    """Where each level begins, in logits; the database refuses cut scores that do not rise."""

    cut_1 = models.FloatField(_("level 1 begins at"))
    cut_2 = models.FloatField(_("level 2 begins at"))
    cut_3 = models.FloatField(_("level 3 begins at"))
    cut_4 = models.FloatField(_("level 4 begins at"))
    cut_5 = models.FloatField(_("level 5 begins at"))
    is_provisional = models.BooleanField(
        _("provisional"), default=True, help_text=_("Difficulties are the authors', not yet calibrated on answers.")
    )

    class Meta:
        verbose_name = _("scale of levels")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(cut_1__lt=F("cut_2"), cut_2__lt=F("cut_3"), cut_3__lt=F("cut_4"), cut_4__lt=F("cut_5")),
                name="assessments_cuts_rise",
            )
        ]

    def __str__(self) -> str:
        return f"{self.legal_basis} ({self.valid_from})"

    @property
    def cuts(self) -> tuple[float, ...]:
        """Return the cut scores of levels 1 to 5."""
        return rising((self.cut_1, self.cut_2, self.cut_3, self.cut_4, self.cut_5))


class RetakeRule(DatedPolicy):
    """How often a test may be taken, and how long one waits between two attempts."""

    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), validators=[MinValueValidator(1)])
    gap_hours = models.PositiveIntegerField(_("hours between two attempts"))
    window_days = models.PositiveSmallIntegerField(
        _("counted within (days)"), default=365, help_text=_("An attempt older than this is forgotten.")
    )

    class Meta:
        verbose_name = _("rule of retakes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="assessments_retake_at_least_once")
        ]

    def __str__(self) -> str:
        return f"{self.max_attempts} × / {self.gap_hours} h"

    @property
    def rule(self) -> Rule:
        """Return the rule as the pure module reads it."""
        return Rule(self.max_attempts, self.gap_hours, self.window_days)
