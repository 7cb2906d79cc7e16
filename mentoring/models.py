"""Programmes, who applied, the runs that match them, the pairs that follow, and the sessions they hold."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.competencies.models import Competency
from lms.people.models import Unit, User
from mentoring import matching
from mentoring.querysets import PairQuerySet

LARGEST_CAPACITY = 5
SHORTEST_MINUTES, LONGEST_MINUTES = 15, 240


class ProgrammeKind(models.TextChoices):
    """Who teaches whom."""

    CLASSIC = matching.Kind.CLASSIC.value, pgettext_lazy("kind of mentoring", "senior mentors")
    REVERSE = matching.Kind.REVERSE.value, pgettext_lazy("kind of mentoring", "junior mentors (reverse)")


class ProgrammeState(models.TextChoices):
    """Where a programme stands, from its first line to its end."""

    DRAFT = "draft", pgettext_lazy("mentoring programme", "draft")
    OPEN = "open", pgettext_lazy("mentoring programme", "open to apply")
    MATCHING = "matching", pgettext_lazy("mentoring programme", "pairs are being formed")
    PROPOSED = "proposed", pgettext_lazy("mentoring programme", "pairs are proposed")
    RUNNING = "running", pgettext_lazy("mentoring programme", "running")
    CLOSED = "closed", pgettext_lazy("mentoring programme", "closed")


def default_weights() -> dict[str, Any]:
    """Return the weights of a new programme."""
    return matching.DEFAULT_WEIGHTS.as_json()


class Programme(models.Model):
    """A round of mentoring in an agency, with its days and the weights its pairs are scored by."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mentoring_programmes")
    kind = models.CharField(_("kind"), max_length=10, choices=ProgrammeKind, default=ProgrammeKind.CLASSIC)
    state = models.CharField(_("state"), max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    opens_on = models.DateField(_("applications from"))
    closes_on = models.DateField(_("applications until"))
    starts_on = models.DateField(_("sessions from"))
    ends_on = models.DateField(_("sessions until"))
    sessions_planned = models.PositiveSmallIntegerField(
        _("sessions planned"), default=6, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    weights = models.JSONField(default=default_weights)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mentoring programme")
        verbose_name_plural = _("mentoring programmes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on"), starts_on__lte=F("ends_on"), closes_on__lte=F("ends_on")),
                name="mentoring_programme_days",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def takes_applications(self, on: date) -> bool:
        """Whether one may apply or withdraw on that day."""
        begun = self.state not in (ProgrammeState.DRAFT, ProgrammeState.CLOSED)
        return begun and self.opens_on <= on <= self.closes_on


class ApplicantRole(models.TextChoices):
    """As what a person applies."""

    MENTOR = "mentor", pgettext_lazy("role in a pair", "mentor")
    MENTEE = "mentee", pgettext_lazy("role in a pair", "mentee")


class ApplicationState(models.TextChoices):
    """What became of an application; unmatched ones take part in the next run."""

    SUBMITTED = "submitted", pgettext_lazy("mentoring application", "waiting for a pair")
    WITHDRAWN = "withdrawn", pgettext_lazy("mentoring application", "withdrawn")
    MATCHED = "matched", pgettext_lazy("mentoring application", "paired")
    UNMATCHED = "unmatched", pgettext_lazy("mentoring application", "no pair yet")


class Application(models.Model):
    """One person in one role of a programme: what they want or offer, and whom they would rather (not) meet.

    `avoid` is read by the matching alone and shown to nobody but the person.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="applications")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentoring_applications")
    role = models.CharField(_("role"), max_length=6, choices=ApplicantRole)
    competencies: Any = models.ManyToManyField(Competency, related_name="+", verbose_name=_("competencies"))
    capacity = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_CAPACITY)]
    )
    motivation = models.TextField(_("motivation"), max_length=1000, blank=True)
    wishes: Any = models.ManyToManyField(User, related_name="+", blank=True)
    avoid: Any = models.ManyToManyField(User, related_name="+", blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.SUBMITTED)
    reason = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "person", "role"], name="mentoring_application_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-submitted_at"], name="mentoring_application_of"),
            models.Index(fields=["programme", "role", "state"], name="mentoring_pool"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.role} {self.person_id}"


class RunState(models.TextChoices):
    """The row is the queue of matching."""

    REQUESTED = "requested", pgettext_lazy("matching run", "waiting")
    RUNNING = "running", pgettext_lazy("matching run", "being computed")
    DONE = "done", pgettext_lazy("matching run", "done")
    FAILED = "failed", pgettext_lazy("matching run", "failed")


class MatchRun(models.Model):
    """One matching of a programme: what went in, how it was scored, what came out, and when it was published.

    `attempts` and `next_try_at` say whether it still has to be done: a run that went wrong waits as `requested`, one
    that a dead worker left `running` is taken again when `next_try_at` passes; `failed` is final.
    `unmatched` holds `[{"application": id, "reason": rule}]`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.REQUESTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField()
    seed = models.PositiveIntegerField(default=0)
    input_hash = models.CharField(max_length=64, blank=True)
    weights = models.JSONField()
    solver = models.CharField(max_length=60, blank=True)
    metrics = models.JSONField(default=dict)
    unmatched = models.JSONField(default=list)
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("matching run")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(state__in=("requested", "running")), name="mentoring_one_run_at_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=("requested", "running")),
                name="mentoring_runs_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being computed."""
        return self.state in (RunState.REQUESTED, RunState.RUNNING)

    @property
    def can_be_published(self) -> bool:
        """Whether there is a proposal that nobody has published."""
        return self.state == RunState.DONE and self.published_at is None


class PairState(models.TextChoices):
    """A pair is proposed, meets, and ends: with its programme, or early. A proposal still open then lapses."""

    PROPOSED = "proposed", pgettext_lazy("mentoring pair", "proposed")
    ACTIVE = "active", pgettext_lazy("mentoring pair", "active")
    DECLINED = "declined", pgettext_lazy("mentoring pair", "declined")
    COMPLETED = "completed", pgettext_lazy("mentoring pair", "completed")
    ENDED = "ended", pgettext_lazy("mentoring pair", "ended early")
    LAPSED = "lapsed", pgettext_lazy("mentoring pair", "lapsed")


class Pair(models.Model):
    """A mentor and a mentee with one goal: a level in a competency.

    `score` is 0 to 10,000 points; `explanation` holds the terms that add up to it (see `mentoring.matching`).
    `baseline_level` None = no valid evidence when the pair was formed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="pairs")
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="pairs")
    mentor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pairs_as_mentor")
    mentee = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pairs_as_mentee")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    baseline_level = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(5)])
    target_level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(5)])
    score = models.PositiveIntegerField()
    explanation = models.JSONField()
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.PROPOSED)
    mentor_accepted_at = models.DateTimeField(null=True, blank=True)
    mentee_accepted_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[Any] = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentoring pair")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "mentee"],
                condition=Q(state__in=("proposed", "active")),
                name="mentoring_one_mentor",
            ),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentoring_two_people"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(mentor_accepted_at__isnull=False, mentee_accepted_at__isnull=False),
                name="mentoring_active_accepted",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mentor", "state"], name="mentoring_pairs_of_mentor"),
            models.Index(fields=["mentee", "state"], name="mentoring_pairs_of_mentee"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} {self.mentee_id} {self.competency_id}"

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == PairState.PROPOSED

    @property
    def is_active(self) -> bool:
        """Whether the two meet."""
        return self.state == PairState.ACTIVE

    def accepted_by(self, person: User) -> bool:
        """Whether this person has said yes."""
        mine = self.mentor_accepted_at if self.mentor_id == person.pk else self.mentee_accepted_at
        return mine is not None

    def other(self, person: User) -> User:
        """Return the other one of the two."""
        return self.mentee if self.mentor_id == person.pk else self.mentor


class SessionState(models.TextChoices):
    """A session counts when both have confirmed it."""

    RECORDED = "recorded", pgettext_lazy("mentoring session", "waits for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("mentoring session", "confirmed by both")
    DISPUTED = "disputed", pgettext_lazy("mentoring session", "not agreed")


class Session(models.Model):
    """One meeting of a pair. `shared_note` is read by the two alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("held on"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    agenda = models.CharField(_("what it was about"), max_length=200)
    shared_note = models.TextField(_("shared note"), max_length=4000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by_mentor_at = models.DateTimeField(null=True, blank=True)
    confirmed_by_mentee_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.RECORDED)
    dispute_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("mentoring session")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES), name="mentoring_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_by_mentor_at__isnull=False, confirmed_by_mentee_at__isnull=False),
                name="mentoring_confirmed_by_both",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["pair", "-held_on"], name="mentoring_sessions_of"),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.held_on}"
