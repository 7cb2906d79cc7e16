"""Matching a programme: once, in spite of crashes, with everybody's rules, and unseen until it is published."""

from datetime import timedelta

import pytest

from lms.competencies.models import PersonLevel
from lms.notices.models import Notice
from lms.people.models import PositionKind
from mentoring import selectors, services
from mentoring.access import NotCoordinator
from mentoring.matching import Proposal
from mentoring.models import ApplicantRole, Application, ApplicationState, MatchRun, Pair, ProgrammeKind, RunState
from mentoring.selectors.pool import pool_of
from mentoring.services.runs import LEASE, MOST_ATTEMPTS, NothingToPublish, keep, take
from mentoring.tasks import run_waiting_matches
from tests.builders import NOW, TODAY, person, post
from tests.mentoring.builders import apply, matched, mentee, mentor, office, programme, prove, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return office()


def test_a_proposal_is_seen_by_nobody_before_it_is_published(place):
    what = programme(place)
    made, sari = mentor("Made", place.services, what), mentee("Sari", place.people, what)

    matched(place, what)
    assert Pair.objects.count() == 1
    assert list(selectors.pairs_of(viewer=sari)) == []
    assert Notice.objects.count() == 0
    services.publish(programme=what.uuid, by=place.coordinator, at=NOW)

    assert [pair.mentor for pair in selectors.pairs_of(viewer=sari)] == [made]
    assert set(Notice.objects.values_list("kind", "person__full_name")) == {
        ("pair_proposed", "Made"),
        ("pair_proposed", "Sari"),
    }


def test_publishing_twice_tells_everybody_once(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    published(place, what)

    services.publish(programme=what.uuid, by=place.coordinator, at=NOW)

    assert Notice.objects.filter(kind="pair_proposed").count() == 2


def test_who_finds_nobody_learns_why_and_stays_in_the_pool(place):
    what = programme(place)
    mentor("Made", place.services, what, level=1)
    sari = mentee("Sari", place.people, what, level=1)

    published(place, what)

    application = Application.objects.get(person=sari)
    assert (application.state, application.reason) == (ApplicationState.UNMATCHED, "level")
    assert Notice.objects.filter(person=sari).get().kind == "pair_unmatched"
    assert [row.id for row in pool_of(what, on=TODAY).mentees] == [str(sari.pk)]


def test_the_pair_keeps_goal_score_and_reasons(place):
    what = programme(place)
    mentor("Made", place.services, what, level=3)
    mentee("Sari", place.people, what, level=1)

    (pair,) = published(place, what)

    assert (pair.competency.code, pair.baseline_level, pair.target_level) == ("D2", 1, 2)
    assert sum(term["points"] for term in pair.explanation["terms"]) == pair.score
    assert pair.run.metrics == {
        "mentees": 1,
        "mentors": 1,
        "places": 1,
        "matched": 1,
        "mean": pair.score,
        "worst": pair.score,
    }


def test_only_the_own_coordinator_matches_and_publishes(place):
    what = programme(place)

    with pytest.raises(NotCoordinator):
        services.request_match(programme=what.uuid, by=place.stranger, at=NOW)
    with pytest.raises(NotCoordinator):
        services.publish(programme=what.uuid, by=place.stranger, at=NOW)


def test_asking_twice_is_one_run(place):
    what = programme(place)

    first = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)
    second = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)

    assert first == second


def test_a_run_carried_out_twice_makes_its_pairs_once(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)

    services.carry_out(run_id=run.pk, at=NOW)
    again = services.carry_out(run_id=run.pk, at=NOW)

    assert again is None
    assert Pair.objects.count() == 1


def test_a_run_that_a_killed_worker_left_is_taken_up_again_after_its_lease(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)
    taken = take(run_id=run.pk, at=NOW)  # and then the worker is killed
    assert taken is not None

    too_early = services.carry_out_waiting(at=NOW + LEASE / 2)
    later = services.carry_out_waiting(at=NOW + LEASE)

    run.refresh_from_db()
    assert (too_early, later) == (0, 1)
    assert (run.state, run.attempts) == (RunState.DONE, 2)
    assert Pair.objects.count() == 1


def test_a_worker_that_comes_back_late_keeps_nothing(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)
    slow = take(run_id=run.pk, at=NOW)
    fast = take(run_id=run.pk, at=NOW + LEASE)
    pool, nothing = pool_of(what, on=TODAY), Proposal((), (), ())

    keep(run=slow, pool=pool, proposal=nothing, at=NOW)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    keep(run=fast, pool=pool, proposal=nothing, at=NOW)

    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_the_sweep_finds_a_run_whose_message_was_lost(place):
    what = programme(place)
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)  # no commit, so nothing was queued

    tried = run_waiting_matches()

    run.refresh_from_db()
    assert (tried, run.state) == (1, RunState.DONE)


