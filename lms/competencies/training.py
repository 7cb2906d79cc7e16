"""How many learning hours it takes to reach a level: rooms above that teach say so, previews of standards ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

Wanted = tuple[int, int]  # a competency (id) and a level, 1 to 5
Provider = Callable[[frozenset[Wanted]], Mapping[Wanted, Decimal]]

PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Make a provider known, once; it returns the fewest hours for what it teaches and leaves out the rest."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)


def hours_to_reach(wanted: Iterable[Wanted]) -> dict[Wanted, Decimal]:
    """Return the fewest learning hours (JP) that lead to each competency and level; nothing for what nobody teaches."""
    asked = frozenset(wanted)
    fewest: dict[Wanted, Decimal] = {}
    for provider in PROVIDERS if asked else ():
        for one, hours in provider(asked).items():
            fewest[one] = min(hours, fewest.get(one, hours))
    return fewest
