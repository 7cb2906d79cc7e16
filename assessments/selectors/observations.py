"""What reviewers read of observations: the list of attempts with remarks, and one of them as a picture. No name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from assessments import access
from assessments.models import Observation
from assessments.timeline import Timeline, timeline_of
from lms.errors import NotFound, gettext_noop
from lms.people.access import Viewer


class NoSuchObservation(NotFound):
    """There is no such observation, or it is not this person's to read."""

    code = "no_such_observation"
    message = gettext_noop("We could not find this attempt among those that you look at.")


@dataclass(frozen=True)
class ObservationPage:
    """What was observed of one attempt, before a reviewer who does not know whose it is."""

    observation: Observation
    timeline: Timeline


def observations_to_review(viewer: Viewer, *, on: date) -> QuerySet[Observation]:
    """Return the observations with remarks that `viewer` looks at, the open ones first, then the newest.

    At most three queries beside the list.
    """
    rows: QuerySet[Observation] = access.observations_reviewable_by(viewer, on=on).select_related("attempt__blueprint")
    return rows.order_by(F("reviewed_at").desc(nulls_first=True), "-made_at", "-pk")


def observation_page(viewer: Viewer, number: UUID, *, on: date) -> ObservationPage:
    """Return one of them. At most four queries.

    Raises:
        NoSuchObservation: it is not `viewer`'s to look at.

    """
    related = ("attempt__blueprint", "reviewed_by")
    rows = access.observations_reviewable_by(viewer, on=on).select_related(*related)
    row: Observation | None = rows.filter(uuid=number).first()
    if row is None:
        raise NoSuchObservation
    end = row.attempt.submitted_at or row.made_at
    return ObservationPage(row, timeline_of(row.timed, (end - row.attempt.started_at).total_seconds()))
