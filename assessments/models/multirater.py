"""360-degree ratings: the rule, the rounds, who is asked, what they answer, and what may be shown of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.multirater import Relation, Rules
from lms.competencies.models import Competency, Indicator
from lms.people.models import User
from lms.policies import DatedPolicy

SMALLEST_GROUP = 3


class MultiraterRule(DatedPolicy):
    """How large a shown group is, what a level needs, how long a round runs; no group is smaller than three."""

    group_size = models.PositiveSmallIntegerField(
        _("smallest group shown"), default=SMALLEST_GROUP, validators=[MinValueValidator(SMALLEST_GROUP)]
    )
    raters_needed = models.PositiveSmallIntegerField(
        _("raters a level needs, the superior among them"), default=3, validators=[MinValueValidator(3)]
    )
    reaches = models.FloatField(_("mean at which a level is reached (0 to 3)"), default=2.0)
    error_floor = models.FloatField(_("lowest standard error (levels)"), default=0.5)
    notable_gap = models.FloatField(_("difference between own and others' view worth naming"), default=0.75)
    peers_asked = models.PositiveSmallIntegerField(_("peers asked"), default=6)
    subordinates_asked = models.PositiveSmallIntegerField(_("subordinates asked"), default=8)
    peers_named = models.PositiveSmallIntegerField(_("peers a person may name"), default=4)
    shortest_days = models.PositiveSmallIntegerField(_("shortest window (days)"), default=7)
    longest_days = models.PositiveSmallIntegerField(_("longest window (days)"), default=60)
    pause_days = models.PositiveSmallIntegerField(_("days between two rounds of a person"), default=180)

    class Meta:
        verbose_name = _("rule of 360-degree ratings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(group_size__gte=SMALLEST_GROUP, raters_needed__gte=SMALLEST_GROUP),
                name="assessments_multirater_no_small_group",
            )
        ]

    def __str__(self) -> str:
        return f"≥ {self.group_size} ({self.valid_from})"

    @property
    def rules(self) -> Rules:
        """Return the rule as the pure module reads it."""
        return Rules(self.group_size, self.raters_needed, self.reaches, self.error_floor, self.notable_gap)


class RoundPurpose(models.TextChoices):
    """What a round is for: HR's becomes evidence, a person's own does not."""

    EVIDENCE = "evidence", pgettext_lazy("360 round", "evidence of competence")
    OWN = "own", pgettext_lazy("360 round", "own development")


class RoundState(models.TextChoices):
    """Where a round stands."""

    RUNNING = "running", pgettext_lazy("360 round", "running")
    CLOSED = "closed", pgettext_lazy("360 round", "closed")
    CANCELLED = "cancelled", pgettext_lazy("360 round", "cancelled")


class MultiraterRound(models.Model):
    """One person, one to four competencies, and the window in which others are asked.

    `draw` is the lot by which peers were drawn; all rounds of one start share it.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    ratee = models.ForeignKey(User, on_delete=models.CASCADE, related_name="multirater_rounds")
    competencies: models.ManyToManyField[Any, Any] = models.ManyToManyField(Competency, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=10, choices=RoundPurpose)
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.RUNNING)
    opens_at = models.DateTimeField(_("from"))
    closes_at = models.DateTimeField(_("until"))
    draw = models.UUIDField(default=uuid4, editable=False)
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("360-degree round")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ratee"], condition=Q(state="running"), name="assessments_one_running_round"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="assessments_round_has_a_window"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "closes_at"], name="assessments_round_due"),
            models.Index(fields=["ratee", "-closes_at"], name="assessments_round_of"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.closes_at:%Y-%m-%d}"

    @property
    def is_evidence(self) -> bool:
        """Whether what comes out becomes evidence."""
        return self.purpose == RoundPurpose.EVIDENCE

    @property
    def is_running(self) -> bool:
        """Whether it was neither closed nor cancelled."""
        return self.state == RoundState.RUNNING

    @property
    def is_closed(self) -> bool:
        """Whether the results stand."""
        return self.state == RoundState.CLOSED

    def is_open(self, at: datetime) -> bool:
        """Whether raters can answer at that moment."""
        return self.is_running and self.opens_at <= at <= self.closes_at


