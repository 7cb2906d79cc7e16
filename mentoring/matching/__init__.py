"""Who should learn from whom: hard rules, a score made of terms, and the best assignment. Pure; imports no Django.

In this order the assignment seeks: no hard rule broken, as many people matched as possible, the highest total
score. Scores are whole points (0 to 10,000), so that the terms of a pair add up to its score exactly. The same
people give the same pairs in whatever order they arrive: everything is sorted by a hash of the seed and the id
first, so that ties favour neither early nor low ids.

Source of the method: the rectangular assignment problem as scipy solves it (Crouse 2016, IEEE Transactions on
Aerospace and Electronic Systems 52(4), 1679-1696); places of a mentor are repeated columns.
"""

from mentoring.matching.assignment import SOLVER, propose
from mentoring.matching.facts import (
    DEFAULT_WEIGHTS,
    FULL_SCORE,
    TERMS,
    Alternative,
    Candidate,
    Kind,
    Match,
    Need,
    Obstacle,
    Proposal,
    Term,
    Unmatched,
    Weights,
)

__all__ = [
    "DEFAULT_WEIGHTS",
    "FULL_SCORE",
    "SOLVER",
    "TERMS",
    "Alternative",
    "Candidate",
    "Kind",
    "Match",
    "Need",
    "Obstacle",
    "Proposal",
    "Term",
    "Unmatched",
    "Weights",
    "propose",
]
