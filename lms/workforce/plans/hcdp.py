"""Plans as tables to take out: one plan, and the HCDP of a unit over five years. They name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lms.people.models import Unit
from lms.tables import Sheet, Value
from lms.workforce.models import TrainingPlan, TrainingPlanLine
from lms.workforce.selectors.plans import HCDP_YEARS, adopted_plans, plan_lines

WIDTHS = (8, 8, 32, 14, 44, 60, 10, 12, 16)


def heading() -> list[str]:
    """Return the names of the columns."""
    return [
        gettext("Year"),
        gettext("Rank"),
        gettext("Unit"),
        gettext("Code"),
        gettext("Course"),
        gettext("Competencies"),
        gettext("People"),
        gettext("Hours (JP)"),
        gettext("Levels closed (weighted)"),
    ]


def sheet_of_plan(plan: TrainingPlan, *, at: datetime) -> Sheet:
    """Return one plan in reach as a table, what closes most first. One query."""
    name = f"{gettext('Plan of training')} {plan.year}"
    return Sheet(name, heading(), lines_of(plan.year, plan_lines(plan)), before_plan(plan, at=at), WIDTHS)


def sheet_of_five_years(unit: Unit, *, since: int, at: datetime) -> Sheet:
    """Return the adopted plans of a unit in scope over five years; a year without one says so. Three queries."""
    plans = adopted_plans(unit, since=since)
    name = f"HCDP {since}–{since + HCDP_YEARS - 1}"
    before = [f"{name}: {unit.name}", stamp(at), gettext("Only adopted plans are listed. The table names nobody.")]
    return Sheet(name, heading(), years_of(plans, since=since), before, WIDTHS)


def before_plan(plan: TrainingPlan, *, at: datetime) -> list[str]:
    """Return the lines that stand before a plan: for whom, from when, and how good it is."""
    read = timezone.localtime(plan.read_at or plan.requested_at)
    facts = {
        "budget": in_jp(plan.budget),
        "hours": in_jp(plan.hours),
        "closed": f"{plan.closed / 100:g}",
        "bound": f"{plan.bound / 100:g}",
    }
    said = gettext("%(hours)s of %(budget)s JP close %(closed)s weighted levels; no plan closes more than %(bound)s.")
    return [
        f"{plan.unit.name}, {plan.year}: {plan.get_state_display()}",
        stamp(at),
        gettext("Gaps as of %(when)s") % {"when": f"{read:%Y-%m-%d %H:%M}"},
        said % facts,
    ]


def stamp(at: datetime) -> str:
    """Return when the table was taken out."""
    return gettext("Taken out on %(when)s") % {"when": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}


def years_of(plans: Mapping[int, TrainingPlan], *, since: int) -> Iterator[list[Value]]:
    """Yield the lines of five years."""
    for year in range(since, since + HCDP_YEARS):
        plan = plans.get(year)
        if plan is None:
            yield [year, None, "", "", gettext("no plan adopted"), "", None, None, None]
        else:
            ordered = sorted(plan.lines.all(), key=lambda line: (-line.closed, line.part.path, line.code))
            yield from lines_of(year, ordered)


def lines_of(year: int, lines: Iterable[TrainingPlanLine]) -> Iterator[list[Value]]:
    """Yield the lines of a plan, ranked by what they close: gap times weight times people."""
    for rank, line in enumerate(lines, start=1):
        taught = "; ".join(f"{one['code']} {one['name']}" for one in line.closes)
        figures: list[Value] = [line.people, line.hours / 100, line.closed / 100]
        yield [year, rank, line.part.name, line.code, line.title, taught, *figures]


def in_jp(hundredths: int) -> str:
    """Return hours as a number without idle zeros."""
    return f"{hundredths / 100:.10g}"