def test_a_run_that_keeps_failing_says_so_and_can_be_asked_for_again(place):
    what = programme(place)
    run = services.request_match(programme=what.uuid, by=place.coordinator, at=NOW)
    MatchRun.objects.filter(pk=run.pk).update(weights={"version": "unreadable"})

    for number in range(MOST_ATTEMPTS):
        services.carry_out_waiting(at=NOW + timedelta(hours=number))

    run.refresh_from_db()
    assert (run.state, run.last_error) == (RunState.FAILED, "KeyError")
    assert services.request_match(programme=what.uuid, by=place.coordinator, at=NOW) != run


def test_forming_pairs_again_replaces_an_unpublished_proposal(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    matched(place, what)

    matched(place, what)

    assert Pair.objects.count() == 1
    assert Pair.objects.get().run == MatchRun.objects.latest("pk")


def test_whoever_withdraws_before_publication_is_not_paired(place):
    what = programme(place)
    mentor("Made", place.services, what)
    sari = mentee("Sari", place.people, what)
    matched(place, what)
    services.withdraw(programme=what.uuid, by=sari, role=ApplicantRole.MENTEE, at=NOW)

    services.publish(programme=what.uuid, by=place.coordinator, at=NOW)

    assert Pair.objects.count() == 0
    assert Notice.objects.filter(person=sari).count() == 0
    assert Application.objects.get(role="mentor").state == ApplicationState.SUBMITTED


def test_nothing_is_published_while_nothing_is_computed(place):
    what = programme(place)

    with pytest.raises(NothingToPublish):
        services.publish(programme=what.uuid, by=place.coordinator, at=NOW)


def test_a_head_is_not_paired_with_their_own_staff_even_two_levels_down(place):
    what = programme(place)
    chief = person("Citra")
    post(chief, place.people, kind=PositionKind.ADMINISTRATOR, leads=True)
    prove(chief, "D2", 4)
    apply(chief, what, "mentor", "D2")
    sari = mentee("Sari", place.people, what)

    published(place, what)

    assert Application.objects.get(person=sari).reason == "not_together"


def test_a_level_past_its_last_day_teaches_nobody(place):
    what = programme(place)
    made = mentor("Made", place.services, what)
    PersonLevel.objects.filter(person=made).update(valid_until=TODAY - timedelta(days=1))
    mentee("Sari", place.people, what)

    published(place, what)

    assert Pair.objects.count() == 0


def test_places_taken_in_one_programme_are_taken_in_all(place):
    first, second = programme(place), programme(place, title="Mentor digital II")
    made = mentor("Made", place.services, first)
    mentee("Sari", place.people, first)
    published(place, first)
    apply(made, second, "mentor", "D2")
    mentee("Tono", place.people, second)

    assert published(place, second) == []


def test_juniors_teach_seniors_in_a_reverse_programme(place):
    what = programme(place, kind=ProgrammeKind.REVERSE)
    junior, senior = person("Dewi"), person("Hadi")
    post(junior, place.services)
    post(senior, place.people, kind=PositionKind.ADMINISTRATOR)
    prove(junior, "D2", 3)
    prove(senior, "D2", 1)
    apply(junior, what, "mentor", "D2")
    apply(senior, what, "mentee", "D2")

    (pair,) = published(place, what)

    assert (pair.mentor, pair.mentee) == (junior, senior)


def test_the_same_input_has_the_same_fingerprint(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what)
    matched(place, what)
    first = MatchRun.objects.latest("pk").input_hash
    matched(place, what)
    second = MatchRun.objects.latest("pk").input_hash
    mentee("Tono", place.people, what)
    matched(place, what)

    assert first == second != MatchRun.objects.latest("pk").input_hash


def test_the_pool_costs_the_same_for_few_and_many(place, django_assert_num_queries):
    what = programme(place)
    mentor("Made", place.services, what)
    for name in ("Sari", "Tono", "Putu"):
        mentee(name, place.people, what)

    with django_assert_num_queries(10):
        pool_of(what, on=TODAY)
    for name in ("Wayan", "Nanang", "Lestari", "Gita"):
        mentee(name, place.people, what)
    with django_assert_num_queries(10):
        pool_of(what, on=TODAY)
