"""Writes what a chunk of lines does: new people by COPY, changes and moves in a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils import timezone

from lms.bulk import load, reserve
from lms.people.models import EmployeeNumber, Position, Posting, PostingKind, RoleGrant, SiasnPerson, Unit, User
from lms.people.services.postings import leave
from lms.people.services.roles import end_with_posting
from lms.workforce import services
from lms.workforce.imports.planning import CHANGED, CREATED, ENDED, MOVED, Decision, begins_on

USER_COLUMNS = (
    "id",
    "uuid",
    "password",
    "is_superuser",
    "email",
    "full_name",
    "title_before",
    "title_after",
    "grade",
    "language",
    "time_zone",
    "is_active",
    "is_staff",
    "is_fictional",
    "joined_at",
)
NUMBER_COLUMNS = ("person_id", "digits", "kind", "valid_from")
POSTING_COLUMNS = ("person_id", "position_id", "unit_id", "kind", "is_head", "valid_from", "basis")
Positions = dict[tuple[str, str], int]


def write(decisions: Sequence[Decision], positions: Positions, *, at: datetime) -> list[int]:
    """Write a chunk inside the caller's transaction; return the ids of the accounts that were made."""
    by_outcome: dict[str, list[Decision]] = {}
    for one in decisions:
        by_outcome.setdefault(one.outcome, []).append(one)
    created, moved = by_outcome.get(CREATED, []), by_outcome.get(MOVED, [])
    ended = by_outcome.get(ENDED, [])
    know_positions([*created, *moved], positions)
    made = create(created, positions, at=at)
    change([one for one in [*by_outcome.get(CHANGED, []), *moved] if one.has_new_data], at=at)
    move(moved, positions, at=at)
    end([one.person.pk for one in ended if one.person], at=at)
    units = {one.unit.pk for one in [*created, *moved, *by_outcome.get(CHANGED, [])]}
    units |= {one.person.unit for one in [*moved, *ended] if one.person and one.person.unit}
    if units:
        services.mark_units(units, at=at)
    return made


def know_positions(decisions: Iterable[Decision], positions: Positions) -> None:
    """Make sure that every post of the lines has a row. Two queries at the most."""
    wanted = {(one.row.title, one.kind) for one in decisions} - positions.keys()
    if not wanted:
        return
    Position.objects.bulk_create((Position(title=title, kind=kind) for title, kind in wanted), ignore_conflicts=True)
    found = Position.objects.filter(title__in={title for title, _kind in wanted})
    positions.update(((title, kind), pk) for pk, title, kind in found.values_list("pk", "title", "kind"))


def create(decisions: Sequence[Decision], positions: Positions, *, at: datetime) -> list[int]:
    """Make accounts that wait for their activation, with number, SIASN id and posting; return their ids."""
    if not decisions:
        return []
    today = timezone.localdate(at)
    free = free_emails([one.row.email for one in decisions if one.row.email])
    made = reserve(User, len(decisions))
    pairs = list(zip(made, (one.row for one in decisions), strict=True))
    load(
        User,
        USER_COLUMNS,
        (
            (
                pk,
                uuid.uuid4(),
                f"{UNUSABLE_PASSWORD_PREFIX}{token_hex(20)}",
                False,
                (free.pop(row.email, None) if row.email else None),
                row.name,
                row.title_before,
                row.title_after,
                row.grade,
                "id",
                "Asia/Jakarta",
                True,
                False,
                False,
                at,
            )
            for pk, row in pairs
        ),
    )
    load(EmployeeNumber, NUMBER_COLUMNS, ((pk, row.nip, row.employee.value, row.since or today) for pk, row in pairs))
    load(SiasnPerson, ("person_id", "siasn_id"), ((pk, row.siasn_id) for pk, row in pairs))
    load(
        Posting,
        POSTING_COLUMNS,
        (
            (
                pk,
                positions[one.row.title, one.kind],
                one.unit.pk,
                PostingKind.PRIMARY.value,
                False,
                one.row.since or today,
                "",
            )
            for (pk, _row), one in zip(pairs, decisions, strict=True)
        ),
    )
    return made


