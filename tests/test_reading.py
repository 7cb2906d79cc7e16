"""Looking at an address changes nothing: what changes something takes a POST."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.builders import agency, person, post

# Written by reading, on purpose: the session, and the log of who looked at whom.
MAY_WRITE = ("people_session", "people_look", "usersessions_usersession", "axes_")
ROOMS = ("lms.", "courses.", "assessments.", "certificates.", "mentoring.")


def addresses() -> list[str]:
    found: list[str] = []

    def walk(patterns, prefix: str) -> None:
        for one in patterns:
            here = prefix + str(one.pattern).lstrip("^").rstrip("$")
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and str(getattr(one.callback, "__module__", "")).startswith(ROOMS):
                found.append(here)

    walk(get_resolver().url_patterns, "/")
    return sorted({fill(one) for one in found if "(?P" not in one and "\\" not in one})


def fill(route: str) -> str:
    for marker, value in (("<uuid:", str(uuid.UUID(int=7))), ("<int:", "7"), ("<slug:", "satu"), ("<str:", "satu")):
        while marker in route:
            start = route.index(marker)
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    while "<" in route:
        start = route.index("<")
        route = route[:start] + "satu" + route[route.index(">", start) + 1 :]
    return route


@pytest.mark.django_db
def test_looking_at_an_address_that_changes_something_changes_nothing(client):
    who = person("Siti")
    post(who, agency())
    client.force_login(who)
    client.get("/beranda/")
    found = addresses()
    wrote = {}

    for address in found:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        changes = [
            query["sql"][:120]
            for query in caught.captured_queries
            if query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and not any(m in query["sql"] for m in MAY_WRITE)
        ]
        if changes:
            wrote[address] = changes

    assert len(found) > 60
    assert wrote == {}
