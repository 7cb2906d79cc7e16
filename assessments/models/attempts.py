"""Attempts: the form drawn for a person, the answers with their history, and the result."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.blueprint_content import Settings
from assessments.models.bank import ItemVersion
from assessments.models.blueprints import Blueprint, BlueprintVersion
from assessments.models.policies import ScoreScale
from assessments.querysets import AttemptQuerySet
from lms.competencies.models import Competency
from lms.people.models import Unit, User


class AttemptState(models.TextChoices):
    """in progress → submitted → (rated by people →) scored; a voided attempt counts for nothing."""

    IN_PROGRESS = "in_progress", pgettext_lazy("state of an attempt", "in progress")
    SUBMITTED = "submitted", pgettext_lazy("state of an attempt", "submitted")
    RATING = "rating", pgettext_lazy("state of an attempt", "being rated")
    SCORED = "scored", pgettext_lazy("state of an attempt", "scored")
    VOIDED = "voided", pgettext_lazy("state of an attempt", "voided")


class ClosedReason(models.TextChoices):
    """Who ended an attempt."""

    PERSON = "person", pgettext_lazy("who ended an attempt", "the person")
    TIME = "time", pgettext_lazy("who ended an attempt", "the time limit")
    ENOUGH = "enough", pgettext_lazy("who ended an attempt", "the test, which had asked enough")
    PROCTOR = "proctor", pgettext_lazy("who ended an attempt", "who watched the room")


class Attempt(models.Model):
    """One try of one person at one test. `context_*` is a plain reference to where it was started from.

    `scale` holds from the start of an adaptive attempt on, and otherwise from its scoring. An adaptive attempt has no
    percentage and is neither passed nor failed; `measures` are the ids of the competencies it was begun for, `agency`
    the one whose own items it may ask, `most_items` how many questions can count, `tries_out` how many may be tried
    out beside them. It keeps the settings of its `blueprint_version` (attempts from before versions were kept have
    none) and the form it was given. The deadline holds the `extra_minutes` that an adjustment gave. Where
    `is_observed`, what stood out is kept once it has ended (`observed_at`); an adjustment switches that off.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="attempts")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="attempts")
    blueprint_version = models.ForeignKey(
        BlueprintVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    form_code = models.CharField(_("form"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=AttemptState, default=AttemptState.IN_PROGRESS)
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"))
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    break_seconds_left = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    is_one_a_page = models.BooleanField(default=False)
    is_large_print = models.BooleanField(default=False)
    is_observed = models.BooleanField(default=False)
    observed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    closed_reason = models.CharField(max_length=10, choices=ClosedReason, blank=True)
    seed = models.PositiveBigIntegerField()
    measures = models.JSONField(default=list, blank=True)
    most_items = models.PositiveSmallIntegerField(null=True, blank=True)
    tries_out = models.PositiveSmallIntegerField(default=0)
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    score_raw = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    score_max = models.PositiveSmallIntegerField(null=True, blank=True)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    scale = models.ForeignKey(ScoreScale, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    engine = models.CharField(max_length=40, blank=True)
    context_kind = models.CharField(max_length=40, blank=True)
    context_uuid = models.UUIDField(null=True, blank=True)
    context_title = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "blueprint"], condition=Q(state="in_progress"), name="assessments_one_running"
            ),
            models.CheckConstraint(
                condition=~Q(state="scored")
                | Q(scored_at__isnull=False, percent__isnull=False, passed__isnull=False)
                | Q(scored_at__isnull=False, percent__isnull=True, passed__isnull=True),
                name="assessments_scored_has_result",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deadline"], condition=Q(state="in_progress"), name="assessments_running_until"),
            models.Index(fields=["id"], condition=Q(state="submitted"), name="assessments_unscored"),
            models.Index(
                fields=["id"], condition=Q(is_observed=True, observed_at__isnull=True), name="assessments_unobserved"
            ),
            models.Index(fields=["person", "-started_at"], name="assessments_attempts_of"),
            models.Index(fields=["context_uuid"], name="assessments_attempt_context"),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint_id} {self.state}"

    @property
    def is_running(self) -> bool:
        """Whether answers may still be given."""
        return self.state == AttemptState.IN_PROGRESS

    @property
    def is_paused(self) -> bool:
        """Whether the person takes a break that an adjustment allows."""
        return self.paused_at is not None

    @property
    def break_until(self) -> datetime | None:
        """Return when the break ends by itself; None outside of one."""
        return self.paused_at + timedelta(seconds=self.break_seconds_left) if self.paused_at else None

    @property
    def is_being_rated(self) -> bool:
        """Whether people are still reading answers of it."""
        return self.state == AttemptState.RATING

    @property
    def is_scored(self) -> bool:
        """Whether the result stands."""
        return self.state == AttemptState.SCORED

    @property
    def settings(self) -> Settings:
        """Return the settings under which it runs: those of its version, whatever the test says now."""
        return self.blueprint_version.content.settings if self.blueprint_version else self.blueprint.settings


class AttemptSlot(models.Model):
    """One place of a form: which version is asked there, and after scoring what it was worth.

    `slope` (1/logit) and `difficulty` (logits) are those used in choosing and scoring, kept so that the result can be
    computed again. An adaptive test writes a slot when it asks, and `answered_at` when the answer is final. A question
    that is being tried out (`is_pilot`) counts for nothing: it has no credit, and `is_right` feeds calibration alone.
    `competency` is what it was asked for, which may have taken the place of that of the item; None in slots that are
    older than this field, which stand for the competency of their item.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="slots")
    credit = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    is_right = models.BooleanField(null=True, blank=True)
    slope = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_pilot = models.BooleanField(default=False)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["attempt", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "position"], name="assessments_slot_position_once"),
            models.UniqueConstraint(fields=["attempt", "item_version"], name="assessments_slot_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.position}"

    @property
    def asked_for(self) -> Competency:
        """Return the competency for which it was asked."""
        return self.competency or self.item_version.item.competency

    @property
    def asked_for_id(self) -> int:
        """Return the id of the competency for which it was asked."""
        return self.competency_id or self.item_version.item.competency_id


class Response(models.Model):
    """The answer that counts for a slot; `seq` rises with every change that was accepted."""

    slot = models.OneToOneField(AttemptSlot, on_delete=models.CASCADE, related_name="response")
    payload = models.JSONField()
    seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.slot_id} seq {self.seq}"


class ResponseEventKind(models.TextChoices):
    """What happened to an answer."""

    SAVED = "saved", _("saved")
    OUTDATED = "outdated", _("came after a newer answer")


class ResponseEvent(models.Model):
    """One line of the history of an answer; rows are only ever added."""

    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=ResponseEventKind)
    seq = models.PositiveIntegerField()
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.kind} {self.seq}"


class CompetencyScore(models.Model):
    """What one attempt measured of one competency, and with what: enough to compute it again to the last bit.

    `theta` and `standard_error` in logits; `chances` (0 to 1) that the level is at least 1, 2, … 5. Too few questions
    make it indicative: it is shown, and is never evidence.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="competency_scores")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    theta = models.FloatField()
    standard_error = models.FloatField()
    level = models.PositiveSmallIntegerField()
    chances = models.JSONField()
    item_count = models.PositiveSmallIntegerField()
    right_count = models.PositiveSmallIntegerField()
    is_indicative = models.BooleanField(default=False)
    engine = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "competency"], name="assessments_one_score_each")
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} {self.theta:.2f} ± {self.standard_error:.2f}"


class PracticeAnswer(models.Model):
    """An answer to a practice question in a lesson; it certifies nothing and may be given again and again."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="practice_answers")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="practice_answers")
    payload = models.JSONField()
    is_correct = models.BooleanField()
    context_kind = models.CharField(max_length=40, blank=True)
    context_uuid = models.UUIDField(null=True, blank=True)
    context_title = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "item_version", "-answered_at"], name="assessments_practice_of"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.is_correct}"