def free_emails(wanted: Sequence[str]) -> dict[str, str]:
    """Return the addresses nobody has yet; one that two lines share goes to the first. One query."""
    taken = set(User.objects.filter(email__in=wanted).values_list("email", flat=True)) if wanted else set()
    return {address: address for address in wanted if address not in taken}


def change(decisions: Sequence[Decision], *, at: datetime) -> None:
    """Write new names, titles and grades, SIASN ids and numbers; an old number ends the day before."""
    if not decisions:
        return
    pairs = [(one.person, one.row) for one in decisions if one.person]
    named = [
        User(
            pk=who.pk,
            full_name=row.name,
            title_before=row.title_before,
            title_after=row.title_after,
            grade=row.grade,
        )
        for who, row in pairs
    ]
    User.objects.bulk_update(named, ["full_name", "title_before", "title_after", "grade"], batch_size=500)
    SiasnPerson.objects.bulk_create(
        (SiasnPerson(person_id=who.pk, siasn_id=row.siasn_id) for who, row in pairs if not who.siasn_id)
    )
    today = timezone.localdate(at)
    numbered = [(who, row) for who, row in pairs if who.nip != row.nip]
    old = EmployeeNumber.objects.filter(person__in=[who.pk for who, _row in numbered], valid_to__isnull=True)
    old.filter(valid_from__gte=today).delete()  # a number of this very day was never in use
    old.update(valid_to=today - timedelta(days=1))
    EmployeeNumber.objects.bulk_create(
        EmployeeNumber(person_id=who.pk, digits=row.nip, kind=row.employee.value, valid_from=today)
        for who, row in numbered
    )


def move(decisions: Sequence[Decision], positions: Positions, *, at: datetime) -> None:
    """Post people anew; the old posting ends the day before, and roles end as with any other posting."""
    if not decisions:
        return
    today = timezone.localdate(at)
    days = {one.person.pk: begins_on(one.row, one.person, on=today) for one in decisions if one.person}
    fresh, corrected = [], []
    for one in decisions:
        who = one.person
        if who is None:
            continue
        values = {"position_id": positions[one.row.title, one.kind], "unit_id": one.unit.pk}
        if who.posting and who.since is not None and days[who.pk] <= who.since:
            corrected.append(Posting(pk=who.posting, is_head=False, **values))
        else:
            fresh.append(Posting(person_id=who.pk, valid_from=days[who.pk], **values))
    Posting.objects.bulk_update(corrected, ["position_id", "unit_id", "is_head"], batch_size=500)
    end_postings({posting.person_id: posting.valid_from for posting in fresh})
    Posting.objects.bulk_create(fresh, batch_size=2000)
    settle_roles(decisions, days)


def end_postings(days: dict[int, date]) -> None:
    """End the open postings of people on the day before. One statement for each different day."""
    by_day: dict[date, list[int]] = {}
    for person, day in days.items():
        by_day.setdefault(day, []).append(person)
    for day, people in by_day.items():
        open_ones = Posting.objects.filter(person__in=people, kind=PostingKind.PRIMARY, valid_to__isnull=True)
        open_ones.update(valid_to=day - timedelta(days=1))


def settle_roles(decisions: Sequence[Decision], days: dict[int, date]) -> None:
    """End the roles and acting posts of those who leave a unit. Two queries, and more for each who holds any."""
    left = {one.person.pk: (one.person.unit, one.unit.pk) for one in decisions if one.person and one.person.posting}
    holders = set(RoleGrant.objects.filter(person__in=left, unit__isnull=False).values_list("person_id", flat=True))
    acting = Posting.objects.filter(person__in=left).exclude(kind=PostingKind.PRIMARY)
    holders |= set(acting.values_list("person_id", flat=True))
    units = Unit.objects.in_bulk({unit for pk in holders for unit in left[pk]})
    for pk, who in User.objects.in_bulk(holders).items():
        old, new = left[pk]
        leave(who, units[old], to=units[new], since=days[pk])


def end(people: Sequence[int], *, at: datetime) -> None:
    """End postings today, and with them every role and acting post inside an agency."""
    if not people:
        return
    today = timezone.localdate(at)
    Posting.objects.filter(person__in=people, valid_to__isnull=True).update(valid_to=today)
    grants = RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), person__in=people)
    for grant in grants.select_related("unit", "person"):
        end_with_posting(grant, since=today + timedelta(days=1))
