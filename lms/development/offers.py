"""What a person could do next: upper rooms register providers, pages ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lms.people.models import User


@dataclass(frozen=True)
class Offer:
    """One thing to do next, and why it is offered to this person (already in the reader's language).

    `minutes` is how long it takes; a higher `weight` comes first; `competency_codes` are what it develops or proves.
    """

    kind: str
    uuid: str
    title: str
    url: str
    reason: str
    minutes: int
    weight: float
    competency_codes: tuple[str, ...] = ()


Provider = Callable[[User, date], list[Offer]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Make a provider of offers known, once."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def offers_for(person: User, *, on: date) -> list[Offer]:
    """Return what the person could do next, the most useful first."""
    found = [offer for provider in PROVIDERS for offer in provider(person, on)]
    return sorted(found, key=lambda offer: (-offer.weight, offer.title))
