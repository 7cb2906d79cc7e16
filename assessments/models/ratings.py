"""What people rate: answers that wait for a rater, the ratings, the files handed in, and the rules they follow."""

from __future__ import annotations

import uuid
from fractions import Fraction
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.attempts import AttemptSlot
from assessments.querysets import RatingTaskQuerySet
from assessments.rubrics import How
from lms.people.models import Unit, User
from lms.policies import DatedPolicy


def private_storage() -> Storage:
    """Return the storage that no address serves."""
    return storages["private"]


class RatingPolicy(DatedPolicy):
    """How answers are rated: how many twice, when a third rater decides, for how long a rater holds one.

    `double_percent` of the answers are rated by two; two whose shares lie further apart than `widest_gap_percent`
    call for a third. A task shows its level from `needed_percent` of its points.
    """

    double_percent = models.PositiveSmallIntegerField(
        _("rated by two (percent)"), default=20, validators=[MaxValueValidator(100)]
    )
    widest_gap_percent = models.PositiveSmallIntegerField(
        _("furthest that two may lie apart (percent of the points)"), default=25, validators=[MaxValueValidator(100)]
    )
    needed_percent = models.PositiveSmallIntegerField(
        _("a task shows its level from (percent of its points)"),
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    hold_hours = models.PositiveSmallIntegerField(_("a rater holds an answer for (hours)"), default=72)
    days_to_rate = models.PositiveSmallIntegerField(_("rated within (days)"), default=10)

    class Meta:
        verbose_name = _("rule of rating")

    def __str__(self) -> str:
        return f"{self.double_percent} % × 2, ± {self.widest_gap_percent} %"

    @property
    def widest_gap(self) -> Fraction:
        """Return the furthest that two shares may lie apart, 0 to 1."""
        return Fraction(self.widest_gap_percent, 100)

    @property
    def needed(self) -> Fraction:
        """Return the share of the points from which a task shows its level, 0 to 1."""
        return Fraction(self.needed_percent, 100)


class RatingState(models.TextChoices):
    """An answer waits until as many as needed have rated it."""

    OPEN = "open", pgettext_lazy("state of a rating", "waits")
    SETTLED = "settled", pgettext_lazy("state of a rating", "settled")


class RatingTask(models.Model):
    """An answer that people rate. Raters see no name.

    `agency` is where the person worked at handing in; its raters rate. `needed` ratings make the result, of which
    `taken` are given or begun. `share` is the exact share of the points, such as 7/12; `floor` is what it was before an
    appeal, below which it does not fall.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.OneToOneField(AttemptSlot, on_delete=models.CASCADE, related_name="rating_task")
    agency = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=RatingState, default=RatingState.OPEN)
    needed = models.PositiveSmallIntegerField(default=1)
    taken = models.PositiveSmallIntegerField(default=0)
    widest_gap_percent = models.PositiveSmallIntegerField()
    share = models.CharField(max_length=40, blank=True)
    floor = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=8, blank=True, choices=[(how.value, how.value) for how in How])
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = RatingTaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["opened_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="open", share="") | (Q(state="settled") & ~Q(share="")),
                name="assessments_settled_has_share",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "opened_at"], condition=Q(state="open"), name="assessments_to_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether a rating is still missing."""
        return self.state == RatingState.OPEN

    @property
    def earned(self) -> Fraction | None:
        """Return the share of the points, 0 to 1, once it is settled; during an appeal what it was before."""
        told = self.share or self.floor
        return Fraction(told) if told else None

    @property
    def widest_gap(self) -> Fraction:
        """Return how far two ratings of this answer may lie apart, 0 to 1."""
        return Fraction(self.widest_gap_percent, 100)


class RatingStage(models.TextChoices):
    """A rating is begun, then given; or the answer goes back to the others, for good or until its rater has time."""

    BEGUN = "begun", pgettext_lazy("stage of a rating", "begun")
    GIVEN = "given", pgettext_lazy("stage of a rating", "given")
    RETURNED = "returned", pgettext_lazy("stage of a rating", "returned")
    LAPSED = "lapsed", pgettext_lazy("stage of a rating", "held too long")


class Rating(models.Model):
    """What one rater makes of one answer: a grade for each criterion (its place, from 0), and a word to the learner.

    A rater who gave an answer back never gets it again. `notes` is what an observer saw of a behaviour, by criterion.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(RatingTask, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="ratings_given")
    stage = models.CharField(max_length=8, choices=RatingStage, default=RatingStage.BEGUN)
    grades = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    comment = models.TextField(_("word to the learner"), blank=True)
    begun_at = models.DateTimeField()
    held_until = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["given_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task", "rater"], name="assessments_rater_once"),
            models.CheckConstraint(
                condition=~Q(stage="given") | Q(given_at__isnull=False), name="assessments_given_has_moment"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["held_until"], condition=Q(stage="begun"), name="assessments_held_until"),
            models.Index(fields=["rater", "stage"], name="assessments_ratings_of"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.stage}"


class AnswerFile(models.Model):
    """The file handed in as an answer; one that replaces it takes it away."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(AttemptSlot, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(storage=private_storage, max_length=200)
    name = models.CharField(_("name of the file"), max_length=200)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.slot_id} {self.size}"
