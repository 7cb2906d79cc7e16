"""Judging portfolios: a seat is taken, opened after a declaration, and judged from without knowing of the other.

Every change holds the lock of the panel: two assessors who press at once get two different portfolios, and of two
judgements given at once the second finds the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from assessments.models import (
    ConfidenceChoice,
    MarkChoice,
    OutcomeChoice,
    PanelState,
    PortfolioJudgement,
    PortfolioPanel,
    PortfolioSeat,
    SeatStage,
)
from assessments.portfolio import IncompleteJudgement, require_follows, working_days_later
from assessments.portfolio_access import (
    PURPOSE,
    NoSuchSeat,
    bound_to,
    panels_to_judge,
    require_may_judge,
    seat_of,
    seats_of,
)
from assessments.selectors.portfolios import indicators_judged, portfolio_policy
from assessments.services.portfolio_decisions import settle_panel
from assessments.services.portfolios import day_before, end_of
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.services import allow_view, end_views

log = structlog.get_logger("assessments")


class NoPortfolioWaits(Conflict):
    """No portfolio waits for this assessor."""

    code = "no_portfolio_waits"
    message = gettext_noop("No portfolio waits for you at the moment. We tell you when one does.")


class SeatEnded(Conflict):
    """The judgement was given, or the portfolio went back."""

    code = "seat_ended"
    message = gettext_noop("This portfolio is no longer with you to judge: you have judged it, or it went back.")


class NothingDeclared(InvalidInput):
    """The declaration was not ticked."""

    code = "nothing_declared"
    message = gettext_noop("Tick the declaration, or give the portfolio back.")


class BoundByNow(Conflict):
    """Something binds the assessor to the person: a line, a mentoring pair, or a named witness."""

    code = "bound_by_now"
    message = gettext_noop("You are bound to this person by line or by a pair, so the portfolio went to others.")


@dataclass(frozen=True)
class Typed:
    """What an assessor typed so far: marks with reasons by the id of the indicator, the level, how sure, and why."""

    marks: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    outcome: str = ""
    confidence: str = ""
    reason: str = ""


@transaction.atomic
def take_portfolio(*, by: User, at: datetime) -> PortfolioSeat:
    """Return the seat from which `by` judges next: the one begun already, or one at what waits longest.

    Raises:
        NotAnAssessor: `by` judges nothing.
        NoPortfolioWaits: nothing waits.

    """
    on = timezone.localdate(at)
    require_may_judge(by, on=on)
    begun = seats_of(by).filter(stage__in=(SeatStage.TAKEN, SeatStage.OPENED))
    held: PortfolioSeat | None = begun.order_by("taken_at").first()
    if held is not None:
        return held
    waiting = panels_to_judge(by, on=on).order_by("opened_at", "pk")
    panel: PortfolioPanel | None = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if panel is None:
        raise NoPortfolioWaits
    panel.taken += 1
    panel.save(update_fields=["taken"])
    due = end_of(working_days_later(on, portfolio_policy(on).judge_within_days))
    told = {
        "stage": SeatStage.TAKEN,
        "is_third": panel.state == PanelState.THIRD,
        "taken_at": at,
        "due_at": due,
        "declared_at": None,
    }
    seat: PortfolioSeat = PortfolioSeat.objects.update_or_create(panel=panel, assessor=by, defaults=told)[0]
    return seat


def locked_seat(number: UUID, by: User, *, at: datetime) -> PortfolioSeat:
    """Return a seat of `by` with its panel under its lock.

    Raises:
        NotAnAssessor, NoSuchSeat: it is not `by`'s.

    """
    found = seat_of(by, number, on=timezone.localdate(at))
    rows = PortfolioPanel.objects.select_for_update(of=("self",))
    panel: PortfolioPanel = rows.select_related("portfolio__competency__framework", "portfolio__person").get(
        pk=found.panel_id
    )
    found.refresh_from_db(fields=["stage", "declared_at", "stands_at"])
    found.panel = panel
    if panel.state == PanelState.WITHDRAWN:
        raise NoSuchSeat
    return found


def begun_seat(number: UUID, by: User, *, at: datetime) -> PortfolioSeat:
    """Return a seat whose judgement is still to come.

    Raises:
        SeatEnded: it was given, or went back.

    """
    seat = locked_seat(number, by, at=at)
    if not seat.is_begun:
        raise SeatEnded
    return seat


def declare_free(*, seat: UUID, is_free: bool, by: User, at: datetime) -> PortfolioSeat:
    """Declare that nothing binds `by` to the person, and open the portfolio. Twice is once.

    Raises:
        NotAnAssessor, NoSuchSeat, SeatEnded: it is not `by`'s to judge.
        NothingDeclared: the declaration was not ticked.
        BoundByNow: the records say otherwise; the portfolio goes back to the queue.

    """
    with transaction.atomic():
        row = begun_seat(seat, by, at=at)
        if not is_free:
            raise NothingDeclared
        on = timezone.localdate(at)
        is_bound = PortfolioPanel.objects.filter(bound_to(by, on=on), pk=row.panel_id).exists()
        if is_bound:
            give_seat_back(row, SeatStage.RECUSED, at=at)
        elif row.stage == SeatStage.TAKEN:
            row.stage, row.declared_at = SeatStage.OPENED, at
            row.save(update_fields=["stage", "declared_at"])
            allow_view(
                viewer=by,
                subject=row.panel.portfolio.person,
                purpose=PURPOSE,
                source_kind="portfolio_seat",
                source_uuid=row.uuid,
                since=on,
            )
    if is_bound:
        raise BoundByNow
    return row


@transaction.atomic
def recuse(*, seat: UUID, by: User, at: datetime) -> None:
    """Give a portfolio back, because something binds `by` to the person or `by` cannot judge it; never to return.

    Raises:
        NotAnAssessor, NoSuchSeat, SeatEnded: it is not `by`'s to judge.

    """
    give_seat_back(begun_seat(seat, by, at=at), SeatStage.RECUSED, at=at)


def give_seat_back(seat: PortfolioSeat, stage: SeatStage, *, at: datetime) -> None:
    """Let another assessor judge; what was marked goes where it was given back for good. The panel is locked."""
    seat.stage = stage
    seat.save(update_fields=["stage"])
    if stage == SeatStage.RECUSED:
        seat.judgements.all().delete()
    end_views(source_uuid=seat.uuid, last_day=day_before(at))
    seat.panel.taken -= 1
    seat.panel.save(update_fields=["taken"])
    log.info("portfolio given back", seat=seat.pk, stage=stage)


@transaction.atomic
def keep_judgement(*, seat: UUID, typed: Typed, by: User, at: datetime) -> PortfolioJudgement:
    """Keep what an assessor has so far; what does not exist is left out.

    Raises:
        NotAnAssessor, NoSuchSeat, SeatEnded: it is not `by`'s to judge.

    """
    row = begun_seat(seat, by, at=at)
    if row.stage != SeatStage.OPENED:
        raise SeatEnded
    return store(row, 1, typed, at=at)


def store(seat: PortfolioSeat, version: int, typed: Typed, *, at: datetime) -> PortfolioJudgement:
    """Write a version of a judgement that is not given yet."""
    known = {one.pk for one in indicators_judged(seat.panel.portfolio)}
    marks = {
        str(pk): [mark if mark in MarkChoice.values else "", why.strip()]
        for pk, (mark, why) in typed.marks.items()
        if pk in known
    }
    row: PortfolioJudgement = PortfolioJudgement.objects.update_or_create(
        seat=seat,
        version=version,
        defaults={
            "marks": marks,
            "outcome": typed.outcome if typed.outcome in OutcomeChoice.values else "",
            "confidence": typed.confidence if typed.confidence in ConfidenceChoice.values else "",
            "reason": typed.reason.strip(),
            "kept_at": at,
        },
    )[0]
    return row


def give_judgement(*, seat: UUID, typed: Typed, by: User, at: datetime) -> PortfolioPanel:
    """Make a judgement final; with the second one the panel agrees or confers, with a third it is decided.

    Raises:
        NotAnAssessor, NoSuchSeat, SeatEnded: it is not `by`'s to judge.
        IncompleteJudgement, LevelDoesNotFollow: what was typed is kept, and not given.

    """
    keep_judgement(seat=seat, typed=typed, by=by, at=at)
    with transaction.atomic():
        row = begun_seat(seat, by, at=at)
        give(row, row.judgements.get(version=1), at=at)
        row.stage = SeatStage.GIVEN
        row.save(update_fields=["stage"])
        settle_panel(row.panel, at=at)
    return row.panel


def give(seat: PortfolioSeat, judgement: PortfolioJudgement, *, at: datetime) -> None:
    """Make one version of a judgement final after checking it.

    Raises:
        IncompleteJudgement, LevelDoesNotFollow: it cannot stand.

    """
    portfolio = seat.panel.portfolio
    levels = {one.pk: one.level for one in indicators_judged(portfolio)}
    whole = all(mark and why for mark, why in judgement.marks.values()) and len(judgement.marks) == len(levels)
    if not (whole and judgement.outcome and judgement.confidence and judgement.reason):
        raise IncompleteJudgement
    rules = portfolio_policy(timezone.localdate(at)).rules
    require_follows(judgement.judged, portfolio.level, levels, rules)
    judgement.given_at = at
    judgement.save(update_fields=["given_at"])


class NothingToRevise(Conflict):
    """The two do not confer any more, or this assessor has answered already."""

    code = "nothing_to_revise"
    message = gettext_noop("There is nothing to change any more: you have answered, or the two of you do not confer.")


class NotConferredYet(Conflict):
    """Nothing of the conferring was written down."""

    code = "not_conferred_yet"
    message = gettext_noop("Write down first what the two of you conferred about.")


def conferring_seat(number: UUID, by: User, *, at: datetime) -> PortfolioSeat:
    """Return a seat whose assessor confers and has not answered yet.

    Raises:
        NotAnAssessor, NoSuchSeat: it is not `by`'s.
        NothingToRevise: the time of it is over.
        NotConferredYet: no note was written.

    """
    seat = locked_seat(number, by, at=at)
    revised = seat.judgements.filter(version=2, given_at__isnull=False).exists()
    if seat.panel.state != PanelState.CONFERRING or not seat.is_given or seat.stands_at or revised:
        raise NothingToRevise
    if not seat.panel.notes.exists():
        raise NotConferredYet
    return seat


def revise_judgement(*, seat: UUID, typed: Typed, by: User, at: datetime) -> PortfolioPanel:
    """Give a second version after conferring, once; the first is kept.

    Raises:
        NotAnAssessor, NoSuchSeat, NothingToRevise, NotConferredYet: see `conferring_seat`.
        IncompleteJudgement, LevelDoesNotFollow: what was typed is kept, and not given.

    """
    with transaction.atomic():
        store(conferring_seat(seat, by, at=at), 2, typed, at=at)
    with transaction.atomic():
        row = conferring_seat(seat, by, at=at)
        give(row, row.judgements.get(version=2), at=at)
        settle_panel(row.panel, at=at)
    return row.panel


@transaction.atomic
def stand_by(*, seat: UUID, by: User, at: datetime) -> PortfolioPanel:
    """Stay with the first judgement after conferring.

    Raises:
        NotAnAssessor, NoSuchSeat, NothingToRevise, NotConferredYet: see `conferring_seat`.

    """
    row = conferring_seat(seat, by, at=at)
    row.judgements.filter(version=2).delete()
    row.stands_at = at
    row.save(update_fields=["stands_at"])
    settle_panel(row.panel, at=at)
    return row.panel


def release_seats(*, at: datetime) -> int:
    """Let others judge what an assessor has held for too long; return how many. What was marked is kept for them."""
    begun = (SeatStage.TAKEN, SeatStage.OPENED)
    due = PortfolioSeat.objects.filter(stage__in=begun, due_at__lte=at)
    released = 0
    for pk, panel in list(due.values_list("pk", "panel")):
        with transaction.atomic():
            locked = PortfolioPanel.objects.select_for_update(of=("self",)).get(pk=panel)
            row = PortfolioSeat.objects.filter(pk=pk, stage__in=begun, due_at__lte=at).first()
            if row is not None:
                row.panel = locked
                give_seat_back(row, SeatStage.LAPSED, at=at)
                released += 1
    return released
