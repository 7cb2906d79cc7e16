"""What a person does with a whole portfolio: hand in, take back, object."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.models import (
    PanelState,
    Portfolio,
    PortfolioPanel,
    PortfolioState,
    SeatStage,
)
from assessments.models.portfolio_panels import APPEAL
from assessments.models.portfolios import LONGEST_REASON
from assessments.portfolio import working_days_later
from assessments.portfolio_access import NoSuchPortfolio, portfolios_of
from assessments.selectors.portfolios import appeal_until, missing_of, portfolio_policy
from assessments.services.portfolio_writing import PortfolioRuns, locked_draft
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.selectors import placement_of
from lms.people.services import end_views

END_OF_DAY = time(23, 59, 59)


class PortfolioIncomplete(InvalidInput):
    """Something is missing that assessors need."""

    code = "portfolio_incomplete"
    message = gettext_noop("Something is missing still. The list says what.")


class NotDeclared(InvalidInput):
    """One of the declarations was not ticked."""

    code = "portfolio_not_declared"
    message = gettext_noop("Both declarations are needed before a portfolio goes to assessors.")


class NoPlace(Conflict):
    """The person has no post, so that nobody knows whose assessors judge."""

    code = "portfolio_no_place"
    message = gettext_noop("You have no post in our records, so we cannot tell who judges. Ask the HR officer.")


class JudgedAlready(Conflict):
    """An assessor has judged; taking back would make that judgement void."""

    code = "portfolio_judged_already"
    message = gettext_noop("An assessor has judged already, so this portfolio cannot be taken back any more.")


class NoObjection(Conflict):
    """The time of objections is over, it was used, or there is nothing higher to reach."""

    code = "portfolio_no_objection"
    message = gettext_noop("There is no objection to this decision any more.")


class ObjectionWithoutReason(InvalidInput):
    """An objection says what was overlooked."""

    code = "portfolio_objection_without_reason"
    message = gettext_noop("Say in a few sentences what the assessors overlooked.")


def end_of(day: date) -> datetime:
    """Return the last moment of a day, where the platform is at home."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


@transaction.atomic
def hand_in(*, portfolio: UUID, is_own: bool, is_clean: bool, by: User, at: datetime) -> PortfolioPanel:
    """Give a portfolio to the assessors of the agency. `is_own`: the own work; `is_clean`: no secret, nobody's data.

    Raises:
        NoSuchPortfolio, NotADraft: see `locked_draft`.
        NotDeclared: a declaration is missing.
        PortfolioIncomplete: something is missing.
        NoPlace: nobody knows whose assessors judge.

    """
    row = locked_draft(portfolio, by)
    if not (is_own and is_clean):
        raise NotDeclared
    if missing_of(row):
        raise PortfolioIncomplete
    on = timezone.localdate(at)
    placement = placement_of(by, on=on)
    if placement is None:
        raise NoPlace
    row.agency, row.state = placement.agency, PortfolioState.JUDGED
    row.declared_at = row.handed_in_at = row.changed_at = at
    row.save()
    return open_panel(row, at=at)


def open_panel(portfolio: Portfolio, *, at: datetime, **fields: object) -> PortfolioPanel:
    """Ask for two assessors; the portfolio is locked."""
    on = timezone.localdate(at)
    due = end_of(working_days_later(on, portfolio_policy(on).judge_within_days))
    panel: PortfolioPanel = PortfolioPanel.objects.create(portfolio=portfolio, opened_at=at, due_at=due, **fields)
    return panel


def locked_own(number: UUID, by: User) -> Portfolio:
    """Return an own portfolio under its lock, whatever its state.

    Raises:
        NoSuchPortfolio: it is somebody else's.

    """
    row: Portfolio | None = portfolios_of(by).select_for_update(of=("self",)).filter(uuid=number).first()
    if row is None:
        raise NoSuchPortfolio
    return row


@transaction.atomic
def take_back(*, portfolio: UUID, by: User, at: datetime) -> Portfolio:
    """Take a portfolio back that nobody has judged, to write on; what assessors had begun is deleted.

    Raises:
        NoSuchPortfolio: it is somebody else's.
        JudgedAlready: an assessor has judged, or it was never handed in.

    """
    row = locked_own(portfolio, by)
    panels = PortfolioPanel.objects.select_for_update(of=("self",)).filter(portfolio=row, state=PanelState.OPEN)
    panel: PortfolioPanel | None = panels.first()
    if panel is None or panel.is_appeal or panel.seats.filter(stage=SeatStage.GIVEN).exists():
        raise JudgedAlready
    for seat in panel.seats.all():
        end_views(source_uuid=seat.uuid, last_day=day_before(at))
        seat.judgements.all().delete()
    panel.seats.filter(stage__in=(SeatStage.TAKEN, SeatStage.OPENED)).update(stage=SeatStage.LAPSED)
    panel.state = PanelState.WITHDRAWN
    panel.save(update_fields=["state"])
    row.state, row.changed_at = PortfolioState.DRAFT, at
    row.save(update_fields=["state", "changed_at"])
    return row


def day_before(at: datetime) -> date:
    """Return the last day of a grant that ends now."""
    return date.fromordinal(timezone.localdate(at).toordinal() - 1)


@transaction.atomic
def object_to(*, portfolio: UUID, reason: str, by: User, at: datetime) -> PortfolioPanel:
    """Object to a decision, once: two other assessors judge anew, and the better of both decisions holds.

    Raises:
        NoSuchPortfolio: it is somebody else's.
        NoObjection: too late, used, or nothing higher to reach.
        ObjectionWithoutReason: nothing says why.
        PortfolioRuns: another portfolio of the competency has been begun.

    """
    row = locked_own(portfolio, by)
    panels = list(row.panels.exclude(state=PanelState.WITHDRAWN))
    if appeal_until(row, panels, portfolio_policy(timezone.localdate(at)), at=at) is None:
        raise NoObjection
    if not reason.strip():
        raise ObjectionWithoutReason
    others = portfolios_of(by).filter(competency=row.competency).exclude(pk=row.pk)
    if others.exclude(state=PortfolioState.DECIDED).exists():
        raise PortfolioRuns
    row.state, row.changed_at = PortfolioState.JUDGED, at
    row.save(update_fields=["state", "changed_at"])
    return open_panel(row, at=at, round=APPEAL, appeal=reason.strip()[:LONGEST_REASON])