class RaterRelation(models.TextChoices):
    """What a rater is to the one who is rated."""

    SELF = Relation.SELF.value, pgettext_lazy("rater", "yourself")
    SUPERIOR = Relation.SUPERIOR.value, pgettext_lazy("rater", "superior")
    PEER = Relation.PEER.value, pgettext_lazy("rater", "peer")
    SUBORDINATE = Relation.SUBORDINATE.value, pgettext_lazy("rater", "subordinate")


class RaterState(models.TextChoices):
    """How far one rater is."""

    PROPOSED = "proposed", pgettext_lazy("rater", "waits for confirmation")
    INVITED = "invited", pgettext_lazy("rater", "asked")
    SUBMITTED = "submitted", pgettext_lazy("rater", "answered")
    DECLINED = "declined", pgettext_lazy("rater", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("rater", "no longer asked")


class DeclineReason(models.TextChoices):
    """Why somebody does not rate; a list, so that no words about a person are kept."""

    KNOWS_TOO_LITTLE = "knows_too_little", _("I do not know this work well enough")
    NOT_IMPARTIAL = "not_impartial", _("I cannot be impartial")
    NO_TIME = "no_time", _("I have no time within these days")


class MultiraterRater(models.Model):
    """One person who is asked in a round. The one who is rated never reads these rows."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    round = models.ForeignKey(MultiraterRound, on_delete=models.CASCADE, related_name="raters")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="multirater_requests")
    relation = models.CharField(_("relation"), max_length=12, choices=RaterRelation)
    state = models.CharField(_("state"), max_length=10, choices=RaterState, default=RaterState.INVITED)
    is_named = models.BooleanField(_("named by the one who is rated"), default=False)
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rater of a 360-degree round")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "person"], name="assessments_rater_asked_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "state"], name="assessments_rater_desk"),
            models.Index(fields=["state", "told_at"], name="assessments_rater_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.get_state_display()}"

    @property
    def is_submitted(self) -> bool:
        """Whether the answers were handed in."""
        return self.state == RaterState.SUBMITTED

    @property
    def is_anonymous(self) -> bool:
        """Whether the answers are shown as part of a group only."""
        return self.relation in (RaterRelation.PEER, RaterRelation.SUBORDINATE)


class Observed(models.IntegerChoices):
    """How often a behaviour was seen."""

    NEVER = 0, pgettext_lazy("how often a behaviour was seen", "not seen yet")
    SOMETIMES = 1, pgettext_lazy("how often a behaviour was seen", "sometimes")
    OFTEN = 2, pgettext_lazy("how often a behaviour was seen", "often")
    ALWAYS = 3, pgettext_lazy("how often a behaviour was seen", "always")


class MultiraterRating(models.Model):
    """What one rater saw of one behaviour; empty: cannot judge. A draft until the rater hands in."""

    rater = models.ForeignKey(MultiraterRater, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    observed = models.PositiveSmallIntegerField(_("how often seen"), choices=Observed, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rater", "indicator"], name="assessments_rating_once"),
            models.CheckConstraint(
                condition=Q(observed__isnull=True) | Q(observed__lte=Observed.ALWAYS),
                name="assessments_rating_in_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.observed}"


class MultiraterComment(models.Model):
    """What one rater wrote about one competency."""

    rater = models.ForeignKey(MultiraterRater, on_delete=models.CASCADE, related_name="comments")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rater", "competency"], name="assessments_comment_once")
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}"


class MultiraterResult(models.Model):
    """What may be shown of one competency of a closed round, computed once and never again.

    `groups` holds figures of groups large enough, and nothing from which a smaller one follows; `comments` their words
    without name, time or order.
    """

    round = models.ForeignKey(MultiraterRound, on_delete=models.CASCADE, related_name="results")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True, validators=[MaxValueValidator(5)])
    standard_error = models.FloatField(null=True, blank=True)
    raters = models.PositiveSmallIntegerField(default=0)
    without_level = models.CharField(max_length=20, blank=True)
    groups = models.JSONField(default=list)
    comments = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("result of a 360-degree rating")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "competency"], name="assessments_multirater_result_once")
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.level}"
