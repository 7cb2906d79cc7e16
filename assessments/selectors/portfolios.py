"""What a person reads of portfolios: what may be claimed, what a draft still lacks, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from assessments.models import (
    MarkChoice,
    PanelState,
    Portfolio,
    PortfolioJudgement,
    PortfolioPanel,
    PortfolioPiece,
    PortfolioPolicy,
    PortfolioSeat,
    PortfolioState,
    SeatStage,
)
from assessments.portfolio import LEVELS, claimable, uncovered, working_days_later
from assessments.portfolio_access import own_portfolio, portfolios_of
from lms.competencies.models import Competency, FrameworkStatus, Indicator
from lms.competencies.selectors import levels_by_person
from lms.people.access import Viewer


@dataclass(frozen=True)
class Claim:
    """One competency as the page of a new portfolio shows it.

    `levels` may be claimed now; `running` is the portfolio that is open; `open_from` the day a pause ends.
    """

    competency: Competency
    attained: int | None
    levels: tuple[int, ...]
    needed: int
    running: Portfolio | None = None
    open_from: date | None = None

    @property
    def may_begin(self) -> bool:
        """Whether a portfolio can be begun now."""
        return bool(self.levels) and self.running is None and self.open_from is None


@dataclass(frozen=True)
class Covered:
    """One indicator, and the numbers of the pieces that cover it, as the page counts them."""

    indicator: Indicator
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class MarkTold:
    """What one assessor made of one indicator, and why."""

    indicator: Indicator
    mark: str
    reason: str

    @property
    def label(self) -> str:
        """Return the mark in words."""
        return str(MarkChoice(self.mark).label) if self.mark in MarkChoice.values else ""


@dataclass(frozen=True)
class JudgementTold:
    """One judgement as the person reads it: by a number, without the assessor's name."""

    number: int
    judgement: PortfolioJudgement
    marks: tuple[MarkTold, ...]


@dataclass(frozen=True)
class PanelTold:
    """One judging: how it ended, and what each assessor made of the portfolio."""

    panel: PortfolioPanel
    judgements: tuple[JudgementTold, ...]


@dataclass(frozen=True)
class PortfolioPage:
    """An own portfolio: its pieces, what it covers and lacks, where it stands, and how it was decided."""

    portfolio: Portfolio
    policy: PortfolioPolicy
    pieces: tuple[PortfolioPiece, ...]
    coverage: tuple[Covered, ...]
    panels: tuple[PanelTold, ...]
    running: PortfolioPanel | None
    may_take_back: bool
    appeal_until: date | None

    @property
    def covered(self) -> int:
        """Return how many indicators at least one piece covers."""
        return sum(bool(one.pieces) for one in self.coverage)

    @property
    def uncovered(self) -> list[Indicator]:
        """Return the indicators that no piece covers."""
        return [one.indicator for one in self.coverage if not one.pieces]

    @property
    def incomplete(self) -> list[PortfolioPiece]:
        """Return the pieces that lack something."""
        return [piece for piece in self.pieces if piece.missing]

    @property
    def has_room(self) -> bool:
        """Whether one more piece may be added."""
        return len(self.pieces) < self.policy.most_pieces

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in."""
        return bool(self.pieces and self.portfolio.reflection and not self.uncovered and not self.incomplete)


def portfolio_policy(on: date) -> PortfolioPolicy:
    """Return the rule of portfolios in force. One query.

    Raises:
        NoPolicyInForce: no rule holds on the day.

    """
    row: PortfolioPolicy = PortfolioPolicy.objects.newest_in_force(on)
    return row


def indicators_judged(portfolio: Portfolio) -> list[Indicator]:
    """Return the indicators of the level claimed and of the one below, the lower first. One query."""
    rows = portfolio.competency.indicators.filter(level__in=(portfolio.level - 1, portfolio.level))
    return list(rows.order_by("level", "order", "pk"))


def portfolios_listed(viewer: Viewer) -> QuerySet[Any]:
    """Return the viewer's own portfolios with the number of their pieces. One query beside the count."""
    return portfolios_of(viewer).annotate(piece_count=Count("pieces")).order_by("-changed_at", "-pk")


def last_decision(portfolio: Portfolio) -> datetime | None:
    """Return when a portfolio was decided last. One query."""
    rows = portfolio.panels.filter(state=PanelState.DECIDED).order_by("-decided_at")
    found: datetime | None = rows.values_list("decided_at", flat=True).first()
    return found


def pause_ends(viewer: Viewer, policy: PortfolioPolicy) -> dict[int, date]:
    """Return from which day each competency may be claimed again, by its id. One query."""
    rows = PortfolioPanel.objects.filter(portfolio__person=viewer, state=PanelState.DECIDED).order_by("decided_at")
    ended = rows.values_list("portfolio__competency", "decided_at")
    return {pk: timezone.localdate(at) + timedelta(days=policy.pause_days) for pk, at in ended if at}


