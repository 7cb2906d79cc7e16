"""The answers from which items are calibrated: of each person the first scored attempt at each test.

A second attempt has seen the questions of the first; a voided one counts for nothing. An adaptive attempt counts as far
as it was answered. If somebody met a question in two tests, the earlier time counts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.answers import Kind
from assessments.models import Attempt, AttemptSlot, AttemptState, BlueprintMode, ItemVersion, Response
from assessments.psychometrics.standards import author_difficulty
from assessments.psychometrics.tables import Choices, Table
from assessments.selectors.parameters import calibrations_in_use
from assessments.selectors.traits import groups_of
from lms.competencies.selectors import heard_by

ROWS_AT_ONCE = 2000
# Kinds in which one option is chosen, so that what was chosen can be counted.
OF_ONE_CHOICE = (Kind.SINGLE, Kind.TRUE_FALSE)


@dataclass(frozen=True)
class Given:
    """One answer that counts: who met which version, whether it was fully right, and whether a drawn form asked it."""

    person: int
    version: int
    is_right: bool
    is_on_form: bool
    slot: int


@dataclass(frozen=True)
class Snapshot:
    """The answers to the items that one competency hears; ids of people and versions in rising order."""

    answers: tuple[Given, ...]

    @property
    def people(self) -> list[int]:
        """Return who answered anything."""
        return sorted({answer.person for answer in self.answers})

    @property
    def versions(self) -> list[int]:
        """Return what anybody answered."""
        return sorted({answer.version for answer in self.answers})

    @property
    def counts(self) -> dict[int, tuple[int, int]]:
        """Return by version how many answered it, and how many rightly."""
        answered = Counter(answer.version for answer in self.answers)
        right = Counter(answer.version for answer in self.answers if answer.is_right)
        return {version: (count, right[version]) for version, count in answered.items()}

    @property
    def fingerprint(self) -> str:
        """Return what is the same for the same answers, and for no others (SHA-256 in hexadecimal)."""
        lines = sorted((answer.person, answer.version, int(answer.is_right)) for answer in self.answers)
        return hashlib.sha256(repr(lines).encode()).hexdigest()


def snapshot_of(competency: int, *, until: datetime) -> Snapshot:
    """Return the answers scored until a moment: asked again later, it is the same, unless one was voided.

    Two queries. Answers to items of a competency that this took the place of are among them.
    """
    rows = slots_that_count(heard_by([competency])[competency], until=until).values_list(
        "attempt__person_id", "item_version_id", "is_right", "attempt__blueprint__mode", "pk"
    )
    found: dict[tuple[int, int], Given] = {}
    for person, version, is_right, mode, slot in rows.iterator(chunk_size=ROWS_AT_ONCE):
        found.setdefault((person, version), Given(person, version, is_right, mode != BlueprintMode.ADAPTIVE, slot))
    return Snapshot(tuple(found.values()))


def slots_that_count(heard: frozenset[int], *, until: datetime) -> QuerySet[Any]:
    """Return the scored slots of first attempts, the earliest attempt first."""
    scored = Attempt.objects.filter(state=AttemptState.SCORED)
    same_test = scored.filter(person=OuterRef("attempt__person"), blueprint=OuterRef("attempt__blueprint"))
    started = OuterRef("attempt__started_at")
    before = same_test.filter(Q(started_at__lt=started) | Q(started_at=started, pk__lt=OuterRef("attempt_id")))
    slots = AttemptSlot.objects.filter(
        ~Exists(before),
        item_version__item__competency__in=heard,
        attempt__state=AttemptState.SCORED,
        attempt__scored_at__lte=until,
        item_version__neutralisation__isnull=True,
        is_right__isnull=False,
    )
    answered = Q(answered_at__isnull=False) | Q(response__isnull=False)
    return slots.filter(~Q(attempt__blueprint__mode=BlueprintMode.ADAPTIVE) | answered).order_by(
        "attempt__started_at", "attempt_id", "position"
    )


def table_of(snapshot: Snapshot, cuts: tuple[float, ...], *, on: date) -> Table:
    """Return a snapshot as the arithmetic reads it, with the parameters in use and the groups of the people.

    Three queries, and one more for each 500 people and 2,000 answers.
    """
    people, versions = snapshot.people, snapshot.versions
    row_of, column_of = ({pk: index for index, pk in enumerate(ids)} for ids in (people, versions))
    scores = np.full((len(people), len(versions)), np.nan)
    on_forms = scores.copy()
    for answer in snapshot.answers:
        place = row_of[answer.person], column_of[answer.version]
        scores[place] = float(answer.is_right)
        if answer.is_on_form:
            on_forms[place] = float(answer.is_right)
    rows = {version.pk: version for version in ItemVersion.objects.filter(pk__in=versions).select_related("item")}
    active = calibrations_in_use().filter(item_version__in=versions)
    return Table(
        scores=scores,
        on_forms=on_forms,
        authors=np.array([author_difficulty(rows[version].item.level, cuts) for version in versions]),
        anchors={
            column_of[version]: (slope, float(places[0]))
            for version, slope, places in active.values_list("item_version_id", "a", "b")
        },
        choices=choices_of(snapshot, row_of, column_of),
        groups=groups_of(people, on=on),
    )


def choices_of(snapshot: Snapshot, row_of: dict[int, int], column_of: dict[int, int]) -> dict[int, Choices]:
    """Return by column what was chosen on drawn forms; answers that were deleted since are not there."""
    given = {answer.slot: answer for answer in snapshot.answers if answer.is_on_form}
    versions = ItemVersion.objects.filter(pk__in=list(column_of), item__kind__in=OF_ONE_CHOICE).select_related("secret")
    picks: dict[int, list[str | None]] = {}
    facts = {version.pk: version for version in versions}
    slots = [slot for slot, answer in given.items() if answer.version in facts]
    for start in range(0, len(slots), ROWS_AT_ONCE):
        rows = Response.objects.filter(slot__in=slots[start : start + ROWS_AT_ONCE]).values_list("slot_id", "payload")
        for slot, payload in rows:
            answer, chosen = given[slot], payload.get("choice") or [None]
            picks.setdefault(answer.version, [None] * len(row_of))[row_of[answer.person]] = chosen[0]
    return {
        column_of[pk]: Choices(
            names=tuple(option["id"] for option in facts[pk].options),
            key=facts[pk].secret.key["choice"][0],
            picks=tuple(chosen),
        )
        for pk, chosen in picks.items()
    }
