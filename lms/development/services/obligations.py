"""Asks people to do something until a day, recognises that it was done, and lets HR settle what cannot be met."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from lms.development import targets
from lms.development.access import may_be_asked_by
from lms.development.dues import hindrance
from lms.development.models import Assignment, DueKind, Hindrance, Obligation, ObligationState
from lms.development.models.obligations import LONGEST_REASON
from lms.development.selectors.circumstances import Situation, situations
from lms.development.services.path_meeting import meet_paths_with
from lms.development.signals import people_asked
from lms.development.targets import Ref, Target
from lms.errors import InvalidInput, NotAllowed, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, Unit, User
from lms.rows import hold

PEOPLE_AT_ONCE = 1000
LONGEST_DAYS = 730


class NobodyToAsk(NotAllowed):
    """None of the people may be asked by this person."""

    code = "nobody_to_ask"
    message = gettext_noop("You may not assign anything to these people.")


class ReasonMissing(InvalidInput):
    """Who is asked to do something is told why."""

    code = "reason_missing"
    message = gettext_noop("Write in one sentence why. The person reads it.")


class DueDoesNotFit(InvalidInput):
    """The last day has passed, or lies too far ahead."""

    code = "due_does_not_fit"
    message = gettext_noop("The due date lies between tomorrow and two years from now.")


@dataclass(frozen=True)
class Due:
    """Until when: a day, or days after the asking or after the person took up the post."""

    kind: DueKind
    on: date | None = None
    days: int | None = None

    @classmethod
    def fixed(cls, on: date) -> Due:
        """Return a due date for all."""
        return cls(DueKind.FIXED, on=on)

    @classmethod
    def after_assignment(cls, days: int) -> Due:
        """Return so many days from the asking on."""
        return cls(DueKind.AFTER_ASSIGNMENT, days=days)

    @classmethod
    def after_posting(cls, days: int) -> Due:
        """Return so many days from the beginning of each person's post on."""
        return cls(DueKind.AFTER_POSTING, days=days)

    def day_for(self, situation: Situation, *, on: date) -> date:
        """Return the date for one person asked on a day."""
        if self.kind == DueKind.FIXED and self.on:
            return self.on
        since = situation.posted_since if self.kind == DueKind.AFTER_POSTING else on
        return (since or on) + timedelta(days=self.days or 0)


@dataclass(frozen=True)
class Asked:
    """What an assignment did: how many were asked, held back as it cannot be met, or had been asked already.

    People out of the asker's reach, and people who do not exist, are left out and not counted.
    """

    assignment: Assignment
    asked: int
    held: int
    already_asked: int


@transaction.atomic
def assign(
    *,
    people: QuerySet[User] | Iterable[int],
    target: Ref,
    due: Due,
    reason: str,
    batch: uuid.UUID,
    by: User,
    at: datetime,
) -> Asked:
    """Ask people (a queryset, or ids) to do one thing until a day; the same `batch` a second time changes nothing.

    Who was asked for the same thing and has it open is not asked again. Who cannot meet the day is held back and
    stands in the report of exceptions. All are told by the worker. Sixteen queries and five a thousand people.

    Raises:
        NobodyToAsk: none of them is in the scope of `by` as HR or led directly.
        NotToBeAsked: there is no such thing, or it is closed.
        ReasonMissing, DueDoesNotFit.
    """
    # The asker's row is the lock: of two clicks at once, the second finds the assignment of the first.
    hold(User, by.pk)
    known = Assignment.objects.filter(uuid=batch).first()
    if known is not None:
        return as_asked(known, by=by)
    on = timezone.localdate(at)
    require_sensible(due, reason, on=on)
    thing = targets.find(target)
    wanted = list(may_be_asked_by(by, on=on).filter(pk__in=chosen(people)).order_by("pk"))
    if not wanted:
        raise NobodyToAsk
    assignment = Assignment.objects.create(
        uuid=batch,
        target_kind=thing.kind,
        target_uuid=thing.uuid,
        target_title=thing.title,
        reason=reason.strip()[:LONGEST_REASON],
        due_kind=due.kind,
        due_on=due.on,
        due_days=due.days,
        unit=part_asked_from(by, wanted[0], on=on),
        assigned_by=by,
        assigned_at=at,
    )
    for start in range(0, len(wanted), PEOPLE_AT_ONCE):
        ask(assignment, wanted[start : start + PEOPLE_AT_ONCE], thing, due, at=at)
    log(assignment, "development.assign", user=by, data={"people": len(wanted), "target": thing.title})
    transaction.on_commit(partial(people_asked.send, sender=Assignment, assignment_id=assignment.pk))
    return as_asked(assignment, by=by)


