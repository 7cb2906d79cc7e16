"""The arithmetic of what stands out about an attempt: speed, effort, places, networks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from assessments.networks import network_of
from assessments.observing import (
    Kept,
    Place,
    Rule,
    Timed,
    Usual,
    effort_percent,
    is_away,
    is_hasty,
    met,
    seconds_of,
    threshold,
    timed,
)
from assessments.timeline import timeline_of

RULE = Rule(
    percent=10, most_seconds=10, fixed_seconds=3, fewest_times=30, longest_seconds=300,
    effort_percent=90, fewest_answers=5, absences=3, absent_seconds=60,
)  # fmt: skip
NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("count", "mean", "expected"),
    [(29, 60, 3), (30, 60, 6), (30, 20, 2), (500, 400, 10)],
    ids=["too few answers", "a tenth", "a tenth of a short one", "never above ten seconds"],
)
def test_a_rapid_guess_takes_less_than_a_tenth_of_the_usual_time(count, mean, expected):
    assert threshold(Usual(count, count * mean), RULE) == expected


def test_the_time_between_two_answers_belongs_to_the_later_one():
    found = seconds_of([Kept(1, 40.0), Kept(2, 65.0), Kept(3, 66.0 + 30)])

    assert {position: seconds for position, (_first, seconds) in found.items()} == {1: 40.0, 2: 25.0, 3: 31.0}


def test_answers_that_come_together_when_the_line_is_back_share_their_time():
    together = [Kept(position, 300.0 + position / 10) for position in range(1, 6)]

    found = timed(seconds_of(together), {}, RULE)

    assert len(found) == 5
    assert not any(one.is_rapid for one in found)
    assert sum(one.seconds for one in found) == pytest.approx(300.5)


def test_whoever_clicks_through_a_page_is_rapid_though_the_answers_come_as_one_burst():
    found = timed(seconds_of([Kept(position, 1.5 * position) for position in range(1, 21)]), {}, RULE)

    assert sum(one.is_rapid for one in found) == 20


def test_an_answer_that_is_thought_over_later_is_no_guess():
    spent = seconds_of([Kept(1, 30.0), Kept(2, 32.5), Kept(3, 60.0), Kept(2, 90.0)])

    assert spent[2][1] == 32.5
    assert not any(one.is_rapid for one in timed(spent, {}, RULE))


@pytest.mark.parametrize(
    ("answers", "rapid", "remark"), [(20, 2, False), (20, 3, True), (4, 4, False), (0, 0, False), (10, 1, False)]
)
def test_effort_below_nine_tenths_is_worth_a_look_from_five_answers_on(answers, rapid, remark):
    assert is_hasty(answers, rapid, RULE) is remark


def test_no_answer_is_no_lack_of_effort():
    assert effort_percent(0, 0) == 100


@pytest.mark.parametrize(("times", "seconds", "remark"), [(2, 59, False), (3, 3, True), (1, 60, True)])
def test_absences_are_worth_a_look_when_many_or_long(times, seconds, remark):
    assert is_away(times, seconds, RULE) is remark


def test_two_browsers_in_two_networks_in_turn_are_two_places_at_once():
    office, home = Place("a", "x", at(0), at(20)), Place("b", "y", at(10), at(30))

    assert met([office, home]) == (at(10), at(20))
    assert met([home, Place("a", "x", at(12), at(12))]) == (at(12), at(12))


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (Place("b", "x", at(10), at(30)), "a mobile line that changes its address"),
        (Place("a", "y", at(10), at(30)), "a telephone beside the computer"),
        (Place("b", "y", at(21), at(30)), "from the office to home"),
    ],
)
def test_what_happens_to_honest_people_every_day_is_no_remark(second, why):
    assert met([Place("a", "x", at(0), at(20)), second]) is None, why


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("103.20.7.91", "103.20.7.0/24"),
        ("::ffff:103.20.7.91", "103.20.7.0/24"),
        ("2404:8000:1234:5678::1", "2404:8000:1234::/48"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_of_an_address_only_the_network_is_left(address, network):
    assert network_of(address) == network


def test_the_picture_holds_every_answer_inside_its_frame():
    times = [Timed(number, 60.0 * number, 5.0 * number, 3.0) for number in range(1, 31)]

    drawn = timeline_of(times, 1800)

    assert len(drawn.strokes) == 30
    assert all(44 <= float(one.x) + 2.5 <= 628.1 for one in drawn.strokes)
    assert all(float(one.y) >= 16 and float(one.y) + float(one.height) <= 156.1 for one in drawn.strokes)
    assert [tick.label for tick in drawn.ticks] == ["0", "5", "10", "15", "20", "25", "30"]
    assert (drawn.strokes[0].minute, drawn.longest_seconds) == (2, 150)


def test_answers_of_one_moment_stand_beside_each_other():
    times = [Timed(number, 1795.0, 30.0, 3.0) for number in range(1, 21)]

    places = [float(one.x) for one in timeline_of(times, 1800).strokes]

    assert all(right - left >= 5.9 for left, right in pairwise(places))
    assert places[-1] + 5 <= 631


def test_an_attempt_without_an_answer_has_a_picture_without_bars():
    assert timeline_of((), 0).strokes == ()
