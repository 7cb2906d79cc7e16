"""Who may see whom: the only place that decides it.

A person sees: themselves; the people they lead directly (they head the unit, or the unit above the one the
other heads); the people whose primary posting lies in a subtree over which they hold the role of HR; and the
people for whom an upper room wrote a `ViewGrant`. Every other role shows nobody by itself: an administrator grants
roles, a viewer reads totals, a data protection officer reads how data is handled, an auditor follows one certificate
at a time in the room made for that.

A scope is a tuple of tree paths. The empty path stands above every agency, so ("",) is the whole nation and ()
is nothing at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import BigIntegerField, DateField, Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from lms.errors import NotAllowed, gettext_noop
from lms.kept import Kept, given
from lms.people.models import Posting, PostingKind, Role, RoleGrant, ScopeKind, Unit, User, ViewGrant

M = TypeVar("M", bound=Model)
Viewer = Any  # a User, or Django's AnonymousUser

NATION: tuple[str, ...] = ("",)
# Who reads the totals of units, who works in Wagtail's admin, and who decides what others may do.
READS_TOTALS = (Role.HR, Role.VIEWER)
MANAGES = (Role.TRAINER, Role.SECOND_READER)
GRANTS = (Role.ADMINISTRATOR, Role.HR, Role.DPO)


class MayNotView(NotAllowed):
    """This person's data is out of the viewer's reach."""

    code = "may_not_view"
    message = gettext_noop("You do not have access to this person's data.")


class OutsideScope(NotAllowed):
    """This unit lies outside the part of the organisation the viewer works for."""

    code = "outside_scope"
    message = gettext_noop("This unit is outside the part of the organisation you work for.")


class NoRolesToGive(NotAllowed):
    """The person gives roles to nobody."""

    code = "no_roles_to_give"
    message = gettext_noop("This page is for those who give roles to others. Ask your administrator.")


@dataclass(frozen=True)
class Doors:
    """Which rooms beyond the civil servant's own a person may enter."""

    team: bool = False
    workforce: bool = False
    hr: bool = False
    rating: bool = False
    watching: bool = False
    manage: bool = False
    roles: bool = False
    audit: bool = False
    privacy: bool = False


def today() -> date:
    """Return the day on which access is asked, in the reader's zone."""
    return timezone.localdate()


# The navigation of every page asks these.
roles_of: Kept[tuple[str]] = Kept(
    lambda: (
        RoleGrant.objects.on(given("day", DateField()))
        .filter(person=given("person", BigIntegerField()))
        .values_list("role")
    )
)
units_led_by: Kept[tuple[int]] = Kept(
    lambda: (
        Posting.objects.on(given("day", DateField()))
        .filter(person=given("person", BigIntegerField()), is_head=True)
        .order_by()
        .values_list("unit_id")[:1]
    )
)


def doors_of(viewer: Viewer, *, on: date | None = None) -> Doors:
    """Return the rooms open to `viewer`. Two queries."""
    if not viewer.is_authenticated:
        return Doors()
    day = on or today()
    roles = {role for (role,) in roles_of(person=viewer.pk, day=day)}
    return Doors(
        team=bool(units_led_by(person=viewer.pk, day=day)),
        workforce=not roles.isdisjoint(READS_TOTALS),
        hr=Role.HR in roles,
        rating=Role.RATER in roles,
        watching=Role.PROCTOR in roles,
        manage=viewer.is_superuser or not roles.isdisjoint(MANAGES),
        roles=viewer.is_superuser or not roles.isdisjoint(GRANTS),
        audit=Role.AUDITOR in roles,
        privacy=Role.DPO in roles,
    )


def holds_role(viewer: Viewer, *roles: Role, on: date) -> bool:
    """Whether `viewer` holds one of `roles` over any part of the organisation. One query."""
    return bool(viewer.is_authenticated and RoleGrant.objects.on(on).filter(person=viewer, role__in=roles).exists())


def scope_paths(viewer: Viewer, *roles: Role, on: date) -> tuple[str, ...]:
    """Return the tree paths of the units over which `viewer` holds one of `roles`; `NATION` for all. One query.

    A class or a programme is no part of the organisation: a role held there opens no unit.
    """
    if not viewer.is_authenticated:
        return ()
    grants = RoleGrant.objects.on(on).filter(person=viewer, role__in=roles)
    held = set(grants.filter(scope_kind__in=(ScopeKind.UNIT, ScopeKind.NATION)).values_list("scope_kind", "unit__path"))
    if any(kind == ScopeKind.NATION for kind, _path in held):
        return NATION
    return highest(path for _kind, path in held)


def parts_of(viewer: Viewer, kind: ScopeKind, *roles: Role, on: date) -> QuerySet[RoleGrant, uuid.UUID | None]:
    """Return the ids of the classes or programmes over which `viewer` holds one of `roles`; for a subquery."""
    if not viewer.is_authenticated:
        return RoleGrant.objects.none().values_list("scope_uuid", flat=True)
    held = RoleGrant.objects.on(on).filter(person=viewer, role__in=roles, scope_kind=kind)
    ids: QuerySet[RoleGrant, uuid.UUID | None] = held.values_list("scope_uuid", flat=True)
    return ids


