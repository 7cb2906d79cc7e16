"""Who reads and judges a portfolio; what is out of reach is not told apart from what is not there.

A portfolio is its person's alone until it is handed in; then it is read by those who took a seat in its panel and
declared that nothing binds them to the person: from then on until the decision a grant to look lets them in, and every
look is logged. Superiors, HR and the officers who watch over the desk read none of it: officers see how many wait, how
long, and how far assessors agree.

A portfolio is judged by raters of the person's agency with a training in force for its competency. Never by the person,
by anybody who leads the person at any height or is led by them, by a mentor or other holder of a grant to look at them
(nor where the person holds one), by who is named as witness, or by who gave it back or has judged it before.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.access import agencies_of
from assessments.models import (
    AssessorTraining,
    PanelState,
    Portfolio,
    PortfolioPanel,
    PortfolioPiece,
    PortfolioSeat,
    SeatStage,
)
from lms.competencies.models import Competency
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, RoleGrant, Unit, User, ViewGrant
from lms.people.selectors import line_above

PURPOSE = "portfolio"
WITH_ASSESSOR = (SeatStage.TAKEN, SeatStage.OPENED, SeatStage.GIVEN)
OFFICERS = (Role.ADMINISTRATOR, Role.SECOND_READER)


class NoSuchPortfolio(NotFound):
    """There is no such portfolio, or it is somebody else's."""

    code = "no_such_portfolio"
    message = gettext_noop("We could not find this portfolio. Go back to the list.")


class NoSuchSeat(NotFound):
    """This portfolio is not with this assessor."""

    code = "no_such_seat"
    message = gettext_noop("We could not find this portfolio among those you judge.")


class NotAnAssessor(NotAllowed):
    """Only raters with a training in force judge portfolios."""

    code = "not_an_assessor"
    message = gettext_noop(
        "Portfolios are judged by raters whose training as assessor is recorded and in force. Ask the second reader "
        "of your agency to record yours."
    )


class NotAnAssessorOfficer(NotAllowed):
    """Only second readers and administrators of an agency keep the list of assessors."""

    code = "not_an_assessor_officer"
    message = gettext_noop("This page is for second readers and administrators, who keep the list of assessors.")


def portfolios_of(viewer: access.Viewer) -> QuerySet[Any]:
    """Return the viewer's own portfolios, the newest change first."""
    return Portfolio.objects.filter(person=viewer).select_related("competency__framework")


def own_portfolio(viewer: access.Viewer, number: uuid.UUID) -> Portfolio:
    """Return one of the viewer's own. One query.

    Raises:
        NoSuchPortfolio: it is somebody else's.

    """
    found: Portfolio | None = portfolios_of(viewer).filter(uuid=number).first()
    if found is None:
        raise NoSuchPortfolio
    return found


def own_piece(viewer: access.Viewer, number: uuid.UUID, piece: uuid.UUID) -> PortfolioPiece:
    """Return one piece of evidence of an own portfolio. One query.

    Raises:
        NoSuchPortfolio: it is somebody else's.

    """
    rows = PortfolioPiece.objects.filter(portfolio__person=viewer, portfolio__uuid=number, uuid=piece)
    found: PortfolioPiece | None = rows.select_related("portfolio__competency__framework").first()
    if found is None:
        raise NoSuchPortfolio
    return found


