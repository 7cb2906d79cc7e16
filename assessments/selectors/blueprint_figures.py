"""What the answers and the bank say of a test: its results, how much it tells, and which items need an eye.

People are counted and never named; fewer than five are not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from assessments import access
from assessments.answers import RATED, UNSCORED
from assessments.blueprint_content import BlueprintContent
from assessments.models import Attempt, AttemptState, Blueprint, BlueprintMode, CompetencyScore
from assessments.pictures import Curves, Items, Shares, curves_of, known_by, shares_of
from assessments.selectors.bank import with_stem
from assessments.selectors.blueprints import FEWEST_PEOPLE, items_of
from assessments.selectors.calibration import cuts_on, most_troubled_first
from assessments.selectors.cells import BankItem, bank_for, items_in
from assessments.selectors.parameters import Parameters, parameters_of
from lms.people.access import Viewer

TENTHS = 10


@dataclass(frozen=True)
class LevelCount:
    """How many people stand at a level of a competency after their first attempt."""

    code: str
    name: str
    people: int
    by_level: tuple[int, ...]


@dataclass(frozen=True)
class TestResults:
    """First attempts: how many people, and unless they are too few, how they did.

    `passed_percent` and `shares` are None in an adaptive test, which is neither passed nor failed; there `levels` tell.
    """

    __test__ = False  # not a class of tests

    people: int
    passed_percent: int | None
    median: timedelta | None
    shares: Shares | None
    levels: tuple[LevelCount, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether too few people took the test to show how they did."""
        return self.people < FEWEST_PEOPLE

    @property
    def median_minutes(self) -> int:
        """Return the median time in whole minutes, at least one."""
        return max(1, round(self.median.total_seconds() / 60)) if self.median else 0


@dataclass(frozen=True)
class FormFigures:
    """One form: how many items it has, their mean difficulty (logits) and slope (1/logit)."""

    code: str
    count: int
    difficulty: float
    slope: float


@dataclass(frozen=True)
class TestInformation:
    """How much a test tells, by ability: a line for each form, or one for the mean of what may be drawn.

    `difficulty_gap` (logits) is between the easiest and the hardest form; `information_gap` (percent) is the largest
    difference of information at any ability, of the highest information.
    """

    __test__ = False  # not a class of tests

    curves: Curves
    forms: tuple[FormFigures, ...]
    difficulty_gap: float
    information_gap: int


def first_attempts(test: Blueprint) -> QuerySet[Any]:
    """Return the scored first attempts at a test; one that was voided is nobody's first."""
    earlier = Attempt.objects.filter(
        blueprint=OuterRef("blueprint"), person=OuterRef("person"), pk__lt=OuterRef("pk")
    ).exclude(state=AttemptState.VOIDED)
    scored: QuerySet[Any] = Attempt.objects.filter(blueprint=test, state=AttemptState.SCORED)
    return scored.filter(~Exists(earlier))


