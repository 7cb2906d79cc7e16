"""What a 360-degree rating may show: no figure lets a group below three be computed, and the level follows the rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.multirater import (
    Cell,
    Gap,
    Group,
    Relation,
    Rules,
    Sheet,
    Without,
    error_of,
    gap_between,
    level_of,
    next_in_circle,
    outcome_of,
    partition,
    spread_of,
)

RULES = Rules()
LEVELS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}  # indicator to level
ANONYMOUS = (Relation.PEER, Relation.SUBORDINATE)

sheets = st.lists(
    st.builds(
        Sheet,
        relation=st.sampled_from(list(Relation)),
        observed=st.dictionaries(st.sampled_from(list(LEVELS)), st.integers(0, 3)),
        comment=st.sampled_from(["", "Baik", "Tingkatkan"]),
    ),
    max_size=12,
)


def sheet(relation: Relation, *seen: int) -> Sheet:
    return Sheet(relation, dict(zip(LEVELS, seen, strict=False)))


def shown_groups(peers: int, subordinates: int) -> set[Group]:
    some = [sheet(Relation.PEER, 2)] * peers + [sheet(Relation.SUBORDINATE, 2)] * subordinates
    return set(partition(some, 3))


@pytest.mark.parametrize(
    ("peers", "subordinates", "groups"),
    [
        (3, 0, {Group.PEERS}),
        (3, 3, {Group.PEERS, Group.SUBORDINATES}),
        (3, 1, {Group.PEERS_AND_SUBORDINATES}),
        (2, 1, {Group.PEERS_AND_SUBORDINATES}),
        (2, 5, {Group.PEERS_AND_SUBORDINATES}),
        (2, 0, set()),
        (1, 1, set()),
    ],
)
def test_a_small_group_is_joined_to_the_other_or_left_out(peers, subordinates, groups):
    assert shown_groups(peers, subordinates) == groups


def cell_members(some: list[Sheet], group: Group) -> dict[int, list[int]]:
    """Who answered what inside one group: positions in `some` by indicator."""
    members = {id(one) for one in partition(some, RULES.group_size)[group]}
    found: dict[int, list[int]] = {}
    for position, one in enumerate(some):
        if id(one) in members:
            for indicator in one.observed:
                found.setdefault(indicator, []).append(position)
    return found


@settings(max_examples=300)
@given(sheets)
def test_every_shown_cell_of_peers_and_subordinates_holds_three_answers_or_more(some):
    some = [replace(one) for one in some]

    for group in outcome_of(some, LEVELS, RULES).groups:
        if group.group not in (Group.SELF, Group.SUPERIOR):
            assert group.raters >= 3
            assert all(cell.answers >= 3 for cell in group.cells)


@settings(max_examples=300)
@given(sheets, st.integers(0, 3))
def test_what_is_not_shown_changes_nothing_that_is_shown(some, other):
    """Answers outside the shown cells can be anything: nothing that is shown tells them."""
    some = [replace(one) for one in some]
    before = outcome_of(some, LEVELS, RULES)
    visible: set[tuple[int, int]] = set()
    for group in before.groups:
        shown = {cell.indicator for cell in group.cells}
        for indicator, positions in cell_members(some, group.group).items():
            visible |= {(position, indicator) for position in positions if indicator in shown}
    changed = [
        replace(one, observed={i: seen if (position, i) in visible else other for i, seen in one.observed.items()})
        for position, one in enumerate(some)
    ]

    assert outcome_of(changed, LEVELS, RULES) == before


@settings(max_examples=100)
@given(sheets)
def test_no_sum_of_shown_figures_is_about_fewer_than_three_peers_or_subordinates(some):
    """Take every shown total as an equation: no combination of them holds the answers of one or two raters alone."""
    some = [replace(one) for one in some]
    unknowns = [
        (position, indicator)
        for position, one in enumerate(some)
        if one.relation in ANONYMOUS
        for indicator in one.observed
    ]
    equations = []
    for group in outcome_of(some, LEVELS, RULES).groups:
        if group.group in (Group.SELF, Group.SUPERIOR):
            continue
        members = cell_members(some, group.group)
        for cell in group.cells:
            inside = {(position, cell.indicator) for position in members[cell.indicator]}
            equations.append([1.0 if unknown in inside else 0.0 for unknown in unknowns])
    if not equations:
        return

    known = np.array(equations)
    raters = sorted({position for position, _indicator in unknowns})
    for few in [*combinations(raters, 1), *combinations(raters, 2)]:
        theirs = np.array([[float(u == v) for v in unknowns] for u in unknowns if u[0] in few])
        together = np.linalg.matrix_rank(np.vstack([known, theirs]))
        assert together == np.linalg.matrix_rank(known) + len(theirs), f"{few} can be computed"


def peers(*seen: int, many: int = 3) -> list[Sheet]:
    return [sheet(Relation.PEER, *seen)] * many


def test_the_level_is_the_highest_one_seen_often_with_all_below():
    others = [sheet(Relation.SUPERIOR, 3, 2, 2, 1, 3), *peers(3, 2, 2, 1, 3)]

    found = outcome_of(others, LEVELS, RULES)

    assert (found.level, found.raters, found.without) == (3, 4, None)


def test_a_level_reached_above_one_that_is_not_does_not_count():
    found = outcome_of([sheet(Relation.SUPERIOR, 1, 3, 3, 3, 3), *peers(1, 3, 3, 3, 3)], LEVELS, RULES)

    assert found.level == 0


def test_the_own_view_never_counts():
    others = [sheet(Relation.SUPERIOR, 2, 1, 0, 0, 0), *peers(2, 1, 0, 0, 0)]
    with_own = [*others, sheet(Relation.SELF, 3, 3, 3, 3, 3)]

    alone, beside = outcome_of(others, LEVELS, RULES), outcome_of(with_own, LEVELS, RULES)

    assert (beside.level, beside.raters, beside.standard_error) == (alone.level, alone.raters, alone.standard_error)
    assert alone.level == 1


def test_without_the_superior_there_is_no_level():
    assert outcome_of(peers(3, 3, 3, 3, 3), LEVELS, RULES).without is Without.NO_SUPERIOR


def test_two_peers_are_not_shown_and_do_not_make_a_level():
    found = outcome_of([sheet(Relation.SUPERIOR, 3, 3, 3, 3, 3), *peers(3, 3, 3, 3, 3, many=2)], LEVELS, RULES)

    assert (found.level, found.without, [one.group for one in found.groups]) == (
        None,
        Without.TOO_FEW,
        [Group.SUPERIOR],
    )


def test_a_level_that_too_few_could_judge_ends_the_climb():
    others = [sheet(Relation.SUPERIOR, 3, 3, 3, 3, 3), *peers(3, 3, many=3)]

    assert outcome_of(others, LEVELS, RULES).level == 2


def test_raters_who_agree_do_not_push_the_error_below_its_floor():
    agreed, torn = Cell(1, 4, 8, 16), Cell(1, 4, 6, 18)  # four twos; two nothings and two threes

    assert error_of([agreed], 4, RULES) == 0.5
    assert error_of([torn], 4, RULES) == pytest.approx(3**0.5 / 2)
    assert spread_of([torn]) == pytest.approx(3**0.5)


def test_nobody_could_judge_is_no_level_and_not_zero():
    assert level_of([], LEVELS, RULES) is None


@pytest.mark.parametrize(
    ("own", "others", "gap"),
    [(2.75, 2.0, Gap.BLIND_SPOT), (2.0, 2.75, Gap.HIDDEN_STRENGTH), (2.0, 2.7, Gap.ALIKE)],
)
def test_a_gap_worth_naming_is_named(own, others, gap):
    assert gap_between(own, others, RULES) is gap


def test_comments_stand_in_an_order_that_tells_nothing():
    some = [replace(one, comment=text) for one, text in zip(peers(2), ["zakat", "Alam", "meja"], strict=True)]

    found = outcome_of(some, LEVELS, RULES).group(Group.PEERS)

    assert found is not None
    assert found.comments == ("Alam", "meja", "zakat")


def test_everybody_of_a_unit_is_asked_equally_often():
    people = list(range(10, 20))

    asked = [other for one in people for other in next_in_circle(one, set(people) - {one}, "undian", 4)]

    assert {one: asked.count(one) for one in people} == dict.fromkeys(people, 4)
