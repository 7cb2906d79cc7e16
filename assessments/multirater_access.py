"""Who reads, answers and runs a 360-degree round; what is out of reach is not told apart from what is not there.

The one who is rated reads the outcome in groups. The superior of today reads it for HR's rounds, without self-rating
and comments, unless that person answered in the round as peer or subordinate: an own answer known makes a group
smaller. HR in scope reads levels and how many answered, of HR's rounds only. A round that a person began alone is
nobody else's.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import MultiraterRater, MultiraterRound, RaterRelation, RaterState, RoundPurpose, RoundState
from lms.errors import Conflict, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role

ANONYMOUS = (RaterRelation.PEER, RaterRelation.SUBORDINATE)
ASKED = (RaterState.INVITED, RaterState.SUBMITTED)


class NoSuchRound(NotFound):
    """There is no such round, or not for this person."""

    code = "no_such_round"
    message = gettext_noop("We could not find this 360-degree rating. Go back to the list.")


class NoSuchRequest(NotFound):
    """Nobody asked this person for this rating."""

    code = "no_such_rating_request"
    message = gettext_noop("This rating was not asked of you, or it is no longer asked.")


class RoundOver(Conflict):
    """The window is over, or the round was stopped."""

    code = "round_over"
    message = gettext_noop("The time for this rating is over. Answers that were not handed in do not count.")


class NoLongerSuperior(Conflict):
    """The superior has another post by now."""

    code = "no_longer_superior"
    message = gettext_noop("You no longer lead this person, so your rating as superior is not asked any more.")


def requests_of(viewer: access.Viewer, *, at: datetime) -> QuerySet[Any]:
    """Return what is asked of `viewer`: requests in rounds that have begun and were not cancelled."""
    rows = MultiraterRater.objects.filter(person=viewer, round__opens_at__lte=at)
    return rows.exclude(round__state=RoundState.CANCELLED).select_related("round__ratee")


def request_of(viewer: access.Viewer, request: uuid.UUID, *, at: datetime) -> MultiraterRater:
    """Return one request, fetched together with the right to answer it. One query.

    Raises:
        NoSuchRequest: somebody else was asked, or nobody any more.

    """
    states = (*ASKED, RaterState.DECLINED)
    found: MultiraterRater | None = requests_of(viewer, at=at).filter(uuid=request, state__in=states).first()
    if found is None:
        raise NoSuchRequest
    return found


def require_still_leads(viewer: access.Viewer, request: MultiraterRater, *, on: date) -> None:
    """Refuse a superior who has moved on since.

    Raises:
        NoLongerSuperior: somebody else leads the person now.

    """
    if request.relation == RaterRelation.SUPERIOR and not (
        access.subordinates_of(viewer, on=on).filter(pk=request.round.ratee_id).exists()
    ):
        raise NoLongerSuperior


def rounds_about(viewer: access.Viewer) -> QuerySet[Any]:
    """Return the rounds in which `viewer` is rated, the newest first."""
    return MultiraterRound.objects.filter(ratee=viewer).order_by("-closes_at", "-pk")


def rounds_of_team(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return HR's rounds of those whom `viewer` leads today and has not rated as peer or subordinate."""
    rows = MultiraterRound.objects.filter(
        ratee__in=access.subordinates_of(viewer, on=on).order_by(), purpose=RoundPurpose.EVIDENCE
    )
    own = MultiraterRater.objects.filter(round=OuterRef("pk"), person=viewer, relation__in=ANONYMOUS)
    rows = rows.exclude(Exists(own.filter(state=RaterState.SUBMITTED))).exclude(state=RoundState.CANCELLED)
    return rows.select_related("ratee").order_by("-closes_at", "-pk")


def round_to_read(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> MultiraterRound:
    """Return a round that `viewer` may read, as the one who is rated or as the superior of today. Three queries.

    Raises:
        NoSuchRound: neither of the two.

    """
    found: MultiraterRound | None = rounds_about(viewer).filter(uuid=number).select_related("ratee").first()
    found = found or rounds_of_team(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchRound
    return found


def posted_below(paths: tuple[str, ...], *, on: date) -> Q:
    """Return the condition that somebody who is rated works in one of these parts of the organisation."""
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    return Q(ratee__in=posted.values("person_id"))


def rounds_for_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the rounds that HR runs in the part of the organisation for which `viewer` is HR. One query."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    rows = MultiraterRound.objects.filter(posted_below(paths, on=on), purpose=RoundPurpose.EVIDENCE)
    return rows.select_related("ratee")


def round_for_hr(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> MultiraterRound:
    """Return a round of HR in scope; never one about `viewer`. Two queries.

    Raises:
        NoSuchRound: out of scope, not HR's, or about oneself.

    """
    found: MultiraterRound | None = rounds_for_hr(viewer, on=on).filter(uuid=number).exclude(ratee=viewer).first()
    if found is None:
        raise NoSuchRound
    return found


def proposals_for(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the colleagues who were named and wait for a word of `viewer` as superior. Two queries."""
    rows = MultiraterRater.objects.filter(
        round__ratee__in=access.subordinates_of(viewer, on=on).order_by(),
        round__state=RoundState.RUNNING,
        state=RaterState.PROPOSED,
    )
    return rows.select_related("round__ratee", "person").order_by("round__closes_at", "pk")


def proposal_to_decide(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> MultiraterRater:
    """Return a colleague who was named, whatever was decided, for the superior of today or HR in scope. Five queries.

    Raises:
        NoSuchRequest: `viewer` is neither, or is the one who is rated.

    """
    rows = MultiraterRater.objects.filter(uuid=number, is_named=True).exclude(round__ratee=viewer)
    led = Q(round__ratee__in=access.subordinates_of(viewer, on=on).order_by())
    hr = Q(round__in=rounds_for_hr(viewer, on=on).select_related(None).values("pk"))
    found: MultiraterRater | None = rows.filter(led | hr).select_related("round__ratee", "person").first()
    if found is None:
        raise NoSuchRequest
    return found
