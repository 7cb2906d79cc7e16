"""From an ability to a level: cut scores, the author's difficulty, and the chance that a level is right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assessments.psychometrics.estimation import Ability
from assessments.psychometrics.response_model import FloatArray, probability
from lms.errors import InvalidInput, gettext_noop

# A person exactly at a cut score answers an item of that level right with this probability (Bookmark method).
RESPONSE_PROBABILITY = 2 / 3
# Below this chance a level is shown as borderline.
CLEAR_CHANCE = 0.80
FEWEST_JUDGES = 2
# Far outside any test; an expected score of nothing or of everything has no place on the scale.
FARTHEST = 12.0


class CutScoresMustRise(InvalidInput):
    """Cut scores cross or repeat, so that a level would have no place on the scale."""

    code = "cut_scores_must_rise"
    message = gettext_noop("Each cut score must be higher than the one before it.")


class JudgementsDoNotFit(InvalidInput):
    """Judgements of a standard setting have the wrong shape, or come from a single judge."""

    code = "judgements_do_not_fit"
    message = gettext_noop("A standard needs at least two judges, and from each a judgement that fits the items.")


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

    @property
    def chance_of_level(self) -> float:
        """Return the chance that the person's level is this one, neither lower nor higher."""
        above = self.chances[self.level] if self.level < len(self.chances) else 0.0
        return self.chance - above

    @property
    def is_borderline(self) -> bool:
        """Whether another level is nearly as likely."""
        return self.chance_of_level < CLEAR_CHANCE


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


@dataclass(frozen=True)
class CutScore:
    """Where a level begins (logits), its standard error over the judges, and what each judge alone would have set."""

    theta: float
    standard_error: float
    by_judge: tuple[float, ...]

    @property
    def spread(self) -> float:
        """Return the standard deviation between judges (logits)."""
        return float(np.std(self.by_judge, ddof=1))


def modified_angoff(judgements: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> CutScore:
    """Return the cut score from the chances (0 to 1) that judges give a borderline person, judges by items.

    The cut is the ability at which the expected score of the test equals the mean of the judges' sums. Its standard
    error is that of the judges' own cuts.

    Raises:
        JudgementsDoNotFit: fewer than two judges, another number of items, or no chance.

    Source: Angoff (1971), in Thorndike, Educational Measurement, p. 515, with chances instead of yes and no; van der
    Linden (1982), Journal of Educational Measurement 19(4), 295-308, for the place on the scale of abilities.
    """
    table = np.asarray(judgements, dtype=np.float64)
    slope, place = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if table.ndim != 2 or len(table) < FEWEST_JUDGES or table.shape[1] != len(place) or not is_chance(table):
        raise JudgementsDoNotFit
    sums = table.sum(axis=1)
    return cut_from(
        [ability_at_score(float(one), slope, place) for one in sums], at=float(sums.mean()), a=slope, b=place
    )


def is_chance(table: FloatArray) -> bool:
    """Whether all values are chances."""
    return bool(np.all((table >= 0) & (table <= 1)))


def cut_from(by_judge: Sequence[float], *, at: float, a: FloatArray, b: FloatArray) -> CutScore:
    """Return the cut at a mean expected score, with the error of the judges' own cuts."""
    error = float(np.std(by_judge, ddof=1)) / math.sqrt(len(by_judge))
    return CutScore(ability_at_score(at, a, b), error, tuple(by_judge))


def ability_at_score(score: float, a: FloatArray, b: FloatArray) -> float:
    """Return the ability (logits) at which the expected number of right answers is `score`, by bisection."""
    low, high = -FARTHEST, FARTHEST
    for _step in range(60):
        middle = (low + high) / 2
        if float(probability(middle, a, b).sum()) < score:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def bookmark_order(a: npt.ArrayLike, b: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the items from the easiest to the hardest, by the ability that gets them right two times out of three."""
    return np.argsort(bookmark_places(a, b), kind="stable")


def bookmark_places(a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray:
    """Return that ability for each item: b + ln(RP / (1 - RP)) / a, which is b + ln 2 / a."""
    odds = math.log(RESPONSE_PROBABILITY / (1 - RESPONSE_PROBABILITY))
    return np.asarray(np.asarray(b, dtype=np.float64) + odds / np.asarray(a, dtype=np.float64), dtype=np.float64)


def bookmark(marks: Sequence[int], a: npt.ArrayLike, b: npt.ArrayLike) -> CutScore:
    """Return the cut score from the places (0 is the easiest) at which judges put their mark in the ordered booklet.

    A mark stands at the last item that a borderline person still answers right two times out of three.

    Raises:
        JudgementsDoNotFit: fewer than two judges, or a mark outside the booklet.

    Source: Mitzel, Lewis, Patz and Green (2001), The Bookmark procedure, in Cizek (ed.), Setting Performance
    Standards, 249-281.
    """
    places = np.sort(bookmark_places(a, b))
    if len(marks) < FEWEST_JUDGES or not all(0 <= mark < len(places) for mark in marks):
        raise JudgementsDoNotFit
    by_judge = [float(places[mark]) for mark in marks]
    error = float(np.std(by_judge, ddof=1)) / math.sqrt(len(by_judge))
    return CutScore(float(np.mean(by_judge)), error, tuple(by_judge))
