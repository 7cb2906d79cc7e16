"""Records sessions, has them confirmed by the other one, and books their hours."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.competencies.services import Source
from lms.development.models import ActivityForm
from lms.development.services import book_hours
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from mentoring import access
from mentoring.models import LONGEST_MINUTES, SHORTEST_MINUTES, Pair, Session, SessionState
from mentoring.statements_of import record_attendance

SOURCE_KIND = "mentoring_session"
LONGEST_REASON = 500


class SessionFault(InvalidInput):
    """Something about a session cannot be; `field` says where it was typed."""

    field: ClassVar[str] = ""


class MinutesOutOfRange(SessionFault):
    """Too short to count, or too long to be one session."""

    code = "minutes_out_of_range"
    field = "minutes"
    message = gettext_noop("A session lasts between %(shortest)s and %(longest)s minutes.")


class NotHeldYet(SessionFault):
    """The day lies ahead."""

    code = "session_not_held_yet"
    field = "held_on"
    message = gettext_noop("This day lies ahead. Record the session after you have met.")


class OutsideProgramme(SessionFault):
    """The day lies before the first or after the last day of the programme."""

    code = "session_outside_programme"
    field = "held_on"
    message = gettext_noop("Sessions of this programme are held from %(first)s to %(last)s.")


class AgendaMissing(SessionFault):
    """A session was about something."""

    code = "agenda_missing"
    field = "agenda"
    message = gettext_noop("Write in a few words what the session was about.")


class DisputeReasonMissing(InvalidInput):
    """The other one must learn what to correct."""

    code = "dispute_reason_missing"
    message = gettext_noop("Write what is not right, so that your partner can correct it.")


class PairNotActive(Conflict):
    """Only a pair that both have accepted holds sessions."""

    code = "pair_not_active"
    message = gettext_noop("Sessions can be recorded once both of you have accepted the pair.")


class SessionSettled(Conflict):
    """Both have spoken already."""

    code = "session_settled"
    message = gettext_noop("This session is settled already. Record a new one if something was wrong.")


@dataclass(frozen=True)
class Meeting:
    """What the two held: the day, the minutes, what it was about, and what they noted for themselves."""

    held_on: date
    minutes: int
    agenda: str
    shared_note: str = ""


@transaction.atomic
def record_session(
    *, pair: uuid.UUID, by: User, meeting: Meeting, at: datetime, key: uuid.UUID | None = None
) -> Session:
    """Record a session; recording it is one's own confirmation, the other one is asked for theirs.

    The same `key` twice (a form sent twice) is one session.

    Raises:
        NotYourPair, PairNotActive: it is somebody else's pair, or it has not begun.
        SessionFault: the minutes, the day or the agenda cannot be.
    """
    found = access.require_pair(by, pair, rows=Pair.objects.select_for_update(of=("self",)))
    before = Session.objects.filter(uuid=key, pair=found).first() if key else None
    if before is not None:
        return before
    if not found.is_active:
        raise PairNotActive
    check_meeting(found, meeting, on=timezone.localdate(at))
    session = Session(
        uuid=key or uuid.uuid4(),
        pair=found,
        held_on=meeting.held_on,
        minutes=meeting.minutes,
        agenda=meeting.agenda.strip(),
        shared_note=meeting.shared_note.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    note_confirmation(session, by, at=at)
    session.save(force_insert=True)
    tell(session, found.other(by), kind="session_to_confirm", at=at)
    return session


def check_meeting(pair: Pair, meeting: Meeting, *, on: date) -> None:
    """Refuse what cannot have been held."""
    programme = pair.programme
    if not SHORTEST_MINUTES <= meeting.minutes <= LONGEST_MINUTES:
        raise MinutesOutOfRange(shortest=SHORTEST_MINUTES, longest=LONGEST_MINUTES)
    if meeting.held_on > on:
        raise NotHeldYet
    if not programme.starts_on <= meeting.held_on <= programme.ends_on:
        raise OutsideProgramme(first=f"{programme.starts_on:%d-%m-%Y}", last=f"{programme.ends_on:%d-%m-%Y}")
    if not meeting.agenda.strip():
        raise AgendaMissing


def note_confirmation(session: Session, person: User, *, at: datetime) -> None:
    """Note that one of the two confirms; their first word stands."""
    if session.pair.mentor_id == person.pk:
        session.confirmed_by_mentor_at = session.confirmed_by_mentor_at or at
    else:
        session.confirmed_by_mentee_at = session.confirmed_by_mentee_at or at


@transaction.atomic
def confirm_session(*, session: uuid.UUID, by: User, at: datetime) -> Session:
    """Confirm a session; with the second confirmation its hours are booked for both, once.

    Raises:
        NotYourPair: it is somebody else's.
        SessionSettled: one of the two has disputed it.
    """
    found = access.require_session(by, session)
    if found.state == SessionState.CONFIRMED:
        return found
    if found.state == SessionState.DISPUTED:
        raise SessionSettled
    note_confirmation(found, by, at=at)
    if found.confirmed_by_mentor_at and found.confirmed_by_mentee_at:
        found.state = SessionState.CONFIRMED
        book(found, at=at)
        record_attendance(found, at=at)
        tell(found, found.pair.other(by), kind="session_confirmed", at=at)
    found.save(update_fields=["confirmed_by_mentor_at", "confirmed_by_mentee_at", "state"])
    return found


def book(session: Session, *, at: datetime) -> None:
    """Book the minutes for both; in the order of their ids, so that two bookings at once never wait for each other."""
    pair = session.pair
    for person in sorted((pair.mentor, pair.mentee), key=lambda one: one.pk):
        book_hours(
            person=person,
            form=ActivityForm.MENTORING,
            units=Decimal(session.minutes),
            performed_on=session.held_on,
            source=Source(SOURCE_KIND, session.uuid, f"Mentoring: {pair.competency.name}"),
            at=at,
        )


@transaction.atomic
def dispute_session(*, session: uuid.UUID, by: User, reason: str, at: datetime) -> Session:
    """Say that a session was not as recorded; it books nothing, and the other one can record it anew.

    Raises:
        NotYourPair: it is somebody else's.
        SessionSettled: `by` confirmed it, or it was disputed before.
        DisputeReasonMissing: no reason was given.
    """
    found = access.require_session(by, session)
    is_mentor = found.pair.mentor_id == by.pk
    mine = found.confirmed_by_mentor_at if is_mentor else found.confirmed_by_mentee_at
    if found.state != SessionState.RECORDED or mine is not None:
        raise SessionSettled
    if not reason.strip():
        raise DisputeReasonMissing
    found.state = SessionState.DISPUTED
    found.dispute_reason = reason.strip()[:LONGEST_REASON]
    found.save(update_fields=["state", "dispute_reason"])
    tell(found, found.pair.other(by), kind="session_disputed", at=at)
    return found


def tell(session: Session, person: User, *, kind: str, at: datetime) -> None:
    """Tell one of the two about a session, once."""
    notify(
        person=person,
        kind=kind,
        facts={
            "other": session.pair.other(person).display_name,
            "day": f"{session.held_on:%d-%m-%Y}",
            "minutes": str(session.minutes),
            "reason": session.dispute_reason,
        },
        url=reverse("mentoring:pair", args=[session.pair.uuid]),
        at=at,
        key=f"{kind}:{session.uuid}:{person.pk}",
    )
