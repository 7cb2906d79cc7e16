"""Everything about every possible pair: who may, how well it fits, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from mentoring.matching.facts import TERMS, Alternative, Candidate, Kind, Match, Obstacle, Term, Weights
from mentoring.matching.grids import (
    Coverage,
    Grid,
    Mask,
    band_percent,
    differ,
    kept_apart,
    ranks,
    self_or_line,
    wished,
)

ALTERNATIVES_SHOWN = 3

# How many levels a mentor must stand above the mentee: a junior mentor needs a clearer lead to be heard.
LEAD: Mapping[Kind, int] = {Kind.CLASSIC: 1, Kind.REVERSE: 2}


@dataclass(frozen=True)
class Board:
    """Everything about every possible pair: rows are mentees, columns mentors.

    `stages` are the rules in the order in which they are applied, each a table of who passes it.
    """

    mentors: list[Candidate]
    mentees: list[Candidate]
    weights: Weights
    lead: int
    stages: Mapping[Obstacle, Mask]
    apart: Mask
    coverage: Coverage
    points: Mapping[str, Grid]

    @classmethod
    def of(
        cls,
        mentors: list[Candidate],
        mentees: list[Candidate],
        kind: Kind,
        weights: Weights,
        excluded: Collection[tuple[str, str]],
    ) -> Self:
        """Return the board of these people under these rules."""
        coverage = Coverage.of(mentors, mentees, LEAD[kind])
        mentor_rank, mentee_rank = ranks(mentors)[None, :], ranks(mentees)[:, None]
        in_line = self_or_line(mentors, mentees)
        apart = kept_apart(mentors, mentees, excluded)
        stages = {
            Obstacle.COMPETENCY: coverage.offered,
            Obstacle.LEVEL: coverage.covered > 0,
            Obstacle.SENIORITY: mentor_rank >= mentee_rank if kind is Kind.CLASSIC else mentor_rank < mentee_rank,
            Obstacle.NOT_TOGETHER: ~(in_line | apart),
        }
        points = {
            "coverage": weights.coverage * coverage.covered // np.maximum(coverage.needed, 1)[:, None],
            "seniority": weights.seniority * band_percent(np.abs(mentor_rank - mentee_rank), weights.bands) // 100,
            "other_unit": weights.other_unit * differ(mentors, mentees, "unit_path"),
            "time_zone": weights.time_zone * (1 - differ(mentors, mentees, "time_zone")),
            "wish": weights.wish * wished(mentors, mentees) // 2,
        }
        return cls(mentors, mentees, weights, LEAD[kind], stages, apart, coverage, points)

    @cached_property
    def allowed(self) -> Mask:
        """Return which pairs break no rule; a mentor without a place is left to the assignment."""
        return np.logical_and.reduce(list(self.stages.values()))

    @cached_property
    def score(self) -> Grid:
        """Return the score of every pair."""
        return np.sum(list(self.points.values()), axis=0, dtype=np.int64)

    def explain(self, row: int, column: int, chosen: Collection[tuple[int, int]], taken: Grid) -> Match:
        """Return one chosen pair with its terms and alternatives."""
        mentor, mentee = self.mentors[column], self.mentees[row]
        competency = goal_of(mentor, mentee, self.lead)
        need = mentee.wants[competency]
        terms = tuple(self.term(name, row, column, competency) for name in TERMS)
        return Match(
            mentor=mentor.id,
            mentee=mentee.id,
            competency=competency,
            baseline=need.attained,
            target=min(need.required, mentor.levels[competency]),
            score=sum(term.points for term in terms),
            terms=terms,
            other_mentors=self.alternatives_of_mentee(row, column, taken),
            other_mentees=self.alternatives_of_mentor(row, column, {mentee for mentee, _mentor in chosen}),
        )

    def term(self, name: str, row: int, column: int, competency: str) -> Term:
        """Return one term of a pair with the facts it was made of."""
        mentor, mentee = self.mentors[column], self.mentees[row]
        need = mentee.wants[competency]
        facts: dict[str, dict[str, Any]] = {
            "coverage": {
                "required": need.required,
                "attained": need.attained,
                "mentor": mentor.levels[competency],
                "covered": int(self.coverage.covered[row, column]),
                "needed": int(self.coverage.needed[row]),
            },
            "seniority": {"distance": abs(mentor.seniority - mentee.seniority)},
            "other_unit": {"differs": mentor.unit_path != mentee.unit_path},
            "time_zone": {"same": mentor.time_zone == mentee.time_zone},
            "wish": {"wishes": int(mentee.id in mentor.wishes) + int(mentor.id in mentee.wishes)},
        }
        points, weight = int(self.points[name][row, column]), self.weights.of(name)
        return Term(name, points / weight if weight else 0.0, weight, points, facts[name])

    def alternatives_of_mentee(self, row: int, chosen: int, taken: Grid) -> tuple[Alternative, ...]:
        """Return the mentors who would have suited best, and why it is not them."""
        found = []
        for column in best_of(self.score[row], self.could_suit[row], without=chosen):
            full = taken[column] >= self.mentors[column].capacity
            why = Obstacle.CAPACITY if full else Obstacle.LOWER_SCORE
            found.append(Alternative(self.mentors[column].id, int(self.score[row, column]), self.why(row, column, why)))
        return tuple(found)

    def alternatives_of_mentor(self, chosen: int, column: int, paired: Collection[int]) -> tuple[Alternative, ...]:
        """Return the mentees who would have suited best, and why it is not them."""
        found = []
        for row in best_of(self.score[:, column], self.could_suit[:, column], without=chosen):
            why = Obstacle.CAPACITY if row in paired else Obstacle.LOWER_SCORE
            found.append(Alternative(self.mentees[row].id, int(self.score[row, column]), self.why(row, column, why)))
        return tuple(found)

    @cached_property
    def could_suit(self) -> Mask:
        """Return which pairs are worth naming: something is covered, and no private list stands between them."""
        return self.stages[Obstacle.LEVEL] & ~self.apart

    def why(self, row: int, column: int, otherwise: Obstacle) -> Obstacle:
        """Return the first rule that forbids the pair, or `otherwise`."""
        return next((rule for rule, passes in self.stages.items() if not passes[row, column]), otherwise)

    def obstacle_of_mentee(self, row: int) -> Obstacle:
        """Return the rule after which no mentor was left."""
        has_place = np.array([person.capacity > 0 for person in self.mentors], dtype=np.bool_)
        return binding([table[row] & has_place for table in self.stages.values()], list(self.stages), has_place)

    def obstacle_of_mentor(self, column: int) -> Obstacle:
        """Return the rule after which no mentee was left."""
        if self.mentors[column].capacity < 1:
            return Obstacle.CAPACITY
        everybody = np.ones(len(self.mentees), dtype=np.bool_)
        return binding([table[:, column] for table in self.stages.values()], list(self.stages), everybody)


def binding(tables: Sequence[Mask], rules: Sequence[Obstacle], left: Mask) -> Obstacle:
    """Return the first rule after which nobody is left; capacity where somebody is."""
    if not left.any():
        return Obstacle.NOBODY
    for rule, passes in zip(rules, tables, strict=True):
        left = left & passes
        if not left.any():
            return rule
    return Obstacle.CAPACITY


def goal_of(mentor: Candidate, mentee: Candidate, lead: int) -> str:
    """Return the competency the pair works on: the one with most levels to gain; the larger need breaks a tie."""

    def worth(name: str) -> tuple[int, int]:
        need, has = mentee.wants[name], mentor.levels.get(name, -1)
        above = has - (need.attained or 0)
        return (min(above, need.missing_levels) if above >= lead else 0, need.missing_levels)

    # max() keeps the first of equals, so the mentee's own order decides last.
    return max(mentee.wants, key=worth)


def best_of(scores: Grid, suits: Mask, *, without: int) -> list[int]:
    """Return the few positions with the highest scores among those that suit; ties by position."""
    suitable = np.flatnonzero(suits)
    suitable = suitable[suitable != without]
    order = np.argsort(-scores[suitable], kind="stable")[:ALTERNATIVES_SHOWN]
    return [int(position) for position in suitable[order]]
