"""For which competency a question is asked: the bank follows a framework over its versions. Pure; no Django.

An item stays under the competency for which it was written. A test that measures a competency asks the items of that
one and of those it took the place of, and the answers count for the competency that the test measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lms.competencies.carrying import carried_to, heard_for


def shared_out(
    asked: Sequence[int], wanted: Mapping[int, int], edges: Iterable[tuple[int, int]] = ()
) -> tuple[int, ...]:
    """Return for each question the competency for which it is asked, from that of its item.

    `wanted` says of how many questions a test measures each competency. Where several hear an item, as after a split,
    the one that lacks most has it. An item that moved on to a newer version meanwhile stays with the older one that is
    measured; one that nobody hears stays under its own.
    """
    lines = list(edges)
    choices = [choices_for(own, wanted, lines) for own in asked]
    lacks = dict(wanted)
    found = list(asked)
    for place in sorted(range(len(asked)), key=lambda place: len(choices[place])):
        if choices[place]:
            found[place] = max(choices[place], key=lambda one: lacks[one])
            lacks[found[place]] -= 1
    return tuple(found)


def choices_for(own: int, wanted: Iterable[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the measured competencies for which an item of `own` may count."""
    measured = list(wanted)
    if own in measured:
        return [own]
    onwards = carried_to([own], edges)
    hearing = [one for one in measured if one in onwards]
    backwards = heard_for(own, edges)
    return hearing or [one for one in measured if one in backwards]
