"""Yes and no to optional uses of data; the no is as easy as the yes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lms.errors import NotFound, gettext_noop
from lms.people.consents import USES
from lms.people.models import Consent, User
from lms.rows import hold


class NoSuchUse(NotFound):
    """There is no optional use of this name."""

    code = "no_such_optional_use"
    message = gettext_noop("There is no such optional use of your data.")


@transaction.atomic
def give_consent(*, use: str, by: User, at: datetime) -> None:
    """Say yes to an optional use; saying it twice is saying it once.

    Raises:
        NoSuchUse: no room names it.
    """
    version = require_use(use)
    hold(User, by.pk)
    Consent.objects.get_or_create(
        person=by, purpose=use, withdrawn_at=None, defaults={"given_at": at, "version": version}
    )


@transaction.atomic
def withdraw_consent(*, use: str, by: User, at: datetime) -> None:
    """Say no to an optional use. What held since the account was made gets a row that says since when.

    Raises:
        NoSuchUse: no room names it.
    """
    version = require_use(use)
    hold(User, by.pk)
    mine = Consent.objects.filter(person=by, purpose=use)
    if mine.filter(withdrawn_at__isnull=True).update(withdrawn_at=at) or mine.exists():
        return
    Consent.objects.create(
        person=by, purpose=use, version=version, given_at=by.activated_at or by.joined_at, withdrawn_at=at
    )


def require_use(use: str) -> int:
    """Return the version of the words of an optional use.

    Raises:
        NoSuchUse: no room names it.
    """
    if use not in USES:
        raise NoSuchUse
    return USES[use].version
