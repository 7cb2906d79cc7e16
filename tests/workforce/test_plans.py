"""A plan of training: from measured gaps, within its hours, for the own part of the organisation, and kept."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from lms.competencies import selectors as competencies
from lms.competencies.gap import Reason
from lms.competencies.models import EvidenceKind
from lms.people.access import OutsideScope
from lms.people.models import RoleGrant
from lms.workforce import selectors, services
from lms.workforce.models import TrainingPlan
from lms.workforce.plans import jobs, need
from tests.builders import NOW, TODAY
from tests.workforce.builders import prove
from tests.workforce.plans import asked, course_about, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(house, tmp_path):
    """Siti and Putu are two levels below in D2 and one below in B2; two courses teach it."""
    for who in ("siti", "putu"):
        prove(house[who], "D2", 0)
        prove(house[who], "B2", 1)
    course_about(tmp_path, "PDP-101", 6, "{D2: 2, B2: 2}")
    course_about(tmp_path, "PDP-050", 2, "{D2: 1}")
    services.recompute_all(at=NOW)
    return house


def test_the_plan_takes_what_closes_most_within_the_hours(taught):
    plan = made(taught, jp=12)

    lines = [(line.code, line.people, line.hours, line.closed) for line in selectors.plan_lines(plan)]
    assert plan.state == "proposed"
    assert lines == [("PDP-101", 2, 1200, 600)]
    assert (plan.open, plan.within_reach, plan.closed, plan.bound, plan.hours) == (600, 600, 600, 600, 1200)
    # Four people work there, and both courses take eight hours together.
    assert (plan.people, plan.everything_hours) == (4, 4 * 800)


def test_where_hours_are_few_they_go_where_they_close_most(taught):
    plan = made(taught, jp=8)

    lines = {line.code: line.people for line in selectors.plan_lines(plan)}
    assert lines == {"PDP-101": 1, "PDP-050": 1}
    assert plan.closed == 300 + 100
    # Two hours each are enough for the short course only.
    assert (plan.equal_closed, plan.equal_hours) == (200, 400)


def test_a_line_says_what_it_closes_by_competency(taught):
    line = selectors.plan_lines(made(taught, jp=6)).get()

    assert [(one["code"], one["people"], one["closed"]) for one in line.closes] == [("D2", 1, 200), ("B2", 1, 100)]


def test_what_needs_a_test_is_left_to_tests_and_takes_no_hours(house, tmp_path):
    prove(house["siti"], "D2", None, EvidenceKind.COMPLETION)
    prove(house["putu"], "D2", 2, EvidenceKind.SELF_RATING)
    course_about(tmp_path, "PDP-101", 6, "{D2: 2}")
    services.recompute_all(at=NOW)

    plan = made(house, unit="section", jp=100)

    assert (plan.closed, plan.hours, plan.lines.count()) == (0, 0, 0)
    waiting = {one.reason: one.count for one in selectors.waiting_for_tests(plan)}
    assert (waiting[Reason.COMPLETED_NOT_TESTED], waiting[Reason.SELF_DECLARED]) == (1, 1)


def test_the_gaps_of_a_plan_are_those_people_see_themselves(taught):
    one_by_one = sum(
        row.gap.missing_levels * 100
        for who in ("hr", "head", "siti", "putu")
        for row in competencies.gaps_of(taught[who], viewer=taught["hr"], on=TODAY)
        if row.gap.reason is Reason.MEASURED_BELOW
    )

    assert made(taught).open == one_by_one == 600


def test_evidence_that_has_expired_is_no_measured_gap(house):
    prove(house["siti"], "D2", 0, valid_until=TODAY - timedelta(days=1))
    prove(house["putu"], "D2", 0, valid_until=TODAY)
    services.recompute_all(at=NOW)

    rows = list(need.measured_gaps(house["home"].path, on=TODAY))

    assert [row[0] for row in rows] == [house["putu"].pk]


def test_reading_what_a_plan_is_computed_from_costs_the_same_for_any_size(taught, django_assert_num_queries):
    plan = asked(taught)

    with django_assert_num_queries(4):
        need.read(plan, on=TODAY)


def test_hours_that_each_part_has_of_its_own_are_not_spent_by_another(taught):
    prove(taught["head"], "D2", 0)
    services.recompute_all(at=NOW)

    plan = made(taught, unit="office", jp=12, split="apart")

    # The section has two of three people: eight hours; its head's unit has four.
    lines = {(line.part.name, line.code): line.people for line in selectors.plan_lines(plan)}
    assert lines == {("Seksi", "PDP-101"): 1, ("Seksi", "PDP-050"): 1, ("Dinas", "PDP-050"): 1}


def test_a_plan_is_computed_again_from_what_it_keeps_and_is_the_same(taught):
    plan = made(taught, jp=8)
    before = (plan.closed, plan.hours, plan.bound, sorted(plan.lines.values_list("code", "people", "closed")))
    prove(taught["siti"], "D2", 2)
    plan.lines.all().delete()
    TrainingPlan.objects.filter(pk=plan.pk).update(state="waiting", next_try_at=NOW)

    jobs.carry_on(plan_id=plan.pk, now=lambda: NOW)

    again = TrainingPlan.objects.get(pk=plan.pk)
    after = (again.closed, again.hours, again.bound, sorted(again.lines.values_list("code", "people", "closed")))
    assert after == before


def test_a_plan_whose_message_was_lost_is_found_by_the_sweep_and_made_once(taught):
    plan = asked(taught)
    TrainingPlan.objects.filter(pk=plan.pk).update(attempts=1, next_try_at=NOW)

    later = NOW + timedelta(minutes=11)
    assert jobs.carry_waiting(now=lambda: later) == 1
    assert jobs.carry_waiting(now=lambda: later) == 0
    assert TrainingPlan.objects.get(pk=plan.pk).lines.count() == 1


def test_a_plan_that_another_worker_holds_is_left_alone(taught):
    plan = asked(taught)
    jobs.take(plan_id=plan.pk, at=NOW)

    jobs.carry_on(plan_id=plan.pk, now=lambda: NOW)

    assert TrainingPlan.objects.get(pk=plan.pk).state == "waiting"


def test_who_is_no_longer_hr_gets_no_plan(taught):
    plan = asked(taught)
    RoleGrant.objects.filter(person=taught["hr"]).update(valid_to=TODAY - timedelta(days=1))

    jobs.carry_on(plan_id=plan.pk, now=lambda: NOW)

    assert TrainingPlan.objects.get(pk=plan.pk).state == "failed"


@pytest.mark.parametrize("who", ["other_hr", "head", "siti"])
def test_nobody_plans_for_people_of_another_part(taught, who):
    with pytest.raises(OutsideScope):
        asked(taught, who=who)
    assert list(selectors.plans_of(taught[who], on=TODAY)) == []
    plan = made(taught)
    with pytest.raises(selectors.NoPlanHere):
        selectors.plan_of(plan.uuid, viewer=taught[who], on=TODAY)
    with pytest.raises(selectors.NoPlanHere):
        jobs.discard_plan(number=plan.uuid, by=taught[who], at=NOW)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"jp": 0}, jobs.NoSuchBudget),
        ({"jp": Decimal("1e12")}, jobs.NoSuchBudget),
        ({"year": 2025}, jobs.NotThatYear),
        ({"year": 2032}, jobs.NotThatYear),
    ],
)
def test_hours_and_years_that_mean_nothing_are_refused(house, more, error):
    with pytest.raises(error):
        asked(house, **more)
    assert not TrainingPlan.objects.exists()


def test_three_plans_wait_at_the_most(house):
    for _each in range(3):
        asked(house)

    with pytest.raises(jobs.TooManyPlansWait):
        asked(house)


def test_one_plan_holds_for_a_unit_and_year_and_a_proposal_can_be_let_go(taught):
    first, second = made(taught, jp=8), made(taught, jp=12)

    jobs.adopt_plan(number=first.uuid, by=taught["hr"], at=NOW)
    jobs.adopt_plan(number=second.uuid, by=taught["hr"], at=NOW)
    states = {plan.pk: plan.state for plan in TrainingPlan.objects.all()}
    with pytest.raises(jobs.PlanNotReady):
        jobs.discard_plan(number=second.uuid, by=taught["hr"], at=NOW)
    jobs.discard_plan(number=first.uuid, by=taught["hr"], at=NOW)

    assert states == {first.pk: "proposed", second.pk: "adopted"}
    assert list(selectors.adopted_plans(taught["home"], since=2026)) == [2027]
    assert not TrainingPlan.objects.filter(pk=first.pk).exists()


def test_the_hours_to_begin_from_are_those_of_the_law_for_everybody(house):
    services.recompute_all(at=NOW)

    found = selectors.suggested_hours(house["home"], on=TODAY)

    assert (found.people, found.floor, found.jp) == (4, 20, 80)
    assert found.legal_basis
