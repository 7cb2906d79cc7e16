"""A request of somebody who is signed in, for views behind `login_required`."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people.models import User


class PersonRequest(HttpRequest):
    """A request whose user is known."""

    user: User
