"""What must not happen in a room left open: it asks for the password once more, whatever came before."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from tests.builders import person, sign_in

pytestmark = pytest.mark.django_db

SOMEBODY = uuid.UUID(int=1)


@pytest.mark.parametrize(
    ("method", "name", "args"),
    [
        ("post", "people:make_codes", [SOMEBODY]),
        ("get", "people:codes_list", [SOMEBODY]),
        ("get", "people:codes_letters", [SOMEBODY]),
        ("get", "people:code_for", [SOMEBODY]),
        ("post", "people:code_for", [SOMEBODY]),
        ("post", "people:end_sessions_of", [SOMEBODY]),
        ("post", "people:unlink", []),
        ("get", "people:change_email", []),
        ("post", "people:change_email", []),
        ("post", "people:end_session", [1]),
        ("post", "people:end_other_sessions", []),
        ("get", "people:role_give", [SOMEBODY]),
        ("post", "people:role_give", [SOMEBODY]),
        ("post", "people:role_end", [SOMEBODY]),
        ("post", "people:role_confirm", [SOMEBODY]),
        ("post", "privacy:ask_for_copy", []),
        ("get", "privacy:download", [SOMEBODY, "json"]),
        ("get", "workforce:take_out", []),
        ("post", "workforce:take_out", []),
        ("get", "workforce:people_csv", [SOMEBODY]),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_password_is_asked_for_before_this_is_done(client, method, name, args):
    sign_in(client, person("Siti"))

    answer = getattr(client, method)(reverse(name, args=args))

    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, "/akun/konfirmasi/")
