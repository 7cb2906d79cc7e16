"""What officers read: how many portfolios wait and how long, who may judge, and how far assessors agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.models import AssessorTraining, PanelState, PortfolioJudgement, PortfolioPanel, SeatStage
from assessments.portfolio import RANK_OF_MARK, RANK_OF_OUTCOME, Mark, Outcome
from assessments.portfolio_access import agencies_overseen, panel_to_chair, raters_of
from assessments.psychometrics.agreement import Agreement, compare
from assessments.selectors.portfolios import PanelTold, indicators_judged, panel_told
from lms.competencies.models import Area, FrameworkStatus
from lms.people.access import Viewer
from lms.people.models import Unit, User

# Below this many pairs, agreement is chance; above so many, the newest tell enough.
FEW_PAIRS = 10
MOST_PANELS = 1000
ENDED = (PanelState.DECIDED, PanelState.WITHDRAWN)


@dataclass(frozen=True)
class AgreementTold:
    """How far two who did not know of each other agree; None where there are too few pairs to tell."""

    pairs: int
    agreement: Agreement | None

    @property
    def exact_percent(self) -> int:
        """Return how often they said the same, 0 to 100."""
        return round(100 * self.agreement.exact) if self.agreement else 0


@dataclass(frozen=True)
class Oversight:
    """The portfolios of the officer's agencies: how many stand where, which are open, and how far assessors agree."""

    agencies: tuple[Unit, ...]
    waiting: int
    late: int
    decided: int
    third: int
    open: QuerySet[Any]
    on_level: AgreementTold
    on_indicators: AgreementTold


@dataclass(frozen=True)
class AssessorList:
    """The trainings of the officer's agencies, and whom one more could be recorded for."""

    trainings: QuerySet[Any]
    raters: QuerySet[User]
    areas: QuerySet[Area]
    untrained: int


def panels_overseen(agencies: Sequence[Unit]) -> QuerySet[Any]:
    """Return the panels of portfolios of these agencies."""
    return PortfolioPanel.objects.filter(portfolio__agency__in=agencies)


def oversight_of(viewer: Viewer, *, at: datetime) -> Oversight:
    """Return what an officer watches. Nine queries at most, without the page of open panels. No person is named.

    Raises:
        NotAnAssessorOfficer: `viewer` watches over no agency.

    """
    agencies = tuple(agencies_overseen(viewer, on=timezone.localdate(at)))
    panels = panels_overseen(agencies)
    running = panels.exclude(state__in=ENDED)
    levels, marks = first_pairs(panels)
    return Oversight(
        agencies=agencies,
        waiting=running.count(),
        late=running.filter(due_at__lte=at).count(),
        decided=panels.filter(state=PanelState.DECIDED).count(),
        third=panels.filter(state=PanelState.DECIDED, needed=3).count(),
        open=running.select_related("portfolio__competency").order_by("due_at", "pk"),
        on_level=agreement_told(levels),
        on_indicators=agreement_told(marks),
    )


def chair_page(viewer: Viewer, number: UUID, *, at: datetime) -> PanelTold:
    """Return a panel whose decision the chair writes: both judgements, neither names nor evidence. Eleven queries.

    Raises:
        NotAnAssessorOfficer, NoSuchPortfolio: see `panel_to_chair`.

    """
    panel = panel_to_chair(viewer, number, at=at)
    seats = panel.seats.filter(stage=SeatStage.GIVEN).prefetch_related("judgements")
    return panel_told(panel, list(seats), indicators_judged(panel.portfolio))


def first_pairs(panels: QuerySet[Any]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return outcomes and marks of both first judgements of each panel, as ranks; the newest panels. One query.

    The first version counts: what conferring changed says nothing of how alike two read.
    """
    newest = panels.order_by("-opened_at", "-pk").values("pk")[:MOST_PANELS]
    rows = PortfolioJudgement.objects.filter(
        version=1, given_at__isnull=False, seat__is_third=False, seat__panel__in=[one["pk"] for one in newest]
    )
    told: dict[int, list[tuple[str, dict[str, list[str]]]]] = {}
    for panel, outcome, marks in rows.order_by("seat__taken_at", "seat_id").values_list(
        "seat__panel", "outcome", "marks"
    ):
        told.setdefault(panel, []).append((outcome, marks))
    both = [pair for pair in told.values() if len(pair) == 2]
    levels = [(RANK_OF_OUTCOME[Outcome(one[0])], RANK_OF_OUTCOME[Outcome(other[0])]) for one, other in both]
    marks_of_both = [
        (RANK_OF_MARK[Mark(one[1][pk][0])], RANK_OF_MARK[Mark(other[1][pk][0])])
        for one, other in both
        for pk in sorted(one[1])
        if pk in other[1]
    ]
    return levels, marks_of_both


def agreement_told(pairs: Sequence[tuple[int, int]]) -> AgreementTold:
    """Return how far two agree, where there are enough pairs to tell."""
    if len(pairs) < FEW_PAIRS:
        return AgreementTold(len(pairs), None)
    return AgreementTold(len(pairs), compare([one for one, _other in pairs], [other for _one, other in pairs]))


def assessor_list(viewer: Viewer, *, on: date) -> AssessorList:
    """Return the list of assessors that `viewer` keeps. Four queries without the page of trainings.

    Raises:
        NotAnAssessorOfficer: `viewer` keeps none.

    """
    agencies = list(agencies_overseen(viewer, on=on))
    trainings = AssessorTraining.objects.filter(agency__in=agencies)
    raters = raters_of(agencies, on=on)
    trained = AssessorTraining.objects.on(on).values("person")
    return AssessorList(
        trainings=trainings.select_related("person", "framework", "recorded_by", "ended_by").prefetch_related("areas"),
        raters=raters.exclude(pk=viewer.pk),
        areas=Area.objects.filter(framework__status=FrameworkStatus.PUBLISHED).order_by("order", "pk"),
        untrained=raters.filter(~Q(pk__in=trained)).count(),
    )
