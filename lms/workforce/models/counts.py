"""What HR's map stands on: counts by unit and competency, rebuilt when something changes, and monthly snapshots.

Three layers, each computed from the one above and never edited: what a post requires (`Profile`), where each person
stands against it (`PersonState`), and how many stand where (`SegmentCell`, and `UnitCell` that adds its kinds of people
together; `UnitMatch`; and `AgencyCell`, which adds the units of an agency). A change of one person rebuilds one unit;
the nightly rebuild proves every layer (`RebuildRun`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lms.competencies.models import Competency
from lms.people.models import Position, Unit, User


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


class AgencyCell(Counts):
    """The counts of an agency, all its units together, in one competency."""

    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="agency_cells")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "competency"], name="workforce_agency_cell_once")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.competency_id}"


class UnitMatch(models.Model):
    """How many of a unit's own people have the same job-person match.

    `match` is in thousandths of a percent, cut off below them (0 to 100,000), as finely as any edge of a band is
    written; None where something that the post requires was not assessed. Whose post requires nothing is not counted.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    match = models.PositiveIntegerField(null=True)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.match} {self.people}"


class Profile(models.Model):
    """What a group of posts requires: those of one kind, and where it differs, of one post or of one agency.

    `key` names the three in one, so that each group has one row whatever a database thinks of empty columns.
    """

    key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)
    position = models.ForeignKey(Position, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class ProfileRequirement(models.Model):
    """One level (1 to 5) that a profile requires, its weight in hundredths, and whether anything can measure it."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="requirements")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    weight = models.PositiveIntegerField(default=100)
    is_measurable = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["profile", "competency"], name="workforce_requirement_once")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.competency_id} {self.level}"


class Segment(models.Model):
    """What people can be counted apart by: kind of post, PNS or PPPK, golongan, age band (lowest age; 0 unknown)."""

    kind = models.CharField(max_length=20)
    employee = models.CharField(max_length=4, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    age = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class PersonState(Segment):
    """Where somebody who works today is counted, and what their post asks that is not shown.

    All sums are weighted levels in hundredths: `wanted` is everything the post requires, `reach` the part of it that
    was assessed, `have` what of that is attained (a surplus counts nothing), so `reach` - `have` is the measured gap
    `missing`, and `unproven` the part without a valid level. `unassessed` counts the competencies of that part.

    Keys without a constraint: the rows are written a million at a time from rows that have one.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="workforce_state", db_constraint=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    agency = models.CharField(max_length=Unit.steplen)
    path = models.CharField(max_length=255)
    profile = models.ForeignKey(
        Profile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    wanted = models.PositiveIntegerField(default=0)
    reach = models.PositiveIntegerField(default=0)
    have = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    unproven = models.PositiveIntegerField(default=0)
    unassessed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path"], name="workforce_state_path"),
            models.Index(fields=["agency", "-missing", "-unproven", "person"], name="workforce_most_missing"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"


class SegmentCell(Counts, Segment):
    """The counts of one kind of people of a unit (not of units below) in one competency."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    competency = models.ForeignKey(
        Competency, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.competency_id} {self.kind} {self.employee} {self.grade} {self.age}"


class SegmentHead(Segment):
    """How many people of one kind work in a unit (not in units below)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.people}"


class RebuildRun(models.Model):
    """One rebuild of everything, agency by agency, and whether the counts kept until then had been true.

    The row is the queue: `done_to` is the path of the last agency that is finished; what a killed worker left goes on
    there. `differing` counts the cells that had to change although their unit was not marked as changed.
    """

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done_to = models.CharField(max_length=Unit.steplen, blank=True)
    agencies = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.started_at} {self.done_to}"


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
