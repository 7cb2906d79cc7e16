"""Sign-in with a NIP or an e-mail address, and the pseudonym under which failed tries are counted."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from lms.people.models import EmployeeNumber, User
from lms.people.nip import InvalidNip, parse
from lms.people.sessions import with_session


def person_behind(login: str) -> User | None:
    """Return the account of this NIP or e-mail address, or None."""
    if "@" in login:
        return User.objects.filter(email__iexact=login.strip()).first()
    try:
        digits = parse(login).digits
    except InvalidNip:
        return None
    number = EmployeeNumber.objects.on(timezone.localdate()).filter(digits=digits).select_related("person").first()
    return number.person if number else None


def pseudonym_of_login(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Return what stands for a typed login where failed tries are counted; the login itself is never kept.

    A person is counted as one however they are named: by e-mail, or by NIP with any dots and spaces.
    """
    given = str((credentials or {}).get("username") or (request.POST.get("username", "") if request else ""))
    person = person_behind(given)
    plain = (
        f"person {person.pk}" if person else "".join(sign for sign in given.lower() if sign.isalnum() or sign == "@")
    )
    return hmac.new(settings.SECRET_KEY.encode(), plain.encode(), hashlib.sha256).hexdigest()[:32]


class NipOrEmailBackend(ModelBackend):
    """Check a password for a NIP or an e-mail address; unknown logins cost the same time as known ones."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        """Return the person when login and password fit and the account is active."""
        if not username or password is None:
            return None
        person = person_behind(username)
        if person is None:
            User().set_password(password)
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None

    def get_user(self, user_id: Any) -> User | None:
        """Return the person of this id if the account is active: the one who came with the session, or asked for."""
        known = with_session.get()
        if known is not None and known.pk == user_id:
            return known if self.user_can_authenticate(known) else None
        found: User | None = super().get_user(user_id)
        return found

    def user_can_authenticate(self, user: Any) -> bool:
        """Only active accounts may sign in."""
        return bool(user.is_active)
