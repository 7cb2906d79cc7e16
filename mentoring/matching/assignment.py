"""The best assignment of mentees to the places of mentors."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import numpy as np
import scipy
from scipy.optimize import linear_sum_assignment

from mentoring.matching.board import Board
from mentoring.matching.facts import DEFAULT_WEIGHTS, FULL_SCORE, Candidate, Kind, Proposal, Unmatched, Weights

SOLVER = f"scipy {scipy.__version__} linear_sum_assignment"


def propose(
    *,
    mentors: Sequence[Candidate],
    mentees: Sequence[Candidate],
    kind: Kind,
    weights: Weights = DEFAULT_WEIGHTS,
    excluded: Collection[tuple[str, str]] = (),
    seed: int = 0,
) -> Proposal:
    """Return the best pairs; `excluded` holds (mentor, mentee) that must not meet again.

    Always answers. Cost: a table of mentees by places, solved in cubic time; for up to about 2,000 people.

    Raises:
        ValueError: an id occurs twice in one role.
    """
    board = Board.of(in_fair_order(mentors, seed), in_fair_order(mentees, seed), kind, weights, excluded)
    chosen = assign(board)
    taken = np.bincount([mentor for _mentee, mentor in chosen], minlength=len(board.mentors))
    pairs = [board.explain(mentee, mentor, chosen, taken) for mentee, mentor in chosen]
    paired_mentees = {mentee for mentee, _mentor in chosen}
    paired_mentors = {mentor for _mentee, mentor in chosen}
    return Proposal(
        pairs=tuple(sorted(pairs, key=lambda pair: (-pair.score, pair.mentee))),
        unmatched_mentors=tuple(
            Unmatched(person.id, board.obstacle_of_mentor(column))
            for column, person in enumerate(board.mentors)
            if column not in paired_mentors
        ),
        unmatched_mentees=tuple(
            Unmatched(person.id, board.obstacle_of_mentee(row))
            for row, person in enumerate(board.mentees)
            if row not in paired_mentees
        ),
    )


def in_fair_order(people: Sequence[Candidate], seed: int) -> list[Candidate]:
    """Return the people in an order that depends on seed and id alone, and favours neither early nor low ids."""
    if len({person.id for person in people}) != len(people):
        raise ValueError("an id occurs twice")
    return sorted(people, key=lambda person: hashlib.sha256(f"{seed}\x1f{person.id}".encode()).digest())


def assign(board: Board) -> list[tuple[int, int]]:
    """Return the chosen (mentee, mentor) as row and column numbers.

    A feasible cell is worth its score plus more than all scores together can differ, so that one more pair always
    beats better pairs. A forbidden cell is worth nothing: it serves as the dummy that lets a full assignment exist.
    """
    rows, columns = board.allowed.shape
    if not rows or not columns:
        return []
    places = np.repeat(np.arange(columns), [min(person.capacity, rows) for person in board.mentors])
    if not len(places):
        return []
    a_pair = (FULL_SCORE + 1) * min(rows, len(places))
    worth = np.where(board.allowed, board.score + a_pair, 0)[:, places]
    mentee_rows, place_columns = linear_sum_assignment(worth.astype(np.float64), maximize=True)
    chosen = zip(mentee_rows.tolist(), places[place_columns].tolist(), strict=True)
    return [(row, column) for row, column in chosen if board.allowed[row, column]]
