"""Where an attempt came from: upper rooms say how their things are reached; a result links back there.

An attempt keeps only the plain reference (kind, uuid, title); the address is asked when the page is made.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Resolver = Callable[[UUID], str]

RESOLVERS: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Say how to find the address (a path, empty where there is none) of things of a kind, in `AppConfig.ready()`."""
    RESOLVERS[kind] = resolver


def address_of(kind: str, uuid: UUID | None) -> str:
    """Return the address of a context, or an empty text where nobody knows it."""
    resolver = RESOLVERS.get(kind)
    return resolver(uuid) if resolver and uuid else ""
