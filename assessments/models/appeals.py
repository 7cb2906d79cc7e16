"""What follows when a learner objects: the appeal, an item that counts no more, and every result that changed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.attempts import Attempt, AttemptSlot
from assessments.models.bank import ItemVersion
from lms.people.models import Unit, User
from lms.policies import DatedPolicy


class AppealPolicy(DatedPolicy):
    """How long after a result one may object, and within how many days an answer is due."""

    days_to_appeal = models.PositiveSmallIntegerField(_("may be filed within (days)"), default=14)
    days_to_answer = models.PositiveSmallIntegerField(_("is answered within (days)"), default=10)

    class Meta:
        verbose_name = _("rule of appeals")

    def __str__(self) -> str:
        return f"{self.days_to_appeal} / {self.days_to_answer}"


class AppealState(models.TextChoices):
    """An appeal waits until a second reader answers it."""

    OPEN = "open", pgettext_lazy("state of an appeal", "waits")
    UPHELD = "upheld", pgettext_lazy("state of an appeal", "upheld")
    REJECTED = "rejected", pgettext_lazy("state of an appeal", "rejected")


class Remedy(models.TextChoices):
    """What an appeal that is upheld changes."""

    NEUTRALISE = "neutralise", pgettext_lazy("remedy", "the question counts for nobody any more")
    RATE_AGAIN = "rate_again", pgettext_lazy("remedy", "another rater reads the answer; the better rating counts")
    VOID = "void", pgettext_lazy("remedy", "the attempt does not count, and can be made again")
    CLEAR = "clear", pgettext_lazy("remedy", "no supervised sitting is asked for any more")


class Appeal(models.Model):
    """The objection of a person to a question of an attempt (`slot`), or to the attempt as a whole."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="appeals")
    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, null=True, blank=True, related_name="appeals")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.OPEN)
    remedy = models.CharField(max_length=10, choices=Remedy, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["filed_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["attempt", "slot"], condition=Q(slot__isnull=False), name="assessments_one_appeal_a_question"
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(slot__isnull=True), name="assessments_one_appeal_a_result"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & ~Q(answer=""),
                name="assessments_decision_says_why",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "filed_at"], condition=Q(state="open"), name="assessments_to_decide"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.state == AppealState.OPEN


class NeutralisationState(models.TextChoices):
    """The row is the queue: results are computed anew in batches."""

    REQUESTED = "requested", pgettext_lazy("state of computing anew", "waits")
    DONE = "done", pgettext_lazy("state of computing anew", "done")


class Neutralisation(models.Model):
    """A version of an item that counts for nobody any more, and how far the results have been computed anew."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(ItemVersion, on_delete=models.PROTECT, related_name="neutralisation")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=NeutralisationState, default=NeutralisationState.REQUESTED)
    results = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=Q(state="requested"), name="assessments_to_recompute"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def is_done(self) -> bool:
        """Whether every result has been computed anew."""
        return self.state == NeutralisationState.DONE


class ScoreChange(models.Model):
    """A result before and after it was computed anew, and why; rows are only ever added."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="score_changes")
    neutralisation = models.ForeignKey(
        Neutralisation, on_delete=models.PROTECT, null=True, blank=True, related_name="score_changes"
    )
    appeal = models.ForeignKey(Appeal, on_delete=models.SET_NULL, null=True, blank=True, related_name="score_changes")
    before = models.JSONField()
    after = models.JSONField()
    differs = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["attempt", "neutralisation"],
                condition=Q(neutralisation__isnull=False),
                name="assessments_recomputed_once",
            ),
            models.UniqueConstraint(
                fields=["attempt", "appeal"], condition=Q(appeal__isnull=False), name="assessments_put_right_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.at:%Y-%m-%d}"
