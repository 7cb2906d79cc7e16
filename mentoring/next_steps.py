"""Offers what waits in mentoring: an answer, a confirmation, a programme for a measured gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from lms.competencies.gap import Reason
from lms.competencies.selectors import gaps_of
from lms.development.offers import Offer
from lms.people.models import User
from mentoring import selectors
from mentoring.models import Session

# Somebody else waits for these, so they come before lessons and tests.
ANSWER_WEIGHT = 140.0
CONFIRM_WEIGHT = 130.0
# A mentor helps where something was measured and has to be learned; a course does so sooner.
PROGRAMME_WEIGHT = 28.0


def offer_mentoring(person: User, on: date) -> list[Offer]:
    """Return what waits for the person in mentoring. Twelve queries at the most."""
    return [*proposals(person), *confirmations(person), *programmes(person, on)]


def proposals(person: User) -> list[Offer]:
    """Return the proposed pairs that wait for an answer. One query."""
    return [
        Offer(
            kind="mentoring_proposal",
            uuid=str(pair.uuid),
            title=gettext("Answer a proposed pair"),
            url=reverse("mentoring:pair", args=[pair.uuid]),
            reason=gettext("%(other)s and you could work on %(competency)s. Accept or decline.")
            % {"other": pair.other(person).display_name, "competency": pair.competency.name},
            minutes=5,
            weight=ANSWER_WEIGHT,
            competency_codes=(pair.competency.code,),
        )
        for pair in selectors.pairs_of(viewer=person)
        if pair.is_proposed and not pair.accepted_by(person)
    ]


def confirmations(person: User) -> list[Offer]:
    """Return the sessions that wait for confirmation. One query."""
    return [
        Offer(
            kind="mentoring_session",
            uuid=str(session.uuid),
            title=gettext("Confirm a mentoring session"),
            url=reverse("mentoring:pair", args=[session.pair.uuid]),
            reason=gettext("%(other)s recorded your session of %(day)s. Its hours are booked once you confirm.")
            % {
                "other": session.pair.other(person).display_name,
                "day": date_format(session.held_on, "j F Y"),
            },
            minutes=2,
            weight=CONFIRM_WEIGHT,
            competency_codes=(session.pair.competency.code,),
        )
        for session in selectors.sessions_to_confirm(viewer=person)
    ]


def programmes(person: User, on: date) -> list[Offer]:
    """Return the open programmes, not applied to, if a level was measured below what the post asks. Ten queries."""
    found = selectors.open_programmes(viewer=person, on=on)
    applied = set(selectors.applications_of(viewer=person).values_list("programme_id", flat=True)) if found else set()
    not_applied = [programme for programme in found if programme.pk not in applied]
    if not not_applied:
        return []
    below = [row.competency for row in gaps_of(person, viewer=person, on=on) if row.gap.reason is Reason.MEASURED_BELOW]
    if not below:
        return []
    names = ", ".join(f"{competency.code} {competency.name}" for competency in below[:2])
    return [
        Offer(
            kind="mentoring_programme",
            uuid=str(programme.uuid),
            title=programme.title,
            url=reverse("mentoring:programme", args=[programme.uuid]),
            reason=gettext("A mentor can help you with %(competencies)s. Apply until %(day)s.")
            % {"competencies": names, "day": date_format(programme.closes_on, "j F Y")},
            minutes=10,
            weight=PROGRAMME_WEIGHT,
            competency_codes=tuple(competency.code for competency in below),
        )
        for programme in not_applied
    ]


def addresses_of_sessions(numbers: Sequence[UUID]) -> dict[UUID, str]:
    """Return the addresses of the pairs in which sessions were held. One query."""
    rows = Session.objects.filter(uuid__in=numbers).values_list("uuid", "pair__uuid")
    return {number: reverse("mentoring:pair", args=[pair]) for number, pair in rows}
