"""The inbox of a superior: what waits about the people one leads, and what was passed on to oneself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lms.development import inbox
from lms.development.inbox import InboxKind, Waiting
from lms.development.models import Passing, TermKey
from lms.development.selectors.terms import terms_in_force
from lms.development.workdays import workdays_after
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, User
from lms.people.selectors import placement_of


class NotWaitingForYou(NotFound):
    """It does not wait for this person, or no longer."""

    code = "not_waiting_for_you"
    message = gettext_noop("This does not wait for you, or no longer.")


@dataclass(frozen=True)
class InboxRow:
    """One thing in the inbox."""

    waiting: Waiting
    kind: InboxKind
    on: date
    was_passed: bool

    @property
    def key(self) -> str:
        """Return what a form names it by."""
        return f"{self.kind.code}:{self.waiting.uuid}"

    @property
    def workdays(self) -> int:
        """Return for how many working days it has waited."""
        return workdays_after(self.waiting.since.date(), self.on)

    @property
    def may_be_approved_together(self) -> bool:
        """Whether it is harmless enough to be approved with others."""
        return self.kind.is_harmless and self.kind.approve is not None


@dataclass(frozen=True)
class Inbox:
    """Everything that waits, the longest first, and after how many working days it goes on."""

    rows: list[InboxRow]
    passes_on_after: int

    @property
    def harmless(self) -> list[InboxRow]:
        """Return what may be approved together."""
        return [row for row in self.rows if row.may_be_approved_together]

    @property
    def judgements(self) -> list[InboxRow]:
        """Return what is judged one by one."""
        return [row for row in self.rows if not row.may_be_approved_together]


def inbox_of(viewer: User, *, on: date) -> Inbox:
    """Return what waits for the viewer: about people led directly (be it as Plt. or Plh. today), or passed on.

    Six queries and one of each kind, and one more of each for what was passed on.
    """
    led = list(access.subordinates_of(viewer, on=on).values_list("pk", flat=True))
    passed = passed_to(viewer, on=on)
    beyond = [person for person in {row.person_id for row in passed} if person not in led]
    # What was returned and sent again begins anew with the nearest superior.
    when = {(row.kind, row.item_uuid): row.passed_at for row in passed}
    rows = []
    for kind in inbox.KINDS.values():
        own = kind.about(viewer, led, on)
        others = kind.about(viewer, beyond, on) if beyond else []
        others = [one for one in others if came_later(when.get((kind.code, one.uuid)), one)]
        rows += [InboxRow(one, kind, on, was_passed=False) for one in own]
        rows += [InboxRow(one, kind, on, was_passed=True) for one in others]
    rows.sort(key=lambda row: (row.waiting.since, row.key))
    return Inbox(rows, terms_in_force(on).get(TermKey.PASS_ON_WORKING_DAYS, 10))


def came_later(passed_at: datetime | None, waiting: Waiting) -> bool:
    """Whether it was passed on while it waited."""
    return passed_at is not None and passed_at >= waiting.since


def passed_to(viewer: User, *, on: date) -> list[Passing]:
    """Return what was passed on to the viewer, the newest last: by name, or to HR of the viewer's scope.

    Who no longer leads a unit above the person, or is no longer HR there, sees it no more. At most four queries.
    """
    paths = access.scope_paths(viewer, Role.HR, on=on)
    heads = Posting.objects.on(on).filter(person=viewer, is_head=True).values_list("unit__path", flat=True)
    above = access.highest(heads)
    within = Posting.objects.on(on).filter(kind=PostingKind.PRIMARY)
    hr = Q(to_hr=True, person__in=within.filter(access.below(paths, "unit__path")).values("person_id"))
    led = Q(to=viewer, person__in=within.filter(access.below(above, "unit__path")).values("person_id"))
    return list(Passing.objects.filter(hr | led).exclude(person=viewer).order_by("passed_at", "pk"))


def require_waiting(keys: Iterable[tuple[str, uuid.UUID]], *, viewer: User, on: date) -> list[InboxRow]:
    """Return these things if all of them wait for the viewer.

    Raises:
        NotWaitingForYou: one does not, or no longer.
    """
    rows = {(row.kind.code, row.waiting.uuid): row for row in inbox_of(viewer, on=on).rows}
    wanted = list(dict.fromkeys(keys))
    if not wanted or any(key not in rows for key in wanted):
        raise NotWaitingForYou
    return [rows[key] for key in wanted]


def ladder_of(person: User, *, on: date) -> list[User]:
    """Return who leads the person, the nearest first, up to the head of the agency. Three queries.

    Who acts (Plh. before Plt.) stands in the place of the head while acting.
    """
    placement = placement_of(person, on=on)
    if placement is None:
        return []
    units = placement.units[:-1] if placement.posting.is_head else placement.units
    rows = Posting.objects.on(on).filter(unit__in=units, is_head=True, person__is_active=True).exclude(person=person)
    heads = {row.unit_id: row.person for row in rows.select_related("person").order_by("-kind")}
    return [heads[unit.pk] for unit in reversed(units) if unit.pk in heads]
