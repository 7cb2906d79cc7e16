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


def done_by(test: UUID, people: Sequence[int], on: date) -> set[int]:
    """Return the ids of the people for whom evidence from this test holds on the day. One query."""
    scored = Attempt.objects.filter(blueprint__uuid=test, person__in=people, state=AttemptState.SCORED)
    holds = Evidence.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        source_kind="attempt",
        source_uuid__in=scored.values("uuid"),
        superseded_at__isnull=True,
    )
    return set(holds.values_list("person_id", flat=True))


def that_measure(code: str) -> list[Target]:
    """Return the tests that measure the competency, or what it took the place of, by title. Three queries."""
    instruments = Instrument.objects.filter(competency__in=heard_for_code(code))
    return as_targets(to_be_taken().filter(uuid__in=instruments.values("source_uuid")).order_by("title", "pk"))


TESTS = TargetKind(TEST, _("test"), find=find, done_by=done_by, teaches=that_measure)
