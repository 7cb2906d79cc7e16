"""Asks who is there once more before what must not happen in a room left open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def confirmed_recently(view: View) -> View:
    """Let a view run only within ten minutes after the person typed the password (or used a second step) again.

    What was posted is kept and carried out after the confirmation. Stands below `login_required`.
    """
    asked: Any = reauthentication_required(app="lms.people")(view)
    return asked
