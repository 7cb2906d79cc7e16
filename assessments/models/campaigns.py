"""Campaigns: HR asks many people to take a test within a window, and sees which units have done it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.blueprints import Blueprint
from assessments.querysets import CampaignMemberQuerySet
from lms.people.models import Unit, User


class CampaignState(models.TextChoices):
    """planned → running → closed; until it is closed it can be called off."""

    PLANNED = "planned", pgettext_lazy("state of a campaign", "being planned")
    RUNNING = "running", pgettext_lazy("state of a campaign", "running")
    CLOSED = "closed", pgettext_lazy("state of a campaign", "closed")
    CANCELLED = "cancelled", pgettext_lazy("state of a campaign", "called off")


class Campaign(models.Model):
    """Who takes which test from when until when, alone or in rooms.

    `position_kinds` are the kinds of post that are asked; none means all. `measures` are the ids of the competencies
    that a placement test measures first; none means what each post asks for. A result counts from `counts_from` on, so
    that whoever was measured lately is not asked again. People are gathered when it begins and every day it runs:
    whoever joins the unit is asked, whoever leaves it is asked no more (`gathered_on` is the last day).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(_("name"), max_length=120)
    message = models.CharField(_("what people should know"), max_length=500, blank=True)
    position_kinds = models.JSONField(default=list, blank=True)
    measures = models.JSONField(default=list, blank=True)
    is_supervised = models.BooleanField(_("in rooms, under supervision"), default=False)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    counts_from = models.DateField(_("results count from"))
    reminds_before = models.PositiveSmallIntegerField(
        _("reminder before the end (days)"), default=3, validators=[MaxValueValidator(30)]
    )
    state = models.CharField(_("state"), max_length=10, choices=CampaignState, default=CampaignState.PLANNED)
    planned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    gathered_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("test campaign")
        ordering: ClassVar[list[str]] = ["-opens_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="assessments_campaign_ends_later"),
            models.CheckConstraint(
                condition=Q(counts_from__lte=F("opens_on")), name="assessments_campaign_counts_before"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["closes_on"], condition=Q(state="running"), name="assessments_campaigns_running"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        """Whether nobody is asked yet."""
        return self.state == CampaignState.PLANNED

    @property
    def is_running(self) -> bool:
        """Whether people are asked."""
        return self.state == CampaignState.RUNNING

    @property
    def is_closed(self) -> bool:
        """Whether its window is over."""
        return self.state == CampaignState.CLOSED


class CampaignMember(models.Model):
    """One person who is asked, with the unit at the time; told, reminded and told off once each."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="campaign_memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_off_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CampaignMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("person asked")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "person"], name="assessments_asked_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "unit"], name="assessments_asked_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"
