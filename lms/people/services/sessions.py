"""Sessions of a person: listed by allauth, ended here."""

from __future__ import annotations

import uuid
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import User


class NoSuchSession(NotFound):
    """The session has ended, or is another person's."""

    code = "no_such_session"
    message = gettext_noop("This session has ended already.")


@transaction.atomic
def end_sessions(*, person: User, except_key: str | None = None) -> int:
    """End every session of `person` but one; return how many ended."""
    ended = 0
    for session in UserSession.objects.filter(user=person).exclude(session_key=except_key or ""):
        session.end()
        ended += 1
    return ended


def end_session(*, session_id: int, by: User) -> None:
    """End one session of one's own.

    Raises:
        NoSuchSession: it has ended, or is another person's (the two are not told apart).
    """
    session = UserSession.objects.filter(user=by, pk=session_id).first()
    if session is None:
        raise NoSuchSession
    session.end()


def end_sessions_of(*, person: uuid.UUID, by: User, at: datetime) -> int:
    """End every session of a person for whom `by` is HR; return how many ended.

    Raises:
        MayNotView: `by` is no HR officer for this person.
    """
    found = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    return end_sessions(person=found)
