"""What people can be asked to do here: a test, until its result stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, AttemptState, Blueprint, BlueprintStatus
from lms.competencies.models import Evidence, Instrument
from lms.competencies.selectors import heard_for_code
from lms.development.targets import Target, TargetKind
from lms.people.models import Unit

TEST = "test"


def to_be_taken() -> QuerySet[Blueprint]:
    """Return the tests that people may take alone."""
    return Blueprint.objects.filter(status=BlueprintStatus.PUBLISHED, is_supervised_only=False).select_related("unit")


def as_targets(tests: Iterable[Blueprint]) -> list[Target]:
    """Return tests as things people can be asked to do."""
    return [
        Target(
            kind=TEST,
            uuid=test.uuid,
            title=test.title,
            url=reverse("assessments:placement")
            if test.is_placement
            else reverse("assessments:start", args=[test.uuid]),
            minutes=test.time_limit_minutes or 0,
            within=test.unit.path if test.unit else "",
        )
        for test in tests
    ]


def find(numbers: Sequence[UUID]) -> dict[UUID, Target]:
    """Return those of the tests that may be taken. One query."""
    return {target.uuid: target for target in as_targets(to_be_taken().filter(uuid__in=numbers))}


def done_by(tests: Sequence[UUID], people: Sequence[int], on: date) -> set[tuple[UUID, int]]:
    """Return from which of the tests evidence about which of the people holds on the day. Two queries."""
    scored = Attempt.objects.filter(blueprint__uuid__in=tests, person__in=people, state=AttemptState.SCORED)
    of = dict(scored.values_list("uuid", "blueprint__uuid"))
    holds = Evidence.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        person__in=people,
        source_kind="attempt",
        source_uuid__in=scored.values("uuid"),
        superseded_at__isnull=True,
    )
    return {(of[attempt], person) for attempt, person in holds.values_list("source_uuid", "person_id")}


def offered(text: str, within: str, limit: int) -> list[Target]:
    """Return tests with the words in title or code that people of the units at this path may take. One query."""
    above = [within[:end] for end in range(Unit.steplen, len(within) + 1, Unit.steplen)]
    for_them = Q(unit__isnull=True) | Q(unit__path__in=above)
    found = to_be_taken().filter(for_them, Q(title__icontains=text) | Q(code__icontains=text), is_placement=False)
    return as_targets(found.order_by("title", "pk")[:limit])


def that_measure(code: str) -> list[Target]:
    """Return the tests that measure the competency, or what it took the place of, by title. Three queries."""
    instruments = Instrument.objects.filter(competency__in=heard_for_code(code))
    return as_targets(to_be_taken().filter(uuid__in=instruments.values("source_uuid")).order_by("title", "pk"))


TESTS = TargetKind(TEST, _("test"), find=find, done_by=done_by, teaches=that_measure, offered=offered)
