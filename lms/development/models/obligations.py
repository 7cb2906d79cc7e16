"""What a person is asked to do, by whom, why and until when."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Unit, User

LONGEST_REASON = 500


class DueKind(models.TextChoices):
    """How the last day was chosen; it is turned into a date when somebody is asked."""

    FIXED = "fixed", _("on a day")
    AFTER_ASSIGNMENT = "after_assignment", _("days after it was asked")
    AFTER_POSTING = "after_posting", _("days after the person took up the post")


class Assignment(models.Model):
    """One act of asking: the same thing of several people at once. `uuid` is the key that makes it happen once.

    `target_*` is a plain reference to what is asked, in the room that holds it. `unit` is the part of the organisation
    whose HR asked: those who are HR there later go on with it. None where a superior asked.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    target_kind = models.CharField(max_length=40)
    target_uuid = models.UUIDField()
    target_title = models.CharField(_("what is asked"), max_length=300)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    due_kind = models.CharField(_("until"), max_length=20, choices=DueKind)
    due_on = models.DateField(_("day"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    assigned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    already_asked = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("assignment")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["assigned_by", "-assigned_at"], name="development_assignment_by")
        ]

    def __str__(self) -> str:
        return self.target_title


class ObligationState(models.TextChoices):
    """Where an obligation stands. Overdue is no state: it follows from the day."""

    HELD = "held", _("held back: cannot be met like this")
    OPEN = "open", _("open")
    DONE = "done", _("done")
    EXCUSED = "excused", _("excused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("not asked of this person")


class Hindrance(models.TextChoices):
    """Why an obligation cannot be met as it was asked."""

    INACTIVE = "inactive", _("The account is closed.")
    MOVED = "moved", _("The post ends before the due date, or there is none.")
    NOT_OFFERED = "not_offered", _("It is not offered to the agency of this person.")
    ALREADY_DONE = "already_done", _("It has been done already.")
    OPENS_LATER = "opens_later", _("It opens only after the due date.")
    NO_TIME_LEFT = "no_time_left", _("There is not enough time until the due date.")
    DECIDED_AGAINST = "decided_against", _("It was decided before not to ask this of the person.")


class Obligation(models.Model):
    """What one person is asked to do until when. The row is the queue of its own reminders."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="obligations")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="obligations")
    target_kind = models.CharField(max_length=40)
    target_uuid = models.UUIDField()
    due_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=12, choices=ObligationState, default=ObligationState.OPEN)
    hindrance = models.CharField(_("hindrance"), max_length=20, choices=Hindrance, blank=True)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    tell_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("obligation")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["assignment", "person"], name="development_obligation_once"),
            models.UniqueConstraint(
                fields=["person", "target_kind", "target_uuid"],
                condition=Q(state__in=["open", "held"]),
                name="development_obligation_one_open",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "state", "due_on"], name="development_obligation_of"),
            models.Index(fields=["tell_on"], condition=Q(state="open"), name="development_obligation_tell"),
            # The sweep over paths looks at nothing else, however many courses and tests were asked.
            models.Index(
                fields=["target_uuid", "id"],
                condition=Q(target_kind="path", state="open"),
                name="development_obligation_path",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_uuid} {self.state}"

    def is_overdue(self, on: date) -> bool:
        """Whether the last day has passed and it is still open."""
        return self.state == ObligationState.OPEN and self.due_on < on

    @property
    def was_late(self) -> bool:
        """Whether it was done after its last day."""
        return self.done_on is not None and self.done_on > self.due_on
