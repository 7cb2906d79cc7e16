"""What HR reads about campaigns: the list, one with its coverage by unit, and who has not done it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Substr

from assessments.campaign_access import campaign_for_hr, campaigns_for_hr
from assessments.models import Campaign, CampaignMember, Seat, Sitting, SittingState
from lms.people.access import Viewer
from lms.people.models import Unit


@dataclass(frozen=True)
class Coverage:
    """How far a part of the organisation is: asked, done, and at it or seated."""

    name: str
    asked: int
    done: int
    seated: int = 0

    @property
    def percent(self) -> int:
        """Return the share that is done, rounded down so that 100 means everybody."""
        return 100 * self.done // self.asked if self.asked else 0


@dataclass(frozen=True)
class CampaignPage:
    """One campaign as HR follows it."""

    campaign: Campaign
    units: tuple[Coverage, ...]
    total: Coverage
    told: int
    without_seat: int
    sittings: tuple[Any, ...]

    @property
    def has_free_seats(self) -> bool:
        """Whether a room that is to come has a free seat."""
        to_come = [one for one in self.sittings if one.is_planned or one.is_announced]
        return any(one.taken < one.seats_in_room for one in to_come)

    @property
    def is_gathering(self) -> bool:
        """Whether the worker is still asking people."""
        return self.campaign.is_running and (self.campaign.gathered_on is None or self.told < self.total.asked)


def hr_campaigns(viewer: Viewer, *, on: date) -> QuerySet[Campaign]:
    """Return the campaigns of the viewer's parts, the newest first. One query beside the list.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    return campaigns_for_hr(viewer, on=on)


def campaign_page(viewer: Viewer, number: uuid.UUID, *, on: date) -> CampaignPage:
    """Return one campaign with its coverage by the units right below its own. Six queries, whatever its size.

    Raises:
        OutsideScope, NoSuchCampaign: it is out of reach.

    """
    campaign = campaign_for_hr(viewer, number, on=on)
    units, told = coverage(campaign), CampaignMember.objects.of(campaign).filter(told_at__isnull=False).count()
    total = Coverage(campaign.unit.name, *(sum(values) for values in columns(units)))
    sittings = Sitting.objects.with_taken().filter(campaign=campaign).order_by("starts_at", "pk")
    waits = 0
    if campaign.is_supervised:
        waits = total.asked - CampaignMember.objects.of(campaign).filter(Q(is_done=True) | seated(campaign)).count()
    return CampaignPage(campaign, units, total, told, waits, tuple(sittings.select_related("blueprint")))


def columns(units: tuple[Coverage, ...]) -> list[list[int]]:
    """Return the figures by column."""
    return [[one.asked for one in units], [one.done for one in units], [one.seated for one in units]]


def seated(campaign: Campaign) -> Q:
    """Return the condition that somebody has a seat in a room of the campaign."""
    live = Seat.objects.filter(sitting__campaign=campaign).exclude(sitting__state=SittingState.CANCELLED)
    return Q(person__in=live.values("person_id"))


def coverage(campaign: Campaign) -> tuple[Coverage, ...]:
    """Return how far each unit right below the campaign's is, in the order of the tree. Two queries."""
    own = len(campaign.unit.path)
    rows = CampaignMember.objects.of(campaign).annotate(part=Substr("unit__path", 1, own + Unit.steplen))
    figures = rows.values("part").annotate(
        asked=Count("pk"), done=counted(Q(is_done=True)), sits=counted(seated(campaign))
    )
    found = {row["part"]: row for row in figures.order_by("part")}
    names = dict(Unit.objects.filter(path__in=found).values_list("path", "name"))
    return tuple(Coverage(names.get(path, ""), row["asked"], row["done"], row["sits"]) for path, row in found.items())


def counted(condition: Q) -> Count:
    """Return the number of rows for which a condition holds."""
    return Count(Case(When(condition, then=F("pk")), output_field=IntegerField()))


def not_done(
    viewer: Viewer, number: uuid.UUID, *, on: date, text: str = ""
) -> tuple[Campaign, QuerySet[CampaignMember]]:
    """Return a campaign and those asked who have no result that counts, by unit and name. Two queries, one the list.

    Raises:
        OutsideScope, NoSuchCampaign: it is out of reach.

    """
    campaign = campaign_for_hr(viewer, number, on=on)
    rows = CampaignMember.objects.of(campaign).filter(is_done=False).select_related("person", "unit")
    rows = rows.filter(person__full_name__icontains=text.strip()) if text.strip() else rows
    return campaign, rows.order_by("unit__path", "person__full_name", "pk")
