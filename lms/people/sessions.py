"""Sessions in the database, each with its person: one question tells who asks, as every request has to know."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.middleware import get_user as user_of_session
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lms.kept import Kept, given
from lms.people.models import Session, User

PERSON_KEY = "_auth_user_id"

# Who came with the session of the request that is being answered; the sign-in backend asks for it by id.
with_session: ContextVar[User | None] = ContextVar("with_session", default=None)


# Every request asks this.
session_of: Kept[Session] = Kept(
    lambda: Session.objects.filter(
        session_key=given("key", CharField()), expire_date__gt=given("now", DateTimeField())
    ).order_by()
)


class SessionStore(DatabaseStore):
    """A session that is read together with its person.

    Named as Django names its own, because the name salts what a session says.
    """

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model whose rows are sessions."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = session_of.one(key=self.session_key, now=timezone.now())
        self.person = row.person if row else None
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row that keeps what the session says, with the person who has signed in by it."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.person_id = data.get(PERSON_KEY)
        return row


class SignedInPeople(AuthenticationMiddleware):
    """Say who asks: the person who came with the session, checked against it as Django checks one."""

    def process_request(self, request: HttpRequest) -> None:
        """Put the person, or nobody, on the request; the database is asked when somebody wants to know."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


def person_of(request: HttpRequest) -> Any:
    """Return the person of a request, or Django's anonymous one. One query, for the session and the person."""
    request.session.get(PERSON_KEY)
    known = with_session.set(getattr(request.session, "person", None))
    try:
        return user_of_session(request)
    finally:
        with_session.reset(known)
