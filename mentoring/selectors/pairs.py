"""What the two people of a pair read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Sum

from lms.competencies.standards_in_force import Post, requirements_for
from lms.development.selectors import entries_of
from lms.people.access import Viewer, require_may_view
from lms.people.models import Posting, Unit, User
from lms.people.selectors import primary_postings
from mentoring import access
from mentoring.explanations import Reader, Reason, reasons_for, shown
from mentoring.models import Pair, Session, SessionState
from mentoring.selectors.pool import valid_levels


class Step(StrEnum):
    """What one of the two does next."""

    ANSWER = "answer"
    WAIT_FOR_ANSWER = "wait_for_answer"
    CONFIRM = "confirm"
    RECORD_FIRST = "record_first"
    RECORD = "record"
    PROVE = "prove"
    OVER = "over"


@dataclass(frozen=True)
class PairPage:
    """A pair as one of the two sees it."""

    pair: Pair
    viewer: User
    other: User
    other_posting: Posting | None
    is_mentor: bool
    level: int | None
    required: int | None
    reasons: list[Reason]
    held: int
    waiting: int
    to_confirm: int
    minutes: int

    @property
    def score(self) -> str:
        """Return the score in points out of 100."""
        return shown(self.pair.score)

    @property
    def has_accepted(self) -> bool:
        """Whether the viewer has said yes."""
        return self.pair.accepted_by(self.viewer)

    @property
    def has_reached_target(self) -> bool:
        """Whether the mentee shows the level the pair works towards."""
        return self.level is not None and self.level >= self.pair.target_level

    @property
    def next_step(self) -> Step:
        """Return what the viewer does next."""
        if self.pair.is_proposed:
            return Step.WAIT_FOR_ANSWER if self.has_accepted else Step.ANSWER
        if not self.pair.is_active:
            return Step.OVER
        if self.to_confirm:
            return Step.CONFIRM
        if self.held + self.waiting == 0:
            return Step.RECORD_FIRST
        return Step.PROVE if self.held >= self.pair.programme.sessions_planned else Step.RECORD


@dataclass(frozen=True)
class SessionRow:
    """A session as one of the two sees it."""

    session: Session
    is_mine: bool
    can_answer: bool
    hours: Decimal | None


def pairs_of(*, viewer: Viewer) -> QuerySet[Pair]:
    """Return the proposed and active pairs of `viewer`, newest first. One query."""
    found: QuerySet[Pair] = (
        Pair.objects.of(viewer)
        .open()
        .select_related("programme", "mentor", "mentee", "competency")
        .order_by("-created_at", "-pk")
    )
    return found


def pair_page(pair: uuid.UUID, *, viewer: User, on: date) -> PairPage:
    """Return a pair for one of the two. Nine queries at the most, however many sessions.

    The level of the goal is read only while the pair is active; before that the two know what the proposal says.

    Raises:
        NotYourPair: it belongs to others.
        MayNotView: the grant of the mentor has ended.
    """
    found = access.require_pair(viewer, pair)
    is_mentor = found.mentor_id == viewer.pk
    postings = primary_postings([found.mentor_id, found.mentee_id], on=on)
    level, required = goal_of(found, postings.get(found.mentee_id), viewer=viewer, on=on)
    confirmed = Q(state=SessionState.CONFIRMED)
    waiting = Q(state=SessionState.RECORDED)
    mine = Q(confirmed_by_mentor_at__isnull=True) if is_mentor else Q(confirmed_by_mentee_at__isnull=True)
    counts = found.sessions.aggregate(
        held=Count("pk", filter=confirmed),
        waiting=Count("pk", filter=waiting),
        to_confirm=Count("pk", filter=waiting & mine),
        minutes=Sum("minutes", filter=confirmed),
    )
    other = found.other(viewer)
    return PairPage(
        pair=found,
        viewer=viewer,
        other=other,
        other_posting=postings.get(other.pk),
        is_mentor=is_mentor,
        level=level,
        required=required,
        reasons=reasons_for(found, Reader.MENTOR if is_mentor else Reader.MENTEE),
        held=counts["held"],
        waiting=counts["waiting"],
        to_confirm=counts["to_confirm"],
        minutes=counts["minutes"] or 0,
    )


def goal_of(pair: Pair, posting: Posting | None, *, viewer: User, on: date) -> tuple[int | None, int | None]:
    """Return the mentee's level in the goal now and what the post requires; nothing else of the mentee is read."""
    if not pair.is_active or on > pair.programme.ends_on:
        return pair.baseline_level, None
    require_may_view(viewer, pair.mentee.uuid, on=on)
    level = valid_levels([pair.mentee_id], on=on).get((pair.mentee_id, pair.competency_id))
    if posting is None:
        return level, None
    agency = Unit.objects.values_list("pk", flat=True).get(path=posting.unit.agency_path)
    post = Post(posting.position.kind, posting.position_id, agency)
    asked = requirements_for([post], on=on)[post].get(pair.competency_id)
    return level, asked.level if asked else None


def sessions_of(pair: Pair, *, viewer: User) -> QuerySet[Session]:
    """Return the sessions of a pair, newest first, if `viewer` is one of the two."""
    two = Q(pair__mentor=viewer) | Q(pair__mentee=viewer)
    return Session.objects.filter(two, pair=pair).order_by("-held_on", "-pk")


def as_rows(sessions: Sequence[Session], page: PairPage, *, on: date) -> list[SessionRow]:
    """Return sessions with what the viewer may do and the hours they earned. Three queries, however many sessions."""
    uuids = [session.uuid for session in sessions]
    booked = entries_of(page.viewer, viewer=page.viewer, on=on).filter(source_uuid__in=uuids)
    hours = dict(booked.values_list("source_uuid", "jp"))
    rows = []
    for session in sessions:
        mine = session.confirmed_by_mentor_at if page.is_mentor else session.confirmed_by_mentee_at
        rows.append(
            SessionRow(
                session=session,
                is_mine=session.recorded_by_id == page.viewer.pk,
                can_answer=session.state == SessionState.RECORDED and mine is None,
                hours=hours.get(session.uuid),
            )
        )
    return rows


def session_to_dispute(session: uuid.UUID, *, viewer: User) -> Session:
    """Return a session for one of the two who held it. One query.

    Raises:
        NotYourPair: it is somebody else's, or unknown.
    """
    return access.require_session(viewer, session, lock=False)


def sessions_to_confirm(*, viewer: User) -> QuerySet[Session]:
    """Return the sessions of active pairs that wait for the viewer's word, oldest first. One query."""
    as_mentor = Q(pair__mentor=viewer, confirmed_by_mentor_at__isnull=True)
    as_mentee = Q(pair__mentee=viewer, confirmed_by_mentee_at__isnull=True)
    rows = Session.objects.filter(as_mentor | as_mentee, state=SessionState.RECORDED)
    return rows.select_related("pair__mentor", "pair__mentee", "pair__competency").order_by("held_on", "pk")
