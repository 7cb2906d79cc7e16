"""Writes learning paths: words and steps in a draft, then published, copied or closed. Each act is logged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.development import targets
from lms.development.access import paths_written_by, units_to_write_for, writes_for_all, writes_paths
from lms.development.models import LearningPath, PathState, PathStep
from lms.development.selectors.path_targets import ref_of
from lms.development.selectors.paths import NoSuchPath, WritesNoPaths
from lms.development.targets import Ref, Target
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import Unit, User

FEWEST_STEPS, MOST_STEPS = 2, 20


class PathStands(Conflict):
    """What was published does not change any more."""

    code = "path_stands"
    message = gettext_noop("This path is no draft any more, so its words and steps stay. Copy it to change the copy.")


class StepThere(Conflict):
    """Each thing stands in a path once."""

    code = "step_there"
    message = gettext_noop("This stands in the path already.")


class TooManySteps(InvalidInput):
    """A path has an end."""

    code = "too_many_steps"
    message = gettext_noop("A path has at most 20 steps. Make two of it.")


class TooFewSteps(InvalidInput):
    """One thing is no path."""

    code = "too_few_steps"
    message = gettext_noop("A path has at least two steps, and at least one of them is not optional.")


class StepNotForThem(InvalidInput):
    """Not everybody for whom the path is could do it."""

    code = "step_not_for_them"
    message = gettext_noop("%(title)s is open to fewer people than the path. Choose another step, or narrow the path.")


class StepClosed(InvalidInput):
    """A thing was closed since it became a step."""

    code = "step_closed"
    message = gettext_noop("%(title)s is closed. Take it out of the path first.")


@dataclass(frozen=True)
class TypedPath:
    """The words of a path, and for whose people it is; without a unit for everybody."""

    title: str
    purpose: str
    unit: uuid.UUID | None


@transaction.atomic
def write_path(*, typed: TypedPath, by: User, at: datetime, path: uuid.UUID | None = None) -> LearningPath:
    """Begin a path, or change the words of a draft.

    Raises:
        WritesNoPaths, NoSuchPath, PathStands.
        OutsideScope: `by` does not write for these people.
        StepNotForThem: the draft has a step that not all of them could do.
    """
    unit = for_whom(typed.unit, by=by, at=at)
    row = draft(path, by=by, at=at) if path else LearningPath(written_by=by, written_at=at)
    row.title, row.purpose, row.unit = typed.title.strip(), typed.purpose.strip(), unit
    if path:
        for thing in targets.find_many([ref_of(step) for step in row.steps.all()]).values():
            require_fit(row, thing)
    row.save()
    return row


def for_whom(number: uuid.UUID | None, *, by: User, at: datetime) -> Unit | None:
    """Return the unit, or None for everybody, if `by` writes for these people."""
    on = timezone.localdate(at)
    if not writes_paths(by, on=on):
        raise WritesNoPaths
    if number is None:
        if not writes_for_all(by, on=on):
            raise access.OutsideScope
        return None
    found = units_to_write_for(by, on=on).filter(uuid=number).first()
    if found is None:
        raise access.OutsideScope
    return found


@transaction.atomic
def add_step(*, path: uuid.UUID, thing: Ref, by: User, at: datetime, is_optional: bool = False) -> PathStep:
    """Put an open thing at the end of a draft. No path goes into a path.

    Raises:
        NoSuchPath, PathStands, NotToBeAsked, TooManySteps, StepThere, StepNotForThem.
    """
    row = draft(path, by=by, at=at)
    found = targets.find(thing)
    if targets.KINDS[thing.kind].made_of:
        raise targets.NotToBeAsked
    steps = list(row.steps.all())
    if len(steps) >= MOST_STEPS:
        raise TooManySteps
    if thing in {ref_of(step) for step in steps}:
        raise StepThere
    require_fit(row, found)
    return PathStep.objects.create(
        path=row,
        position=steps[-1].position + 1 if steps else 1,
        target_kind=found.kind,
        target_uuid=found.uuid,
        target_title=found.title,
        is_optional=is_optional,
    )


def require_fit(path: LearningPath, thing: Target) -> None:
    """Refuse a thing that some of those for whom the path is could not do."""
    if not (path.unit.path if path.unit else "").startswith(thing.within):
        raise StepNotForThem(title=thing.title)


@transaction.atomic
def remove_step(*, path: uuid.UUID, step: int, by: User, at: datetime) -> None:
    """Take a step out of a draft; what is gone already is gone.

    Raises:
        NoSuchPath, PathStands.
    """
    draft(path, by=by, at=at).steps.filter(pk=step).delete()


@transaction.atomic
def move_step(*, path: uuid.UUID, step: int, by_places: int, by: User, at: datetime) -> None:
    """Move a step of a draft by so many places, up where negative; at the end it stays where it is.

    Raises:
        NoSuchPath, PathStands.
    """
    steps = list(draft(path, by=by, at=at).steps.all())
    where = next((place for place, row in enumerate(steps) if row.pk == step), None)
    if where is None:
        return
    steps.insert(max(0, where + by_places), steps.pop(where))
    for place, row in enumerate(steps, 1):
        row.position = place
    PathStep.objects.bulk_update(steps, ["position"])


@transaction.atomic
def make_optional(*, path: uuid.UUID, step: int, is_optional: bool, by: User, at: datetime) -> None:
    """Say whether a step of a draft is asked for or left to each.

    Raises:
        NoSuchPath, PathStands.
    """
    draft(path, by=by, at=at).steps.filter(pk=step).update(is_optional=is_optional)


@transaction.atomic
def publish_path(*, path: uuid.UUID, by: User, at: datetime) -> LearningPath:
    """Open a draft to the people for whom it is; from now on its words and steps stay.

    Raises:
        NoSuchPath, PathStands, TooFewSteps, StepClosed, StepNotForThem.
    """
    row = draft(path, by=by, at=at)
    steps = list(row.steps.all())
    if len(steps) < FEWEST_STEPS or all(step.is_optional for step in steps):
        raise TooFewSteps
    found = targets.find_many([ref_of(step) for step in steps])
    for step in steps:
        thing = found.get(ref_of(step))
        if thing is None:
            raise StepClosed(title=step.target_title)
        require_fit(row, thing)
    row.state, row.published_by, row.published_at = PathState.PUBLISHED, by, at
    row.save()
    log(row, "development.path.publish", user=by, data={"path": str(row.uuid), "steps": len(steps)})
    return row


@transaction.atomic
def close_path(*, path: uuid.UUID, by: User, at: datetime) -> LearningPath:
    """Offer the path to nobody new. Who was asked goes on with it, and it is recognised when they are done.

    Raises:
        NoSuchPath, PathStands: it is not open.
    """
    row = own(path, by=by, at=at)
    if row.state != PathState.PUBLISHED:
        raise PathStands
    row.state, row.closed_by, row.closed_at = PathState.CLOSED, by, at
    row.save()
    log(row, "development.path.close", user=by, data={"path": str(row.uuid)})
    return row


@transaction.atomic
def copy_path(*, path: uuid.UUID, by: User, at: datetime) -> LearningPath:
    """Begin a draft with the words and steps of a path, whatever its state: the way to a new version.

    Raises:
        NoSuchPath.
    """
    row = own(path, by=by, at=at)
    made = LearningPath.objects.create(
        title=row.title, purpose=row.purpose, unit=row.unit, written_by=by, written_at=at
    )
    PathStep.objects.bulk_create(
        PathStep(
            path=made,
            position=step.position,
            target_kind=step.target_kind,
            target_uuid=step.target_uuid,
            target_title=step.target_title,
            is_optional=step.is_optional,
        )
        for step in row.steps.all()
    )
    return made


@transaction.atomic
def throw_path_away(*, path: uuid.UUID, by: User, at: datetime) -> None:
    """Delete a draft.

    Raises:
        NoSuchPath, PathStands.
    """
    draft(path, by=by, at=at).delete()


def own(number: uuid.UUID, *, by: User, at: datetime) -> LearningPath:
    """Return a path that is `by`'s to write, locked."""
    rows = paths_written_by(by, on=timezone.localdate(at)).select_related("unit")
    found = rows.select_for_update(of=("self",)).filter(uuid=number).first()
    if found is None:
        raise NoSuchPath
    return found


def draft(number: uuid.UUID, *, by: User, at: datetime) -> LearningPath:
    """Return a draft that is `by`'s to write, locked."""
    row = own(number, by=by, at=at)
    if not row.may_be_changed:
        raise PathStands
    return row
