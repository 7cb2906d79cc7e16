"""What HR's map stands on: counts by unit and competency, rebuilt when something changes, and monthly snapshots."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lms.competencies.models import Competency
from lms.people.models import Unit


class Counts(models.Model):
    """How many people stand at each reason; together they are everybody whose post requires the competency.

    `missing_levels` sums required minus attained over the people who have a valid level.
    """

    met = models.PositiveIntegerField(default=0)
    measured_below = models.PositiveIntegerField(default=0)
    completed_not_tested = models.PositiveIntegerField(default=0)
    self_declared = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    never_assessed = models.PositiveIntegerField(default=0)
    no_instrument = models.PositiveIntegerField(default=0)
    missing_levels = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class UnitCell(Counts):
    """The counts of a unit's own people (not those of units below) in one competency."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="cells")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "competency"], name="workforce_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.competency_id}"


class UnitState(models.Model):
    """Whether the cells of a unit are fresh. The row is the queue: `dirty_since` stays until they are rebuilt."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="workforce_state")
    headcount = models.PositiveIntegerField(default=0)
    dirty_since = models.DateTimeField(null=True, blank=True, db_index=True)
    computed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.computed_at}"


class Snapshot(Counts):
    """The counts of a unit and everything below it on the last day of a month."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="snapshots")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "competency", "day"], name="workforce_snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.competency_id} {self.day}"