def part_asked_from(by: User, first: User, *, on: date) -> Unit | None:
    """Return the part of the organisation for which `by` asks as HR, found by the first person; None as a superior."""
    paths = access.scope_paths(by, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(person=first, kind=PostingKind.PRIMARY).values_list("unit__path", flat=True)
    covering = [path for path in paths for place in posted if place.startswith(path)]
    return Unit.objects.filter(path=min(covering, key=len)).first() if covering else None


def chosen(people: QuerySet[User] | Iterable[int]) -> QuerySet[User, int] | set[int]:
    """Return what the database compares ids with."""
    return people.order_by().values_list("pk", flat=True) if isinstance(people, QuerySet) else set(people)


def require_sensible(due: Due, reason: str, *, on: date) -> None:
    """Refuse what nobody could understand or meet."""
    if not reason.strip():
        raise ReasonMissing
    if due.kind == DueKind.FIXED:
        fits = due.on is not None and on < due.on <= on + timedelta(days=LONGEST_DAYS)
    else:
        fits = 0 < (due.days or 0) <= LONGEST_DAYS
    if not fits:
        raise DueDoesNotFit


def ask(assignment: Assignment, people: list[User], thing: Target, due: Due, *, at: datetime) -> None:
    """Write the obligations of some people; who has the same thing open already is counted instead."""
    on = timezone.localdate(at)
    same = Obligation.objects.filter(
        person__in=people, target_kind=thing.kind, target_uuid=thing.uuid, state__in=["open", "held"]
    )
    already = set(same.values_list("person_id", flat=True))
    found = situations(people, thing, on=on)
    rows = [
        obligation(assignment, person, due.day_for(found[person.pk], on=on), found[person.pk], at=at)
        for person in people
        if person.pk not in already
    ]
    # Two acts of asking at once may meet here: the second finds the first one's row and lets it stand.
    Obligation.objects.bulk_create(rows, ignore_conflicts=True)
    if already:
        assignment.already_asked += len(already)
        assignment.save(update_fields=["already_asked"])


def obligation(assignment: Assignment, person: User, due_on: date, situation: Situation, *, at: datetime) -> Obligation:
    """Return the row of one person: open and to be told today, or held back with what hinders."""
    on = timezone.localdate(at)
    hinders = hindrance(due_on, situation.facts, on=on)
    return Obligation(
        assignment=assignment,
        person=person,
        target_kind=assignment.target_kind,
        target_uuid=assignment.target_uuid,
        due_on=due_on,
        state=ObligationState.HELD if hinders else ObligationState.OPEN,
        hindrance=Hindrance(hinders) if hinders else "",
        asked_at=at,
        changed_at=at,
        tell_on=None if hinders else on,
    )


def as_asked(assignment: Assignment, *, by: User) -> Asked:
    """Return what became of an assignment so far.

    Raises:
        NobodyToAsk: it is somebody else's.
    """
    if assignment.assigned_by_id != by.pk:
        raise NobodyToAsk
    held = assignment.obligations.filter(state=ObligationState.HELD).count()
    return Asked(assignment, assignment.obligations.count() - held, held, assignment.already_asked)


def fulfil(*, person: User, kind: str, uuid: uuid.UUID, at: datetime) -> int:
    """Note that the person did this thing, and the paths that ends; return how many obligations that met.

    Twice changes nothing. Two queries; more only for who was asked a path that holds the thing.
    """
    rows = Obligation.objects.filter(person=person, target_kind=kind, target_uuid=uuid, state__in=["open", "held"])
    met = rows.update(
        state=ObligationState.DONE, hindrance="", done_on=timezone.localdate(at), changed_at=at, tell_on=None
    )
    return met + meet_paths_with(person=person, thing=Ref(kind, uuid), at=at)
