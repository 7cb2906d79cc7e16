"""What waits for a superior: rooms register kinds of things, the inbox of the team shows them in one list."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.functional import Promise

from lms.people.models import User


@dataclass(frozen=True)
class Waiting:
    """One thing about one person that waits for a superior; `url` leads to where it is judged."""

    kind: str
    uuid: uuid.UUID
    person: User
    title: str
    since: datetime
    url: str


class Approve(Protocol):
    """Approves one thing; the inbox has made sure that it waits for `by`."""

    def __call__(self, *, uuid: uuid.UUID, by: User, at: datetime) -> object:
        """Approve it."""


class SendBack(Protocol):
    """Returns one thing with a reason."""

    def __call__(self, *, uuid: uuid.UUID, reason: str, by: User, at: datetime) -> object:
        """Return it."""


@dataclass(frozen=True)
class InboxKind:
    """How to find what waits of one kind, and what can be done about it.

    `about` returns what waits on a day about some people (ids); where it waits for one named person, only what waits
    for the viewer. `left` returns what was there before a day, for the sweep that passes it on; nothing where a room
    does that itself. Only what `is_harmless` is approved together with others.
    """

    code: str
    word: str | Promise
    is_harmless: bool
    about: Callable[[User, Sequence[int], date], list[Waiting]]
    left: Callable[[date], list[Waiting]] | None = None
    approve: Approve | None = None
    send_back: SendBack | None = None


KINDS: dict[str, InboxKind] = {}


def register(kind: InboxKind) -> None:
    """Make a kind known."""
    KINDS[kind.code] = kind
