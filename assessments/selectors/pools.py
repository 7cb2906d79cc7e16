"""What an adaptive test chooses from: the approved exam items of a competency, as arrays, and how often each was asked.

The arrays are kept per process and made anew when the bank changes. How often an item was asked is counted at most
once a minute: a cap on a share does not need the last sitting, and a counter that every sitting writes would be a row
that all of them wait for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from assessments.models import Attempt, AttemptSlot, Item, ItemUse
from assessments.psychometrics.selection import NO_ENEMY, Bank, Usage
from assessments.selectors.parameters import parameters_of

USAGE_KEPT_SECONDS = 60
# An item that was taken out is asked for a few seconds more at the most.
STAMPS_KEPT_SECONDS = 5
USAGE_WINDOW = timedelta(days=365)
POOLS_KEPT = 200
# A content is balanced only where each has room to choose.
FEWEST_OF_A_TOPIC = 3


@dataclass(frozen=True, eq=False)
class Pool:
    """The items of one competency: ids of the approved versions, and their parameters in the same order."""

    versions: tuple[int, ...]
    bank: Bank
    shares: tuple[float, ...]

    def place_of(self, version: int) -> int | None:
        """Return where a version stands among the items, or None where it was taken out since."""
        return self.versions.index(version) if version in self.versions else None


POOLS: dict[tuple[Any, ...], Pool] = {}


def items_for(agency: int | None) -> QuerySet[Any]:
    """Return the exam items that may be asked: everybody's, and those of the agency."""
    owner = Q(unit__isnull=True) | (Q(unit=agency) if agency else Q(pk__in=[]))
    items: QuerySet[Any] = Item.objects.servable().filter(owner, use=ItemUse.EXAM)
    return items


def counts_of_items(agency: int | None) -> dict[int, int]:
    """Return how many items there are by competency id. One query."""
    rows = items_for(agency).values_list("competency_id").annotate(n=Count("pk")).order_by()
    return dict(rows)


def pools_for(competencies: Sequence[int], agency: int | None, cuts: Sequence[float]) -> dict[int, Pool]:
    """Return the pool of each competency. One query at most every few seconds, two more for each that changed."""
    found: dict[int, Pool] = {}
    for competency, stamp in stamps_of(competencies, agency).items():
        key = (competency, agency, tuple(cuts), stamp)
        if key not in POOLS:
            if len(POOLS) >= POOLS_KEPT:
                POOLS.clear()
            POOLS[key] = make_pool(items_for(agency).filter(competency=competency), cuts)
        found[competency] = POOLS[key]
    return found


def stamps_of(competencies: Sequence[int], agency: int | None) -> dict[int, tuple[Any, ...]]:
    """Return what changes when the items of a competency, or their parameters, do. One query, none within seconds."""
    key = f"assessments:stamps:{agency}:{'-'.join(map(str, sorted(competencies)))}"
    stored: dict[int, tuple[Any, ...]] | None = cache.get(key)
    if stored is None:
        items = items_for(agency).filter(competency__in=competencies).values("competency_id").order_by()
        in_use = Q(approved__calibrations__active_to__isnull=True)
        rows = items.annotate(
            n=Count("pk", distinct=True),
            last=Max("changed_at"),
            newest=Max("approved_id"),
            calibrated=Max("approved__calibrations__active_from", filter=in_use),
        )
        stored = {row["competency_id"]: (row["n"], row["last"], row["newest"], row["calibrated"]) for row in rows}
        cache.set(key, stored, STAMPS_KEPT_SECONDS)
    return stored


def make_pool(items: QuerySet[Any], cuts: Sequence[float]) -> Pool:
    """Return the items as arrays, with the parameters in use. Two queries."""
    rows = list(items.order_by("pk").values_list("approved_id", "level", "topic", "enemies"))
    topics = sorted({topic for _version, _level, topic, _enemies in rows})
    counts = [sum(1 for row in rows if row[2] == topic) for topic in topics]
    balanced = len(topics) > 1 and min(counts) >= FEWEST_OF_A_TOPIC
    groups = {word: number for number, word in enumerate(sorted({row[3] for row in rows} - {""}))}
    versions = tuple(row[0] for row in rows)
    places = parameters_of(versions, [row[1] for row in rows], cuts)
    return Pool(
        versions=versions,
        bank=Bank.of(
            [places[version].slope for version in versions],
            [places[version].difficulty for version in versions],
            [topics.index(row[2]) if balanced else 0 for row in rows],
            [groups.get(row[3], NO_ENEMY) for row in rows],
        ),
        shares=tuple(count / len(rows) for count in counts) if balanced else (),
    )


def usage_of(pools: Mapping[int, Pool], blueprint: int, *, at: datetime) -> dict[int, Usage]:
    """Return how often the items of each pool were asked within a year. Two queries, none within a minute."""
    key = f"assessments:usage:{blueprint}:{'-'.join(map(str, sorted(pools)))}"
    stored = cache.get(key)
    if stored is None:
        stored = counted(pools, at)
        cache.set(key, stored, USAGE_KEPT_SECONDS)
    counts, sittings = stored
    return {
        competency: Usage(
            np.array([counts.get(version, 0) for version in pool.versions], dtype=np.float64),
            sittings.get(competency, 0),
        )
        for competency, pool in pools.items()
    }


def counted(pools: Iterable[int], at: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Return how often each version was asked, and in how many attempts each competency was."""
    slots = AttemptSlot.objects.filter(
        attempt__in=Attempt.objects.filter(started_at__gte=at - USAGE_WINDOW).values("pk"),
        item_version__item__competency__in=list(pools),
    ).order_by()
    versions = dict(slots.values_list("item_version_id").annotate(n=Count("pk")))
    sittings = dict(slots.values_list("item_version__item__competency_id").annotate(n=Count("attempt", distinct=True)))
    return versions, sittings