def results_of(viewer: Viewer, test: Blueprint) -> TestResults:
    """Return how people did at a test that `viewer` was allowed to read. At most three queries."""
    first = first_attempts(test)
    counted = first.aggregate(
        people=Count("pk"),
        passed=Count("pk", filter=Q(passed=True)),
        **{f"tenth_{place}": Count("pk", filter=within(place)) for place in range(TENTHS)},
    )
    people = counted["people"]
    if people < FEWEST_PEOPLE:
        return TestResults(people, None, None, None, ())
    timed = first.annotate(took=F("submitted_at") - F("started_at")).order_by("took", "pk")
    median = timed.values_list("took", flat=True)[(people - 1) // 2]
    if test.is_adaptive:
        return TestResults(people, None, median, None, levels_of(first))
    shares = shares_of([counted[f"tenth_{place}"] for place in range(TENTHS)], test.pass_percent)
    return TestResults(people, round(100 * counted["passed"] / people), median, shares, ())


def within(place: int) -> Q:
    """Return what percentages lie in a tenth; the last holds 100 too."""
    low = Q(percent__gte=10 * place)
    return low if place == TENTHS - 1 else low & Q(percent__lt=10 * place + 10)


def levels_of(first: QuerySet[Any]) -> tuple[LevelCount, ...]:
    """Return the levels that first attempts showed, by competency; those of too few people are left out. One query."""
    rows = (
        CompetencyScore.objects.filter(attempt__in=first, is_indicative=False)
        .values_list("competency__code", "competency__name", "level")
        .annotate(n=Count("pk"))
        .order_by("competency__code", "level")
    )
    found: dict[tuple[str, str], list[int]] = {}
    for code, name, level, count in rows:
        found.setdefault((code, name), [0] * 6)[level] = count
    return tuple(
        LevelCount(code, name, sum(counts), tuple(counts))
        for (code, name), counts in found.items()
        if sum(counts) >= FEWEST_PEOPLE
    )


def information_of(test: Blueprint, content: BlueprintContent, *, on: date) -> TestInformation | None:
    """Return how much a test tells; None where it has no items. Three queries."""
    bank = (
        list(items_in(content.forms, test.unit_id).values())
        if content.settings.mode == BlueprintMode.FIXED
        else bank_for(content.cells, test.unit_id)
    )
    # What people rate, or say of themselves, has no difficulty that would enter an ability.
    bank = [one for one in bank if one.kind not in (*RATED, *UNSCORED)]
    cuts = cuts_on(on)
    if not bank or not cuts:
        return None
    places = parameters_of([one.version for one in bank], [one.level for one in bank], cuts)
    forms = [(name, items) for name, items in lines_of(content, bank, places) if items]
    if not forms:
        return None
    figures = tuple(figures_of(name, items) for name, items in forms)
    known = [known_by(items) for _name, items in forms]
    highest = max(float(line.max()) for line in known) or 1.0
    widest = max(float(abs(one - other).max()) for one in known for other in known)
    difficulties = [one.difficulty for one in figures]
    return TestInformation(
        curves=curves_of(forms, cuts),
        forms=figures,
        difficulty_gap=max(difficulties) - min(difficulties),
        information_gap=round(100 * widest / highest),
    )


def lines_of(
    content: BlueprintContent, bank: list[BankItem], places: Mapping[int, Parameters]
) -> list[tuple[str, Items]]:
    """Return the forms with their items; of a drawn test the mean of its draws, of an adaptive one its whole bank."""
    if content.settings.mode == BlueprintMode.FIXED:
        known = {one.item: places[one.version] for one in bank}
        return [(form.code, [(1.0, *known[item]) for item in form.items if item in known]) for form in content.forms]
    found: list[tuple[float, float, float]] = []
    for cell in content.cells:
        fitting = [places[one.version] for one in bank if one.fits(cell)]
        is_adaptive = content.settings.mode == BlueprintMode.ADAPTIVE
        weight = 1.0 if is_adaptive else min(cell.count / max(len(fitting), 1), 1.0)
        found += [(weight, *place) for place in fitting]
    return [("", found)]


def figures_of(name: str, items: Items) -> FormFigures:
    """Return the means of a form."""
    total = sum(weight for weight, _a, _b in items)
    return FormFigures(
        code=name,
        count=round(total),
        difficulty=fmean([b for _weight, _a, b in items], [weight for weight, _a, _b in items]),
        slope=fmean([a for _weight, a, _b in items], [weight for weight, _a, _b in items]),
    )


def items_by_trouble(viewer: Viewer, test: Blueprint, content: BlueprintContent, *, on: date) -> QuerySet[Any]:
    """Return the items of a test that `viewer` may read, the most troubled first. Two queries beside the list."""
    if content.settings.mode == BlueprintMode.FIXED:
        asked = Q(pk__in=[item for form in content.forms for item in form.items])
    else:
        asked = Q(pk__in=items_of(content.cells, test.unit_id).values("pk"))
    mine = access.items_visible_to(viewer, on=on).filter(asked).select_related("competency", "unit", "owner")
    return most_troubled_first(with_stem(mine))
