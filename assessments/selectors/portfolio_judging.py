"""What assessors read: what waits, the portfolio before them, and both judgements once both are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from assessments.models import (
    AssessorTraining,
    PanelState,
    PortfolioJudgement,
    PortfolioNote,
    PortfolioPanel,
    PortfolioPiece,
    PortfolioSeat,
    SeatStage,
)
from assessments.portfolio import differences, opposed
from assessments.portfolio_access import (
    NoSuchSeat,
    may_oversee,
    panels_to_judge,
    require_may_judge,
    seat_of,
    seat_that_reads,
    seats_of,
    trainings_in_force,
)
from assessments.selectors.portfolios import (
    Covered,
    MarkTold,
    coverage_of,
    indicators_judged,
    latest_of,
    marks_told,
    pieces_of,
    portfolio_policy,
)
from lms.people.access import Viewer
from lms.people.models import Posting
from lms.people.selectors import primary_postings

BEGUN = (SeatStage.TAKEN, SeatStage.OPENED)


@dataclass(frozen=True)
class AssessorDesk:
    """What an assessor sees first: what was begun, what to confer or decide, how many wait, what was judged."""

    begun: PortfolioSeat | None
    to_answer: tuple[PortfolioSeat, ...]
    waiting: int
    oldest: datetime | None
    given: QuerySet[Any]
    trainings: tuple[AssessorTraining, ...]
    oversees: bool


@dataclass(frozen=True)
class JudgingPage:
    """A portfolio before its assessor: pieces, indicators, what was marked so far. Nothing of the other assessor."""

    seat: PortfolioSeat
    posting: Posting | None
    pieces: tuple[PortfolioPiece, ...]
    coverage: tuple[Covered, ...]
    judgement: PortfolioJudgement | None
    needed_percent: int
    is_declared: bool

    @property
    def panel(self) -> PortfolioPanel:
        """Return the panel in which it is judged."""
        panel: PortfolioPanel = self.seat.panel
        return panel


@dataclass(frozen=True)
class Side:
    """One of two judgements on the decision screen: the own, or the other's; with the first version if it changed."""

    is_own: bool
    judgement: PortfolioJudgement
    first: PortfolioJudgement | None
    has_answered: bool


@dataclass(frozen=True)
class Compared:
    """One indicator with both marks, and whether they differ or stand opposed."""

    covered: Covered
    marks: tuple[MarkTold, ...]
    differs: bool
    is_opposed: bool


@dataclass(frozen=True)
class DecisionScreen:
    """Both judgements side by side, what differs, what was noted while conferring, and what is to do now."""

    seat: PortfolioSeat
    sides: tuple[Side, ...]
    rows: tuple[Compared, ...]
    notes: tuple[PortfolioNote, ...]
    pieces: tuple[PortfolioPiece, ...]
    may_read: bool

    @property
    def panel(self) -> PortfolioPanel:
        """Return the panel."""
        panel: PortfolioPanel = self.seat.panel
        return panel

    @property
    def levels_differ(self) -> bool:
        """Whether the two name different levels."""
        return len({side.judgement.outcome for side in self.sides}) > 1

    @property
    def is_conferring(self) -> bool:
        """Whether the two confer now."""
        return bool(self.panel.state == PanelState.CONFERRING)

    @property
    def may_answer(self) -> bool:
        """Whether the viewer can change the judgement or stay with it now."""
        own = next(side for side in self.sides if side.is_own)
        return self.is_conferring and bool(self.notes) and not own.has_answered

    @property
    def may_decide(self) -> bool:
        """Whether the decision is to be written."""
        return bool(self.panel.state == PanelState.AGREED)


def assessor_desk(viewer: Viewer, *, on: date) -> AssessorDesk:
    """Return the desk of an assessor. Fifteen queries at most, without the page of what was judged.

    Raises:
        NotAnAssessor: `viewer` judges nothing.

    """
    require_may_judge(viewer, on=on)
    mine = seats_of(viewer)
    waiting = panels_to_judge(viewer, on=on).aggregate(n=Count("pk"), oldest=Min("opened_at"))
    to_answer = mine.filter(
        stage=SeatStage.GIVEN, is_third=False, panel__state__in=(PanelState.CONFERRING, PanelState.AGREED)
    )
    return AssessorDesk(
        begun=mine.filter(stage__in=BEGUN).order_by("taken_at").first(),
        to_answer=tuple(to_answer.order_by("panel__due_at", "pk")),
        waiting=waiting["n"],
        oldest=waiting["oldest"],
        given=mine.filter(stage=SeatStage.GIVEN).order_by("-taken_at", "-pk"),
        trainings=tuple(trainings_in_force(viewer, on=on).prefetch_related("areas")),
        oversees=may_oversee(viewer, on=on),
    )


