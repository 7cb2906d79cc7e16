"""Which part of the organisation is looked at, and which competencies stand as columns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lms.competencies.models import Competency, Framework, FrameworkStatus
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, User


class NoScope(NotAllowed):
    """The viewer works as HR for no part of the organisation."""

    code = "no_hr_scope"
    message = gettext_noop("This page is for HR officers. Ask your administrator if you should have access.")


def unit_in_scope(viewer: User, unit_uuid: uuid.UUID | None, *, on: date) -> Unit:
    """Return the unit asked for, or the top of the viewer's scope as HR. Two queries.

    Raises:
        NoScope: the viewer is no HR officer.
        OutsideScope: the unit lies elsewhere.
    """
    scope = access.scope_paths(viewer, Role.HR, on=on)
    if not scope:
        raise NoScope
    return access.require_unit_within(scope, unit_uuid) if unit_uuid else top_of(scope)


def top_of(scope: tuple[str, ...]) -> Unit:
    """Return the highest unit of a scope. One query.

    Raises:
        NoScope: there is none.
    """
    found: Unit | None = Unit.objects.filter(access.below(scope)).order_by("depth", "path").first()
    if found is None:
        raise NoScope
    return found


def only_top(scope: tuple[str, ...]) -> Unit | None:
    """Return the top of a scope that has one; None where it has several. One query."""
    tops = tops_of(scope)
    return Unit.objects.get(path=tops[0]) if len(tops) == 1 else None


@dataclass(frozen=True)
class UnitChoice:
    """The units a reader may go to from one: those above it and the other tops of the scope, and the parts below."""

    unit: Unit
    above: list[Unit]
    parts: list[Unit]


def unit_choice(viewer: User, unit: Unit, *, on: date) -> UnitChoice:
    """Return where HR may go from a unit in scope. Three queries."""
    scope = access.scope_paths(viewer, Role.HR, on=on)
    paths = {unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)}
    near = {path for path in paths if access.lies_within(path, scope)} | set(tops_of(scope)) - {unit.path}
    rows = Unit.objects.filter(Q(path__in=near) | Q(in_unit(unit), depth=unit.depth + 1)).order_by("path")
    kept = list(rows)
    parts = [row for row in kept if row.path.startswith(unit.path)]
    return UnitChoice(unit, [row for row in kept if row.path in near], parts)


def reads_lists(viewer: User, *, on: date) -> bool:
    """Whether `viewer` reads lists with names as HR; who reads totals sees those without. Two queries.

    Raises:
        NoScope: the viewer reads neither.
    """
    if not access.holds_role(viewer, *access.READS_TOTALS, on=on):
        raise NoScope
    return access.holds_role(viewer, Role.HR, on=on)


def tops_of(scope: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of the units at the top of a scope; those of every agency for the nation. One query at most."""
    if scope == access.NATION:
        return tuple(Unit.objects.filter(depth=1).order_by("path").values_list("path", flat=True))
    return scope


def in_unit(unit: Unit) -> Q:
    """Return the condition that a unit is this one or lies below it."""
    return access.below((unit.path,))


def frameworks() -> list[Framework]:
    """Return the published frameworks, the newest first. One query."""
    return list(Framework.objects.filter(status=FrameworkStatus.PUBLISHED).order_by("-pk"))


def regions() -> list[str]:
    """Return the regions of agencies, in order. One query."""
    rows = Unit.objects.filter(depth=1).exclude(region="").order_by("region")
    return list(rows.values_list("region", flat=True).distinct())


def columns_of(area: str = "", framework: str = "") -> QuerySet[Competency]:
    """Return the competencies of a published framework (a code; the newest if none is named), of an area."""
    published = Framework.objects.filter(status=FrameworkStatus.PUBLISHED)
    found = (published.filter(code=framework).first() if framework else None) or published.order_by("-pk").first()
    rows = Competency.objects.filter(framework=found, framework__isnull=False).select_related("area")
    return rows.filter(area__code=area) if area else rows


class UnknownCompetency(NotFound):
    """No competency of the framework in use has this code."""

    code = "unknown_competency"
    message = gettext_noop("There is no competency with this code in the framework in use.")


def competency_by_code(code: str, framework: str = "") -> Competency:
    """Return a competency of a published framework, the newest where none is named. Two queries.

    Raises:
        UnknownCompetency: there is none.
    """
    found: Competency | None = columns_of(framework=framework).filter(code=code).first()
    if found is None:
        raise UnknownCompetency
    return found
