"""What can be read about standards: the list, one with what it would change, and who may do what with it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from lms.competencies import access
from lms.competencies.models import FrameworkStatus, PersonLevel, Standard, StandardState
from lms.competencies.standards_in_force import AGENCY_OF_POSTING, Post, Required, requirements_for
from lms.competencies.training import hours_to_reach
from lms.people.access import NATION, Viewer, scope_paths
from lms.people.models import Posting, PostingKind, Unit, User


@dataclass(frozen=True)
class Group:
    """So many people in one post of one unit who stand at the same level."""

    post: Post
    unit: int
    level: int | None
    people: int


@dataclass(frozen=True)
class Effect:
    """What a standard would change, with the people and levels of the day `on`, against what holds on its first day.

    `people` are all whom it concerns; a unit is met while everybody in it whom it concerns is. `hours` are the learning
    hours of those who turn unmet, by the shortest course; `without_course` of them no published course leads there.
    """

    on: date
    people: int
    turn_unmet: int
    turn_met: int
    units_turn_unmet: int
    units_turn_met: int
    hours: Decimal
    without_course: int

    @property
    def changes_nothing(self) -> bool:
        """Whether nobody stands otherwise than before."""
        return not (self.turn_unmet or self.turn_met)


@dataclass(frozen=True)
class StandardPage:
    """A standard with what it would change, what holds there now, and what the viewer may do."""

    standard: Standard
    effect: Effect | None
    may_write: bool
    may_approve: bool


def standards_visible_to(viewer: Viewer, *, on: date) -> QuerySet[Standard]:
    """Return the nation's standards and those of agencies the viewer works for; drafts for those who decide them."""
    rows = Standard.objects.select_related("competency__framework", "position", "agency")
    if access.writes_frameworks(viewer, on=on):
        return rows
    paths = scope_paths(viewer, *access.READERS, on=on)
    tops = {path[: Unit.steplen] for path in paths}
    read = Q() if paths == NATION else Q(agency__isnull=True) | Q(agency__path__in=tops)
    own = access.agencies_of_hr(viewer, on=on).values("pk")
    return rows.filter(read).filter(Q(state=StandardState.PUBLISHED) | Q(agency__in=own))


def standard_list(
    viewer: Viewer, *, on: date, kind: str = "", owner: str = "", state: str = "", text: str = ""
) -> QuerySet[Standard]:
    """Return the standards within reach, narrowed; those that wait or are drafts first. Four queries with the list.

    Raises:
        NotAKeeper: the viewer has nothing to do with standards.
    """
    access.require_reads(viewer, on=on)
    rows = standards_visible_to(viewer, on=on)
    if kind:
        rows = rows.filter(position_kind=kind)
    if owner:
        rows = rows.filter(agency__isnull=owner == "nasional")
    if state:
        rows = rows.filter(state=state)
    if text:
        about = Q(competency__code__iexact=text) | Q(competency__name__icontains=text)
        rows = rows.filter(about | Q(position__title__icontains=text) | Q(agency__name__icontains=text))
    return rows.order_by("state", "competency__framework", "competency__order", "position_kind", "-valid_from", "pk")


def find_standard(viewer: Viewer, number: uuid.UUID, *, on: date) -> Standard:
    """Return a standard within reach. Four queries.

    Raises:
        NotAKeeper, NoSuchStandard: it is out of reach.
    """
    access.require_reads(viewer, on=on)
    found: Standard | None = standards_visible_to(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise access.NoSuchStandard
    return found


def standard_page(viewer: User, number: uuid.UUID, *, on: date) -> StandardPage:
    """Return a standard with what its page shows. Eleven queries, however many people it concerns."""
    standard = find_standard(viewer, number, on=on)
    decides = access.decides_standard(viewer, standard.agency, on=on)
    is_open = standard.state != StandardState.PUBLISHED
    waits = standard.state == StandardState.SUBMITTED
    return StandardPage(
        standard=standard,
        effect=effect_of(standard, on=on) if is_open and decides else None,
        may_write=decides and standard.state == StandardState.DRAFT,
        may_approve=decides and waits and standard.proposed_by_id != viewer.pk,
    )


def effect_of(standard: Standard, *, on: date) -> Effect:
    """Return what changes when this standard holds: today's people and levels against what is required then.

    Levels that will have expired by then say nothing about a standard, so today's are counted. Four queries, however
    many people: the database counts them by post, unit and level.
    """
    day = max(standard.valid_from, on)
    groups = groups_concerned(standard, on=on)
    posts = {group.post for group in groups}
    before = requirements_for(posts, on=day)
    counts = standard.competency.framework.status == FrameworkStatus.PUBLISHED
    after = requirements_for(posts, on=day, also=[standard] if counts else [])
    return effect_between(groups, before, after, competency=standard.competency_id, on=on)


def groups_concerned(standard: Standard, *, on: date) -> list[Group]:
    """Return the people in posts of which the standard speaks, counted by post, unit and valid level. One query."""
    rows = Posting.objects.on(on).filter(kind=PostingKind.PRIMARY, person__is_active=True)
    if standard.position_id:
        rows = rows.filter(position=standard.position_id)
    else:
        rows = rows.filter(position__kind=standard.position_kind)
    if standard.agency is not None:
        rows = rows.filter(unit__path__gte=standard.agency.path, unit__path__lt=standard.agency.path + "~")
    level = PersonLevel.objects.filter(person=OuterRef("person"), competency=standard.competency_id)
    valid = level.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).values("level")[:1]
    counted = (
        rows.annotate(agency=AGENCY_OF_POSTING, attained=Subquery(valid), what=F("position__kind"))
        .order_by()
        .values_list("what", "position_id", "agency", "unit_id", "attained")
        .annotate(total=Count("pk"))
    )
    return [Group(Post(what, post, agency), unit, got, total) for what, post, agency, unit, got, total in counted]


def effect_between(
    groups: Iterable[Group],
    before: dict[Post, dict[int, Required]],
    after: dict[Post, dict[int, Required]],
    *,
    competency: int,
    on: date,
) -> Effect:
    """Return what differs for the groups between two sets of requirements. One query, for the hours."""
    people = turn_unmet = turn_met = 0
    units: dict[int, list[bool]] = {}
    unmet_at: dict[tuple[int, int], int] = {}
    for group in groups:
        was, becomes = (meets(group.level, required[group.post].get(competency)) for required in (before, after))
        people += group.people
        turn_met += group.people if becomes and not was else 0
        state = units.setdefault(group.unit, [True, True])
        state[0], state[1] = state[0] and was, state[1] and becomes
        if was and not becomes:
            turn_unmet += group.people
            wanted = (competency, after[group.post][competency].level)
            unmet_at[wanted] = unmet_at.get(wanted, 0) + group.people
    hours = hours_to_reach(unmet_at)
    return Effect(
        on=on,
        people=people,
        turn_unmet=turn_unmet,
        turn_met=turn_met,
        units_turn_unmet=sum(was and not becomes for was, becomes in units.values()),
        units_turn_met=sum(becomes and not was for was, becomes in units.values()),
        hours=sum((hours[one] * total for one, total in unmet_at.items() if one in hours), Decimal(0)),
        without_course=sum(total for one, total in unmet_at.items() if one not in hours),
    )


def meets(level: int | None, required: Required | None) -> bool:
    """Whether a level meets what is required; where nothing is, everybody does."""
    return required is None or (level is not None and level >= required.level)
