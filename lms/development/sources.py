"""Where the things that earned hours are found: upper rooms register how to address their own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence

Address = Callable[[Sequence[uuid.UUID]], dict[uuid.UUID, str]]

ADDRESSES: dict[str, Address] = {}


def register(kind: str, address: Address) -> None:
    """Say how sources of one kind are addressed; who has none may be left out."""
    ADDRESSES[kind] = address


def addresses_of(sources: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, str]:
    """Return the addresses of sources by their id, asking each room once."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for kind, number in sources:
        by_kind.setdefault(kind, []).append(number)
    found: dict[uuid.UUID, str] = {}
    for kind in by_kind.keys() & ADDRESSES.keys():
        found |= ADDRESSES[kind](by_kind[kind])
    return found
