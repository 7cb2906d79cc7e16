"""Which mentors somebody could ask for: those who offer a competency, show it, and let themselves be found by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.competencies.models import Competency
from lms.people.models import User
from lms.people.selectors.consents import those_who_refused
from mentoring.models import ApplicantRole, Application, Programme
from mentoring.optional import FOUND_BY_NAME
from mentoring.selectors.pool import MENTOR_STATES, places_taken, valid_levels
from mentoring.selectors.programmes import open_programmes

LOOKED_AT = 200
SHOWN = 5


@dataclass(frozen=True)
class MentorOffer:
    """A mentor who shows the level asked for, in a programme that takes applications, with the places left."""

    mentor: User
    programme: Programme
    places: int


def mentors_who_have(competency: Competency, level: int, *, viewer: User, on: date) -> list[MentorOffer]:
    """Return at most five mentors with a valid level of at least `level` and a place left, most places first.

    Only from programmes to which the viewer may apply on the day; who does not want to be found by name is left out.
    The level itself is not told. Six queries at the most, however many mentors.
    """
    programmes = {one.pk: one for one in open_programmes(viewer=viewer, on=on)}
    if not programmes:
        return []
    rows = Application.objects.filter(
        programme__in=programmes,
        role=ApplicantRole.MENTOR,
        state__in=MENTOR_STATES,
        competencies=competency,
        person__is_active=True,
    ).exclude(person=viewer)
    rows = rows.exclude(person__in=those_who_refused(FOUND_BY_NAME)).select_related("person").order_by("pk")
    offered = {row.person_id: row for row in rows[:LOOKED_AT]}
    levels, taken = valid_levels(offered, on=on), places_taken(offered, on=on)
    able = [row for person, row in offered.items() if levels.get((person, competency.pk), 0) >= level]
    found = [
        MentorOffer(row.person, programmes[row.programme_id], row.capacity - taken[row.person_id])
        for row in able
        if row.capacity > taken[row.person_id]
    ]
    return sorted(found, key=lambda one: (-one.places, one.mentor.display_name))[:SHOWN]
