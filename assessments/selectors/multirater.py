"""What can be read of 360-degree rounds: the own desk, a round and its outcome, and HR's overview."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import pgettext

from assessments.models import (
    MultiraterRater,
    MultiraterResult,
    MultiraterRound,
    MultiraterRule,
    RaterRelation,
    RaterState,
    RoundState,
)
from assessments.multirater import Cell, Gap, Group, Without, gap_between, mean_of
from assessments.multirater_access import (
    ASKED,
    proposals_for,
    requests_of,
    round_for_hr,
    round_to_read,
    rounds_about,
    rounds_for_hr,
    rounds_of_team,
)
from lms.competencies.models import Competency, FrameworkStatus
from lms.development.offers import Offer, offers_for
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, Unit, User

OFFERS_SHOWN = 3
UNITS_OFFERED = 100
PEOPLE_FOUND = 20
HIGHEST = 3


@dataclass(frozen=True)
class Desk:
    """The first page: what is asked of the viewer, about whom the viewer decides, and rounds about the viewer."""

    requests: QuerySet[Any]
    mine: QuerySet[Any]
    team: QuerySet[Any]
    proposals: QuerySet[Any]
    is_hr: bool


@dataclass(frozen=True)
class Bar:
    """One group of a result: how many raters, mean and spread on the scale of observations (0 to 3)."""

    group: str
    label: str
    raters: int
    mean: float
    spread: float | None

    @property
    def thousandths(self) -> int:
        """Return the mean as a share of the highest observation, for a bar."""
        return round(1000 * self.mean / HIGHEST)


@dataclass(frozen=True)
class IndicatorLine:
    """One behaviour of a result: each group in the order of the bars with its mean, None where it is not shown."""

    level: int
    text: str
    figures: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class CompetencyOutcome:
    """What comes out for one competency, as one reader may see it."""

    result: MultiraterResult
    bars: tuple[Bar, ...]
    lines: tuple[IndicatorLine, ...]
    own: float | None
    others: float | None
    gap: Gap | None
    comments: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def competency(self) -> Competency:
        """Return the competency."""
        return self.result.competency

    @property
    def lacks_superior(self) -> bool:
        """Whether there is no level because the superior did not answer."""
        return self.result.without_level == Without.NO_SUPERIOR

    @property
    def band(self) -> tuple[float, float] | None:
        """Return where the level most likely lies on the bar of levels."""
        if self.result.level is None or self.result.standard_error is None:
            return None
        error = self.result.standard_error
        return max(0.0, self.result.level - error), min(5.0, self.result.level + error)


@dataclass(frozen=True)
class RoundPage:
    """One round as the one who is rated or the superior reads it; nothing but numbers of answers while it runs."""

    round: MultiraterRound
    competencies: list[Competency]
    is_about_viewer: bool
    asked: int
    answered: int
    named: list[MultiraterRater]
    names_left: int
    outcomes: list[CompetencyOutcome]
    offers: list[Offer]
    is_open: bool
    group_size: int


@dataclass(frozen=True)
class HrRoundPage:
    """One round as HR reads it: how many answered by relation, what waits for a word, and levels when it is closed."""

    round: MultiraterRound
    competencies: list[Competency]
    coverage: list[tuple[str, int, int]]
    proposals: list[MultiraterRater]
    results: list[MultiraterResult]


@dataclass(frozen=True)
class StartPage:
    """What can be chosen for a new round, and the rule it follows; for HR a person, or units and people found."""

    rule: MultiraterRule
    competencies: QuerySet[Competency]
    units: QuerySet[Unit]
    units_shown: list[Unit]
    person: User | None
    people: list[User]
    on: date


def desk_of(viewer: access.Viewer, *, at: datetime) -> Desk:
    """Return the first page of a person. Six queries, and two a list that is shown."""
    on = timezone.localdate(at)
    asked = requests_of(viewer, at=at).filter(
        Q(state=RaterState.SUBMITTED) | Q(state=RaterState.INVITED, round__closes_at__gte=at),
        round__state=RoundState.RUNNING,
    )
    first = Case(When(state=RaterState.INVITED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Desk(
        requests=asked.prefetch_related("round__competencies").order_by(first, "round__closes_at", "pk"),
        mine=rounds_about(viewer).exclude(state=RoundState.CANCELLED).prefetch_related("competencies"),
        team=rounds_of_team(viewer, on=on).prefetch_related("competencies"),
        proposals=proposals_for(viewer, on=on),
        is_hr=access.holds_role(viewer, Role.HR, on=on),
    )


def round_page(viewer: User, number: uuid.UUID, *, at: datetime) -> RoundPage:
    """Return a round to the one who is rated, or to the superior of today. Ten queries and those of the offers.

    Raises:
        NoSuchRound: the viewer is neither.

    """
    on = timezone.localdate(at)
    found = round_to_read(viewer, number, on=on)
    is_own = found.ratee_id == viewer.pk
    rule: MultiraterRule = MultiraterRule.objects.newest_in_force(on)
    counts = counted(MultiraterRound.objects.filter(pk=found.pk)).get()
    named = list(found.raters.filter(is_named=True).select_related("person").order_by("pk"))
    outcomes = outcomes_of(found, rule, viewer, is_own=is_own) if found.is_closed else []
    return RoundPage(
        round=found,
        competencies=list(found.competencies.order_by("area__order", "order")),
        is_about_viewer=is_own,
        asked=counts.asked,
        answered=counts.answered,
        named=named,
        names_left=max(0, rule.peers_named - len(named)),
        outcomes=outcomes,
        offers=offers_after(viewer, outcomes, on=on) if is_own and outcomes else [],
        is_open=found.is_running and at <= found.closes_at,
        group_size=rule.group_size,
    )


def counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return rounds with how many are asked and how many have answered, the person's own rating left out."""
    others = ~Q(raters__relation="self")
    return rows.annotate(
        asked=Count("raters", filter=others & Q(raters__state__in=ASKED)),
        answered=Count("raters", filter=others & Q(raters__state=RaterState.SUBMITTED)),
    )


