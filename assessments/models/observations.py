"""What was observed of attempts: where answers came from while one runs, what stood out, and what a reviewer said."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.attempts import Attempt
from assessments.models.bank import ItemVersion
from assessments.observing import Rule, Timed, effort_percent
from lms.people.models import Unit, User
from lms.policies import DatedPolicy


class ObservationPolicy(DatedPolicy):
    """From when on a person looks at how an attempt went. It changes no score."""

    rapid_percent = models.PositiveSmallIntegerField(_("rapid below (percent of the usual time)"), default=10)
    rapid_most_seconds = models.PositiveSmallIntegerField(_("rapid below, at most (seconds)"), default=10)
    rapid_fixed_seconds = models.PositiveSmallIntegerField(_("rapid while little is known (seconds)"), default=3)
    fewest_times = models.PositiveSmallIntegerField(_("answers before a usual time is known"), default=30)
    longest_seconds = models.PositiveSmallIntegerField(_("a time counts up to (seconds)"), default=300)
    effort_percent = models.PositiveSmallIntegerField(_("remark below this share of unhurried answers"), default=90)
    fewest_answers = models.PositiveSmallIntegerField(_("remark only from this many answers"), default=5)
    absences = models.PositiveSmallIntegerField(_("remark from this many absences"), default=3)
    absent_seconds = models.PositiveSmallIntegerField(_("remark from this long an absence (seconds)"), default=60)

    class Meta:
        verbose_name = _("rule of observations")

    def __str__(self) -> str:
        return f"{self.rapid_percent}% / {self.effort_percent}% ({self.valid_from})"

    @property
    def rule(self) -> Rule:
        """Return the rule as the pure module reads it."""
        return Rule(
            percent=self.rapid_percent,
            most_seconds=self.rapid_most_seconds,
            fixed_seconds=self.rapid_fixed_seconds,
            fewest_times=self.fewest_times,
            longest_seconds=self.longest_seconds,
            effort_percent=self.effort_percent,
            fewest_answers=self.fewest_answers,
            absences=self.absences,
            absent_seconds=self.absent_seconds,
        )


class AttemptSource(models.Model):
    """A browser in a network from which answers of a running attempt came; gone as soon as the attempt was looked at.

    `network` and `session` are keyed hashes of the prefix of the address and of the session, made for this attempt
    alone, so that no row tells an address, and nothing links two attempts. Absences are counted by the browser.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="sources")
    network = models.CharField(max_length=32)
    session = models.CharField(max_length=32)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    absences = models.PositiveSmallIntegerField(default=0)
    absent_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "network", "session"], name="assessments_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.first_seen:%H:%M}"


class ItemTime(models.Model):
    """How long a version of an item is usually thought about: how many answers, their seconds together. No person."""

    item_version = models.OneToOneField(ItemVersion, on_delete=models.CASCADE, related_name="time")
    count = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.count}"


class ObservationVerdict(models.TextChoices):
    """What a reviewer says about an observation. Neither changes a score."""

    NO_ISSUE = "no_issue", pgettext_lazy("what a reviewer says", "nothing is wrong")
    RETAKE = "retake", pgettext_lazy("what a reviewer says", "a supervised sitting is asked for")


class Observation(models.Model):
    """What was observed of one attempt, and what a reviewer says about it. It changes no score and no evidence.

    `times` holds for each answer in order of time: position, first answered (seconds after the beginning), seconds
    spent, threshold (seconds). `met_from` to `met_until`: answers came from two places in turn.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="observation")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    times = models.JSONField(default=list)
    answer_count = models.PositiveSmallIntegerField(default=0)
    rapid_count = models.PositiveSmallIntegerField(default=0)
    absences = models.PositiveSmallIntegerField(default=0)
    absent_seconds = models.PositiveIntegerField(default=0)
    network_count = models.PositiveSmallIntegerField(default=0)
    met_from = models.DateTimeField(null=True, blank=True)
    met_until = models.DateTimeField(null=True, blank=True)
    is_hasty = models.BooleanField(default=False)
    is_away = models.BooleanField(default=False)
    is_elsewhere = models.BooleanField(default=False)
    verdict = models.CharField(max_length=8, choices=ObservationVerdict, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at__isnull=True) | ~Q(verdict="") & ~Q(reason=""),
                name="assessments_observation_says_why",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agency", "reviewed_at", "made_at"],
                condition=Q(is_hasty=True) | Q(is_away=True) | Q(is_elsewhere=True),
                name="assessments_remarked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.verdict or '?'}"

    @property
    def has_remarks(self) -> bool:
        """Whether anything stands out."""
        return self.is_hasty or self.is_away or self.is_elsewhere

    @property
    def is_open(self) -> bool:
        """Whether no reviewer has said anything."""
        return not self.verdict

    @property
    def asks_retake(self) -> bool:
        """Whether a reviewer asks for a supervised sitting."""
        return self.verdict == ObservationVerdict.RETAKE

    @property
    def effort_percent(self) -> int:
        """Return the share of answers that were not rapid guesses, in percent."""
        return effort_percent(self.answer_count, self.rapid_count)

    @property
    def timed(self) -> tuple[Timed, ...]:
        """Return the times of the answers."""
        return tuple(Timed(*row) for row in self.times)
