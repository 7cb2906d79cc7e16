"""Offers a portfolio where a person's post asks for level 4 or 5 and the level held so far allows the claim."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from assessments.selectors.portfolios import Claim, claims_of
from lms.competencies.gap import Reason
from lms.competencies.models import Level
from lms.competencies.selectors import CompetencyGap, gaps_of
from lms.development.offers import Offer
from lms.people.models import User

WEIGHT = 8.0


def offer_portfolios(person: User, on: date) -> list[Offer]:
    """Return the portfolios with which the person can close a gap at level 4 or 5 now. At most fifteen queries."""
    gaps = {
        one.competency.code: one
        for one in gaps_of(person, viewer=person, on=on)
        if one.gap.required >= Level.ADVANCED and one.gap.reason == Reason.MEASURED_BELOW
    }
    claims = claims_of(person, on=on, codes=gaps) if gaps else []
    return [offer_of(one, gaps[one.competency.code]) for one in claims if one.running or one.may_begin]


def offer_of(claim: Claim, gap: CompetencyGap) -> Offer:
    """Return the offer to begin a portfolio, or to go on with the one there is."""
    running, competency = claim.running, claim.competency
    level = running.level if running else claim.levels[0]
    started = reverse("assessments:portfolio", args=[running.uuid]) if running else ""
    return Offer(
        kind="portfolio",
        uuid=str(running.uuid if running else competency.uuid),
        title=gettext("Portfolio: %(name)s, level %(level)s") % {"name": competency.name, "level": level},
        url=started or f"{reverse('assessments:portfolio_start')}?kompetensi={competency.code}",
        reason=gettext("Your post asks for level %(level)s. Two assessors can recognise it from your work.")
        % {"level": gap.gap.required},
        minutes=0,
        weight=WEIGHT,
        competency_codes=(competency.code,),
    )
