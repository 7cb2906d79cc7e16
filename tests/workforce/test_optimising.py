"""The plan by budget: as good as trying everything, never over budget, and honest about what may be better."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.workforce.bundles import Course, Gap, Group, bundles_for, kinds_of
from lms.workforce.optimising import all_that_can_be_closed, equal_shares, max_closed, propose

COMPETENCIES = (1, 2, 3)


@st.composite
def gaps(draw):
    found = []
    for competency in sorted(draw(st.sets(st.sampled_from(COMPETENCIES), max_size=3))):
        have = draw(st.integers(0, 3))
        found.append(Gap(competency, have, have + draw(st.integers(1, 2)), draw(st.sampled_from([50, 100, 200]))))
    return tuple(found)


@st.composite
def courses(draw):
    reaches = st.dictionaries(st.sampled_from(COMPETENCIES), st.integers(1, 5), min_size=1, max_size=2)
    made = draw(st.lists(st.tuples(st.integers(1, 6), reaches), max_size=4))
    return [Course(f"K{number}", hours * 100, levels) for number, (hours, levels) in enumerate(made)]


@st.composite
def groups(draw, most_people=2):
    made = draw(st.lists(st.tuples(gaps(), st.integers(1, most_people)), max_size=2))
    return [Group("", each, people) for each, people in made]


budgets = st.integers(0, 1500)


def closed_by(each, taken):
    """Return what a set of courses closes of one person's gaps."""
    return sum(max((course.closes(gap) for course in taken), default=0) for gap in each)


def best_by_trying(people, offered, budget):
    """Return the most that any choice of courses for every single person closes."""
    sets = [chosen for size in range(len(offered) + 1) for chosen in combinations(offered, size)]
    best = {0: 0}
    for each in people:
        after: dict[int, int] = {}
        for (spent, closed), taken in product(best.items(), sets):
            hours = spent + sum(course.hours for course in taken)
            if hours <= budget:
                after[hours] = max(after.get(hours, 0), closed + closed_by(each, taken))
        best = after
    return max(best.values())


@settings(max_examples=150, deadline=None)
@given(groups(), courses(), budgets)
def test_no_other_choice_of_courses_closes_more(people, offered, budget):
    found = propose(people, offered, {"": budget})

    one_by_one = [group.gaps for group in people for _each in range(group.people)]
    assert found.closed == best_by_trying(one_by_one, offered, budget)
    assert found.is_best


@settings(max_examples=100, deadline=None)
@given(groups(most_people=50), courses(), st.integers(0, 40_000))
def test_a_plan_stays_within_its_hours_and_closes_no_more_than_there_is(people, offered, budget):
    found = propose(people, offered, {"": budget})

    assert found.hours <= budget
    assert found.closed <= found.bound
    assert found.closed <= all_that_can_be_closed(people, offered)
    assert all_that_can_be_closed(people, offered) <= sum(g.people * sum(gap.size for gap in g.gaps) for g in people)
    # What the plan says it closes is what its courses close, course by course and gap by gap.
    by_key = {course.key: course for course in offered}
    for choice in found.choices:
        taken = [by_key[key] for key in choice.bundle.courses]
        assert choice.bundle.closed == closed_by(choice.gaps, taken)
        assert choice.bundle.hours == sum(course.hours for course in taken)


@settings(max_examples=60, deadline=None)
@given(groups(most_people=20), courses(), st.integers(0, 5000), st.integers(0, 5000))
def test_more_hours_never_close_less(people, offered, budget, more):
    assert propose(people, offered, {"": budget}).closed <= propose(people, offered, {"": budget + more}).closed


@settings(max_examples=60, deadline=None)
@given(groups(most_people=20), courses(), st.integers(0, 1500))
def test_one_budget_for_all_closes_at_least_what_equal_hours_close(people, offered, each):
    heads = sum(group.people for group in people)

    closed, hours = equal_shares(people, offered, hours_each=each)

    assert hours <= heads * each
    assert closed <= propose(people, offered, {"": heads * each}).closed


@settings(max_examples=60, deadline=None)
@given(groups(most_people=20), courses(), budgets)
def test_the_same_input_gives_the_same_plan_in_whatever_order_it_comes(people, offered, budget):
    assert propose(people, offered, {"": budget}) == propose(people[::-1], offered[::-1], {"": budget})


def test_each_unit_keeps_to_its_own_hours():
    course = Course("PDP", 600, {1: 2})
    people = [Group("A", (Gap(1, 0, 2),), 10), Group("B", (Gap(1, 1, 2),), 10)]

    found = propose(people, [course], {"A": 1300, "B": 6000})

    assert {(choice.budget, choice.people) for choice in found.choices} == {("A", 2), ("B", 10)}
    assert found.closed == 2 * 200 + 10 * 100


def test_who_takes_two_courses_for_one_competency_is_counted_once():
    people = [Group("", (Gap(1, 0, 3),), 1)]
    offered = [Course("dasar", 200, {1: 2}), Course("menengah", 500, {1: 3})]

    found = propose(people, offered, {"": 700})

    assert found.closed == 300
    assert [choice.bundle.courses for choice in found.choices] == [("menengah",)]


def test_a_course_for_two_competencies_counts_for_both_and_beats_two_courses():
    people = [Group("", (Gap(1, 0, 1), Gap(2, 0, 1)), 3)]
    offered = [Course("satu", 300, {1: 1}), Course("dua", 300, {2: 1}), Course("keduanya", 400, {1: 1, 2: 1})]

    found = propose(people, offered, {"": 1200})

    assert found.closed == 600
    assert {choice.bundle.courses for choice in found.choices} == {("keduanya",)}


@pytest.mark.parametrize(("most", "kept"), [(10, None), (1, 1)])
def test_too_many_kinds_of_people_are_cut_to_their_weightiest_gaps_and_that_is_said(most, kept):
    offered = [Course("semua", 100, {1: 5, 2: 5})]
    people = [Group("", (Gap(1, 0, 3), Gap(2, have, 3)), 1) for have in (1, 2)]

    found = kinds_of(people, offered, most=most)

    assert found.gaps_kept == kept
    assert sum(group.people for group in found.groups) == 2


def test_where_a_kind_has_very_many_useful_courses_it_is_said_that_not_all_were_looked_at():
    each = tuple(Gap(number, 0, 1) for number in range(14))
    tied = [Course(f"K{number:02}", 100 + number, {number: 1, (number + 1) % 14: 1}) for number in range(14)]

    bundles, all_looked_at = bundles_for(each, tied)

    assert not all_looked_at
    assert bundles[-1].closed <= max_closed(each, tied)
    assert propose([Group("", each, 1)], tied, {"": 5000}).left_out == 1
