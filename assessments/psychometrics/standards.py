"""From an ability to a level: cut scores, the author's difficulty, and the chance that a level is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.psychometrics.estimation import Ability
from lms.errors import InvalidInput, gettext_noop

# A person exactly at a cut score answers an item of that level right with this probability (Bookmark method).
RESPONSE_PROBABILITY = 2 / 3


class CutScoresMustRise(InvalidInput):
    """Cut scores cross or repeat, so that a level would have no place on the scale."""

    code = "cut_scores_must_rise"
    message = gettext_noop("Each cut score must be higher than the one before it.")


@dataclass(frozen=True)
class MeasuredLevel:
    """A level of 0 to 5 and the chance (0 to 1) that the person's level is at least this one.

    `chances` holds the same chance for each level from 1 upwards.
    """

    level: int
    chance: float
    chances: tuple[float, ...]

    @property
    def chance_below_first(self) -> float:
        """Return the chance that the person has not reached level 1."""
        return 1.0 - self.chances[0]


def rising(cuts: Sequence[float]) -> tuple[float, ...]:
    """Return the cut scores (logits, one for each level from 1) after checking that they rise strictly.

    Raises:
        CutScoresMustRise: they do not, or one is no finite number.

    """
    if not cuts or not all(map(math.isfinite, cuts)) or any(low >= high for low, high in pairwise(cuts)):
        raise CutScoresMustRise
    return tuple(cuts)


def author_difficulty(level: int, cuts: Sequence[float]) -> float:
    """Return the difficulty b (logits) assumed for an item that its author wrote for `level` (1 to 5).

    b = cut(level) - ln(RP / (1 - RP)) with RP = 2/3, that is cut(level) - ln 2: a person exactly at the cut of a
    level answers its items right two times out of three. It holds until the item is calibrated on real answers.

    Source: Mitzel, Lewis, Patz and Green (2001), The Bookmark procedure, in Cizek (ed.), Setting Performance
    Standards, for the response probability 2/3 in the Rasch model.
    """
    return rising(cuts)[level - 1] - math.log(RESPONSE_PROBABILITY / (1 - RESPONSE_PROBABILITY))


def level_of(ability: Ability, cuts: Sequence[float], confidence: float = 0.5) -> MeasuredLevel:
    """Return the highest level that the posterior holds at least as likely as `confidence` (0 to 1).

    Level 0 means below level 1; it is certain that everybody has at least level 0.
    """
    chances = tuple(ability.chance_at_least(cut) for cut in rising(cuts))
    level = sum(1 for chance in chances if chance >= confidence)
    return MeasuredLevel(level=level, chance=chances[level - 1] if level else 1.0, chances=chances)


def level_position(theta: float, cuts: Sequence[float]) -> float:
    """Return where an ability stands on the bar of levels: 0 to 5, where the cut of a level lies at its number.

    Between two cuts the position is linear; below the first a step is as wide as the one after it.
    """
    steps = rising(cuts)
    edges = [2 * steps[0] - steps[1], *steps]
    for index, (low, high) in enumerate(pairwise(edges)):
        if theta < high:
            return min(float(len(steps)), max(0.0, index + (theta - low) / (high - low)))
    return float(len(steps))
