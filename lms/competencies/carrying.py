"""Which evidence counts for a competency that took the place of another: a rule over the crosswalk. Pure; no Django.

Evidence is never rewritten. Where a competency is the same as an older one (exactMatchOf) or replaces it (replacedBy),
evidence of the older one is heard for the newer as if it had been given for it, over any number of versions. Other
relations (isRelatedTo, isPartOf, precedes) carry nothing: what is near is not the same. Nothing is carried backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CARRIES = ("exactMatchOf", "replacedBy")

Edges = Iterable[tuple[int, int]]


def reached_from(starts: Iterable[int], leads: Mapping[int, Iterable[int]]) -> frozenset[int]:
    """Return what is reached from the starts over any number of steps, themselves included."""
    found: set[int] = set()
    waiting = list(starts)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += leads.get(one, ())
    return frozenset(found)


def heard_for(competency: int, edges: Edges) -> frozenset[int]:
    """Return the competencies whose evidence is heard for this one; edges lead from the older to the newer."""
    backwards: dict[int, list[int]] = {}
    for older, newer in edges:
        backwards.setdefault(newer, []).append(older)
    return reached_from([competency], backwards)


def carried_to(competencies: Iterable[int], edges: Edges) -> frozenset[int]:
    """Return the competencies for which evidence of these is heard."""
    onwards: dict[int, list[int]] = {}
    for older, newer in edges:
        onwards.setdefault(older, []).append(newer)
    return reached_from(competencies, onwards)


def newest_of(competencies: Iterable[int], edges: Edges) -> frozenset[int]:
    """Return what stands for these today: themselves, or what took their place and was not followed itself."""
    lines = list(edges)
    followed = {older for older, newer in lines if older != newer}
    return frozenset(one for one in carried_to(competencies, lines) if one not in followed)
