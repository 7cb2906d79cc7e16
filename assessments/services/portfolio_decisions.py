"""What two judgements mean together: agreement, conferring, a third assessor, the decision and what follows from it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    HowDecided,
    PanelState,
    Portfolio,
    PortfolioJudgement,
    PortfolioNote,
    PortfolioPanel,
    PortfolioSeat,
    PortfolioState,
    SeatStage,
)
from assessments.models.portfolios import LONGEST_REASON
from assessments.portfolio import Outcome, agree, level_of, working_days_later
from assessments.portfolio_access import PURPOSE, NoSuchSeat, panel_to_chair, seat_of
from assessments.selectors.portfolios import portfolio_policy
from assessments.services.portfolios import day_before, end_of
from assessments.statements_of import record_portfolio
from lms.competencies.models import EvidenceKind
from lms.competencies.services import Finding, Source, replace_evidence
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import User, ViewGrant

log = structlog.get_logger("assessments")

PAIR = 2


class NothingToConfer(Conflict):
    """The two do not confer."""

    code = "nothing_to_confer"
    message = gettext_noop("The two of you do not confer about this portfolio any more.")


class EmptyNote(InvalidInput):
    """A note says something."""

    code = "empty_note"
    message = gettext_noop("Write down in a few sentences what you conferred about.")


class NothingToDecide(Conflict):
    """The two do not agree, or somebody has written the decision."""

    code = "nothing_to_decide"
    message = gettext_noop("There is no decision to write: the two of you do not agree yet, or it is written already.")


class DecisionWithoutReason(InvalidInput):
    """A decision says why."""

    code = "decision_without_reason"
    message = gettext_noop("Say why, in words that help the person.")


def given_seats(panel: PortfolioPanel) -> list[PortfolioSeat]:
    """Return the seats of a panel that have judged, with all versions given. Two queries."""
    return list(panel.seats.filter(stage=SeatStage.GIVEN).prefetch_related("judgements"))


def latest(seat: PortfolioSeat) -> PortfolioJudgement:
    """Return the judgement of a seat that counts."""
    given: list[PortfolioJudgement] = [one for one in seat.judgements.all() if one.given_at]
    return given[-1]


def has_answered(seat: PortfolioSeat) -> bool:
    """Whether an assessor who confers has changed the judgement or stays with it."""
    return seat.stands_at is not None or latest(seat).version > 1


def settle_panel(panel: PortfolioPanel, *, at: datetime) -> None:
    """Move a panel on where enough have judged or answered. The panel is locked."""
    seats = given_seats(panel)
    pair = [seat for seat in seats if not seat.is_third]
    if panel.state == PanelState.THIRD:
        third = next((seat for seat in seats if seat.is_third), None)
        if third is not None:
            decide_by_third(panel, third, at=at)
    elif len(pair) == PAIR and panel.state in (PanelState.OPEN, PanelState.CONFERRING):
        settle_pair(panel, pair, at=at)


def settle_pair(panel: PortfolioPanel, pair: list[PortfolioSeat], *, at: datetime) -> None:
    """Compare two judgements: they agree, or confer, or have conferred and call for a third."""
    first, second = (latest(seat) for seat in pair)
    rules = portfolio_policy(timezone.localdate(at)).rules
    was_conferring = panel.state == PanelState.CONFERRING
    if was_conferring and not all(has_answered(seat) for seat in pair):
        return
    if agree(first.judged, second.judged, rules):
        panel.outcome = first.outcome
        panel.how = HowDecided.CONFERRED if was_conferring else HowDecided.AGREED
        move(panel, PanelState.AGREED, at=at)
    elif was_conferring:
        panel.needed = PAIR + 1
        move(panel, PanelState.THIRD, at=at)
        return  # those who wait for portfolios are told once a day
    else:
        move(panel, PanelState.CONFERRING, at=at)
    tell_pair(panel, pair, at=at)


def move(panel: PortfolioPanel, state: PanelState, *, at: datetime) -> None:
    """Bring a panel to its next step, with a day until when."""
    on = timezone.localdate(at)
    policy = portfolio_policy(on)
    days = policy.judge_within_days if state == PanelState.THIRD else policy.confer_within_days
    panel.state, panel.due_at = state, end_of(working_days_later(on, days))
    panel.save()


def tell_pair(panel: PortfolioPanel, pair: list[PortfolioSeat], *, at: datetime) -> None:
    """Tell both that they have to confer, or that the decision is theirs to write."""
    kind = "portfolio_agreed" if panel.state == PanelState.AGREED else "portfolio_differs"
    for seat in PortfolioSeat.objects.filter(pk__in=[one.pk for one in pair]).select_related("assessor"):
        if seat.assessor is not None:
            notify(
                person=seat.assessor,
                kind=kind,
                facts={
                    "competency": panel.portfolio.competency.name,
                    "day": f"{timezone.localdate(panel.due_at):%d-%m-%Y}",
                },
                url=reverse("assessments:portfolio_compare", args=[seat.uuid]),
                at=at,
                key=f"{kind}:{seat.uuid}",
            )


def locked_pair_seat(number: UUID, by: User, *, at: datetime) -> PortfolioSeat:
    """Return the seat of one of the two, its panel under its lock.

    Raises:
        NotAnAssessor, NoSuchSeat: it is not `by`'s, has not judged, or is the third's.

    """
    found = seat_of(by, number, on=timezone.localdate(at))
    if not found.is_given or found.is_third:
        raise NoSuchSeat
    rows = PortfolioPanel.objects.select_for_update(of=("self",))
    found.panel = rows.select_related("portfolio__competency__framework", "portfolio__person").get(pk=found.panel_id)
    return found


@transaction.atomic
def add_note(*, seat: UUID, text: str, by: User, at: datetime) -> PortfolioNote:
    """Write down what the two conferred about; both read it, and it stays with the panel.

    Raises:
        NotAnAssessor, NoSuchSeat: it is not `by`'s.
        NothingToConfer: they do not confer.
        EmptyNote: nothing was typed.

    """
    row = locked_pair_seat(seat, by, at=at)
    if row.panel.state != PanelState.CONFERRING:
        raise NothingToConfer
    if not text.strip():
        raise EmptyNote
    note: PortfolioNote = PortfolioNote.objects.create(
        panel=row.panel, by=by, text=text.strip()[:LONGEST_REASON], at=at
    )
    return note


@transaction.atomic
def record_decision(*, seat: UUID, reason: str, by: User, at: datetime) -> PortfolioPanel:
    """Write the decision to which both came; either of the two does.

    Raises:
        NotAnAssessor, NoSuchSeat: it is not `by`'s.
        NothingToDecide: they do not agree, or it is written.
        DecisionWithoutReason: nothing says why.

    """
    panel = locked_pair_seat(seat, by, at=at).panel
    if panel.state != PanelState.AGREED:
        raise NothingToDecide
    if not reason.strip():
        raise DecisionWithoutReason
    decide(panel, Outcome(panel.outcome), HowDecided(panel.how), reason=reason, by=by, at=at)
    return panel


@transaction.atomic
def decide_as_chair(*, panel: UUID, reason: str, by: User, at: datetime) -> PortfolioPanel:
    """Write the decision to which both came, in their place: neither has done so in time. The level is theirs.

    Raises:
        NotAnAssessorOfficer, NoSuchPortfolio: it is not `by`'s to write, or is written.
        DecisionWithoutReason: nothing says why.

    """
    found = panel_to_chair(by, panel, at=at)
    if not reason.strip():
        raise DecisionWithoutReason
    rows = PortfolioPanel.objects.select_for_update(of=("self",)).filter(pk=found.pk, state=PanelState.AGREED)
    locked = rows.select_related("portfolio__competency__framework", "portfolio__person").first()
    if locked is None:
        raise NothingToDecide
    decide(locked, Outcome(locked.outcome), HowDecided(locked.how), reason=reason, by=by, at=at)
    return locked


def decide_by_third(panel: PortfolioPanel, third: PortfolioSeat, *, at: datetime) -> None:
    """Let the third assessor's judgement be the decision."""
    judgement = latest(third)
    outcome = Outcome(judgement.outcome)
    decide(panel, outcome, HowDecided.THIRD, reason=judgement.reason, by=third.assessor, at=at)


