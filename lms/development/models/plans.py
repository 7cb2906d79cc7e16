"""The development plan (IDP) of a person: goals from gaps, agreed with the superior, asked about after some months."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.competencies.models import Competency, Level
from lms.people.models import User

LONGEST_TEXT = 1000


class PlanState(models.TextChoices):
    """draft → sent → agreed → done; or returned, and sent again. Learning waits for none of it."""

    DRAFT = "draft", pgettext_lazy("state of a plan", "draft")
    SENT = "sent", pgettext_lazy("state of a plan", "with your superior")
    RETURNED = "returned", pgettext_lazy("state of a plan", "returned to you")
    AGREED = "agreed", pgettext_lazy("state of a plan", "agreed")
    DONE = "done", pgettext_lazy("state of a plan", "done")


class Plan(models.Model):
    """One plan of one year; one at a time, and those that are done stay."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="plans")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=LONGEST_TEXT, blank=True)
    follow_up_on = models.DateField(_("question on"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("development plan")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "year"], condition=~Q(state="done"), name="development_plan_one_active"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-year"], name="development_plan_of"),
            models.Index(fields=["state", "follow_up_on"], name="development_plan_follow_up"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.state}"

    @property
    def may_be_changed(self) -> bool:
        """Whether its person may change the goals."""
        return self.state in (PlanState.DRAFT, PlanState.RETURNED)


class Goal(models.Model):
    """One goal: a competency, from which level to which, until when, and how.

    `offer_*` is a plain reference to what was chosen from the offers; `how` is the person's own words.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    from_level = models.PositiveSmallIntegerField(_("from level"), null=True, blank=True)
    to_level = models.PositiveSmallIntegerField(_("to level"), choices=Level)
    by_on = models.DateField(_("until"))
    offer_kind = models.CharField(max_length=40, blank=True)
    offer_title = models.CharField(_("chosen"), max_length=300, blank=True)
    offer_url = models.CharField(max_length=300, blank=True)
    how = models.CharField(_("how"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["by_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "competency"], name="development_goal_once")
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.to_level}"


class FollowUpRole(models.TextChoices):
    """Who is asked."""

    PERSON = "person", _("the person")
    SUPERIOR = "superior", _("the superior")


class Standing(models.TextChoices):
    """How it goes, in one word."""

    GOING = "going", _("It goes as planned")
    PARTLY = "partly", _("Some of it goes")
    STUCK = "stuck", _("It is stuck")


class FollowUp(models.Model):
    """The short question some months after a plan was agreed, to one of the two."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="follow_ups")
    role = models.CharField(max_length=10, choices=FollowUpRole)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    standing = models.CharField(_("how it goes"), max_length=10, choices=Standing, blank=True)
    text = models.CharField(_("in a sentence"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "role"], name="development_follow_up_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.role}"


class Passing(models.Model):
    """What waited too long for a superior and went on: to the next superior, or to HR (`to` is empty)."""

    kind = models.CharField(max_length=40)
    item_uuid = models.UUIDField()
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    left = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    to_hr = models.BooleanField(default=False)
    rung = models.PositiveSmallIntegerField()
    passed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "item_uuid", "rung"], name="development_passing_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["to"], name="development_passing_to")]

    def __str__(self) -> str:
        return f"{self.kind} {self.rung}"
