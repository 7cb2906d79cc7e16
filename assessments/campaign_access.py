"""Who runs campaigns: HR of the part of the organisation that is asked. What is out of reach is not there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.models import Campaign, CampaignMember, CampaignState
from assessments.sitting_access import require_hr
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind


class NoSuchCampaign(NotFound):
    """There is no such campaign, or not for this person."""

    code = "no_such_campaign"
    message = gettext_noop("We could not find this campaign. Go back to the list.")


def campaigns_for_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Campaign]:
    """Return the campaigns of the parts for which the viewer works as HR. One query beside the list.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    within = access.below(require_hr(viewer, on=on), "unit__path")
    return Campaign.objects.filter(within).select_related("blueprint", "unit")


def campaign_for_hr(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> Campaign:
    """Return one of them. Two queries.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.
        NoSuchCampaign: it is out of reach.

    """
    found = campaigns_for_hr(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchCampaign
    return found


def people_of(campaign: Campaign, *, on: date) -> QuerySet[Posting]:
    """Return the primary postings of those whom a campaign asks on a day."""
    within = access.below((campaign.unit.path,), "unit__path")
    found = Posting.objects.on(on).filter(within, kind=PostingKind.PRIMARY, person__is_active=True)
    return found.filter(position__kind__in=campaign.position_kinds) if campaign.position_kinds else found


def asked_of(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return what running campaigns ask of the viewer today, each with whether it is done."""
    rows = CampaignMember.objects.with_done().filter(person=viewer, left_at__isnull=True)
    rows = rows.filter(campaign__state=CampaignState.RUNNING, campaign__opens_on__lte=on, campaign__closes_on__gte=on)
    return rows.select_related("campaign__blueprint").order_by("campaign__closes_on", "pk")
