"""What changes who works where: numbers and postings."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from lms.errors import Conflict, gettext_noop
from lms.people.models import EmployeeNumber, Position, Posting, PostingKind, RoleGrant, Unit, User
from lms.people.nip import parse
from lms.people.services.roles import end_with_posting
from lms.people.signals import posting_changed


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
    """Post `person` to a post in a unit from that day; an earlier primary posting ends the day before.

    What the person may do goes with it the same day: see `leave`. Announces a primary posting.
    """
    units = [unit.pk]
    if kind == PostingKind.PRIMARY:
        open_ones = Posting.objects.filter(person=person, kind=PostingKind.PRIMARY, valid_to__isnull=True)
        left = open_ones.select_related("unit").order_by("-valid_from").first()
        open_ones.update(valid_to=since - timedelta(days=1))
        if left is not None:
            units.append(left.unit_id)
            leave(person, left.unit, to=unit, since=since)
        transaction.on_commit(partial(posting_changed.send, sender=Posting, units=units, since=since))
    posting: Posting = Posting.objects.create(
        person=person, position=position, unit=unit, kind=kind, is_head=is_head, valid_from=since
    )
    return posting


def leave(person: User, left: Unit, *, to: Unit, since: date) -> None:
    """End what the person may do in the part of the organisation that is left, on the day before.

    That is every role over a unit that held the old posting and does not hold the new one; and on leaving an agency
    every role and every acting post inside it. Roles over the nation stay.
    """
    leaves_agency = left.agency_path != to.agency_path
    for grant in RoleGrant.objects.filter(person=person, unit__isnull=False).select_related("unit", "person"):
        path = grant.unit.path
        was_inside, is_inside = left.path.startswith(path), to.path.startswith(path)
        if (was_inside and not is_inside) or (leaves_agency and grant.unit.agency_path == left.agency_path):
            end_with_posting(grant, since=since)
    if leaves_agency:
        acting = Posting.objects.filter(person=person, unit__path__startswith=left.agency_path)
        acting = acting.exclude(kind=PostingKind.PRIMARY).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since))
        acting.update(valid_to=since - timedelta(days=1))
