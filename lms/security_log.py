"""What happens at the door, as lines of the log: who came in how, who was refused, who was slowed down.

A person stands in these lines by the opaque id, a typed login by its pseudonym; never a name, a NIP, an address.
"""

from __future__ import annotations

from typing import Any

import structlog
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from lms.people.backends import pseudonym_of_login

log = structlog.get_logger("lms.door")


def connect() -> None:
    """Listen to the door, once for the whole process."""
    user_logged_in.connect(note_sign_in, dispatch_uid="lms.door.in")
    user_logged_out.connect(note_sign_out, dispatch_uid="lms.door.out")
    user_login_failed.connect(note_refusal, dispatch_uid="lms.door.refused")
    user_locked_out.connect(note_slowing_down, dispatch_uid="lms.door.slowed")


def note_sign_in(sender: Any, request: HttpRequest | None, user: Any, **_more: Any) -> None:
    """Write that somebody signed in, and by which way."""
    session = getattr(request, "session", {})
    methods = [str(one.get("method", "")) for one in session.get("account_authentication_methods", [])]
    log.info("signed in", person=str(user.uuid), methods=methods)


def note_sign_out(sender: Any, request: HttpRequest | None, user: Any, **_more: Any) -> None:
    """Write that somebody signed out."""
    if user is not None:
        log.info("signed out", person=str(user.uuid))


def note_refusal(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    """Write that login and password did not fit."""
    log.warning("sign-in refused", login=pseudonym_of_login(request, credentials))


def note_slowing_down(sender: Any, request: HttpRequest, username: str | None = None, **_more: Any) -> None:
    """Write that further tries are refused for a while; `username` is the pseudonym already."""
    log.warning("sign-in slowed down", login=username or "")
