"""What HR's lists stand on: the hours of units, and who stands on a list of those ready for a post, and why."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Competency, Evidence
from lms.people.models import PeopleExport, Unit, User
from lms.policies import DatedPolicy


class UnitHours(models.Model):
    """How many of a unit's own people (not of units below) stand where with the hours (JP) of a calendar year.

    PNS against the floor, PPPK against the ceiling, both of the policy of that year; `unknown` have no NIP, so that
    nobody can say which of the two holds for them. Together they are everybody who works there, signed in or not.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    year = models.PositiveSmallIntegerField()
    pns_met = models.PositiveIntegerField(default=0)
    pns_below = models.PositiveIntegerField(default=0)
    pns_none = models.PositiveIntegerField(default=0)
    pppk_none = models.PositiveIntegerField(default=0)
    pppk_below = models.PositiveIntegerField(default=0)
    pppk_at = models.PositiveIntegerField(default=0)
    pppk_above = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "year"], name="workforce_hours_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class RankingRule(DatedPolicy):
    """Whether a list of people ready for a post may rank them by their match; without a row in force it may not."""

    is_allowed = models.BooleanField(_("people may be ranked"), default=False)

    class Meta:
        verbose_name = _("rule of ranking")

    def __str__(self) -> str:
        return f"{self.legal_basis} ({self.valid_from})"


class ReadyEntry(models.Model):
    """One person on a list of those ready for a post, as found when the list was made.

    The list itself is the row in the register of lists taken out; the person sees the entry and what it rests on.
    `percent` is the match with everything the post requires, over what was assessed; `unassessed` counts the rest.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    export = models.ForeignKey(PeopleExport, on_delete=models.CASCADE, related_name="ready_entries")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ready_entries")
    percent = models.DecimalField(max_digits=9, decimal_places=6)
    unassessed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["export", "person"], name="workforce_ready_once")
        ]

    def __str__(self) -> str:
        return f"{self.export_id} {self.person_id}"


class ReadyGround(models.Model):
    """One requirement of the post as an entry meets it: the level shown, and the evidence that shows it."""

    entry = models.ForeignKey(ReadyEntry, on_delete=models.CASCADE, related_name="grounds")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    required = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    is_essential = models.BooleanField(default=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "competency"], name="workforce_ground_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.competency_id}: {self.level} / {self.required}"
