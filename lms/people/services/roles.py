"""What changes roles: given within one's own reach, ended with a reason, confirmed at the half-year review."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.people import access, granting, parts, signals
from lms.people.models import Role, RoleDeed, RoleEvent, RoleGrant, ScopeKind, Unit, User
from lms.people.parts import Part
from lms.people.selectors import roles as reading

GROUP_OF_ROLE: dict[str, str] = {
    Role.TRAINER: "Pelatih",
    Role.SECOND_READER: "Penelaah",
    Role.ADMINISTRATOR: "Administrator",
}
LONGEST_AHEAD = timedelta(days=366)
LONGEST_REASON = 300


@dataclass(frozen=True)
class Over:
    """Over what a role is to be held: the nation, a unit, or a part of a kind that some room registered."""

    kind: str
    which: uuid.UUID | None = None

    @classmethod
    def unit(cls, unit: uuid.UUID) -> Over:
        """Return the unit and everything below it."""
        return cls(ScopeKind.UNIT, unit)


NATION = Over(ScopeKind.NATION)


class MayNotGrant(NotAllowed):
    """The role, there, is beyond what the granter may give."""

    code = "may_not_grant"
    message = gettext_noop("You may not give or end this role for this part of the organisation.")


class NotForOneself(NotAllowed):
    """Nobody changes the own roles."""

    code = "not_for_oneself"
    message = gettext_noop("Nobody changes their own roles. Ask another administrator.")


class ReasonMissing(InvalidInput):
    """Every change of a role has a reason."""

    code = "role_reason_missing"
    message = gettext_noop("Write the reason; it stays in the log of roles.")


class DatesDoNotFit(InvalidInput):
    """The days of a role make no sense."""

    code = "role_dates"
    message = gettext_noop("A role begins today or later, within a year, and ends after it began.")


class EndNeeded(InvalidInput):
    """This role is given for a time only."""

    code = "role_end_needed"
    message = gettext_noop("This role needs a last day, at most %(days)s days after the first.")


class DoesNotFitPart(InvalidInput):
    """This role is not held over a class or a programme of this kind."""

    code = "role_does_not_fit_part"
    message = gettext_noop("This role is not given over a single class or programme. Choose a unit, or another role.")


class AlreadyHeld(Conflict):
    """The person holds the role there already."""

    code = "role_already_held"
    message = gettext_noop("This person already holds this role there in these days.")


class LastAdministrator(Conflict):
    """Somebody has to be left who can give roles."""

    code = "last_administrator"
    message = gettext_noop(
        "This is the last administrator of this part of the organisation. Give the role to somebody else first."
    )


class RoleOver(Conflict):
    """The grant has ended already."""

    code = "role_over"
    message = gettext_noop("This role has ended already.")


@transaction.atomic
def grant_role(
    *,
    person: User,
    role: Role,
    unit: Unit | None,
    since: date,
    by: User | None,
    until: date | None = None,
    at: datetime | None = None,
    reason: str = "",
    part: Part | None = None,
) -> RoleGrant:
    """Write the grant of `role` over `unit` and all below (no unit: every agency), or over one part in it.

    Who may is not asked here. The groups of Wagtail's admin follow.
    """
    moment = at or timezone.make_aware(datetime.combine(since, time()))
    whole = ScopeKind.UNIT if unit else ScopeKind.NATION
    grant: RoleGrant = RoleGrant.objects.create(
        person=person,
        role=role,
        unit_id=part.unit_id if part else unit and unit.pk,
        scope_kind=part.kind if part else whole,
        scope_uuid=part.uuid if part else None,
        scope_title=part.title if part else "",
        valid_from=since,
        valid_to=until,
        granted_by=by,
    )
    note(grant, RoleDeed.GRANTED, by=by, at=moment, reason=reason)
    settle_groups(person=person, on=max(since, timezone.localdate(moment)))
    return grant


@transaction.atomic
def give_role(
    *,
    person: uuid.UUID,
    role: Role,
    over: Over,
    since: date,
    until: date | None,
    reason: str,
    by: User,
    at: datetime,
) -> RoleGrant:
    """Give a person a role as `by`, within what `by` may give; the person is told.

    Raises:
        MayNotView: nobody to whom `by` may give roles.
        NotForOneself: it is `by`.
        MayNotGrant: the role, the unit or the part is out of reach, or there is no such unit or part.
        DoesNotFitPart: the role is not held over a part of this kind.
        ReasonMissing, DatesDoNotFit, EndNeeded: what was typed does not do.
        AlreadyHeld: the same role there, in some of these days.
    """
    today = timezone.localdate(at)
    receiver = reading.require_candidate(by, person, on=today)
    if receiver == by:
        raise NotForOneself
    place, part = find_scope(over)
    path = part.path if part else place.path if place else granting.NATION
    if not granting.may_give(reading.reach_of(by, on=today), role, path):
        raise MayNotGrant
    if part is not None and role not in parts.KINDS[part.kind].roles:
        raise DoesNotFitPart
    require_days(role, since=since, until=until, today=today)
    require_not_held(receiver, role, place, part, since=since, until=until)
    grant = grant_role(
        person=receiver,
        role=role,
        unit=place,
        part=part,
        since=since,
        until=until,
        by=by,
        at=at,
        reason=require_reason(reason),
    )
    announce(grant, RoleDeed.GRANTED, at=at)
    return grant


def find_scope(over: Over) -> tuple[Unit | None, Part | None]:
    """Return the unit, or the part, that is meant; neither for the nation. One query, none for the nation.

    Raises:
        MayNotGrant: there is no such unit or part.
    """
    if over.kind == ScopeKind.NATION:
        return None, None
    if over.which is None:
        raise MayNotGrant
    if over.kind == ScopeKind.UNIT:
        unit = Unit.objects.filter(uuid=over.which).first()
        if unit is None:
            raise MayNotGrant
        return unit, None
    kind = parts.KINDS.get(over.kind)
    part = kind.find(over.which) if kind else None
    if part is None:
        raise MayNotGrant
    return None, part


@transaction.atomic
def end_role(*, grant: uuid.UUID, reason: str, by: User, at: datetime) -> RoleGrant:
    """End a role at once, as somebody who may give it; the person is told.

    Raises:
        MayNotGrant: out of reach, or no such grant (the two are not told apart).
        NotForOneself, ReasonMissing, RoleOver, LastAdministrator.
    """
    today = timezone.localdate(at)
    found = take(grant, by=by, on=today)
    if found.role == Role.ADMINISTRATOR and not another_administrator(found, on=today):
        raise LastAdministrator
    found.valid_to = today - timedelta(days=1)
    found.save(update_fields=["valid_to"])
    note(found, RoleDeed.ENDED, by=by, at=at, reason=require_reason(reason))
    settle_groups(person=found.person, on=today)
    announce(found, RoleDeed.ENDED, at=at)
    return found


@transaction.atomic
def end_with_posting(grant: RoleGrant, *, since: date) -> None:
    """End a role because its holder leaves for another post on `since`."""
    last_day = since - timedelta(days=1)
    if grant.valid_to is not None and grant.valid_to <= last_day:
        return
    grant.valid_to = last_day
    grant.save(update_fields=["valid_to"])
    moment = timezone.make_aware(datetime.combine(since, time()))
    note(grant, RoleDeed.ENDED, by=None, at=moment, reason=gettext("The person moved to another post."))
    settle_groups(person=grant.person, on=since)
    announce(grant, RoleDeed.ENDED, at=moment)


@transaction.atomic
def confirm_role(*, grant: uuid.UUID, by: User, at: datetime) -> RoleGrant:
    """Say at the review that the role is still needed.

    Raises:
        MayNotGrant: out of reach, or no such grant.
        NotForOneself, RoleOver.
    """
    found = take(grant, by=by, on=timezone.localdate(at))
    found.reviewed_on = timezone.localdate(at)
    found.save(update_fields=["reviewed_on"])
    note(found, RoleDeed.CONFIRMED, by=by, at=at, reason="")
    return found


def take(grant: uuid.UUID, *, by: User, on: date) -> RoleGrant:
    """Return the grant under its row lock, if `by` may change it and it has not ended.

    Raises:
        MayNotGrant, NotForOneself, RoleOver.
    """
    rows = reading.grants_in_reach(by, on=on).select_for_update(of=("self",))
    found: RoleGrant | None = rows.filter(uuid=grant).first()
    if found is None:
        raise MayNotGrant
    if found.person_id == by.pk:
        raise NotForOneself
    if found.valid_to is not None and found.valid_to < on:
        raise RoleOver
    return found


def require_reason(text: str) -> str:
    """Return the reason without the blanks around it.

    Raises:
        ReasonMissing: there is none.
    """
    if not text.strip():
        raise ReasonMissing
    return text.strip()[:LONGEST_REASON]


def require_days(role: str, *, since: date, until: date | None, today: date) -> None:
    """Make sure that a role begins and ends within reason.

    Raises:
        DatesDoNotFit, EndNeeded.
    """
    if not today <= since <= today + LONGEST_AHEAD or (until is not None and until < since):
        raise DatesDoNotFit
    longest = granting.LONGEST_DAYS.get(role)
    if longest and (until is None or (until - since).days >= longest):
        raise EndNeeded(days=longest)


def require_not_held(
    person: User, role: str, unit: Unit | None, part: Part | None, *, since: date, until: date | None
) -> None:
    """Make sure that no grant of the same role over the same unit or part shares a day with the new one.

    Raises:
        AlreadyHeld
    """
    held = RoleGrant.objects.filter(person=person, role=role)
    rows = held.filter(scope_uuid=part.uuid) if part else held.filter(unit=unit, scope_uuid__isnull=True)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since))
    if until is not None:
        rows = rows.filter(valid_from__lte=until)
    if rows.exists():
        raise AlreadyHeld


def another_administrator(grant: RoleGrant, *, on: date) -> bool:
    """Whether somebody else administers the same part of the organisation, directly or from above. One query."""
    path = grant.unit.path if grant.unit else ""
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    others = RoleGrant.objects.on(on).filter(role=Role.ADMINISTRATOR, person__is_active=True)
    others = others.exclude(person=grant.person_id).exclude(pk=grant.pk)
    return others.filter(Q(scope_kind=ScopeKind.NATION) | Q(unit__path__in=above)).exists()


def note(grant: RoleGrant, deed: RoleDeed, *, by: User | None, at: datetime, reason: str) -> None:
    """Add one line to the log of roles."""
    RoleEvent.objects.create(grant=grant, deed=deed, by=by, at=at, reason=reason)


def announce(grant: RoleGrant, deed: RoleDeed, *, at: datetime) -> None:
    """Say so once it is written."""
    send: Callable[[], object] = partial(
        signals.role_changed.send, sender=RoleGrant, grant_id=grant.pk, deed=deed.value, at=at
    )
    transaction.on_commit(send)


@transaction.atomic
def settle_groups(*, person: User, on: date) -> bool:
    """Give the person exactly the groups of Wagtail's admin that go with the roles in force; return what changed.

    Called when a role is given or ended, when the person enters the admin, and every night: a role that ran out
    opens nothing on the day after its last. Two queries where nothing changed.
    """
    roles = set(RoleGrant.objects.on(on).filter(person=person).values_list("role", flat=True))
    wanted = {GROUP_OF_ROLE[role] for role in roles if role in GROUP_OF_ROLE}
    present = set(person.groups.filter(name__in=GROUP_OF_ROLE.values()).values_list("name", flat=True))
    for name in wanted - present:
        person.groups.add(Group.objects.get_or_create(name=name)[0])
    for name in present - wanted:
        person.groups.remove(Group.objects.get(name=name))
    answers = signals.roles_settled.send(sender=User, person=person, on=on)
    return wanted != present or any(changed for _receiver, changed in answers)


def settle_all_groups(*, on: date) -> int:
    """Settle everybody who has groups, or whose role began; return how many changed."""
    managed = Q(groups__name__in=GROUP_OF_ROLE.values())
    began = Q(role_grants__role__in=GROUP_OF_ROLE, role_grants__valid_from=on)
    people = User.objects.filter(managed | began).distinct().order_by("pk")
    return sum(settle_groups(person=person, on=on) for person in people.iterator())


def announce_reviews(*, at: datetime) -> int:
    """Say to everybody who gives roles, and has some to review, that they wait; return to how many."""
    today = timezone.localdate(at)
    granters = RoleGrant.objects.on(today).filter(role__in=access.GRANTS, person__is_active=True)
    told = 0
    for person in User.objects.filter(pk__in=granters.values("person_id")).order_by("pk").iterator():
        count = reading.due_for_review(person, on=today).count()
        if count:
            signals.review_due.send(sender=User, person=person, count=count, at=at)
            told += 1
    return told
