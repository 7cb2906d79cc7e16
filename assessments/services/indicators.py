"""Finds the indicator that a file names, among those of the framework at the item's competency and level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assessments.exchange.entries import Entry, Remark
from assessments.models import Item, ItemVersion
from assessments.services.bank import Placing
from lms.competencies.carrying import heard_for
from lms.competencies.models import Competency, Indicator
from lms.competencies.selectors import carrying_edges, competencies_by_any_code, indicators_by_place
from lms.errors import gettext_noop

UNKNOWN_INDICATOR = gettext_noop("the framework has no such indicator at this competency and level; none was set")


class Known(NamedTuple):
    """The published framework: competencies by code, old ones among these, indicators by competency (id) and level.

    `edges` lead from a competency (id) to the one that took its place.
    """

    competencies: dict[str, Competency]
    indicators: dict[tuple[int, int], list[Indicator]]
    edges: Sequence[tuple[int, int]] = ()

    def at(self, competency: Competency, level: int) -> list[Indicator]:
        """Return the indicators that describe a level of a competency."""
        return self.indicators.get((competency.pk, level), [])


def known_framework() -> Known:
    """Return the published framework. Seven queries."""
    return Known(competencies_by_any_code(), indicators_by_place(), carrying_edges())


def named(text: str, among: Sequence[Indicator]) -> Indicator | None:
    """Return the indicator that a text names by its sentence, or by its number at its level."""
    told = as_told(text)
    same = (row for number, row in enumerate(among, start=1) if told in (as_told(row.text), str(number)))
    return next(same, None)


def as_told(text: str) -> str:
    """Return a sentence without what does not tell it from another."""
    return " ".join(text.split()).casefold()


def placed(entry: Entry, placing: Placing, known: Known) -> tuple[Entry, Placing]:
    """Return an entry and its place with the indicator it names; one that is not known is lost, and said to be.

    Where it names none and the framework has only one there, that is meant.
    """
    if not entry.indicator:
        return entry, with_only(placing, known)
    found = named(entry.indicator, known.at(placing.competency, placing.level))
    if found is None:
        entry = replace(entry, losses=(*entry.losses, Remark(UNKNOWN_INDICATOR)))
    return entry, replace(placing, indicator=found)


def where_it_stands(placing: Placing, item: Item, newest: ItemVersion, known: Known) -> Placing:
    """Return a place as the item has it already, where the file means the same by the code of a newer version.

    An item is heard for what took the place of its competency, so it stays; one of which the file says another level or
    another behaviour goes there.
    """
    is_heard = item.competency_id in heard_for(placing.competency.pk, known.edges)
    stands = newest.indicator
    is_same = not (stands and placing.indicator) or as_told(stands.text) == as_told(placing.indicator.text)
    if not is_heard or not is_same or item.competency_id == placing.competency.pk or item.level != placing.level:
        return placing
    return replace(placing, competency=item.competency, indicator=stands)


def with_standing(placing: Placing, newest: ItemVersion) -> Placing:
    """Return a place with the indicator that stands already, where the file names none and the item stays."""
    stands = newest.indicator
    is_here = stands and (stands.competency_id, stands.level) == (placing.competency.pk, placing.level)
    return replace(placing, indicator=stands) if is_here and placing.indicator is None else placing


def with_only(placing: Placing, known: Known) -> Placing:
    """Return a place with the only indicator that the framework has there; where it has several, nobody guesses."""
    among = known.at(placing.competency, placing.level)
    return replace(placing, indicator=among[0]) if len(among) == 1 else placing
