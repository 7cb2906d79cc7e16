"""What can be read about learning paths: those open to me or asked of me, how far I am, and what their writers need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from lms.development import targets
from lms.development.access import (
    paths_asked_of,
    paths_open_to,
    paths_written_by,
    units_to_write_for,
    writes_for_all,
    writes_paths,
)
from lms.development.models import LearningPath, Obligation, ObligationState, PathStep
from lms.development.selectors.path_targets import PATH, ref_of
from lms.development.targets import Ref, Target
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Unit, User

UNITS_TO_CHOOSE = 300
LEVELS_TO_CHOOSE = 2
THINGS_TO_CHOOSE = 12


class NoSuchPath(NotFound):
    """There is none of this id that the viewer may read, or change."""

    code = "no_such_path"
    message = gettext_noop("We could not find this learning path.")


class WritesNoPaths(NotAllowed):
    """The person writes paths for nobody."""

    code = "writes_no_paths"
    message = gettext_noop("Learning paths are written by trainers and HR officers for their own part of the agency.")


@dataclass(frozen=True)
class StepRow:
    """A step as one person meets it: `done`, `current` (the next one), `next` (later) or `closed`."""

    step: PathStep
    thing: Target | None
    state: str

    @property
    def kind_word(self) -> str:
        """Return what kind of thing it is."""
        return targets.word_of(self.step.target_kind)


@dataclass(frozen=True)
class PathRow:
    """A path as one person meets it: its steps, how far they are, and what was asked of them."""

    path: LearningPath
    steps: list[StepRow]
    obligation: Obligation | None
    on: date

    @property
    def required(self) -> int:
        """Return how many steps are asked for; optional ones are not counted."""
        return sum(not row.step.is_optional for row in self.steps)

    @property
    def done(self) -> int:
        """Return how many of these are done."""
        return sum(row.state == "done" for row in self.steps if not row.step.is_optional)

    @property
    def is_done(self) -> bool:
        """Whether the last of them is done."""
        return 0 < self.required == self.done

    @property
    def minutes(self) -> int:
        """Return how long the steps that are asked for take."""
        return sum(row.thing.minutes for row in self.steps if row.thing and not row.step.is_optional)

    @property
    def current(self) -> StepRow | None:
        """Return the next step."""
        return next((row for row in self.steps if row.state == "current"), None)

    @property
    def is_overdue(self) -> bool:
        """Whether it was asked for and its day has passed."""
        return bool(self.obligation and self.obligation.is_overdue(self.on))


def paths_to_read(viewer: User, *, on: date) -> QuerySet[LearningPath]:
    """Return the paths asked of the viewer and open still, then the others that are open, or were asked, by title."""
    mine = Obligation.objects.filter(person=viewer, target_kind=PATH, target_uuid=OuterRef("uuid"))
    first = Case(
        When(Exists(mine.filter(state=ObligationState.OPEN)), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    readable = Q(pk__in=paths_open_to(viewer, on=on).values("pk")) | Q(pk__in=paths_asked_of(viewer).values("pk"))
    rows = LearningPath.objects.filter(readable).select_related("unit")
    return rows.annotate(first=first).order_by("first", "title", "pk")


def path_rows(paths: Sequence[LearningPath], *, viewer: User, on: date) -> list[PathRow]:
    """Return paths as the viewer meets them. Two queries, and two of each room, whatever the number of paths."""
    steps: dict[int, list[PathStep]] = defaultdict(list)
    for step in PathStep.objects.filter(path__in=paths):
        steps[step.path_id].append(step)
    refs = {ref_of(step) for rows in steps.values() for step in rows}
    things = targets.find_many(list(refs))
    done = {ref for ref, _person in targets.done(refs, [viewer.pk], on)}
    asked = Obligation.objects.filter(person=viewer, target_kind=PATH, target_uuid__in=[path.uuid for path in paths])
    told = asked.filter(state__in=[ObligationState.OPEN, ObligationState.DONE]).order_by("asked_at", "pk")
    obligations = {row.target_uuid: row for row in told}
    return [PathRow(path, step_rows(steps[path.pk], things, done), obligations.get(path.uuid), on) for path in paths]


def step_rows(steps: Sequence[PathStep], things: dict[Ref, Target], done: set[Ref]) -> list[StepRow]:
    """Return steps in order with where they stand; the next is the first open one that is asked for and not done."""
    rows: list[StepRow] = []
    has_current = False
    for step in steps:
        ref = ref_of(step)
        thing = things.get(ref)
        state = "done" if ref in done else "next" if thing else "closed"
        if state == "next" and not step.is_optional and not has_current:
            state, has_current = "current", True
        rows.append(StepRow(step, thing, state))
    return rows


def path_page(number: UUID, *, viewer: User, on: date) -> PathRow:
    """Return one path that is open to the viewer, was asked of them, or is theirs to write. As many queries as a list.

    Raises:
        NoSuchPath: none of these, or there is none.
    """
    allowed = (paths_open_to(viewer, on=on), paths_asked_of(viewer), paths_written_by(viewer, on=on))
    readable = Q(pk__in=[])
    for each in allowed:
        readable |= Q(pk__in=each.values("pk"))
    found = LearningPath.objects.filter(readable, uuid=number).select_related("unit").first()
    if found is None:
        raise NoSuchPath
    return path_rows([found], viewer=viewer, on=on)[0]


def may_write_paths(viewer: access.Viewer, *, on: date) -> bool:
    """Whether the viewer writes learning paths. At most two queries."""
    return writes_paths(viewer, on=on)


def may_change_path(path: LearningPath, *, viewer: access.Viewer, on: date) -> bool:
    """Whether the viewer may change, publish or close this path. Three queries."""
    return paths_written_by(viewer, on=on).filter(pk=path.pk).exists()


def paths_to_write(viewer: access.Viewer, *, on: date) -> QuerySet[LearningPath]:
    """Return the paths of the viewer's part, the newest first, each with its number of steps.

    Raises:
        WritesNoPaths: the viewer writes paths for nobody.
    """
    if not writes_paths(viewer, on=on):
        raise WritesNoPaths
    rows = paths_written_by(viewer, on=on).select_related("unit", "written_by")
    return rows.annotate(step_count=Count("steps")).order_by("-written_at", "-pk")


def path_to_write(number: UUID, *, viewer: access.Viewer, on: date) -> LearningPath:
    """Return a path with its steps that the viewer may change or close. At most four queries.

    Raises:
        NoSuchPath: it is of another part, or there is none.
    """
    rows = paths_written_by(viewer, on=on).select_related("unit").prefetch_related("steps")
    found = rows.filter(uuid=number).first()
    if found is None:
        raise NoSuchPath
    return found


def units_to_choose(viewer: access.Viewer, *, on: date) -> tuple[list[Unit], bool]:
    """Return the units for which the viewer writes, the upper levels only, and whether also for everybody.

    At most five queries.

    Raises:
        WritesNoPaths: the viewer writes paths for nobody.
    """
    if not writes_paths(viewer, on=on):
        raise WritesNoPaths
    rows = list(units_to_write_for(viewer, on=on)[:UNITS_TO_CHOOSE])
    top = min((unit.depth for unit in rows), default=0)
    return [unit for unit in rows if unit.depth <= top + LEVELS_TO_CHOOSE], writes_for_all(viewer, on=on)


def things_to_add(path: LearningPath, text: str) -> list[Target]:
    """Return open things with the words in the title that the path could hold, a few of each kind."""
    there = {ref_of(step) for step in path.steps.all()}
    found = targets.offered(text, within=path.unit.path if path.unit else "", limit=THINGS_TO_CHOOSE + len(there))
    return [thing for thing in found if Ref(thing.kind, thing.uuid) not in there]
