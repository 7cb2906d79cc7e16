"""Plans of training, and the worksheet of needs behind them that leaves as a file."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import PeopleExport, Unit, User
from lms.workforce.models.imports import private_storage


class PlanState(models.TextChoices):
    """The row is the queue: a plan waits for its computation, is a proposal, and holds once it is adopted."""

    WAITING = "waiting", pgettext_lazy("training plan", "being computed")
    PROPOSED = "proposed", pgettext_lazy("training plan", "proposal")
    ADOPTED = "adopted", pgettext_lazy("training plan", "adopted")
    FAILED = "failed", pgettext_lazy("training plan", "failed")


class PlanBudget(models.TextChoices):
    """Whose hours they are."""

    TOGETHER = "together", _("One budget for the whole unit")
    APART = "apart", _("Each part has its own, by how many people work there")


class TrainingPlan(models.Model):
    """A plan for a unit and a year, with everything it was computed from, so that it can be computed again.

    `inputs` are kinds of gaps with how many people have each, the courses, and the budgets; they name nobody. Hours are
    hundredths of a JP; what is closed, its `bound` and what is `open` are weighted levels in hundredths.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="training_plans")
    year = models.PositiveSmallIntegerField(_("year"))
    budget = models.PositiveBigIntegerField(_("hours (JP)"))
    split = models.CharField(max_length=10, choices=PlanBudget, default=PlanBudget.TOGETHER)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.WAITING)
    requested_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)

    inputs = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    open = models.PositiveBigIntegerField(default=0)
    within_reach = models.PositiveBigIntegerField(default=0)
    left_to_tests = models.JSONField(default=dict)

    made_at = models.DateTimeField(null=True, blank=True)
    hours = models.PositiveBigIntegerField(default=0)
    closed = models.PositiveBigIntegerField(default=0)
    bound = models.PositiveBigIntegerField(default=0)
    kinds = models.PositiveIntegerField(default=0)
    gaps_kept = models.PositiveSmallIntegerField(null=True, blank=True)
    left_out = models.PositiveIntegerField(default=0)
    ran_out_of_time = models.BooleanField(default=False)
    equal_hours = models.PositiveBigIntegerField(default=0)
    equal_closed = models.PositiveBigIntegerField(default=0)
    everything_hours = models.PositiveBigIntegerField(default=0)

    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(state="adopted"), name="workforce_plan_adopted_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="workforce_plan_waiting"),
            models.Index(fields=["-requested_at"], name="workforce_plan_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @property
    def is_made(self) -> bool:
        """Whether there is something to see."""
        return self.state in (PlanState.PROPOSED, PlanState.ADOPTED)

    @property
    def below_best(self) -> float:
        """Return by how many percent of the bound a better plan could be better at the most."""
        return 100 * (self.bound - self.closed) / self.bound if self.bound else 0.0


class TrainingPlanLine(models.Model):
    """One course of a plan: for how many people, in how many hours, and what it closes by competency.

    `part` is the unit whose hours they are. `closes` has for each competency its code, name, people and what is closed.
    """

    plan = models.ForeignKey(TrainingPlan, on_delete=models.CASCADE, related_name="lines")
    part = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    course_uuid = models.UUIDField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=255)
    people = models.PositiveIntegerField()
    hours = models.PositiveBigIntegerField()
    closed = models.PositiveBigIntegerField()
    closes = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "part", "course_uuid"], name="workforce_plan_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.people}"


class SheetState(models.TextChoices):
    """The row is the queue: a worksheet waits for its file, and is deleted when its link is over."""

    WAITING = "waiting", pgettext_lazy("worksheet", "being made")
    DONE = "done", pgettext_lazy("worksheet", "ready")
    FAILED = "failed", pgettext_lazy("worksheet", "failed")


class SheetKind(models.TextChoices):
    """As what a worksheet leaves."""

    XLSX = "xlsx", _("XLSX, for a spreadsheet")
    CSV = "csv", _("CSV, for other programs")


class NeedSheet(models.Model):
    """The file of an export of needs (AKPK): for which unit, how many of its people are written, where it lies.

    Purpose, people and the day until which the link works stand in the register of exports.
    """

    export = models.OneToOneField(PeopleExport, on_delete=models.CASCADE, related_name="need_sheet")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=SheetKind, default=SheetKind.XLSX)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.WAITING)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="workforce_sheet_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.state}"
