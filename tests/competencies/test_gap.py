"""What a gap is, and why it is one."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.competencies.attainment import EvidenceFact, attain, grown_error
from lms.competencies.gap import Gap, Reason, Requirement, gap, job_person_match, unassessed

AT = date(2026, 11, 24)


def requires(level, *, has_instrument=True):
    return Requirement(level, has_instrument)


def evidence(kind="measured_unsupervised", level=2, *, on=date(2026, 3, 1), valid_until=None, **rule):
    rules = {
        "measured_supervised": {"strength": 90, "ceiling": 5, "counts": True},
        "measured_unsupervised": {"strength": 60, "ceiling": 2, "counts": True},
        "superior_rating": {"strength": 50, "ceiling": 3, "counts": True},
        "rubric_task": {"strength": 55, "ceiling": 3, "counts": True, "may_raise": True},
        "portfolio": {"strength": 58, "ceiling": 5, "counts": True, "may_raise": True},
        "completion": {"strength": 0, "ceiling": 0, "counts": False},
        "self_rating": {"strength": 0, "ceiling": 0, "counts": False},
    }
    return EvidenceFact(f"{kind}{level}{on}{valid_until}", kind, level, on, valid_until, **{**rules[kind], **rule})


def test_a_measured_level_meets_the_standard():
    assert gap(requires(2), [evidence(level=2)], at=AT) == Gap(required=2, attained=2, reason=Reason.MET)


def test_a_measured_level_below_is_a_need_for_learning():
    assert gap(requires(3), [evidence(level=1)], at=AT) == Gap(3, 1, Reason.MEASURED_BELOW)


def test_an_expired_attainment_counts_as_a_gap():
    standard = requires(3)
    attained = evidence("measured_supervised", 3, valid_until=date(2024, 3, 1), on=date(2023, 3, 1))

    found = gap(standard, [attained], at=date(2025, 3, 1))

    assert found == Gap(required=3, attained=None, reason=Reason.EXPIRED)


def test_evidence_holds_on_its_last_day():
    assert gap(requires(2), [evidence(valid_until=AT)], at=AT).is_met


def test_a_completed_course_never_meets_a_standard():
    assert gap(requires(2), [evidence("completion", None)], at=AT) == Gap(2, None, Reason.COMPLETED_NOT_TESTED)


def test_a_self_rating_never_meets_a_standard():
    assert gap(requires(1), [evidence("self_rating", 5)], at=AT) == Gap(1, None, Reason.SELF_DECLARED)


def test_nothing_at_all_is_told_apart_from_no_instrument():
    assert gap(requires(2), [], at=AT).reason is Reason.NEVER_ASSESSED
    assert gap(requires(2, has_instrument=False), [], at=AT).reason is Reason.NO_INSTRUMENT


def test_measured_below_level_one_is_zero_and_not_missing():
    assert gap(requires(1), [evidence(level=0)], at=AT) == Gap(1, 0, Reason.MEASURED_BELOW)


def test_a_test_without_supervision_cannot_show_more_than_level_two():
    found = attain([evidence(level=4)], at=AT)

    assert (found.level, found.was_capped) == (2, True)


@pytest.mark.parametrize(
    ("kinds", "level"),
    [
        ({"measured_unsupervised": 2, "rubric_task": 3}, 3),  # the test has shown all it can
        ({"measured_unsupervised": 4, "rubric_task": 3}, 3),
        ({"measured_unsupervised": 1, "rubric_task": 3}, 1),  # the test speaks against it
        ({"measured_unsupervised": 2, "rubric_task": 2}, 2),
        ({"measured_unsupervised": 2, "superior_rating": 3}, 2),  # a rating raises nothing that was measured
        ({"measured_unsupervised": 2, "rubric_task": 3, "portfolio": 5}, 5),
        ({"measured_unsupervised": 2, "rubric_task": 5, "portfolio": 2}, 3),
    ],
)
def test_above_what_a_test_can_show_a_task_or_a_portfolio_decides(kinds, level):
    assert attain([evidence(kind, told) for kind, told in kinds.items()], at=AT).level == level


def test_of_several_tasks_the_most_recent_is_asked():
    test = evidence("measured_unsupervised", 2)
    before, after = (
        evidence("rubric_task", level, on=day) for level, day in ((3, date(2026, 1, 1)), (2, date(2026, 5, 1)))
    )

    assert attain([test, before, after], at=AT).level == 2


def test_the_strongest_kind_decides_even_when_older():
    old = evidence("measured_supervised", 1, on=date(2025, 1, 1))
    new = evidence("superior_rating", 3, on=date(2026, 11, 1))

    assert attain([new, old], at=AT).decided_by == old


def test_what_happens_later_is_not_heard_yet():
    assert attain([evidence(on=date(2026, 12, 1))], at=AT).level is None


facts = st.builds(
    evidence,
    st.sampled_from(
        ["measured_supervised", "measured_unsupervised", "superior_rating", "rubric_task", "portfolio", "self_rating"]
    ),
    st.integers(0, 5),
    on=st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    valid_until=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)


@given(st.lists(facts, max_size=8), st.randoms())
def test_the_same_evidence_gives_the_same_level_in_any_order(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert attain(rows, at=AT) == attain(shuffled, at=AT)


@given(st.lists(facts, max_size=8), st.integers(1, 5))
def test_a_requirement_is_met_exactly_when_the_level_reaches_it(rows, level):
    found = gap(requires(level), rows, at=AT)

    assert found.is_met == (found.attained is not None and found.attained >= level)
    assert (found.missing_levels == 0) == found.is_met


def test_a_surplus_does_not_hide_a_gap():
    levels, standards = {"D1": 5, "D2": 1}, {"D1": 2, "D2": 2}

    assert job_person_match(levels, standards) == Decimal(75)
    assert job_person_match(levels, standards, cap=False) == Decimal(150)


def test_what_is_not_required_or_not_assessed_is_left_out_of_the_match():
    levels, standards = {"D1": 2, "D2": None, "E1": 0}, {"D1": 2, "D2": 2, "E1": 0}

    assert job_person_match(levels, standards) == Decimal(100)
    assert unassessed(levels, standards) == ("D2",)


def test_a_match_without_any_assessment_has_no_number():
    with pytest.raises(ValueError, match="assessed"):
        job_person_match({}, {"D1": 2})


@given(st.lists(facts, max_size=8), facts)
def test_more_of_an_equal_or_stronger_kind_at_a_higher_level_never_lowers_a_level(rows, added):
    before = attain(rows, at=AT)
    assume(before.decided_by is None or added.strength >= before.decided_by.strength)
    assume(added.counts and added.establishes > (before.level or 0))

    after = attain([*rows, added], at=AT)

    assert (after.level is None) == (before.level is None and not added.is_heard(AT))
    assert (after.level or 0) >= (before.level or 0)


def test_a_measurement_grows_uncertain_with_age_and_its_level_stays():
    fresh, old = (
        evidence(level=2, on=day, standard_error=0.4, chance=0.9, variance_per_year=0.04)
        for day in (AT, date(2024, 11, 24))
    )

    assert (fresh.error_at(AT), round(fresh.chance_at(AT), 6)) == (0.4, 0.9)
    # Two years: sqrt(0.16 + 0.08) = 0.4899; the 90th percentile 1.2816 becomes 1.0464, whose share is 0.8523.
    assert (round(old.error_at(AT), 4), round(old.chance_at(AT), 4)) == (0.4898, 0.8523)
    assert attain([fresh], at=AT).level == attain([old], at=AT).level == 2


@given(st.floats(0.05, 2), st.integers(0, 9000), st.integers(0, 9000), st.floats(0, 1))
def test_a_standard_error_never_shrinks_with_time(error, days, more, variance):
    assert error <= grown_error(error, days, variance) + 1e-12
    assert grown_error(error, days, variance) <= grown_error(error, days + more, variance) + 1e-12


def test_what_was_not_measured_has_no_error_to_grow():
    rating = evidence("superior_rating", 3, chance=None)

    assert (rating.error_at(AT), rating.chance_at(AT)) == (None, None)
