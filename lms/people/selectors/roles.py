"""What can be read about roles: who holds which within one's reach, to whom one may give them, what is to review."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lms.people import access, granting, parts
from lms.people.granting import Reach
from lms.people.models import Posting, PostingKind, Role, RoleEvent, RoleGrant, ScopeKind, Unit, User
from lms.people.nip import InvalidNip, parse
from lms.people.parts import Part

REVIEW_AFTER = timedelta(days=182)  # every half-year
UNITS_OFFERED = 100
PEOPLE_FOUND = 50
SORTS = {
    "nama": ("person__full_name", "pk"),
    "peran": ("role", "person__full_name", "pk"),
    "mulai": ("-valid_from", "pk"),
    "akhir": ("valid_to", "pk"),
}


def reach_of(viewer: access.Viewer, *, on: date) -> dict[str, frozenset[Reach]]:
    """Return by role where `viewer` may give it. One query."""
    if not viewer.is_authenticated:
        return {}
    if viewer.is_superuser:
        return granting.REACH_OF_FIRST_ADMINISTRATOR
    held = RoleGrant.objects.on(on).filter(
        person=viewer, role__in=access.GRANTS, scope_kind__in=(ScopeKind.UNIT, ScopeKind.NATION)
    )
    return granting.reach_of(
        granting.Held(role, path or granting.NATION) for role, path in held.values_list("role", "unit__path")
    )


def require_reach(viewer: access.Viewer, *, on: date) -> dict[str, frozenset[Reach]]:
    """Return by role where `viewer` may give it. One query.

    Raises:
        NoRolesToGive: there is none.
    """
    reach = reach_of(viewer, on=on)
    if not reach:
        raise access.NoRolesToGive
    return reach


def scope_of(reach: dict[str, frozenset[Reach]]) -> tuple[str, ...]:
    """Return the tops of the parts of the organisation in which anything may be given."""
    return access.highest(place.path for places in reach.values() for place in places)


def grants_in_reach(viewer: access.Viewer, *, on: date) -> QuerySet[RoleGrant]:
    """Return all grants, past ones too, that `viewer` may give or end; by name. Two queries with the list."""
    condition = Q(pk__in=[])
    for role, places in reach_of(viewer, on=on).items():
        for place in places:
            inside = access.below((place.path,), "unit__path")
            if place.path == granting.NATION:
                inside |= Q(unit__isnull=True)
            if place.only_below:
                inside &= ~Q(unit__path=place.path)
            condition |= Q(role=role) & inside
    rows: QuerySet[RoleGrant] = RoleGrant.objects.filter(condition).select_related("person", "unit")
    return rows.order_by(*SORTS["nama"])


def grants_listed(
    viewer: access.Viewer, *, on: date, role: str = "", unit: uuid.UUID | None = None, text: str = "", sort: str = ""
) -> QuerySet[RoleGrant]:
    """Return the grants in reach that hold on the day or will, narrowed and sorted. Two queries, three with a unit."""
    rows = grants_in_reach(viewer, on=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    if role in Role.values:
        rows = rows.filter(role=role)
    if unit is not None:
        top = Unit.objects.filter(uuid=unit).first()
        rows = rows.filter(access.below((top.path,), "unit__path")) if top else rows.none()
    if text:
        named = Q(unit__name__icontains=text) | Q(scope_title__icontains=text)
        rows = rows.filter(Q(person__full_name__icontains=text) | named)
    return rows.order_by(*SORTS.get(sort, SORTS["nama"]))


def grant_in_reach(viewer: access.Viewer, grant: uuid.UUID, *, on: date) -> RoleGrant:
    """Return one grant together with the right to change it. Two queries.

    Raises:
        OutsideScope: out of reach, or no such grant.
    """
    found = grants_in_reach(viewer, on=on).filter(uuid=grant).first()
    if found is None:
        raise access.OutsideScope
    return found


def events_of(grant: RoleGrant) -> QuerySet[RoleEvent]:
    """Return the log of a grant already in reach, the newest first. One query."""
    return grant.events.select_related("by").order_by("-at", "-pk")


def roles_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[RoleGrant]:
    """Return the roles `person` holds on the day, if `viewer` may see the person. One query."""
    rows = access.visible_to(RoleGrant.objects.on(on).filter(person=person), viewer, on=on)
    return rows.select_related("unit").order_by("role", "pk")


def due_for_review(viewer: access.Viewer, *, on: date) -> QuerySet[RoleGrant]:
    """Return the grants in force and in reach that nobody has confirmed for half a year; own ones are left out."""
    old = on - REVIEW_AFTER
    rows = grants_in_reach(viewer, on=on).exclude(person=viewer)
    rows = rows.filter(valid_from__lte=old).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return rows.filter(Q(reviewed_on__isnull=True) | Q(reviewed_on__lte=old)).order_by(*SORTS["peran"])


def reviewed_lately(viewer: access.Viewer, *, on: date) -> int:
    """Return how many grants in reach were confirmed within the half-year. Two queries."""
    rows = grants_in_reach(viewer, on=on).exclude(person=viewer)
    return rows.filter(reviewed_on__gt=on - REVIEW_AFTER).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).count()


def candidates(viewer: access.Viewer, *, on: date) -> QuerySet[User]:
    """Return the people to whom `viewer` may give a role: those who work in the part where anything may be given."""
    scope = scope_of(reach_of(viewer, on=on))
    people = User.objects.filter(is_active=True, erased_at__isnull=True).order_by("full_name", "pk")
    if scope == access.NATION:
        return people
    posted = Posting.objects.on(on).filter(access.below(scope, "unit__path"), kind=PostingKind.PRIMARY)
    return people.filter(pk__in=posted.values("person_id"))


def candidates_called(viewer: access.Viewer, text: str, *, on: date) -> list[User]:
    """Return the candidates with this NIP, or whose name holds the text, by name. Two queries."""
    rows = candidates(viewer, on=on)
    try:
        digits = parse(text).digits
    except InvalidNip:
        return list(rows.filter(full_name__icontains=text)[:PEOPLE_FOUND]) if text.strip() else []
    return list(rows.filter(employee_numbers__digits=digits, employee_numbers__valid_to__isnull=True))


def require_candidate(viewer: access.Viewer, person: uuid.UUID, *, on: date) -> User:
    """Return the person to whom `viewer` may give a role. Two queries.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    found = candidates(viewer, on=on).filter(uuid=person).first()
    if found is None:
        raise access.MayNotView
    return found


def parts_to_give_over(viewer: access.Viewer, *, on: date, text: str = "") -> list[Part]:
    """Return the classes and programmes over which `viewer` may give a role, newest first, at most a hundred each."""
    reach = reach_of(viewer, on=on)
    found: list[Part] = []
    for kind in parts.KINDS.values():
        tops = access.highest(place.path for role in kind.roles for place in reach.get(role, ()))
        if tops:
            found += kind.offered(tops, text, UNITS_OFFERED)
    return found


def units_to_give_over(viewer: access.Viewer, *, on: date, text: str = "") -> list[Unit]:
    """Return units over which `viewer` may give something, from the top down, at most a hundred. Two queries."""
    rows = Unit.objects.filter(access.below(scope_of(reach_of(viewer, on=on))))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return list(rows.order_by("depth", "path")[:UNITS_OFFERED])
