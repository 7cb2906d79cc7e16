"""Facts of many people as tables: rows are mentees, columns mentors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from mentoring.matching.facts import Candidate

HIGHEST_LEVEL = 5

Grid = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coverage:
    """How many missing levels each mentor can teach each mentee, over all that the mentee wants.

    `offered`: the mentor offers something the mentee wants. `covered`: levels above the mentee's that the mentor
    has, no more than are missing, counted only where the mentor leads by enough. `needed`: all missing levels.
    """

    offered: Mask
    covered: Grid
    needed: Grid

    @classmethod
    def of(cls, mentors: Sequence[Candidate], mentees: Sequence[Candidate], lead: int) -> Self:
        """Return the coverage of these people; one pass over the table for each competency."""
        shape = (len(mentees), len(mentors))
        offered, covered = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        needed = np.zeros(len(mentees), dtype=np.int64)
        for name in sorted({name for person in mentees for name in person.wants}):
            needs = [person.wants.get(name) for person in mentees]
            missing = np.array([need.missing_levels if need else 0 for need in needs], dtype=np.int64)
            attained = np.array([(need.attained or 0) if need else HIGHEST_LEVEL for need in needs], dtype=np.int64)
            has = np.array([person.levels.get(name, -1) for person in mentors], dtype=np.int64)
            wanted = missing > 0
            offered |= wanted[:, None] & (has >= 0)[None, :]
            above = has[None, :] - attained[:, None]
            teaches = wanted[:, None] & (above >= lead)
            covered += np.where(teaches, np.minimum(above, missing[:, None]), 0)
            needed += missing
        return cls(offered, covered, needed)


def ranks(people: Sequence[Candidate]) -> Grid:
    """Return the seniority of everybody."""
    return np.array([person.seniority for person in people], dtype=np.int64)


def band_percent(distance: Grid, bands: tuple[int, ...]) -> Grid:
    """Return the share (percent) of each distance in rank; beyond the last band the last holds."""
    return np.asarray(bands, dtype=np.int64)[np.minimum(distance, len(bands) - 1)]


def differ(mentors: Sequence[Candidate], mentees: Sequence[Candidate], name: str) -> Grid:
    """Return 1 where an attribute of the two differs, 0 where it is the same."""
    codes = {value: code for code, value in enumerate(sorted({getattr(p, name) for p in (*mentors, *mentees)}))}
    of_mentors = np.array([codes[getattr(person, name)] for person in mentors], dtype=np.int64)
    of_mentees = np.array([codes[getattr(person, name)] for person in mentees], dtype=np.int64)
    return (of_mentees[:, None] != of_mentors[None, :]).astype(np.int64)


def wished(mentors: Sequence[Candidate], mentees: Sequence[Candidate]) -> Grid:
    """Return how many of the two wished for the other: 0, 1 or 2."""
    return counted(mentors, mentees, "wishes")


def counted(mentors: Sequence[Candidate], mentees: Sequence[Candidate], name: str) -> Grid:
    """Return how many of the two name the other in a set of ids."""
    rows = {person.id: row for row, person in enumerate(mentees)}
    columns = {person.id: column for column, person in enumerate(mentors)}
    found = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    for row, person in enumerate(mentees):
        for other in getattr(person, name) & columns.keys():
            found[row, columns[other]] += 1
    for column, person in enumerate(mentors):
        for other in getattr(person, name) & rows.keys():
            found[rows[other], column] += 1
    return found


def self_or_line(mentors: Sequence[Candidate], mentees: Sequence[Candidate]) -> Mask:
    """Return where both are one person, or one stands above the other in the reporting line."""
    columns = {person.id: column for column, person in enumerate(mentors)}
    found = counted(mentors, mentees, "line") > 0
    for row, person in enumerate(mentees):
        if person.id in columns:
            found[row, columns[person.id]] = True
    return found


def kept_apart(
    mentors: Sequence[Candidate], mentees: Sequence[Candidate], excluded: Collection[tuple[str, str]]
) -> Mask:
    """Return where one avoids the other, or the two were refused to each other before."""
    rows = {person.id: row for row, person in enumerate(mentees)}
    columns = {person.id: column for column, person in enumerate(mentors)}
    found = counted(mentors, mentees, "avoid") > 0
    for mentor, mentee in excluded:
        if mentor in columns and mentee in rows:
            found[rows[mentee], columns[mentor]] = True
    return found
