"""What the answers of many people say about the items: runs of the calibration, parameters, and figures."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.bank import ItemVersion
from lms.competencies.models import Competency
from lms.people.models import User


class CalibrationState(models.TextChoices):
    """waiting → running → draft → approved or rejected; what cannot be computed has failed."""

    WAITING = "waiting", pgettext_lazy("state of a calibration", "waiting")
    RUNNING = "running", pgettext_lazy("state of a calibration", "being computed")
    DRAFT = "draft", pgettext_lazy("state of a calibration", "draft")
    APPROVED = "approved", pgettext_lazy("state of a calibration", "approved")
    REJECTED = "rejected", pgettext_lazy("state of a calibration", "rejected")
    FAILED = "failed", pgettext_lazy("state of a calibration", "failed")


class CalibrationRun(models.Model):
    """One calibration of a competency's items on the answers that were scored until it was asked for.

    The row is the queue: `started_at` is when a worker last took it, `attempts` how often. `data_hash` tells what was
    computed from, `engine` by which arithmetic. `mean` and `sd` (logits) describe the people on the scale of the items;
    `abilities` counts them in equal bands (see `analysis.BANDS`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="calibration_runs")
    state = models.CharField(_("state"), max_length=10, choices=CalibrationState, default=CalibrationState.WAITING)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)
    data_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    people = models.PositiveIntegerField(default=0)
    log_likelihood = models.FloatField(null=True, blank=True)
    iterations = models.PositiveIntegerField(default=0)
    converged = models.BooleanField(default=False)
    mean = models.FloatField(null=True, blank=True)
    sd = models.FloatField(null=True, blank=True)
    abilities = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["competency"],
                condition=Q(state__in=("waiting", "running")),
                name="assessments_one_calibration_at_once",
            ),
            models.UniqueConstraint(
                fields=["competency", "data_hash", "engine"],
                condition=~Q(state="failed"),
                name="assessments_calibrated_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-requested_at"], name="assessments_calibration_list"),
            models.Index(
                fields=["requested_at"],
                condition=Q(state__in=("waiting", "running")),
                name="assessments_calibration_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.requested_at:%Y-%m-%d} {self.state}"

    @property
    def is_draft(self) -> bool:
        """Whether somebody has to decide about it."""
        return self.state == CalibrationState.DRAFT


class ItemCalibration(models.Model):
    """The parameters of a version from one run, in use from its approval until another takes their place.

    `a` (1/logit); `b` is the list of thresholds (logits), of one for an item that is right or wrong. `treatment` says
    how it was estimated (see `psychometrics.calibration.Treatment`); an anchor only repeats what was in use.
    """

    run = models.ForeignKey(CalibrationRun, on_delete=models.CASCADE, related_name="calibrations")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="calibrations")
    model = models.CharField(max_length=10)
    a = models.FloatField()
    b = models.JSONField()
    se_a = models.FloatField(null=True, blank=True)
    se_b = models.FloatField(null=True, blank=True)
    count = models.PositiveIntegerField()
    treatment = models.CharField(max_length=12)
    active_from = models.DateTimeField(null=True, blank=True)
    active_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "item_version"], name="assessments_calibration_once"),
            models.UniqueConstraint(
                fields=["item_version"],
                condition=Q(active_from__isnull=False, active_to__isnull=True),
                name="assessments_one_active_calibration",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} a={self.a:.2f} b={self.difficulty:.2f}"

    @property
    def difficulty(self) -> float:
        """Return the difficulty (logits) of an item that is right or wrong."""
        return float(self.b[0])


class ItemStatistic(models.Model):
    """What stands out about a version in one run. Figures without a model come from drawn forms only.

    `count` is all answers. `p_value`, `item_rest`, `alpha_if_deleted` and `distractors` are of the drawn forms, because
    an adaptive test gives everybody about half right. `distractors` names no key. `dif` holds one result for each trait
    of the people, never who has it. `drift` (logits) is how far the difficulty is from the one in use. `trouble` adds
    up the flags, so that a list can begin with the worst.
    """

    run = models.ForeignKey(CalibrationRun, on_delete=models.CASCADE, related_name="statistics")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="statistics")
    count = models.PositiveIntegerField()
    p_value = models.FloatField(null=True, blank=True)
    item_rest = models.FloatField(null=True, blank=True)
    alpha_if_deleted = models.FloatField(null=True, blank=True)
    infit = models.FloatField(null=True, blank=True)
    outfit = models.FloatField(null=True, blank=True)
    flags = models.JSONField(default=list, blank=True)
    distractors = models.JSONField(default=list, blank=True)
    dif = models.JSONField(default=dict, blank=True)
    drift = models.FloatField(null=True, blank=True)
    trouble = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "item_version"], name="assessments_statistic_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "-trouble"], name="assessments_trouble"),
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.count}"
