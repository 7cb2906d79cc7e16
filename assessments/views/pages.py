"""What the pages of this room share: who looks, the way back, and the frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lms.people.models import User

Crumbs = list[tuple[str, str]]


def viewer_of(request: HttpRequest) -> User:
    """Return the signed-in person."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required stands before every view
    return request.user


def crumbs_to(*more: tuple[str, str]) -> Crumbs:
    """Return the way from the list of tests to a page."""
    return [(gettext("Tests"), reverse("assessments:mine")), *more]


def page_of(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a page of this room."""
    return render(request, f"assessments/{name}.html", context, status=status)


def number_from(text: str, otherwise: int) -> int:
    """Return the number that a text holds, of at most nine digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
