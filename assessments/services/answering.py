"""Keeps the answers of a running attempt. The clock is the server's; every change holds the attempt's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, UUIDField

from assessments.answers import Answer, Kind, UnreadableAnswer, is_empty
from assessments.models import Attempt, AttemptSlot, Response, ResponseEvent, ResponseEventKind
from assessments.rendering import shown_in_slot
from assessments.selectors.attempts import NoSuchAttempt, slots_between
from assessments.services.breaks import end_break
from assessments.services.sources import Seen, note_seen
from lms.errors import Conflict, gettext_noop
from lms.kept import Kept, given
from lms.people.models import User

# An answer given in the last second needs a moment to arrive; this is the delay of the line, not extra time.
LINE_ALLOWANCE = timedelta(seconds=10)


class AttemptClosed(Conflict):
    """The attempt was handed in; its answers stand."""

    code = "attempt_closed"
    message = gettext_noop("This attempt has been handed in. Your saved answers count; look at the result.")


class AnswerIsFinal(Conflict):
    """The question was answered for good; an adaptive test has gone on from it."""

    code = "answer_is_final"
    message = gettext_noop("This question has been answered already. The test goes on with the next one.")


class AnswerTooLate(Conflict):
    """The time is over; what was saved before counts."""

    code = "answer_too_late"
    message = gettext_noop("The time ended before this answer reached us. All answers saved before count.")


locked_attempt: Kept[Attempt] = Kept(
    lambda: (
        Attempt.objects.select_for_update(of=("self",))
        .filter(uuid=given("uuid", UUIDField()), person=given("person", BigIntegerField()))
        .select_related("blueprint", "blueprint_version", "scale")
        .order_by()
    )
)


@dataclass(frozen=True)
class Saved:
    """What is stored now. `is_outdated`: another tab had saved a newer answer, which was kept."""

    seq: int
    answer: Answer
    saved_at: datetime
    is_outdated: bool


@dataclass(frozen=True)
class SavedPage:
    """What is stored now of the answers of one page, by their number, and which could not be read."""

    saved: dict[int, Saved] = field(default_factory=dict)
    unreadable: dict[int, UnreadableAnswer] = field(default_factory=dict)

    @property
    def is_outdated(self) -> bool:
        """Whether another tab had saved a newer answer to one of them."""
        return any(one.is_outdated for one in self.saved.values())


@transaction.atomic
def save_answer(
    *,
    person: User,
    attempt: UUID,
    position: int,
    seq: int,
    payload: Answer,
    at: datetime,
    seen: Seen | None = None,
) -> Saved:
    """Keep an answer (in tokens) and return what is stored now. Four queries, once a minute one or two more.

    `seen` says where it came from. Only a higher `seq` replaces what is stored; the same answer again is answered as if
    it were the first time.

    Raises:
        NoSuchAttempt: it is not this person's, or has no such number.
        AttemptClosed: it was handed in.
        AnswerTooLate: the time is over.
        AnswerIsFinal: an adaptive test has gone on from it.
        UnreadableAnswer: the answer does not fit the question.

    """
    row = require_open(person, attempt, at=at)
    note_seen(row, seen, at=at)
    slot = slots_between.one(attempt=row.pk, first=position, last=position)
    if slot is None:
        raise NoSuchAttempt
    if slot.answered_at is not None:
        raise AnswerIsFinal
    if slot.item_version.item.kind == Kind.UPLOAD:  # only the server says which file it is
        raise UnreadableAnswer
    return keep(slot, seq=seq, payload=payload, at=at)


def require_open(person: User, attempt: UUID, *, at: datetime) -> Attempt:
    """Return the person's attempt under its row lock, if answers may still be given. One query.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it was handed in.
        AnswerTooLate: the time is over.

    """
    row = locked_attempt.one(uuid=attempt, person=person.pk)
    if row is None:
        raise NoSuchAttempt
    if not row.is_running:
        raise AttemptClosed
    if at > row.deadline + LINE_ALLOWANCE:
        raise AnswerTooLate
    row.person = person
    # What was under way when the break began does not end it; an answer given later does.
    if row.paused_at is not None and at > row.paused_at + LINE_ALLOWANCE:
        end_break(row, at=at)
    return row


@transaction.atomic
def save_page(
    *,
    person: User,
    attempt: UUID,
    answers: Mapping[int, tuple[int, Answer]],
    at: datetime,
    seen: Seen | None = None,
) -> SavedPage:
    """Keep the answers of one page, each with its `seq`, by their number; return what is stored now. Five queries.

    `seen` says where they came from, for one or two queries more once a minute. An answer that cannot be read is left
    out and keeps what was stored; the others are kept.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed: it was handed in.
        AnswerTooLate: the time is over.

    """
    row = require_open(person, attempt, at=at)
    note_seen(row, seen, at=at)
    found = SavedPage()
    changes = []
    for slot in slots_between(attempt=row.pk, first=min(answers), last=max(answers)) if answers else ():
        # Only the server says which file it is.
        if slot.position not in answers or slot.answered_at or slot.item_version.item.kind == Kind.UPLOAD:
            continue
        seq, payload = answers[slot.position]
        try:
            saved, change = weigh(slot, seq=seq, payload=payload, at=at)
        except UnreadableAnswer as problem:
            found.unreadable[slot.position] = problem
            continue
        found.saved[slot.position] = saved
        changes += [change] if change else []
    write(changes, at=at)
    return found


@dataclass(frozen=True)
class Change:
    """What one answer changes: a line of history and, unless a newer answer is there, the answer itself."""

    slot: AttemptSlot
    kind: ResponseEventKind
    seq: int
    answer: Answer


def keep(slot: AttemptSlot, *, seq: int, payload: Answer, at: datetime) -> Saved:
    """Store the answer of a slot unless a newer one is there, and write a line of its history.

    Raises:
        UnreadableAnswer: the answer does not fit the question.

    """
    saved, change = weigh(slot, seq=seq, payload=payload, at=at)
    write([change] if change else [], at=at)
    return saved


def weigh(slot: AttemptSlot, *, seq: int, payload: Answer, at: datetime) -> tuple[Saved, Change | None]:
    """Return what is stored after this answer, and what that changes.

    An answer that says the same as the stored one, and nothing where nothing is stored, leave everything as it is.
    """
    shown = shown_in_slot(slot)
    answer = shown.decode(payload)
    stored: Response | None = getattr(slot, "response", None)
    if stored is None and is_empty(answer):
        return Saved(0, {}, at, is_outdated=False), None
    if stored is not None and (seq <= stored.seq or answer == stored.payload):
        is_outdated = answer != stored.payload
        change = Change(slot, ResponseEventKind.OUTDATED, seq, answer) if is_outdated else None
        return Saved(stored.seq, shown.encode(stored.payload) or {}, stored.saved_at, is_outdated), change
    saved = Saved(seq, shown.encode(answer) or {}, at, is_outdated=False)
    return saved, Change(slot, ResponseEventKind.SAVED, seq, answer)


def write(changes: Sequence[Change], *, at: datetime) -> None:
    """Store changed answers and their lines of history, under the lock of their attempt. At most three queries."""
    made, changed = [], []
    for change in changes:
        if change.kind != ResponseEventKind.SAVED:
            continue
        response: Response | None = getattr(change.slot, "response", None)
        if response is None:
            made.append(Response(slot=change.slot, payload=change.answer, seq=change.seq, saved_at=at))
        else:
            response.payload, response.seq, response.saved_at = change.answer, change.seq, at
            changed.append(response)
    Response.objects.bulk_create(made)
    if changed:
        Response.objects.bulk_update(changed, ["payload", "seq", "saved_at"])
    ResponseEvent.objects.bulk_create(
        ResponseEvent(slot=change.slot, kind=change.kind, seq=change.seq, payload=change.answer, at=at)
        for change in changes
    )
