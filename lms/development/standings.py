"""On which lists about posts a person stands: upper rooms register providers, the person's own pages ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lms.people.models import User


@dataclass(frozen=True)
class Standing:
    """One list on which a person stands: for what, since when, and where the own entry is read and contested."""

    title: str
    since: datetime
    url: str


Provider = Callable[[User], list[Standing]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Make a provider known, once."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def standings_of(person: User) -> list[Standing]:
    """Return the latest lists on which the person stands, the newest first. One query of each room that makes some."""
    found = [standing for provider in PROVIDERS for standing in provider(person)]
    return sorted(found, key=lambda standing: standing.since, reverse=True)