def trainings_in_force(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the trainings as assessor of `viewer` that hold on the day."""
    if not viewer.is_authenticated:
        return AssessorTraining.objects.none()
    return AssessorTraining.objects.on(on).filter(person=viewer)


def competencies_judged_by(viewer: access.Viewer, *, on: date) -> QuerySet[Competency]:
    """Return the competencies for which `viewer` is trained: of a whole framework, or of the areas named."""
    trained = trainings_in_force(viewer, on=on)
    whole, parts = trained.filter(areas__isnull=True), trained.filter(areas__isnull=False)
    return Competency.objects.filter(Q(framework__in=whole.values("framework")) | Q(area__in=parts.values("areas")))


def may_judge(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` judges portfolios: a rater with a training in force. At most two queries."""
    return bool(
        viewer.is_authenticated
        and access.holds_role(viewer, Role.RATER, on=on)
        and trainings_in_force(viewer, on=on).exists()
    )


def require_may_judge(viewer: access.Viewer, *, on: date) -> None:
    """Refuse whoever does not judge portfolios. Two queries.

    Raises:
        NotAnAssessor: no rater, or no training in force.

    """
    if not may_judge(viewer, on=on):
        raise NotAnAssessor


def bound_to(viewer: access.Viewer, *, on: date, person: str = "portfolio__person") -> Q:
    """Return the condition that `viewer` is the person, or bound to them by line or by a grant. Four queries."""
    led = list(Posting.objects.on(on).filter(person=viewer, is_head=True).values_list("unit__path", flat=True))
    below = Posting.objects.on(on).filter(access.below(access.highest(led), "unit__path"), kind=PostingKind.PRIMARY)
    grants = ViewGrant.objects.on(on).exclude(purpose=PURPOSE)
    return (
        Q(**{person: viewer})
        | Q(**{f"{person}__in": below.values("person_id")})
        | Q(**{f"{person}__in": list(line_above(viewer, on=on))})
        | Q(Exists(grants.filter(viewer=viewer, subject=OuterRef(person))))
        | Q(Exists(grants.filter(subject=viewer, viewer=OuterRef(person))))
    )


def panels_to_judge(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the panels in which `viewer` may take a seat now. At most seven queries beside the list."""
    seats = PortfolioSeat.objects.filter(assessor=viewer)
    here = seats.filter(panel=OuterRef("pk")).exclude(stage=SeatStage.LAPSED)
    before = seats.filter(panel__portfolio=OuterRef("portfolio"), stage__in=(SeatStage.GIVEN, SeatStage.RECUSED))
    witness = PortfolioPiece.objects.filter(portfolio=OuterRef("portfolio"), witness__icontains=viewer.full_name)
    waiting = PortfolioPanel.objects.filter(state__in=(PanelState.OPEN, PanelState.THIRD), taken__lt=F("needed"))
    if access.scope_paths(viewer, Role.RATER, on=on) != access.NATION:
        waiting = waiting.filter(portfolio__agency__in=list(agencies_of(viewer, (Role.RATER,), on=on)))
    trained = competencies_judged_by(viewer, on=on)
    return (
        waiting.filter(portfolio__competency__in=trained)
        .exclude(bound_to(viewer, on=on))
        .exclude(Exists(here) | Exists(before) | Exists(witness))
        .select_related("portfolio__competency")
    )


def seats_of(viewer: access.Viewer) -> QuerySet[Any]:
    """Return the seats that `viewer` holds or has judged from, of panels that were not taken back."""
    rows = PortfolioSeat.objects.filter(assessor=viewer, stage__in=WITH_ASSESSOR)
    return rows.exclude(panel__state=PanelState.WITHDRAWN).select_related("panel__portfolio__competency")


def seat_of(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> PortfolioSeat:
    """Return a seat of `viewer`, with its panel, portfolio and person. Three queries.

    Raises:
        NotAnAssessor: `viewer` judges no more.
        NoSuchSeat: it is another assessor's, or went back.

    """
    require_may_judge(viewer, on=on)
    rows = seats_of(viewer).select_related("panel__portfolio__person", "panel__portfolio__competency__framework")
    found: PortfolioSeat | None = rows.filter(uuid=number).first()
    if found is None:
        raise NoSuchSeat
    return found


def seat_that_reads(viewer: access.Viewer, number: uuid.UUID, *, at: datetime) -> PortfolioSeat:
    """Return a seat whose assessor may read the portfolio now: a grant to look at its person holds. Six queries.

    Raises:
        NotAnAssessor, NoSuchSeat: see `seat_of`; or nothing is declared yet, or the decision stands.

    """
    on = timezone.localdate(at)
    seat = seat_of(viewer, number, on=on)
    granted = ViewGrant.objects.on(on).filter(viewer=viewer, purpose=PURPOSE, source_uuid=seat.uuid)
    if seat.declared_at is None or not granted.exists():
        raise NoSuchSeat
    return seat


def agencies_overseen(viewer: access.Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the agencies whose assessors `viewer` keeps the list of. At most two queries with the list.

    Raises:
        NotAnAssessorOfficer: there is none.

    """
    if not viewer.is_authenticated:
        raise NotAnAssessorOfficer
    if viewer.is_superuser:
        return Unit.objects.filter(depth=1).order_by("path")
    found = agencies_of(viewer, OFFICERS, on=on)
    if not found.exists():
        raise NotAnAssessorOfficer
    return found


def panel_to_chair(viewer: access.Viewer, number: uuid.UUID, *, at: datetime) -> PortfolioPanel:
    """Return a panel whose two agree and have not written the decision in time. Eight queries.

    Raises:
        NotAnAssessorOfficer: `viewer` watches over no agency.
        NoSuchPortfolio: there is none such in reach, or `viewer` is bound to the person.

    """
    on = timezone.localdate(at)
    agencies = list(agencies_overseen(viewer, on=on))
    late = PortfolioPanel.objects.filter(state=PanelState.AGREED, due_at__lte=at, portfolio__agency__in=agencies)
    rows = late.exclude(bound_to(viewer, on=on)).select_related("portfolio__competency__framework", "portfolio__person")
    found: PortfolioPanel | None = rows.filter(uuid=number).first()
    if found is None:
        raise NoSuchPortfolio
    return found


def may_oversee(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` keeps a list of assessors. At most one query."""
    return bool(viewer.is_superuser or access.holds_role(viewer, *OFFICERS, on=on))


def raters_of(agencies: QuerySet[Unit] | list[Unit], *, on: date) -> QuerySet[User]:
    """Return those who hold the role of rater and work in one of these agencies, by name."""
    paths = tuple(unit.path for unit in agencies)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    held = RoleGrant.objects.on(on).filter(role=Role.RATER)
    people = User.objects.filter(pk__in=posted.values("person_id"), is_active=True).order_by("full_name", "pk")
    return people.filter(pk__in=held.values("person_id"))
