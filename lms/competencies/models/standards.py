"""What posts require, as dated rows that somebody approved."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.competencies.models.frameworks import Competency, Level
from lms.people.models import Position, PositionKind, Unit, User
from lms.policies import DatedPolicy


class StandardState(models.TextChoices):
    """A standard is written, and holds once it is published."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for approval")
    PUBLISHED = "published", _("published")


class Standard(DatedPolicy):
    """The level that posts require in a competency, with its source and the days it holds.

    For a kind of post, or for one `position` (then `position_kind` is its kind); for the nation, or for one `agency`
    (a root unit). Within `level` to `highest` it is met as written; an agency may go below a national one only where
    that `may_be_lowered`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(_("why it was returned"), blank=True)
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


class MatchBand(DatedPolicy):
    """A band of the job-person match: from `at_least` percent on, to below where the next one begins."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    at_least = models.DecimalField(_("from percent"), max_digits=6, decimal_places=3)

    class Meta:
        verbose_name = _("band of the job-person match")
        verbose_name_plural = _("bands of the job-person match")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="competencies_band_once")
        ]

    def __str__(self) -> str:
        return self.code
