"""What an adaptive test chooses from: the approved exam items of a competency, as arrays, and how often each was asked.

The items of a competency are its own and those of the competencies it took the place of.

The arrays are kept per process and made anew when the bank changes. How often an item was asked is counted at most
once a minute: a cap on a share does not need the last sitting, and a counter that every sitting writes would be a row
that all of them wait for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from assessments.models import Attempt, AttemptSlot, AttemptState, Item, ItemUse
from assessments.psychometrics.selection import NO_ENEMY, Bank, Usage
from assessments.selectors.parameters import parameters_of
from lms.competencies.carrying import Edges, carried_to
from lms.competencies.selectors import carrying_edges, heard_by

USAGE_KEPT_SECONDS = 60
# An item that was taken out is asked for a few seconds more at the most.
STAMPS_KEPT_SECONDS = 5
POOL_KEPT_SECONDS = 300
USAGE_WINDOW = timedelta(days=365)
POOLS_KEPT = 200
# A content is balanced only where each has room to choose.
FEWEST_OF_A_TOPIC = 3


@dataclass(frozen=True, eq=False)
class Pool:
    """The items of one competency: their ids, those of the approved versions, and their parameters, in one order.

    `groups` numbers the words that enemies share; `cases` are the ids of the cases that items hang on; `heard` are the
    ids of the competencies whose items these are.
    """

    items: tuple[int, ...]
    versions: tuple[int, ...]
    bank: Bank
    shares: tuple[float, ...]
    groups: Mapping[str, int]
    cases: tuple[int | None, ...] = ()
    heard: frozenset[int] = frozenset()

    def on_case(self, case: int) -> list[int]:
        """Return where the items of a case stand."""
        return [place for place, one in enumerate(self.cases) if one == case]

    def place_of(self, item: int) -> int | None:
        """Return where an item stands, or None where it was taken out since."""
        return self.items.index(item) if item in self.items else None


POOLS: dict[tuple[Any, ...], Pool] = {}


def items_for(agency: int | None) -> QuerySet[Any]:
    """Return the exam items that may be asked: everybody's, and those of the agency."""
    owner = Q(unit__isnull=True) | (Q(unit=agency) if agency else Q(pk__in=[]))
    items: QuerySet[Any] = Item.objects.servable().of_way(is_rated=False).filter(owner, use=ItemUse.EXAM)
    return items


def counts_of_items(agency: int | None, edges: Edges | None = None) -> dict[int, int]:
    """Return how many items one sitting could ask, by competency id; of enemies one. Two queries, one with `edges`.

    An item is counted for its competency, and for those that took the place of that.
    """
    rows = items_for(agency).values_list("competency_id", "enemies").annotate(n=Count("pk")).order_by()
    lines = list(carrying_edges() if edges is None else edges)
    alone: Counter[int] = Counter()
    words: dict[int, set[str]] = {}
    for own, enemies, count in rows:
        for competency in carried_to([own], lines):
            alone[competency] += 0 if enemies else count
            words.setdefault(competency, set()).update({enemies} - {""})
    return {competency: alone[competency] + len(shared) for competency, shared in words.items()}