def offers_after(viewer: User, outcomes: Sequence[CompetencyOutcome], *, on: date) -> list[Offer]:
    """Return what develops these competencies next."""
    codes = {one.competency.code for one in outcomes}
    return [offer for offer in offers_for(viewer, on=on) if codes & set(offer.competency_codes)][:OFFERS_SHOWN]


def outcomes_of(found: MultiraterRound, rule: MultiraterRule, viewer: User, *, is_own: bool) -> list[CompetencyOutcome]:
    """Return the results of a closed round, to the person whole, to the superior without own view and comments.

    A superior sees no single answers: those of another superior, who rated before, stay hidden too.
    """
    hidden: set[str] = set()
    if not is_own:
        hidden.add(Group.SELF)
        rated = found.raters.filter(relation=RaterRelation.SUPERIOR, state=RaterState.SUBMITTED)
        if set(rated.values_list("person_id", flat=True)) != {viewer.pk}:
            hidden.add(Group.SUPERIOR)
    return [outcome_from(row, rule, hidden) for row in results_of(found)]


def results_of(found: MultiraterRound) -> QuerySet[MultiraterResult]:
    """Return the results of a round, in the order of the framework."""
    rows = found.results.select_related("competency")
    return rows.order_by("competency__area__order", "competency__order")


def outcome_from(row: MultiraterResult, rule: MultiraterRule, hidden: set[str]) -> CompetencyOutcome:
    """Return one stored result without the groups that this reader does not see; comments go with the own view."""
    groups = [one for one in row.groups if one["group"] not in hidden]
    others = [cell for one in groups if one["group"] != Group.SELF for cell in cells_in(one)]
    own = next((one["mean"] for one in groups if one["group"] == Group.SELF), None)
    mean = mean_of(others) if others else None
    return CompetencyOutcome(
        result=row,
        bars=tuple(bar_of(one) for one in groups),
        lines=lines_of(groups),
        own=own,
        others=mean,
        gap=gap_between(own, mean, rule.rules) if own is not None and mean is not None else None,
        comments=tuple((label_of(one["group"]), tuple(one["texts"])) for one in row.comments if not hidden),
    )


def bar_of(group: dict[str, Any]) -> Bar:
    """Return a stored group as a bar."""
    return Bar(group["group"], label_of(group["group"]), group["raters"], group["mean"], group["spread"])


def cells_in(group: dict[str, Any]) -> list[Cell]:
    """Return the cells of a stored group, without squares."""
    return [Cell(index, one["answers"], one["total"], 0) for index, one in enumerate(group["indicators"])]


