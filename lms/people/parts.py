"""What a role can be held over besides units: one programme, one class. Upper rooms register what they have.

Pure: a part is known by its reference, and lies in the unit whose path decides who may give a role over it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One class or one programme, with the title it has now and the unit in which it lies."""

    kind: str
    uuid: uuid.UUID
    title: str
    unit_id: int
    path: str


@dataclass(frozen=True)
class PartKind:
    """A kind of part: which roles are held over one of them, and how they are found.

    `offered(tops, text, most)` returns those in the units below the paths `tops` whose title holds the text, newest
    first; `find(uuid)` returns one, or None.
    """

    kind: str
    roles: frozenset[str]
    offered: Callable[[tuple[str, ...], str, int], list[Part]]
    find: Callable[[uuid.UUID], Part | None]


KINDS: dict[str, PartKind] = {}


def register(kind: PartKind) -> None:
    """Make a kind of part known."""
    KINDS[kind.kind] = kind