def decide(
    panel: PortfolioPanel, outcome: Outcome, how: HowDecided, *, reason: str, by: User | None, at: datetime
) -> None:
    """Write the decision, the evidence, the record of learning, and tell the person. The panel is locked."""
    portfolio = panel.portfolio
    panel.state, panel.outcome, panel.how = PanelState.DECIDED, outcome.value, how
    panel.level = level_of(outcome, portfolio.level)
    panel.reason, panel.decided_by, panel.decided_at = reason.strip()[:LONGEST_REASON], by, at
    panel.framework = str(portfolio.competency.framework)
    panel.valid_until = record_level(panel, at=at)
    panel.save()
    Portfolio.objects.filter(pk=portfolio.pk).update(state=PortfolioState.DECIDED, changed_at=at)
    seats = panel.seats.values("uuid")
    ViewGrant.objects.filter(purpose=PURPOSE, source_uuid__in=seats).update(valid_to=day_before(at))
    record_portfolio(panel, at=at)
    tell_person(panel, at=at)
    log.info("portfolio decided", panel=panel.pk, how=how)


def record_level(panel: PortfolioPanel, *, at: datetime) -> date | None:
    """Write what the portfolio shows as evidence, and return the last day on which it holds.

    After an objection the better of both decisions holds: the earlier evidence is replaced by a higher one only.
    """
    portfolio = panel.portfolio
    before = portfolio.panels.filter(state=PanelState.DECIDED).exclude(pk=panel.pk).order_by("-decided_at").first()
    if before is not None and (before.level or 0) >= (panel.level or 0):
        return before.valid_until
    finding = Finding(
        competency=portfolio.competency,
        kind=EvidenceKind.PORTFOLIO,
        level=panel.level,
        performed_on=timezone.localdate(portfolio.handed_in_at),
        details={"claimed": portfolio.level, "framework": panel.framework, "panel": str(panel.uuid), "how": panel.how},
    )
    source = Source("portfolio", portfolio.uuid, portfolio.title)
    # Who decided stands in the panel alone: whoever reads the evidence does not read the assessor's name.
    written = replace_evidence(person=portfolio.person, findings=[finding], source=source, by=None, at=at)
    return written[0].valid_until if panel.level is not None and written else None


def tell_person(panel: PortfolioPanel, *, at: datetime) -> None:
    """Tell the person that the decision stands; once."""
    portfolio = panel.portfolio
    notify(
        person=portfolio.person,
        kind="portfolio_decided",
        facts={"competency": portfolio.competency.name},
        url=reverse("assessments:portfolio", args=[portfolio.uuid]),
        at=at,
        key=f"portfolio_decided:{panel.uuid}",
    )


def settle_overdue(*, at: datetime) -> int:
    """Take those who confer for too long as staying with their judgement; return how many panels moved on."""
    late = PortfolioPanel.objects.filter(state=PanelState.CONFERRING, due_at__lte=at)
    moved = 0
    for pk in list(late.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            rows = PortfolioPanel.objects.select_for_update(of=("self",)).select_related("portfolio__competency")
            panel = rows.filter(pk=pk, state=PanelState.CONFERRING, due_at__lte=at).first()
            if panel is None:
                continue
            for seat in given_seats(panel):
                if not has_answered(seat):
                    PortfolioSeat.objects.filter(pk=seat.pk).update(stands_at=at)
            settle_panel(panel, at=at)
            moved += 1
    return moved
