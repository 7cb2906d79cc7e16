"""Corrections by HR: name, titles and e-mail address of a person in their part of the organisation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people import access
from lms.people.models import User
from lms.people.services.looks import log_look


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "email_taken_by_another"
    message = gettext_noop("Another account already has this e-mail address.")


class NameDoesNotDo(InvalidInput):
    """The name cannot be used as it was typed."""

    code = "name_does_not_do"
    message = gettext_noop("Write the name in 1 to 200 characters, without titles.")


class AddressDoesNotDo(InvalidInput):
    """This is no e-mail address."""

    code = "address_does_not_do"
    message = gettext_noop("Write the e-mail address in full, or leave it empty.")


@dataclass(frozen=True)
class Correction:
    """Name, titles and address as they are right."""

    full_name: str
    title_before: str
    title_after: str
    email: str


@transaction.atomic
def correct_account(*, person: uuid.UUID, right: Correction, by: User, at: datetime) -> User:
    """Write the right name, titles and address of a person, as HR of their unit; the look is logged.

    Raises:
        MayNotView: `by` is no HR officer there.
        NameDoesNotDo, AddressDoesNotDo: what was typed cannot be used.
        EmailTaken: the address belongs to another account.
    """
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    name = " ".join(right.full_name.split())
    if not 1 <= len(name) <= 200:
        raise NameDoesNotDo
    found.full_name = name
    found.title_before, found.title_after = right.title_before.strip()[:60], right.title_after.strip()[:100]
    found.email = free_address(right.email.strip(), person=found)
    found.save(update_fields=["full_name", "title_before", "title_after", "email"])
    if found != by:
        log_look(viewer=by, subject=found, purpose="correction", at=at)
    return found


def free_address(text: str, *, person: User) -> str | None:
    """Return the address if nobody else has it; None for an empty one.

    Raises:
        AddressDoesNotDo, EmailTaken.
    """
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError:
        raise AddressDoesNotDo from None
    if User.objects.filter(email__iexact=text).exclude(pk=person.pk).exists():
        raise EmailTaken
    return str(User.objects.normalize_email(text))