def judging_page(viewer: Viewer, number: UUID, *, at: datetime) -> JudgingPage:
    """Return a portfolio that `viewer` judges; before the declaration only whose it is. Fourteen queries at most.

    Raises:
        NotAnAssessor: `viewer` judges no more.
        NoSuchSeat: it is another assessor's, went back, or is decided.

    """
    on = timezone.localdate(at)
    seat = seat_of(viewer, number, on=on)
    if seat.panel.state == PanelState.DECIDED:
        raise NoSuchSeat
    if seat.declared_at is not None:
        seat = seat_that_reads(viewer, number, at=at)
    portfolio = seat.panel.portfolio
    is_declared = seat.declared_at is not None
    indicators = indicators_judged(portfolio)
    pieces = pieces_of(portfolio) if is_declared else ()
    return JudgingPage(
        seat=seat,
        posting=primary_postings([portfolio.person_id], on=on).get(portfolio.person_id),
        pieces=pieces,
        coverage=coverage_of(indicators, pieces),
        judgement=seat.judgements.order_by("-version").first(),
        needed_percent=portfolio_policy(on).needed_percent,
        is_declared=is_declared,
    )


def decision_screen(viewer: Viewer, number: UUID, *, at: datetime) -> DecisionScreen:
    """Return both judgements side by side, once both are given. Sixteen queries at most.

    The third assessor reads both after the decision; the two read the third's on no page of theirs.

    Raises:
        NotAnAssessor: `viewer` judges no more.
        NoSuchSeat: it is another assessor's, or one judgement is still to come.

    """
    seat = seat_of(viewer, number, on=timezone.localdate(at))
    panel = seat.panel
    pair = list(panel.seats.filter(stage=SeatStage.GIVEN, is_third=False).prefetch_related("judgements"))
    if not seat.is_given or seat.is_third or len(pair) < 2:
        raise NoSuchSeat
    portfolio, may_read = panel.portfolio, panel.state != PanelState.DECIDED
    indicators = indicators_judged(portfolio)
    pieces = pieces_of(portfolio) if may_read else ()
    pair.sort(key=lambda one: one.pk != seat.pk)
    return DecisionScreen(
        seat=seat,
        sides=tuple(side_of(one, seat) for one in pair),
        rows=compared(pair, coverage_of(indicators, pieces)),
        notes=tuple(panel.notes.select_related("by")),
        pieces=pieces,
        may_read=may_read,
    )


def both_have_judged(viewer: Viewer, number: UUID, *, at: datetime) -> bool:
    """Whether there are two judgements to lay side by side; until then neither reads the other's. Four queries.

    Raises:
        NotAnAssessor, NoSuchSeat: see `seat_of`; or `viewer` has not judged.

    """
    seat = seat_of(viewer, number, on=timezone.localdate(at))
    if not seat.is_given or seat.is_third:
        raise NoSuchSeat
    return int(seat.panel.seats.filter(stage=SeatStage.GIVEN, is_third=False).count()) > 1


def may_revise(viewer: Viewer, number: UUID, *, at: datetime) -> bool:
    """Whether `viewer` can change the judgement now. At most eighteen queries.

    Raises:
        NotAnAssessor, NoSuchSeat: see `decision_screen`.

    """
    return decision_screen(viewer, number, at=at).may_answer


def side_of(seat: PortfolioSeat, own: PortfolioSeat) -> Side:
    """Return one judgement for the decision screen."""
    last = latest_of(seat)
    first = next((one for one in seat.judgements.all() if one.version < last.version), None)
    return Side(seat.pk == own.pk, last, first, has_answered=seat.stands_at is not None or last.version > 1)


def compared(pair: Sequence[PortfolioSeat], coverage: Sequence[Covered]) -> tuple[Compared, ...]:
    """Return the indicators with the marks of both."""
    judgements = [latest_of(seat) for seat in pair]
    first, second = (one.judged for one in judgements)
    differing, opposite = set(differences(first, second)), set(opposed(first, second))
    told = [marks_told(one, [row.indicator for row in coverage]) for one in judgements]
    return tuple(
        Compared(row, marks, row.indicator.pk in differing, row.indicator.pk in opposite)
        for row, marks in zip(coverage, zip(*told, strict=True), strict=True)
    )


def piece_of_seat(viewer: Viewer, number: UUID, piece: UUID, *, at: datetime) -> PortfolioPiece:
    """Return a piece with a file of a portfolio that `viewer` judges. Seven queries.

    Raises:
        NotAnAssessor, NoSuchSeat: see `seat_that_reads`; or there is no such file.

    """
    seat = seat_that_reads(viewer, number, at=at)
    rows = PortfolioPiece.objects.filter(portfolio=seat.panel.portfolio, uuid=piece).exclude(file="")
    found: PortfolioPiece | None = rows.first()
    if found is None:
        raise NoSuchSeat
    found.portfolio = seat.panel.portfolio
    return found
