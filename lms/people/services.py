"""What changes people: accounts, numbers, postings, roles, grants, and the log of looks."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from lms.errors import Conflict, gettext_noop
from lms.people import access
from lms.people.models import (
    EmployeeNumber,
    Look,
    Position,
    Posting,
    PostingKind,
    Role,
    RoleGrant,
    Unit,
    User,
    ViewGrant,
)
from lms.people.nip import parse

# A second look at the same person for the same purpose within this time is the same look.
SAME_LOOK_MINUTES = 15

GROUP_OF_ROLE: dict[str, str] = {
    Role.TRAINER: "Pelatih",
    Role.SECOND_READER: "Penelaah",
    Role.ADMINISTRATOR: "Administrator",
}


class NipTaken(Conflict):
    """Another person holds this NIP."""

    code = "nip_taken"
    message = gettext_noop("This NIP already belongs to another account. Check the number.")


@transaction.atomic
def give_number(*, person: User, text: str, since: date) -> EmployeeNumber:
    """Give `person` the NIP in `text` from that day, ending the one before.

    Raises:
        InvalidNip: the text is no NIP.
        NipTaken: somebody else holds it.
    """
    nip = parse(text)
    if EmployeeNumber.objects.filter(digits=nip.digits, valid_to__isnull=True).exclude(person=person).exists():
        raise NipTaken
    EmployeeNumber.objects.filter(person=person, valid_to__isnull=True).update(valid_to=since - timedelta(days=1))
    number: EmployeeNumber = EmployeeNumber.objects.create(
        person=person, digits=nip.digits, kind=nip.kind, valid_from=since
    )
    return number


@transaction.atomic
def post(
    *,
    person: User,
    position: Position,
    unit: Unit,
    since: date,
    kind: str = PostingKind.PRIMARY,
    is_head: bool = False,
) -> Posting:
    """Post `person` to a post in a unit from that day; an earlier primary posting ends the day before."""
    if kind == PostingKind.PRIMARY:
        open_ones = Posting.objects.filter(person=person, kind=PostingKind.PRIMARY, valid_to__isnull=True)
        open_ones.update(valid_to=since - timedelta(days=1))
    posting: Posting = Posting.objects.create(
        person=person, position=position, unit=unit, kind=kind, is_head=is_head, valid_from=since
    )
    return posting


@transaction.atomic
def grant_role(*, person: User, role: Role, unit: Unit, since: date, by: User | None) -> RoleGrant:
    """Grant `role` over `unit` and all below it; the Wagtail group of the role follows."""
    grant: RoleGrant = RoleGrant.objects.create(person=person, role=role, unit=unit, valid_from=since, granted_by=by)
    if role in GROUP_OF_ROLE:
        group, _created = Group.objects.get_or_create(name=GROUP_OF_ROLE[role])
        person.groups.add(group)
    return grant


def allow_view(
    *,
    viewer: User,
    subject: User,
    purpose: str,
    source_kind: str,
    source_uuid: uuid.UUID,
    since: date,
    until: date | None = None,
) -> ViewGrant:
    """Let `viewer` see `subject` for a purpose; the same grant twice is one grant."""
    grant: ViewGrant
    grant, _created = ViewGrant.objects.update_or_create(
        viewer=viewer,
        subject=subject,
        purpose=purpose,
        source_uuid=source_uuid,
        defaults={"source_kind": source_kind, "valid_from": since, "valid_to": until},
    )
    return grant


def end_views(*, source_uuid: uuid.UUID, last_day: date) -> None:
    """End the grants that came from this source."""
    ViewGrant.objects.filter(source_uuid=source_uuid).update(valid_to=last_day)


def look_at(*, person: uuid.UUID, by: User, purpose: str, at: datetime) -> User:
    """Return the person after checking that `by` may see them, and log the look.

    Looking at oneself is not logged.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    found = access.require_may_view(by, person, on=timezone.localdate(at))
    if found != by:
        log_look(viewer=by, subject=found, purpose=purpose, at=at)
    return found


def look_at_as_hr(*, person: uuid.UUID, by: User, at: datetime) -> User:
    """Return the person after checking that `by` is HR for them, and log the look.

    Raises:
        MayNotView: out of reach, or no such person.
    """
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    if found != by:
        log_look(viewer=by, subject=found, purpose="hr_review", at=at)
    return found


def look_at_as_superior(*, person: uuid.UUID, by: User, at: datetime) -> User:
    """Return the person after checking that `by` leads them directly, and log the look.

    Raises:
        MayNotView: somebody else leads them, or there is no such person.
    """
    access.require_leads(by, person, on=timezone.localdate(at))
    return look_at(person=person, by=by, purpose="superior", at=at)


def log_look(*, viewer: User, subject: User, purpose: str, at: datetime) -> None:
    """Write one line into the log of looks, unless the same look was logged a moment ago."""
    recent = Look.objects.filter(
        viewer=viewer, subject=subject, purpose=purpose, at__gt=at - timedelta(minutes=SAME_LOOK_MINUTES)
    )
    if not recent.exists():
        Look.objects.create(viewer=viewer, subject=subject, purpose=purpose, at=at)
