"""Tests on paper, for a room without power or network: printed before, entered twice afterwards, settled by a third.

A booklet holds the questions of one seat. Its answers are read off by two people who do not see each other's entry;
where they differ, a third looks at the paper. Only then is there an attempt: handed in when the room closed, scored
like any other, and as supervised as its seat.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments.answers import RATED, Answer, Kind, UnreadableAnswer
from assessments.blueprint_content import BlueprintContent
from assessments.booklets import differing, given
from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptState,
    Blueprint,
    Booklet,
    BookletEntry,
    ClosedReason,
    IncidentKind,
    ItemVersion,
    Response,
    Seat,
    Sitting,
    SittingState,
    Turn,
)
from assessments.rendering import shown_in_booklet
from assessments.selectors.booklets import EntryOffer, EntryPage, entry_page
from assessments.selectors.cells import asked_for
from assessments.services.attempts import finish_for_others
from assessments.services.blueprints import stated
from assessments.services.sitting_rooms import NothingNoted, note, open_room_of, seat_in
from assessments.services.starting import questions_for
from assessments.sitting_access import booklet_to_enter, booklets_at_hand
from lms.competencies.selectors import carrying_edges
from lms.errors import Conflict, NotAllowed, gettext_noop
from lms.people.models import User
from lms.people.services import log_look
from lms.rows import hold

ON_PAPER = frozenset(
    {
        Kind.SINGLE,
        Kind.MULTIPLE,
        Kind.TRUE_FALSE,
        Kind.ORDERING,
        Kind.MATCHING,
        Kind.NUMERIC,
        Kind.SHORT_TEXT,
        Kind.CLOZE,
        Kind.SITUATIONAL,
    }
)
assert not ON_PAPER & RATED  # noqa: S101 - what people rate is not copied by others


# An entry that was not touched for a day is taken by somebody else, where no other turn is free.
HELD_FOR = timedelta(days=1)


class NotOnPaper(Conflict):
    """The test cannot be printed."""

    code = "not_on_paper"
    message = gettext_noop(
        "This test cannot be taken on paper: its questions follow the answers, or some need a screen or a file."
    )


class SittingOver(Conflict):
    """It is too late, or too early, for paper."""

    code = "sitting_over"
    message = gettext_noop("Booklets are prepared for a sitting that was announced and is not signed or called off.")


class NoBooklet(Conflict):
    """No booklet was printed for this seat."""

    code = "no_booklet"
    message = gettext_noop("No booklet was printed for this seat. Prepare the booklets first.")


class HasBegun(Conflict):
    """The person has begun on a screen."""

    code = "has_begun_on_screen"
    message = gettext_noop("This person has begun on a screen. Give more time instead, or let HR plan another sitting.")


class NotKnown(Conflict):
    """Identity comes first, on paper as well."""

    code = "not_known_on_paper"
    message = gettext_noop("Compare person and card first; then hand out the booklet.")


class EnteredByYou(NotAllowed):
    """Each booklet is read by different people."""

    code = "entered_by_you"
    message = gettext_noop("You have entered this booklet. Somebody else does the next entry.")


class BookletEntered(Conflict):
    """Nothing is left to enter."""

    code = "booklet_entered"
    message = gettext_noop("This booklet has been entered, or two others are at it.")


@transaction.atomic
def prepare_booklets(*, number: UUID, by: User, at: datetime) -> int:
    """Draw the questions of every seat that has none on paper yet; return how many booklets were made.

    Raises:
        OutsideScope, NoSuchSitting, SeatedThere: it is out of reach, or `by` takes the test there.
        SittingOver: it was not announced, or is signed or called off.
        NotOnPaper: the test asks for more than paper.
        BankTooSmall, FormIncomplete: the bank cannot fill the form.

    """
    found, _watches = booklets_at_hand(by, number, on=timezone.localdate(at))
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("blueprint").get(pk=found.pk)
    if sitting.state not in (SittingState.ANNOUNCED, SittingState.OPEN):
        raise SittingOver
    if sitting.blueprint.is_adaptive:
        raise NotOnPaper
    blueprint, content = stated(sitting.blueprint, at=at)
    bare = sitting.seats.select_for_update(of=("self",)).filter(booklet__isnull=True, attempt__isnull=True)
    booklets = [
        draw_booklet(seat, blueprint, content, at=at) for seat in bare.select_related("person").order_by("number")
    ]
    require_printable({version for booklet in booklets for version in booklet.versions})
    Booklet.objects.bulk_create(booklets)
    log(instance=sitting, action="assessments.sitting.prepare", user=by)
    return len(booklets)


def draw_booklet(seat: Seat, blueprint: Blueprint, content: BlueprintContent, *, at: datetime) -> Booklet:
    """Return the booklet of a seat, not stored yet."""
    seed = secrets.randbits(62)
    form, versions = questions_for(seat.person, blueprint, content, carrying_edges(), seed=seed)
    return Booklet(
        seat=seat,
        blueprint_version=blueprint.current,
        form_code=form,
        seed=seed,
        versions=list(versions),
        prepared_at=at,
    )


def require_printable(versions: set[int]) -> None:
    """Refuse questions that need a screen or a file. One query."""
    kinds = set(ItemVersion.objects.filter(pk__in=versions).values_list("item__kind", flat=True))
    if not kinds <= {str(kind) for kind in ON_PAPER}:
        raise NotOnPaper


@transaction.atomic
def use_booklet(*, number: UUID, seat: UUID, why: str, by: User, at: datetime) -> Booklet:
    """Let a person whose identity is confirmed take the test on paper; the reason is noted.

    Raises:
        OutsideScope, NoSuchSitting, NoSuchSeat, RoomNotOpen: out of reach, or the room is not open.
        NothingNoted: no reason is given.
        HasBegun, NoBooklet, NotKnown: the seat is not ready for paper.

    """
    if not why.strip():
        raise NothingNoted
    sitting = open_room_of(number, by, at=at)
    row = seat_in(sitting, seat)
    if row.attempt_id:
        raise HasBegun
    booklet: Booklet | None = Booklet.objects.select_for_update().filter(seat=row).first()
    if booklet is None:
        raise NoBooklet
    if not row.is_known:
        raise NotKnown
    if not booklet.is_used:
        booklet.is_used = True
        booklet.save(update_fields=["is_used"])
        note(sitting, row, IncidentKind.POWER, why, by=by, at=at)
    return booklet


@transaction.atomic
def begin_entry(*, number: UUID, by: User, at: datetime) -> BookletEntry:
    """Return `by`'s entry of a booklet: the one begun before, or a new one where one is due. The look is logged.

    Raises:
        OutsideScope, NoSuchBooklet: it is out of reach, or the own one.
        EnteredByYou: `by` did one of its entries already.
        BookletEntered: nothing is due.

    """
    found = booklet_to_enter(by, number, on=timezone.localdate(at))
    booklet: Booklet = Booklet.objects.select_for_update().get(pk=found.pk)
    entries = list(booklet.entries.all())
    mine = next((entry for entry in entries if entry.by_id == by.pk), None)
    if mine is not None and mine.done_at is None:
        return mine
    if mine is not None:
        raise EnteredByYou
    turn = turn_due(booklet, entries)
    left = None if turn else next((one for one in entries if is_left(one, at=at)), None)
    if left is not None:
        turn = Turn(left.turn)
        left.delete()
    if turn is None:
        raise BookletEntered
    log_look(viewer=by, subject=found.seat.person, purpose="paper_entry", at=at)
    return BookletEntry.objects.create(booklet=booklet, turn=turn, by=by, begun_at=at)


def open_entry(*, number: UUID, by: User, at: datetime) -> EntryPage | EntryOffer:
    """Return the page of `by`'s entry of a booklet, or that one is due; nothing is taken by looking.

    Raises:
        OutsideScope, NoSuchBooklet: it is out of reach, or the own one.
        EnteredByYou, BookletEntered: nothing is due from `by`.

    """
    booklet = booklet_to_enter(by, number, on=timezone.localdate(at))
    entries = list(booklet.entries.all())
    mine = next((entry for entry in entries if entry.by_id == by.pk), None)
    if mine is not None and mine.done_at is None:
        return entry_page(by, mine)
    if mine is not None:
        raise EnteredByYou
    turn = turn_due(booklet, entries)
    left = [Turn(one.turn) for one in entries if is_left(one, at=at)]
    if turn is None and not left:
        raise BookletEntered
    return EntryOffer(booklet, turn or left[0])


def is_left(entry: BookletEntry, *, at: datetime) -> bool:
    """Whether an entry was begun and not touched for so long that somebody else may take it."""
    return entry.done_at is None and (entry.saved_at or entry.begun_at) < at - HELD_FOR


def turn_due(booklet: Booklet, entries: list[BookletEntry]) -> Turn | None:
    """Return which entry comes next; None where none does now."""
    if booklet.entered_at is not None:
        return None
    taken = {entry.turn for entry in entries}
    for turn in (Turn.FIRST, Turn.SECOND):
        if turn not in taken:
            return turn
    both_done = all(entry.done_at for entry in entries)
    return Turn.SETTLING if Turn.SETTLING not in taken and both_done else None


def keep_entry(*, number: UUID, answers: Mapping[int, Answer], is_done: bool, by: User, at: datetime) -> BookletEntry:
    """Keep what `by` read off so far (answers in tokens, by number); when done, compare or hand in.

    Raises:
        OutsideScope, NoSuchBooklet: it is out of reach.
        EnteredByYou, BookletEntered: there is no open entry of `by`.
        UnreadableAnswer: an answer does not fit its question; the others are kept.

    """
    entry = begin_entry(number=number, by=by, at=at)
    read, problem = decoded(entry.booklet, answers)
    with transaction.atomic():
        booklet: Booklet = Booklet.objects.select_for_update().get(pk=entry.booklet_id)
        entry = BookletEntry.objects.select_for_update().get(pk=entry.pk)
        if entry.done_at is not None:
            raise EnteredByYou
        entry.answers = {**entry.answers, **read}
        entry.done_at = at if is_done and problem is None else None
        entry.saved_at = at
        entry.save(update_fields=["answers", "done_at", "saved_at"])
        attempt = settle(booklet, at=at) if entry.done_at else None
    if problem is not None:
        raise problem
    if attempt is not None:
        finish_for_others(attempt, at=at)
    return entry


def decoded(booklet: Booklet, answers: Mapping[int, Answer]) -> tuple[dict[str, Answer], UnreadableAnswer | None]:
    """Return answers in ids by number as text, and the first that could not be read. One query."""
    read: dict[str, Answer] = {}
    problem: UnreadableAnswer | None = None
    for position, version in questions_of(booklet).items():
        if position not in answers:
            continue
        try:
            read[str(position)] = shown_in_booklet(booklet, position, version).decode(answers[position])
        except UnreadableAnswer as found:
            problem = problem or found
    return read, problem


def questions_of(booklet: Booklet) -> dict[int, ItemVersion]:
    """Return the questions of a booklet by number, without keys. One query."""
    rows = ItemVersion.objects.filter(pk__in=booklet.versions).select_related("item").in_bulk()
    return {position: rows[pk] for position, pk in enumerate(booklet.versions, 1)}


def settle(booklet: Booklet, *, at: datetime) -> Attempt | None:
    """Hand the booklet in once two entries agree, or a third has settled the rest; None before."""
    done = {entry.turn: entry for entry in booklet.entries.filter(done_at__isnull=False)}
    if Turn.FIRST not in done or Turn.SECOND not in done or booklet.entered_at is not None:
        return None
    first, second = done[Turn.FIRST].answers, done[Turn.SECOND].answers
    unsettled = differing(first, second)
    if unsettled and Turn.SETTLING not in done:
        return None
    third = done[Turn.SETTLING].answers if Turn.SETTLING in done else {}
    agreed = {number: given(third if number in unsettled else first, number) for number in numbers_of(booklet)}
    booklet.entered_at = at
    booklet.save(update_fields=["entered_at"])
    return hand_in(booklet, {number: answer for number, answer in agreed.items() if answer})


def numbers_of(booklet: Booklet) -> range:
    """Return the numbers of its questions."""
    return range(1, len(booklet.versions) + 1)


def hand_in(booklet: Booklet, answers: Mapping[int, Answer]) -> Attempt:
    """Write the attempt of a booklet, handed in when the room closed; it is scored afterwards."""
    seat: Seat = (
        Seat.objects.select_for_update(of=("self",)).select_related("sitting", "person").get(pk=booklet.seat_id)
    )
    hold(User, seat.person_id)
    if seat.attempt_id:
        raise HasBegun
    sitting, version = seat.sitting, booklet.blueprint_version
    handed_in_at = min(sitting.ends_at, booklet.entered_at or sitting.ends_at)
    attempt = Attempt.objects.create(
        uuid=booklet.uuid,
        person=seat.person,
        blueprint_id=version.blueprint_id if version else sitting.blueprint_id,
        blueprint_version=booklet.blueprint_version,
        form_code=booklet.form_code,
        state=AttemptState.SUBMITTED,
        started_at=sitting.starts_at,
        deadline=sitting.ends_at,
        submitted_at=handed_in_at,
        closed_reason=ClosedReason.PERSON,
        is_observed=False,  # the times of what was entered later say nothing about the person
        seed=booklet.seed,
    )
    asked = asked_for(attempt.blueprint, booklet.versions)
    slots = AttemptSlot.objects.bulk_create(
        AttemptSlot(attempt=attempt, position=number, item_version_id=pk, competency_id=competency)
        for number, (pk, competency) in enumerate(asked.items(), 1)
    )
    Response.objects.bulk_create(
        Response(slot=slot, payload=answers[slot.position], seq=1, saved_at=handed_in_at)
        for slot in slots
        if slot.position in answers
    )
    seat.attempt = attempt
    seat.save(update_fields=["attempt"])
    return attempt
