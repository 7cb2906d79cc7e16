"""Learning paths as things people can be asked to do: until the last step that is asked for is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.development import targets
from lms.development.models import LearningPath, PathState, PathStep
from lms.development.targets import Ref, Target, TargetKind

PATH = "path"


def ref_of(step: PathStep) -> Ref:
    """Return what a step refers to."""
    return Ref(step.target_kind, step.target_uuid)


def as_targets(paths: Iterable[LearningPath]) -> list[Target]:
    """Return paths as things people can be asked to do. One query for the steps, and those of each room.

    The minutes are the sum of the steps that are asked for. Where one of these is closed, nobody new is asked.
    """
    rows = list(paths)
    steps: dict[int, list[Ref]] = defaultdict(list)
    for step in PathStep.objects.filter(path__in=rows, is_optional=False):
        steps[step.path_id].append(ref_of(step))
    found = targets.find_many([ref for refs in steps.values() for ref in refs])
    return [as_target(path, [found.get(ref) for ref in steps[path.pk]]) for path in rows]


def as_target(path: LearningPath, things: Sequence[Target | None]) -> Target:
    """Return one path with the things of its steps; None for a thing that is closed."""
    there = [thing for thing in things if thing is not None]
    return Target(
        kind=PATH,
        uuid=path.uuid,
        title=path.title,
        url=reverse("development:path", args=[path.uuid]),
        minutes=sum(thing.minutes for thing in there),
        opens_on=max((thing.opens_on for thing in there if thing.opens_on), default=None),
        within=path.unit.path if path.unit else "",
        takes_more=path.state == PathState.PUBLISHED and bool(there) and len(there) == len(things),
    )


def find(numbers: Sequence[UUID]) -> dict[UUID, Target]:
    """Return those of the paths that were published. Two queries, and those of each room.

    A path that was closed since is still found, for those who were asked and go on; it takes nobody new.
    """
    rows = LearningPath.objects.filter(uuid__in=numbers).exclude(state=PathState.DRAFT).select_related("unit")
    return {target.uuid: target for target in as_targets(rows)}


def done_by(paths: Sequence[UUID], people: Sequence[int], on: date) -> set[tuple[UUID, int]]:
    """Return which of the paths which of the people have gone to the end, optional steps aside.

    One query, and those of each room, whatever the number of paths and people.
    """
    steps: dict[UUID, set[Ref]] = defaultdict(set)
    rows = PathStep.objects.filter(path__uuid__in=paths, is_optional=False).select_related("path")
    for step in rows:
        steps[step.path.uuid].add(ref_of(step))
    done = targets.done({ref for refs in steps.values() for ref in refs}, people, on)
    return {
        (path, person)
        for path, refs in steps.items()
        for person in people
        if all((ref, person) in done for ref in refs)
    }


def made_of(things: Sequence[Target]) -> list[Target]:
    """Return the open paths in which one of the things is asked for, by title. Two queries, and those of each room."""
    holds = Q(pk__in=[])
    for kind in {thing.kind for thing in things}:
        holds |= Q(target_kind=kind, target_uuid__in=[thing.uuid for thing in things if thing.kind == kind])
    steps = PathStep.objects.filter(holds, is_optional=False)
    open_ones = LearningPath.objects.filter(state=PathState.PUBLISHED, pk__in=steps.values("path")).order_by("title")
    return [target for target in as_targets(open_ones.select_related("unit")) if target.takes_more]


PATHS = TargetKind(PATH, _("path"), find=find, done_by=done_by, made_of=made_of)
