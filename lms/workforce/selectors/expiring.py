"""Whose evidence ends soon, and what renews it. For the own agency's HR only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from lms.competencies.carrying import heard_for
from lms.competencies.models import EvidenceKind, Instrument, PersonLevel
from lms.competencies.selectors import carrying_edges
from lms.people import access
from lms.people.models import Role, Unit, User
from lms.workforce.models import PersonState, ProfileRequirement

HORIZONS = (30, 90, 180)
TITLES_SHOWN = 2
# What people rate or send in is renewed the way it came; everything else by a test.
NOT_BY_TEST = (EvidenceKind.PORTFOLIO, EvidenceKind.SUPERIOR_RATING, EvidenceKind.MULTIRATER, EvidenceKind.RUBRIC_TASK)


def expiring(viewer: User, unit: Unit, *, on: date, days: int) -> QuerySet[PersonLevel, Any]:
    """Return levels of people of a unit and below whose evidence ends within so many days, the soonest first.

    Only what the person's post requires, as `required` says. Two queries with the list. Where people work is as old
    as the map; who may be seen is asked anew, so that whoever has moved away is not listed.
    """
    asked = ProfileRequirement.objects.filter(
        profile=OuterRef("person__workforce_state__profile"), competency=OuterRef("competency")
    )
    ending = PersonLevel.objects.filter(
        level__isnull=False,
        valid_until__range=(on, on + timedelta(days=days)),
        person__workforce_state__agency=unit.agency_path,
        person__is_active=True,
    )
    scope = access.scope_paths(viewer, Role.HR, on=on)
    path = "person__workforce_state__path"
    rows = access.visible_to(ending, viewer, on=on).filter(access.below((unit.path,), path), access.below(scope, path))
    rows = rows.annotate(required=Subquery(asked.values("level")[:1])).filter(required__isnull=False)
    related = rows.select_related("person", "competency", "decided_by", "person__workforce_state__unit")
    return related.order_by("valid_until", "person__full_name", "competency__code", "pk")


@dataclass(frozen=True)
class ExpiringRow:
    """One level that ends soon: whose, until when, and the tests that would renew it."""

    level: PersonLevel
    tests: tuple[str, ...]

    @property
    def state(self) -> PersonState:
        """Return where the person works."""
        found: PersonState = self.level.person.workforce_state
        return found

    @property
    def required(self) -> int:
        """Return what the post requires."""
        return int(self.level.required)  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        """Return the kind of the evidence that ends."""
        return self.level.decided_by.kind if self.level.decided_by else ""

    @property
    def is_renewed_by_test(self) -> bool:
        """Whether a test takes its place; what people rate or hand in is renewed the way it came."""
        return self.kind not in NOT_BY_TEST


def as_rows(levels: Iterable[PersonLevel]) -> list[ExpiringRow]:
    """Return levels with the tests that would renew them. Two queries, however many levels.

    A test of what a competency took the place of renews it too.
    """
    kept = list(levels)
    competencies, edges = {row.competency_id for row in kept}, carrying_edges()
    heard = {one: heard_for(one, edges) for one in competencies}
    measured: dict[int, list[str]] = {}
    tests = Instrument.objects.filter(competency__in={older for all_of in heard.values() for older in all_of})
    for competency, title in tests.order_by("title", "pk").values_list("competency_id", "title"):
        measured.setdefault(competency, []).append(title)
    titles = {one: sorted({title for older in heard[one] for title in measured.get(older, ())}) for one in competencies}
    return [ExpiringRow(row, tuple(titles.get(row.competency_id, [])[:TITLES_SHOWN])) for row in kept]
