"""What is read about tests on paper: booklets to print, booklets to enter, one entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.answers import Answer, field_prefix, is_complete
from assessments.booklets import differing
from assessments.models import Booklet, BookletEntry, ItemVersion, Seat, Sitting, SittingState, Turn
from assessments.questions import FilledOption, Question
from assessments.rendering import shown_in_booklet, whole
from assessments.sitting_access import booklets_at_hand, booklets_to_enter
from lms.people.access import Viewer


@dataclass(frozen=True)
class Printed:
    """A question on paper, or one to enter: with what was entered so far."""

    position: int
    question: Question
    answer: Answer | None = None
    begins_case: bool = False

    @property
    def prefix(self) -> str:
        """Return what stands before the names of its fields."""
        return field_prefix(self.position)

    @property
    def options(self) -> tuple[FilledOption, ...]:
        """Return the options with what was entered."""
        return self.question.filled(self.answer)

    @property
    def words(self) -> tuple[str, ...]:
        """Return what was entered, in words; nothing where it was left open."""
        partners = {choice.token: choice.text for choice in self.question.choices}
        told = []
        for option in self.options:
            if option.is_picked:
                told.append(option.text)
            elif option.place is not None:
                told.append(f"{option.place}: {option.text}")
            elif option.partner:
                told.append(f"{option.text} → {partners.get(option.partner, '')}")
            elif option.typed:
                told.append(option.typed)
        return tuple(told)


@dataclass(frozen=True)
class PrintedBooklet:
    """A booklet for the printer."""

    booklet: Booklet
    seat: Seat
    questions: tuple[Printed, ...]


@dataclass(frozen=True)
class BookletsPage:
    """The booklets of a sitting; `missing` seats have none yet. `watches`: the viewer watches the room."""

    sitting: Sitting
    booklets: tuple[PrintedBooklet, ...]
    missing: int
    watches: bool

    @property
    def may_prepare(self) -> bool:
        """Whether booklets can be drawn now."""
        open_now = self.sitting.state in (SittingState.ANNOUNCED, SittingState.OPEN)
        return bool(self.missing) and open_now and not self.sitting.blueprint.is_adaptive


@dataclass(frozen=True)
class EntryOffer:
    """A booklet of which an entry is due that nobody is at: whoever begins takes the turn."""

    booklet: Booklet
    turn: Turn

    @property
    def settles(self) -> bool:
        """Whether it would say which of two entries is right."""
        return self.turn == Turn.SETTLING


@dataclass(frozen=True)
class EntryPage:
    """One person's entry of a booklet; `others` are the two entries before it where it settles them."""

    entry: BookletEntry
    seat: Seat
    questions: tuple[Printed, ...]
    given: dict[int, tuple[Printed, Printed]]

    @property
    def rows(self) -> list[tuple[Printed, tuple[Printed, ...]]]:
        """Return each question with the two entries before, which only whoever settles sees."""
        return [(one, self.given.get(one.position, ())) for one in self.questions]

    @property
    def settles(self) -> bool:
        """Whether it says which of two entries is right."""
        return self.entry.turn == Turn.SETTLING

    @property
    def done_count(self) -> int:
        """Return how many questions have a whole answer."""
        return sum(is_complete(one.question.kind, one.answer, len(one.question.options)) for one in self.questions)


def questions_of(booklet: Booklet, rows: dict[int, ItemVersion]) -> dict[int, ItemVersion]:
    """Return the questions of a booklet by number, from versions that were read."""
    return {position: rows[pk] for position, pk in enumerate(booklet.versions, 1)}


def versions_in(booklets: Sequence[Booklet]) -> dict[int, ItemVersion]:
    """Return the versions that some booklets hold, without keys. One query."""
    ids = {pk for booklet in booklets for pk in booklet.versions}
    return (
        ItemVersion.objects.filter(pk__in=ids)
        .select_related("item", "picture", "case_version__case", "case_version__picture")
        .in_bulk()
    )


def booklets_to_print(viewer: Viewer, number: uuid.UUID, *, on: date) -> BookletsPage:
    """Return the booklets of a sitting that the viewer watches or plans. At most eight queries.

    Raises:
        OutsideScope, NoSuchSitting: it is out of reach.

    """
    sitting, watches = booklets_at_hand(viewer, number, on=on)
    rows = list(Booklet.objects.filter(seat__sitting=sitting).select_related("seat__person").order_by("seat__number"))
    versions = versions_in(rows)
    made = tuple(
        PrintedBooklet(
            row,
            row.seat,
            tuple(on_paper(row, versions)),
        )
        for row in rows
    )
    missing = sitting.seats.filter(booklet__isnull=True, attempt__isnull=True).count()
    return BookletsPage(sitting, made, missing, watches)


def on_paper(booklet: Booklet, versions: dict[int, ItemVersion]) -> Iterator[Printed]:
    """Yield the questions of a booklet as they are printed, each case once before its first question."""
    before = None
    for position, version in questions_of(booklet, versions).items():
        question = whole(shown_in_booklet(booklet, position, version).question, version)
        begins = question.stimulus is not None and version.case_version_id != before
        before = version.case_version_id
        yield Printed(position, question, begins_case=begins)


def booklets_waiting(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the booklets that the viewer may still enter, those of one room together. Two queries beside the list.

    Raises:
        OutsideScope: the viewer neither watches nor is HR.

    """
    due = booklets_to_enter(viewer, on=on).filter(entered_at__isnull=True)
    mine = BookletEntry.objects.filter(by=viewer, done_at__isnull=False).values("booklet_id")
    done = Count("entries", filter=Q(entries__done_at__isnull=False), distinct=True)
    due = due.exclude(pk__in=mine).annotate(done=done)
    return due.order_by("seat__sitting__starts_at", "seat__sitting", "seat__number")


def entry_page(viewer: Viewer, entry: BookletEntry) -> EntryPage:
    """Return an entry of the viewer's with the questions it is about. At most five queries.

    Whoever settles sees the questions at which two entries differ, with both; nobody else sees another's entry.
    """
    booklet = Booklet.objects.select_related("seat__person", "seat__sitting__blueprint").get(pk=entry.booklet_id)
    assert entry.by_id == viewer.pk  # noqa: S101 - the service begins the viewer's own
    questions = questions_of(booklet, versions_in([booklet]))
    given: dict[int, tuple[Printed, Printed]] = {}
    if entry.turn == Turn.SETTLING:
        first, second = (one.answers for one in booklet.entries.filter(turn__lt=Turn.SETTLING).order_by("turn"))
        wanted = differing(first, second)
        questions = {position: questions[position] for position in wanted}
        given = {
            position: (printed(booklet, position, version, first), printed(booklet, position, version, second))
            for position, version in questions.items()
        }
    rows = tuple(printed(booklet, position, version, entry.answers) for position, version in questions.items())
    return EntryPage(entry, booklet.seat, rows, given)


def printed(booklet: Booklet, position: int, version: ItemVersion, answers: dict[str, Answer]) -> Printed:
    """Return a question with what one person entered."""
    shown = shown_in_booklet(booklet, position, version)
    return Printed(position, shown.question, shown.encode(answers.get(str(position))))