def claims_of(viewer: Viewer, *, on: date, codes: Iterable[str] | None = None) -> list[Claim]:
    """Return what `viewer` may claim, by competency in the order of the framework. Six queries."""
    policy = portfolio_policy(on)
    held = levels_by_person([viewer.pk], on=on).get(viewer.pk, {})
    rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).select_related("area")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    described = set(Indicator.objects.filter(level__in=LEVELS).values_list("competency_id", "level"))
    running = {one.competency_id: one for one in portfolios_of(viewer).exclude(state=PortfolioState.DECIDED)}
    pauses = {pk: day for pk, day in pause_ends(viewer, policy).items() if day > on}
    needed = min(policy.rules.needed.values())
    return [
        Claim(
            competency=one,
            attained=held.get(one.pk),
            levels=tuple(level for level in claimable(held.get(one.pk), policy.rules) if (one.pk, level) in described),
            needed=needed,
            running=running.get(one.pk),
            open_from=pauses.get(one.pk),
        )
        for one in rows.order_by("area__order", "order", "pk")
    ]


def coverage_of(indicators: Sequence[Indicator], pieces: Sequence[PortfolioPiece]) -> tuple[Covered, ...]:
    """Return which pieces cover each indicator; the indicators of the pieces are fetched with them."""
    told = [{one.pk for one in piece.indicators.all()} for piece in pieces]
    return tuple(
        Covered(one, tuple(number for number, some in enumerate(told, start=1) if one.pk in some)) for one in indicators
    )


def pieces_of(portfolio: Portfolio) -> tuple[PortfolioPiece, ...]:
    """Return the pieces of a portfolio with the indicators they cover. Two queries."""
    return tuple(portfolio.pieces.prefetch_related("indicators"))


def portfolio_page(viewer: Viewer, number: UUID, *, at: datetime) -> PortfolioPage:
    """Return an own portfolio. Eight queries at most.

    Raises:
        NoSuchPortfolio: it is somebody else's.

    """
    portfolio = own_portfolio(viewer, number)
    policy = portfolio_policy(timezone.localdate(at))
    pieces, indicators = pieces_of(portfolio), indicators_judged(portfolio)
    seats = PortfolioSeat.objects.filter(stage=SeatStage.GIVEN).order_by("taken_at", "pk")
    panels = list(portfolio.panels.exclude(state=PanelState.WITHDRAWN)) if not portfolio.is_draft else []
    running = next((one for one in panels if not one.is_decided), None)
    given = seats_by_panel(seats.filter(panel__in=panels), panels)
    return PortfolioPage(
        portfolio=portfolio,
        policy=policy,
        pieces=pieces,
        coverage=coverage_of(indicators, pieces),
        panels=tuple(panel_told(one, given.get(one.pk, []), indicators) for one in panels if one.is_decided),
        running=running,
        may_take_back=running is not None and not running.is_appeal and not given.get(running.pk),
        appeal_until=appeal_until(portfolio, panels, policy, at=at),
    )


def seats_by_panel(seats: QuerySet[Any], panels: Sequence[PortfolioPanel]) -> dict[int, list[PortfolioSeat]]:
    """Return the seats that have judged, with their judgements, by panel. Two queries where there are panels."""
    found: dict[int, list[PortfolioSeat]] = {}
    for seat in seats.prefetch_related("judgements") if panels else ():
        found.setdefault(seat.panel_id, []).append(seat)
    return found


def panel_told(panel: PortfolioPanel, seats: Sequence[PortfolioSeat], indicators: Sequence[Indicator]) -> PanelTold:
    """Return one judging as its person reads it."""
    told = tuple(judgement_told(number, latest_of(seat), indicators) for number, seat in enumerate(seats, start=1))
    return PanelTold(panel, told)


def latest_of(seat: PortfolioSeat) -> PortfolioJudgement:
    """Return the judgement that counts, of one that was given; the judgements are fetched with the seat."""
    given: list[PortfolioJudgement] = [one for one in seat.judgements.all() if one.given_at]
    return given[-1]


def judgement_told(number: int, judgement: PortfolioJudgement, indicators: Sequence[Indicator]) -> JudgementTold:
    """Return a judgement with the text of its indicators."""
    return JudgementTold(number, judgement, marks_told(judgement, indicators))


def marks_told(judgement: PortfolioJudgement | None, indicators: Sequence[Indicator]) -> tuple[MarkTold, ...]:
    """Return the marks of a judgement in the order of the indicators; empty ones where there is none yet."""
    marks = judgement.marks if judgement else {}
    return tuple(MarkTold(one, *marks.get(str(one.pk), ["", ""])) for one in indicators)


def appeal_until(
    portfolio: Portfolio, panels: Sequence[PortfolioPanel], policy: PortfolioPolicy, *, at: datetime
) -> date | None:
    """Return the last day of an objection; None where there is none any more, or nothing higher to reach."""
    last = panels[-1] if panels else None
    if not portfolio.is_decided or last is None or last.is_appeal or last.level == portfolio.level:
        return None
    day = working_days_later(timezone.localdate(last.decided_at), policy.appeal_within_days)
    return day if day >= timezone.localdate(at) else None


def missing_of(portfolio: Portfolio) -> bool:
    """Whether a draft lacks anything that handing in needs. Three queries."""
    pieces, indicators = pieces_of(portfolio), indicators_judged(portfolio)
    open_ones = uncovered([one.pk for one in indicators], [[one.pk for one in p.indicators.all()] for p in pieces])
    return bool(not pieces or open_ones or not portfolio.reflection or any(piece.missing for piece in pieces))
