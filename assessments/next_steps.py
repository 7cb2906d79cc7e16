"""Offers a test where a person's post asks for a level that nothing has measured yet."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from assessments import selectors
from lms.competencies.carrying import carried_to
from lms.competencies.gap import Reason
from lms.competencies.models import Competency
from lms.competencies.selectors import carrying_edges, gaps_of, heard_by, measured_by
from lms.development.offers import Offer
from lms.people.models import User

# What is missing here is a measurement, not learning: a test closes it soonest.
UNMEASURED = {Reason.SELF_DECLARED, Reason.COMPLETED_NOT_TESTED, Reason.EXPIRED, Reason.NEVER_ASSESSED}

# A course weighs more where something has to be learned; a test more where something has only to be shown.
WEIGHT_EACH = 10.0


def placement_offers(
    person: User, tests: selectors.MyTests, unmeasured: list[Competency], *, at: datetime
) -> list[Offer]:
    """Return the placement test where it measures now some of what nothing has measured. At most six queries."""
    blueprint = tests.placement
    if blueprint is None or any(attempt.blueprint_id == blueprint.pk for attempt in tests.running):
        return []
    measures = carried_to(measured_by(blueprint.uuid), carrying_edges())
    wanted = [competency for competency in unmeasured if competency.pk in measures]
    closed = selectors.closed_now(person, blueprint, [one.pk for one in wanted], at=at) if wanted else set()
    codes = tuple(sorted(one.code for one in wanted if one.pk not in closed))
    if not codes:
        return []
    return [
        Offer(
            kind="test",
            uuid=str(blueprint.uuid),
            title=blueprint.title,
            url=reverse("assessments:placement"),
            reason=gettext("Your post asks for this and nothing has measured it yet."),
            minutes=blueprint.time_limit_minutes,
            weight=WEIGHT_EACH * min(len(codes), selectors.MOST_COMPETENCIES),
            competency_codes=codes,
        )
    ]


def offer_tests(person: User, on: date) -> list[Offer]:
    """Return the tests that measure what the post asks for and nothing has measured yet. At most 21 queries."""
    gaps = [one.competency for one in gaps_of(person, viewer=person, on=on) if one.gap.reason in UNMEASURED]
    if not gaps:
        return []
    codes_of, heard = {one.pk: one.code for one in gaps}, heard_by(one.pk for one in gaps)
    meant = {older: codes_of[one] for one, each in heard.items() for older in each}
    at = timezone.make_aware(datetime.combine(on, time(12)))
    tests = selectors.my_tests(person, at=at)
    offers = placement_offers(person, tests, gaps, at=at)
    for test in tests.on_offer:
        proves = {meant[one.pk] for one in test.competencies if one.pk in meant}
        codes = tuple(dict.fromkeys(meant.get(one.pk, one.code) for one in test.competencies))
        if proves and test.standing.may_start:
            offers.append(
                Offer(
                    kind="test",
                    uuid=str(test.blueprint.uuid),
                    title=test.blueprint.title,
                    url=reverse("assessments:start", args=[test.blueprint.uuid]),
                    reason=gettext("Your post asks for this and nothing has measured it yet."),
                    minutes=test.blueprint.time_limit_minutes,
                    weight=WEIGHT_EACH * len(proves),
                    competency_codes=codes,
                )
            )
    return offers