def lines_of(groups: Sequence[dict[str, Any]]) -> tuple[IndicatorLine, ...]:
    """Return the behaviours by level, each with the mean of every group."""
    words: dict[tuple[int, int], str] = {}
    means: list[tuple[str, dict[tuple[int, int], float]]] = []
    for group in groups:
        mine = {(one["level"], one["order"]): one["total"] / one["answers"] for one in group["indicators"]}
        words |= {(one["level"], one["order"]): one["text"] for one in group["indicators"]}
        means.append((label_of(group["group"]), mine))
    return tuple(
        IndicatorLine(place[0], text, tuple((label, mine.get(place)) for label, mine in means))
        for place, text in sorted(words.items())
    )


def label_of(group: str) -> str:
    """Return the name of a group, as the person who is rated reads it."""
    names = {
        Group.SELF: pgettext("360 group", "You"),
        Group.SUPERIOR: pgettext("360 group", "Superior"),
        Group.PEERS: pgettext("360 group", "Peers"),
        Group.SUBORDINATES: pgettext("360 group", "Subordinates"),
        Group.PEERS_AND_SUBORDINATES: pgettext("360 group", "Peers and subordinates"),
    }
    return names[Group(group)]


def rounds_listed(viewer: access.Viewer, *, on: date, text: str = "", state: str = "") -> QuerySet[Any]:
    """Return HR's rounds in scope with coverage and levels, the newest first. Four queries a page.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.

    """
    if not access.holds_role(viewer, Role.HR, on=on):
        raise access.OutsideScope
    rows = rounds_for_hr(viewer, on=on).exclude(ratee=viewer)
    if text:
        rows = rows.filter(ratee__full_name__icontains=text)
    if state in RoundState.values:
        rows = rows.filter(state=state)
    return counted(rows).prefetch_related("results__competency").order_by("-closes_at", "-pk")


def hr_round_page(viewer: access.Viewer, number: uuid.UUID, *, on: date) -> HrRoundPage:
    """Return a round to HR in scope. Six queries.

    Raises:
        NoSuchRound: out of scope, not HR's, or about the viewer.

    """
    found = round_for_hr(viewer, number, on=on)
    raters = list(found.raters.select_related("person").order_by("pk"))
    return HrRoundPage(
        round=found,
        competencies=list(found.competencies.order_by("area__order", "order")),
        coverage=coverage_of(raters),
        proposals=[one for one in raters if one.state == RaterState.PROPOSED],
        results=list(results_of(found)),
    )


def coverage_of(raters: Iterable[MultiraterRater]) -> list[tuple[str, int, int]]:
    """Return by relation how many answered and how many are asked."""
    found: dict[str, tuple[int, int]] = {}
    for one in raters:
        if one.state in ASKED:
            label = one.get_relation_display() if one.relation != "self" else pgettext("360 group", "Own view")
            answered, asked = found.get(label, (0, 0))
            found[label] = (answered + one.is_submitted, asked + 1)
    return [(label, answered, asked) for label, (answered, asked) in found.items()]


def start_page(viewer: User, *, on: date, as_hr: bool, person: uuid.UUID | None = None, text: str = "") -> StartPage:
    """Return what can be chosen for a new round: about oneself, or as HR about one person or a unit.

    Seven queries at the most.

    Raises:
        OutsideScope: the viewer is HR of no part of the organisation.
        MayNotView: the person works elsewhere.

    """
    paths = access.scope_paths(viewer, Role.HR, on=on) if as_hr else ()
    if as_hr and not paths:
        raise access.OutsideScope
    about = access.require_hr_may_view(viewer, person, on=on) if as_hr and person else None
    units = Unit.objects.filter(access.below(paths)).order_by("path")
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    people = User.objects.filter(pk__in=posted.values("person_id"), full_name__icontains=text).exclude(pk=viewer.pk)
    return StartPage(
        rule=MultiraterRule.objects.newest_in_force(on),
        competencies=Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED, indicators__isnull=False)
        .distinct()
        .order_by("area__order", "order"),
        units=units,
        units_shown=list((units.filter(name__icontains=text) if text else units)[:UNITS_OFFERED]),
        person=about,
        people=list(people.order_by("full_name", "pk")[:PEOPLE_FOUND]) if text else [],
        on=on,
    )
