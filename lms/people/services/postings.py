"""What changes who works where: numbers and postings."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from lms.errors import Conflict, gettext_noop
from lms.people.models import EmployeeNumber, Position, Posting, PostingKind, Unit, User
from lms.people.nip import parse


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
