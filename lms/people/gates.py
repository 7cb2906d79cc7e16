"""Pages that a signed-in person has to pass before any other: a second step to set up, a notice to read.

Rooms register a gate in `AppConfig.ready()`; `lms.middleware.Gates` asks them, at most every five minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from lms.people.models import User

ASKED_EVERY_SECONDS = 300


@dataclass(frozen=True)
class Gate:
    """One gate: `address_for` returns the page to visit first, or None.

    A `strict` gate holds everything; the others let a form through that was begun before.
    """

    address_for: Callable[[User, date], str | None]
    strict: bool = False


GATES: dict[str, Gate] = {}


def register(name: str, address_for: Callable[[User, date], str | None], *, strict: bool = False) -> None:
    """Make a gate known."""
    GATES[name] = Gate(address_for, strict)


def closed_gate(person: User, *, on: date, only_strict: bool) -> str | None:
    """Return the address that `person` has to visit first, or None; that all are open is remembered for a while."""
    remembered = f"gates-open-{person.pk}"
    if cache.get(remembered):
        return None
    gates = [gate for gate in GATES.values() if gate.strict or not only_strict]
    address = next((found for gate in gates if (found := gate.address_for(person, on))), None)
    if address is None and not only_strict:
        cache.set(remembered, value=True, timeout=ASKED_EVERY_SECONDS)
    return address


def ask_again(person: User) -> None:
    """Forget that all gates were open, because something has changed."""
    cache.delete(f"gates-open-{person.pk}")
