"""What of this room waits for superiors: ratings they are asked for, and colleagues somebody named as raters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import MultiraterRater, RaterRelation, RaterState, RoundState
from assessments.multirater_access import proposals_for
from lms.development.inbox import InboxKind, Waiting
from lms.people.models import User


def ratings_asked(viewer: User, people: Sequence[int], _on: date) -> list[Waiting]:
    """Return the ratings for which the viewer is asked as the superior of some of these people. One query.

    A rating is asked of one person and is followed by its own reminders; it is never passed on.
    """
    rows = MultiraterRater.objects.filter(
        person=viewer,
        relation=RaterRelation.SUPERIOR,
        state=RaterState.INVITED,
        round__state=RoundState.RUNNING,
        round__ratee__in=people,
    )
    return [
        Waiting(
            kind="rating",
            uuid=row.uuid,
            person=row.round.ratee,
            title=gettext("360-degree rating"),
            since=row.told_at or row.round.started_at,
            url=reverse("assessments:multirater_rate", args=[row.uuid]),
        )
        for row in rows.select_related("round__ratee")
    ]


def colleagues_named(viewer: User, people: Sequence[int], on: date) -> list[Waiting]:
    """Return the rounds of these people in which a named colleague waits for the viewer's yes. Three queries."""
    rows = proposals_for(viewer, on=on).filter(round__ratee__in=people)
    return [
        Waiting(
            kind="named_rater",
            uuid=row.uuid,
            person=row.round.ratee,
            title=gettext("A colleague was named as rater"),
            since=row.round.started_at,
            url=reverse("assessments:multirater"),
        )
        for row in rows.select_related("round__ratee")
    ]


KINDS = (
    InboxKind("rating", _("rating asked of you"), is_harmless=False, about=ratings_asked),
    InboxKind("named_rater", _("rater to confirm"), is_harmless=False, about=colleagues_named),
)
