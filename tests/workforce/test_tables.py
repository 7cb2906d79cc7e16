"""A map split by kinds of people gives away nobody: neither by one sum nor by any combination of sums."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.workforce.tables import FEWEST_PEOPLE, Table, bridges

VALUES = ["pns", "pppk", ""]
COUNTS = st.lists(st.lists(st.integers(min_value=0, max_value=12), min_size=3, max_size=3), min_size=1, max_size=7)


def table_of(people, hidden_rows=()):
    """Return the table of counts by row and value; rows in `hidden_rows` are hidden of everybody already."""
    rows = len(people)
    counts = {(row, value): people[row][place] for row in range(rows) for place, value in enumerate(VALUES)}
    for place, value in enumerate(VALUES):
        counts[rows, value] = sum(people[row][place] for row in range(rows))
    for row in range(rows + 1):
        counts[row, None] = sum(counts[row, value] for value in VALUES)
    return Table(rows, list(VALUES), counts, {(row, None) for row in hidden_rows if row <= rows})


def worked_out(table):
    """Return the hidden spots that follow from the shown ones by any combination of the sums (the oracle)."""
    hidden = sorted(table.hidden, key=repr)
    lines = [table.across(row) for row in range(table.rows + 1)]
    lines += [table.down(value) for value in [*table.values, None]]
    sums = np.array(
        [[(-1.0 if spot == line[-1] else 1.0) if spot in line else 0.0 for spot in hidden] for line in lines]
    )
    rank = np.linalg.matrix_rank(sums)
    found = []
    for place, spot in enumerate(hidden):
        alone = np.zeros(len(hidden))
        alone[place] = 1.0
        if np.linalg.matrix_rank(np.vstack([sums, alone])) == rank:
            found.append(spot)
    return found


@settings(max_examples=400, deadline=None)
@given(COUNTS, st.sets(st.integers(min_value=0, max_value=7), max_size=2))
def test_no_few_people_are_shown_or_worked_out(people, hidden_rows):
    table = table_of(people, hidden_rows)
    table.hide_until_safe()

    small = {spot for spot, count in table.counts.items() if 0 < count < FEWEST_PEOPLE and spot[1] is not None}
    assert small <= table.hidden
    everything = {spot for value in VALUES for spot in table.down(value)}
    if not everything <= table.hidden:
        assert not small & set(worked_out(table))


@settings(max_examples=200, deadline=None)
@given(COUNTS, st.sets(st.tuples(st.integers(0, 6), st.sampled_from(VALUES)), max_size=12))
def test_what_the_sums_give_away_is_what_stands_on_no_circle(people, hidden):
    table = table_of(people)
    table.hidden = {spot for spot in hidden if spot in table.counts}

    assert bridges(table.hidden) == worked_out(table)


def test_a_table_without_few_people_is_shown_whole():
    table = table_of([[9, 8, 0], [12, 5, 7]])
    table.hide_until_safe()

    assert table.hidden == set()


def test_the_second_kind_is_hidden_where_there_are_only_two():
    table = table_of([[30, 3, 0], [40, 9, 0]])
    table.hide_until_safe()

    assert {(0, "pppk"), (0, "pns")} <= table.hidden
    assert (0, None) not in table.hidden
