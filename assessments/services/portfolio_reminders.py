"""What assessors and officers are told once a day: portfolios that wait, are due soon, or are late."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from assessments.access import agencies_of
from assessments.models import PanelState, PortfolioPanel, PortfolioSeat, SeatStage
from assessments.portfolio import working_days_later
from assessments.portfolio_access import OFFICERS, may_judge, panels_to_judge
from assessments.services.reminders import tell_each
from lms.notices.services import notify
from lms.people.models import Role, User

WARNED_DAYS = 2


def tell_assessors(*, at: datetime) -> int:
    """Tell each assessor what waits and what is due soon, each second reader what is late; return how many notices."""
    on = timezone.localdate(at)
    return (
        tell_each(Role.RATER, "portfolios_wait", "assessments:portfolio_desk", waiting_for, on=on, at=at)
        + tell_each(Role.SECOND_READER, "portfolios_late", "assessments:portfolio_oversight", late_for, on=on, at=at)
        + remind_of_seats(on=on, at=at)
    )


def waiting_for(assessor: User, on: date, _at: datetime) -> int:
    """Return how many portfolios an assessor could take; none for a rater without training. Nine queries at most."""
    return panels_to_judge(assessor, on=on).count() if may_judge(assessor, on=on) else 0


def late_for(officer: User, on: date, at: datetime) -> int:
    """Return how many portfolios of the officer's agencies should be decided by now. Three queries."""
    late = PortfolioPanel.objects.exclude(state__in=(PanelState.DECIDED, PanelState.WITHDRAWN)).filter(due_at__lte=at)
    return int(late.filter(portfolio__agency__in=list(agencies_of(officer, OFFICERS, on=on))).count())


def remind_of_seats(*, on: date, at: datetime) -> int:
    """Remind once those whose judgement is due within two working days; return how many."""
    last = working_days_later(on, WARNED_DAYS)
    begun = PortfolioSeat.objects.filter(stage__in=(SeatStage.TAKEN, SeatStage.OPENED), due_at__gt=at)
    rows = begun.select_related("assessor", "panel__portfolio__competency").order_by("pk")
    told = 0
    for seat in rows.filter(due_at__date__lte=last):
        if seat.assessor is None:
            continue
        notify(
            person=seat.assessor,
            kind="portfolio_due",
            facts={
                "competency": seat.panel.portfolio.competency.name,
                "day": f"{timezone.localdate(seat.due_at):%d-%m-%Y}",
            },
            url=reverse("assessments:portfolio_judge", args=[seat.uuid]),
            at=at,
            key=f"portfolio_due:{seat.uuid}:{seat.taken_at:%Y%m%d}",
        )
        told += 1
    return told