def highest(paths: Iterable[str]) -> tuple[str, ...]:
    """Return those of `paths` that lie below no other, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not (kept and path.startswith(kept[-1])):
            kept.append(path)
    return tuple(kept)


def lies_within(path: str, paths: tuple[str, ...]) -> bool:
    """Whether the unit with this path lies at or below one of `paths`."""
    return any(path.startswith(top) for top in paths)


def below(paths: tuple[str, ...], field: str = "path") -> Q:
    """Return the condition that `field` lies at or below one of `paths`; nothing matches no path.

    A range on the path (not LIKE) lets the index answer on SQLite and PostgreSQL alike.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": path + "~"})
    return condition


def units_in_scope(viewer: Viewer, *, on: date, role: Role = Role.HR) -> QuerySet[Unit]:
    """Return the units over which `viewer` holds `role`, in tree order."""
    return Unit.objects.filter(below(scope_paths(viewer, role, on=on))).order_by("path")


def require_unit(viewer: Viewer, unit_uuid: uuid.UUID, *, on: date, role: Role = Role.HR) -> Unit:
    """Return the unit, fetched together with the right to see it. Two queries.

    Raises:
        OutsideScope: it lies elsewhere, or does not exist (the two are not told apart).
    """
    return require_unit_within(scope_paths(viewer, role, on=on), unit_uuid)


def require_unit_within(paths: tuple[str, ...], unit_uuid: uuid.UUID) -> Unit:
    """Return the unit if it lies within the scope. One query.

    Raises:
        OutsideScope: it lies elsewhere, or does not exist (the two are not told apart).
    """
    unit: Unit | None = Unit.objects.filter(below(paths), uuid=unit_uuid).first()
    if unit is None:
        raise OutsideScope
    return unit


def led_directly_by(viewer: Viewer, *, on: date) -> Q:
    """Return the condition on Posting that its holder is led directly by `viewer`. One query."""
    led = list(
        Posting.objects.on(on).filter(person=viewer, is_head=True).values_list("unit_id", "unit__path", "unit__depth")
    )
    condition = Q(pk__in=[])
    for unit_id, path, depth in led:
        condition |= Q(unit_id=unit_id)
        condition |= Q(is_head=True, unit__path__gte=path, unit__path__lt=path + "~", unit__depth=depth + 1)
    return condition


def subordinates_of(viewer: Viewer, *, on: date) -> QuerySet[User]:
    """Return the people `viewer` leads directly, by name. Two queries with the list."""
    if not viewer.is_authenticated:
        return User.objects.none()
    postings = Posting.objects.on(on).filter(led_directly_by(viewer, on=on), kind=PostingKind.PRIMARY)
    return User.objects.filter(pk__in=postings.exclude(person=viewer).values("person_id"), is_active=True).order_by(
        "full_name", "pk"
    )


def people_visible_to(viewer: Viewer, *, on: date) -> QuerySet[User]:
    """Return everybody whose data `viewer` may see on that day, themselves included."""
    if not viewer.is_authenticated:
        return User.objects.none()
    primary = Posting.objects.on(on).filter(person=OuterRef("pk"), kind=PostingKind.PRIMARY)
    condition = Q(pk=viewer.pk) | Q(Exists(primary.filter(led_directly_by(viewer, on=on))))
    paths = scope_paths(viewer, Role.HR, on=on)
    if paths:
        condition |= Q(Exists(primary.filter(below(paths, "unit__path"))))
    condition |= Q(Exists(ViewGrant.objects.on(on).filter(viewer=viewer, subject=OuterRef("pk"))))
    return User.objects.filter(condition)


def visible_to(queryset: QuerySet[M], viewer: Viewer, *, on: date, person: str = "person") -> QuerySet[M]:
    """Return the rows of `queryset` whose `person` is visible to `viewer`."""
    return queryset.filter(**{f"{person}__in": people_visible_to(viewer, on=on)})


def require_may_view(viewer: Viewer, person_uuid: uuid.UUID, *, on: date) -> User:
    """Return the person, fetched together with the right to see them.

    Raises:
        MayNotView: out of reach, or no such person (the two are not told apart).
    """
    found = people_visible_to(viewer, on=on).filter(uuid=person_uuid).first()
    if found is None:
        raise MayNotView
    return found


def require_leads(viewer: Viewer, person_uuid: uuid.UUID, *, on: date) -> None:
    """Make sure that `viewer` leads the person directly.

    Raises:
        MayNotView: somebody else does, or there is no such person.
    """
    if not subordinates_of(viewer, on=on).filter(uuid=person_uuid).exists():
        raise MayNotView


def require_hr_may_view(viewer: Viewer, person_uuid: uuid.UUID, *, on: date) -> User:
    """Return the person if `viewer` works as HR for the unit of the person's primary posting. Two queries.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    paths = scope_paths(viewer, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    found = User.objects.filter(uuid=person_uuid, pk__in=posted.values("person_id")).first()
    if found is None:
        raise MayNotView
    return found
