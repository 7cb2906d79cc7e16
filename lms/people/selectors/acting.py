"""What can be read about acting heads: who may be named for which unit, and who acts when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from lms.people import access
from lms.people.models import Posting, PostingKind, Role, Unit, User

SHOWN_BACK = timedelta(days=366)
CHOICES_OFFERED = 100


def units_headed_by(viewer: access.Viewer, *, on: date) -> QuerySet[Unit]:
    """Return the units `viewer` heads in the own right; who acts for a head names nobody in turn. One query."""
    if not viewer.is_authenticated:
        return Unit.objects.none()
    heads = Posting.objects.on(on).filter(person=viewer, is_head=True, kind=PostingKind.PRIMARY)
    return Unit.objects.filter(pk__in=heads.values("unit_id")).order_by("path")


def may_act_for(unit: Unit, *, head: User, on: date) -> QuerySet[User]:
    """Return who may act for the head of `unit`: the people led directly, and the heads of the units beside it."""
    beside = Q(pk__in=[])
    if unit.depth > 1:
        above = unit.path[: -Unit.steplen]
        beside = Q(is_head=True, unit__depth=unit.depth, unit__path__gte=above, unit__path__lt=above + "~")
    below = Q(is_head=True, unit__depth=unit.depth + 1, unit__path__gte=unit.path, unit__path__lt=unit.path + "~")
    postings = Posting.objects.on(on).filter(Q(unit=unit) | below | beside, kind=PostingKind.PRIMARY)
    people = User.objects.filter(pk__in=postings.values("person_id"), is_active=True).exclude(pk=head.pk)
    return people.order_by("full_name", "pk")


def units_of_hr(viewer: access.Viewer, *, on: date, text: str = "") -> QuerySet[Unit]:
    """Return the units of the viewer's scope as HR, from the top down; only names holding `text`. Two queries."""
    rows = access.units_in_scope(viewer, on=on)
    return (rows.filter(name__icontains=text) if text else rows).order_by("depth", "path")


def people_of_hr(viewer: access.Viewer, *, on: date, text: str = "") -> QuerySet[User]:
    """Return the people of the viewer's scope as HR, by name; only names holding `text`. Two queries."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    rows = User.objects.filter(pk__in=posted.values("person_id"), is_active=True)
    return (rows.filter(full_name__icontains=text) if text else rows).order_by("full_name", "pk")


def first_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the first hundred as a queryset that may still be narrowed. One query."""
    return rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:CHOICES_OFFERED]))


def require_hr(viewer: access.Viewer, *, on: date) -> None:
    """Make sure that `viewer` works as HR somewhere. One query.

    Raises:
        OutsideScope: nowhere.
    """
    if not access.holds_role(viewer, Role.HR, on=on):
        raise access.OutsideScope


def acting_in_reach(viewer: access.Viewer, *, on: date) -> QuerySet[Posting]:
    """Return the appointments to act for units that `viewer` heads or is HR for, the newest first. Two queries."""
    return acting_where(
        Q(unit__in=units_headed_by(viewer, on=on))
        | access.below(access.scope_paths(viewer, Role.HR, on=on), "unit__path"),
        on=on,
    )


def acting_for_me(viewer: access.Viewer, *, on: date) -> QuerySet[Posting]:
    """Return the appointments to act for units that `viewer` heads, the newest first. One query."""
    return acting_where(Q(unit__in=units_headed_by(viewer, on=on)), on=on)


def acting_for_hr(viewer: access.Viewer, *, on: date) -> QuerySet[Posting]:
    """Return the appointments to act in the viewer's scope as HR, the newest first. Two queries."""
    return acting_where(access.below(access.scope_paths(viewer, Role.HR, on=on), "unit__path"), on=on)


def acting_where(condition: Q, *, on: date) -> QuerySet[Posting]:
    """Return the appointments of the last year and those to come; what was taken back before it began is left out."""
    rows: QuerySet[Posting] = Posting.objects.filter(condition, kind__in=(PostingKind.PLT, PostingKind.PLH))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on - SHOWN_BACK))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")))
    return rows.select_related("person", "unit", "position", "appointed_by").order_by("-valid_from", "-pk")