def pools_for(competencies: Sequence[int], agency: int | None, cuts: Sequence[float]) -> dict[int, Pool]:
    """Return the pool of each competency. Two queries at most every few seconds, two more for each that changed."""
    found: dict[int, Pool] = {}
    for competency, stamp in stamps_of(competencies, agency).items():
        # No stamp sees an import that commits late; what was built is not kept for long.
        key = (competency, agency, tuple(cuts), stamp, int(time.monotonic() // POOL_KEPT_SECONDS))
        if key not in POOLS:
            if len(POOLS) >= POOLS_KEPT:
                POOLS.clear()
            POOLS[key] = make_pool(items_for(agency), frozenset(own for own, *_rest in stamp), cuts)
        found[competency] = POOLS[key]
    return found


def stamps_of(competencies: Sequence[int], agency: int | None) -> dict[int, tuple[tuple[Any, ...], ...]]:
    """Return what changes when the items of a competency, or their parameters, do. Two queries, none within seconds.

    A stamp has a row for each competency whose items are heard, beginning with its id: one that is heard since a
    version was published changes it as well.
    """
    key = f"assessments:stamps:heard:{agency}:{'-'.join(map(str, sorted(competencies)))}"
    stored: dict[int, tuple[tuple[Any, ...], ...]] | None = cache.get(key)
    if stored is None:
        heard = heard_by(competencies)
        owns = {own for each in heard.values() for own in each}
        items = items_for(agency).filter(competency__in=owns).values("competency_id").order_by()
        in_use = Q(approved__calibrations__active_to__isnull=True)
        rows = items.annotate(
            n=Count("pk", distinct=True),
            last=Max("changed_at"),
            newest=Max("approved_id"),
            calibrated=Max("approved__calibrations__active_from", filter=in_use),
        )
        by_own = {row["competency_id"]: tuple(row.values()) for row in rows}
        shown = {competency: sorted(each & by_own.keys()) for competency, each in heard.items()}
        stored = {competency: tuple(by_own[own] for own in each) for competency, each in shown.items() if each}
        cache.set(key, stored, STAMPS_KEPT_SECONDS)
    return stored


def make_pool(items: QuerySet[Any], heard: frozenset[int], cuts: Sequence[float]) -> Pool:
    """Return those of the items that are heard, as arrays, with the parameters in use. Two queries."""
    mine = items.filter(competency__in=heard).order_by("pk")
    rows = list(mine.values_list("approved_id", "level", "topic", "enemies", "pk", "case_id"))
    topics = sorted({row[2] for row in rows})
    counts = [sum(1 for row in rows if row[2] == topic) for topic in topics]
    balanced = len(topics) > 1 and min(counts) >= FEWEST_OF_A_TOPIC
    groups = {word: number for number, word in enumerate(sorted({row[3] for row in rows} - {""}))}
    versions = tuple(row[0] for row in rows)
    places = parameters_of(versions, [row[1] for row in rows], cuts)
    return Pool(
        items=tuple(row[4] for row in rows),
        versions=versions,
        bank=Bank.of(
            [places[version].slope for version in versions],
            [places[version].difficulty for version in versions],
            [topics.index(row[2]) if balanced else 0 for row in rows],
            [groups.get(row[3], NO_ENEMY) for row in rows],
        ),
        shares=tuple(count / len(rows) for count in counts) if balanced else (),
        groups=groups,
        cases=tuple(row[5] for row in rows),
        heard=heard,
    )


def usage_of(pools: Mapping[int, Pool], blueprint: int, agency: int | None, *, at: datetime) -> dict[int, Usage]:
    """Return how often the items of each pool were asked in this test and agency within a year.

    Two queries for each competency that was not counted within the last minute.
    """
    keys = {competency: f"assessments:usage:{blueprint}:{agency}:{competency}" for competency in pools}
    known = cache.get_many(keys.values())
    found = {}
    for competency, pool in pools.items():
        stored = known.get(keys[competency])
        if stored is None:
            stored = counted(pool.heard, blueprint, agency, at)
            cache.set(keys[competency], stored, USAGE_KEPT_SECONDS)
        counts, sittings = stored
        found[competency] = Usage(np.array([counts.get(item, 0) for item in pool.items], dtype=np.float64), sittings)
    return found


def counted(heard: frozenset[int], blueprint: int, agency: int | None, at: datetime) -> tuple[dict[int, int], int]:
    """Return how often each item was asked, and in how many sittings any of these was. Two queries."""
    sittings = Attempt.objects.filter(blueprint=blueprint, agency=agency, started_at__gte=at - USAGE_WINDOW)
    slots = AttemptSlot.objects.filter(
        attempt__in=sittings.exclude(state=AttemptState.VOIDED),
        item_version__item__competency__in=heard,
        is_pilot=False,
    ).order_by()
    counts = dict(slots.values_list("item_version__item_id").annotate(n=Count("pk")))
    return counts, slots.aggregate(n=Count("attempt", distinct=True))["n"]
