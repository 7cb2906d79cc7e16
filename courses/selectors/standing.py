"""Where a person stands with the final test of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from assessments.models import Attempt, Blueprint
from assessments.selectors import NoSuchTest, start_page
from lms.people.access import Viewer


@dataclass(frozen=True)
class FinalTest:
    """The final test of a course; what concerns one person stays empty for a visitor.

    `result` is the attempt that counts: the one that was passed, else the newest one that was scored.
    """

    title: str
    uuid: UUID
    minutes: int
    pass_percent: int
    question_count: int = 0
    result: Attempt | None = None
    running: Attempt | None = None
    may_start: bool = False
    attempts_left: int | None = None
    next_at: datetime | None = None

    @property
    def is_passed(self) -> bool:
        """Whether the person passed."""
        return bool(self.result and self.result.passed)

    @property
    def running_url(self) -> str:
        """Return where the attempt that runs goes on, or an empty text."""
        return reverse("assessments:attempt", args=[self.running.uuid]) if self.running else ""

    @property
    def result_url(self) -> str:
        """Return where the result is read, or an empty text."""
        return reverse("assessments:result", args=[self.result.uuid]) if self.result else ""


def passed_attempt(person_id: int, blueprint_id: int) -> Attempt | None:
    """Return the newest attempt with which the person passed the test. One query."""
    found: Attempt | None = (
        Attempt.objects.filter(person=person_id, blueprint=blueprint_id, state="scored", passed=True)
        .select_related("blueprint")
        .order_by("-scored_at", "-pk")
        .first()
    )
    return found


def final_test_of(blueprint_id: int | None, *, viewer: Viewer, at: datetime) -> FinalTest | None:
    """Return the final test as the viewer stands with it; None where the course has none. Nine queries at the most."""
    blueprint = Blueprint.objects.filter(pk=blueprint_id).first() if blueprint_id else None
    if blueprint is None:
        return None
    bare = FinalTest(blueprint.title, blueprint.uuid, blueprint.time_limit_minutes, blueprint.pass_percent)
    if not viewer.is_authenticated:
        return bare
    scored = Attempt.objects.filter(person=viewer, blueprint=blueprint, state="scored")
    result = scored.order_by("-passed", "-scored_at", "-pk").first()
    try:
        offer = start_page(viewer, blueprint.uuid, at=at).offer
    except NoSuchTest:
        return FinalTest(bare.title, bare.uuid, bare.minutes, bare.pass_percent, result=result)
    return FinalTest(
        bare.title,
        bare.uuid,
        bare.minutes,
        bare.pass_percent,
        question_count=offer.question_count,
        result=result,
        running=offer.running,
        may_start=offer.standing.may_start,
        attempts_left=offer.standing.attempts_left,
        next_at=offer.standing.next_at,
    )
