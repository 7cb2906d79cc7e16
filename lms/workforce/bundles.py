"""What a kind of people can learn, and which sets of courses are worth their hours. Pure; imports no Django.

A gap is a competency in which a valid measurement shows less than the post asks for. A course closes it as far as the
course reaches: it takes everybody who is below to the level it aims at, whatever they start from (that is how courses
are described; nothing is known of where they begin), and never beyond what the post asks for. Whoever takes two courses
that teach the same competency is where the higher of them leads, and is counted once.

Gaps that no course ties together are bought one without the other: people are taken apart into independent kinds of
gaps, so that many people of few kinds remain of an agency of any size, and nothing is lost by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Of each kind of people only so many courses are put together in every way: 2 ** 12 sets are looked at in milliseconds.
MOST_COURSES = 12
# So many kinds are told apart (a minute of work); beyond, only the weightiest gaps of each person are looked at.
MOST_KINDS = 20_000


class Gap(NamedTuple):
    """A competency (its key) measured at level `have` where the post asks for `need`; `weight` in hundredths."""

    competency: int
    have: int
    need: int
    weight: int = 100

    @property
    def size(self) -> int:
        """Return what is missing: weighted levels, in hundredths."""
        return (self.need - self.have) * self.weight


@dataclass(frozen=True)
class Course:
    """A course: its key, its hours in hundredths of a JP, and the level it leads to by competency."""

    key: str
    hours: int
    reaches: Mapping[int, int]

    def closes(self, gap: Gap) -> int:
        """Return how much of a gap it closes: weighted levels, in hundredths."""
        return max(0, min(self.reaches.get(gap.competency, 0), gap.need) - gap.have) * gap.weight


class Group(NamedTuple):
    """So many `people` whose hours come from the same `budget` and who have the same gaps."""

    budget: str
    gaps: tuple[Gap, ...]
    people: int


class Bundle(NamedTuple):
    """A set of courses (their keys) for one person: what it takes and what it closes, both in hundredths."""

    hours: int
    closed: int
    courses: tuple[str, ...]


NOTHING = Bundle(0, 0, ())


@dataclass(frozen=True)
class Kinds:
    """Groups taken apart into independent kinds; `gaps_kept` is less than all where there were too many kinds."""

    groups: list[Group]
    gaps_kept: int | None = None


def kinds_of(groups: Iterable[Group], courses: Sequence[Course], *, most: int = MOST_KINDS) -> Kinds:
    """Return the independent kinds of gaps that some course closes, with how many people have each, in order.

    Where there are more than `most`, each is cut to its weightiest gaps, as few as needed: what a plan closes is then
    counted too low, never too high.
    """
    counts: Counter[tuple[str, tuple[Gap, ...]]] = Counter()
    for group in groups:
        for part in taken_apart(group.gaps, courses):
            counts[group.budget, part] += group.people
    longest = max((len(gaps) for _budget, gaps in counts), default=0)
    kept = longest
    while len(counts) > most and kept > 1:
        kept -= 1
        counts = cut(counts, kept)
    ordered = [Group(budget, gaps, people) for (budget, gaps), people in sorted(counts.items())]
    return Kinds(ordered, None if kept == longest else kept)


def cut(counts: Counter[tuple[str, tuple[Gap, ...]]], keep: int) -> Counter[tuple[str, tuple[Gap, ...]]]:
    """Return the counts with only the `keep` weightiest gaps of each kind."""
    found: Counter[tuple[str, tuple[Gap, ...]]] = Counter()
    for (budget, gaps), people in counts.items():
        found[budget, tuple(sorted(sorted(gaps, key=lambda gap: (-gap.size, gap))[:keep]))] += people
    return found


def taken_apart(gaps: Iterable[Gap], courses: Sequence[Course]) -> Iterator[tuple[Gap, ...]]:
    """Yield the gaps that some course closes, in sets that no course ties together."""
    parts: list[set[Gap]] = [{gap} for gap in gaps if any(course.closes(gap) for course in courses)]
    for course in courses:
        touched = [part for part in parts if any(course.closes(gap) for gap in part)]
        if len(touched) > 1:
            parts = [part for part in parts if part not in touched] + [set().union(*touched)]
    yield from (tuple(sorted(part)) for part in parts)


def bundles_for(gaps: Sequence[Gap], courses: Sequence[Course]) -> tuple[list[Bundle], bool]:
    """Return the sets of courses worth their hours, the shortest first, and whether all useful courses were looked at.

    None of them costs as much as another and closes less. Exact over the courses that were looked at.
    """
    useful = undominated(gaps, courses)
    looked_at = sorted(useful, key=lambda one: (-sum(one[1]) / max(one[0].hours, 1), one[0].key))[:MOST_COURSES]
    reached: dict[tuple[int, ...], Bundle] = {(0,) * len(gaps): NOTHING}
    for course, closes in sorted(looked_at, key=lambda one: one[0].key):
        for closed, bundle in list(reached.items()):
            together = tuple(map(max, closed, closes))
            longer = Bundle(bundle.hours + course.hours, sum(together), (*bundle.courses, course.key))
            known = reached.get(together)
            if known is None or longer < known:
                reached[together] = longer
    return worth_their_hours(reached.values()), len(looked_at) == len(useful)


def undominated(gaps: Sequence[Gap], courses: Sequence[Course]) -> list[tuple[Course, tuple[int, ...]]]:
    """Return the courses that close something, with what; without those another does better at no more hours."""
    useful = [(course, tuple(course.closes(gap) for gap in gaps)) for course in courses]
    # Whoever stands before is never longer: of two that do the same, the first by hours and key is kept.
    useful = sorted((one for one in useful if any(one[1])), key=lambda one: (one[0].hours, one[0].key))
    kept: list[tuple[Course, tuple[int, ...]]] = []
    for course, closes in useful:
        if not any(all(better >= own for better, own in zip(other, closes, strict=True)) for _course, other in kept):
            kept.append((course, closes))
    return kept


def worth_their_hours(bundles: Iterable[Bundle]) -> list[Bundle]:
    """Return the bundles that close more than every shorter one, without the empty one."""
    found, most = [], 0
    for bundle in sorted(bundles, key=lambda one: (one.hours, -one.closed, one.courses)):
        if bundle.closed > most:
            found.append(bundle)
            most = bundle.closed
    return found
