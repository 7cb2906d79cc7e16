"""A learning path asked for as one thing: offered, met by its last step, told as done, taken again."""

from datetime import date

import pytest

from assessments.models import Blueprint
from lms.competencies.models import Evidence
from lms.development import selectors, services
from lms.development.models import Obligation, ObligationState
from lms.development.targets import NotToBeAsked, that_teach
from tests.builders import NOW, TODAY
from tests.courses.builders import course_in, read_all
from tests.development.asking import a_test
from tests.development.paths import add, ask, begin, measured_by, published, state_of, take

pytestmark = pytest.mark.django_db


def test_the_path_is_offered_for_what_its_required_steps_teach_and_lasts_their_sum(office):
    first, second = measured_by("A"), measured_by("B")
    Blueprint.objects.filter(pk__in=[first.pk, second.pk]).update(time_limit_minutes=20)
    path, other = begin(office), a_test("Z")
    add(office, path, first, second)
    add(office, path, other, optional=True)
    assert not [one for one in that_teach("D2") if one.kind == "path"]
    services.publish_path(path=path.uuid, by=office.hr, at=NOW)

    [found] = [one for one in that_teach("D2") if one.kind == "path"]

    assert (found.title, found.minutes, found.within) == ("Pelindungan data", 40, office.home.path)
    assert not [one for one in that_teach("A1") if one.kind == "path"]
    assert found.url == f"/pengembangan/jalur/{path.uuid}/"


def test_a_path_with_a_closed_step_or_closed_itself_is_asked_of_nobody_new(office):
    first, second = measured_by("A"), measured_by("B")
    path = published(office, first, second)
    Blueprint.objects.filter(pk=first.pk).update(status="withdrawn")
    with pytest.raises(NotToBeAsked):
        ask(office, path, office.siti)
    assert not [one for one in that_teach("D2") if one.kind == "path"]

    Blueprint.objects.filter(pk=first.pk).update(status="published")
    ask(office, path, office.siti)
    services.close_path(path=path.uuid, by=office.hr, at=NOW)
    with pytest.raises(NotToBeAsked):
        ask(office, path, office.tono)
    [row] = selectors.nearest_of(office.siti, viewer=office.siti, on=TODAY)
    assert row.target is not None
    take(office.siti, first)
    take(office.siti, second)
    assert state_of(office.siti) == ObligationState.DONE


def test_the_obligation_is_met_by_the_last_required_step_and_not_before(office):
    first, second, more = measured_by("A"), measured_by("B"), measured_by("C")
    path = begin(office)
    add(office, path, first, second)
    add(office, path, more, optional=True)
    services.publish_path(path=path.uuid, by=office.hr, at=NOW)
    ask(office, path, office.siti, office.tono)

    take(office.siti, second)
    take(office.siti, more)
    assert state_of(office.siti) == ObligationState.OPEN
    take(office.siti, first)

    assert (state_of(office.siti), state_of(office.tono)) == (ObligationState.DONE, ObligationState.OPEN)
    assert Obligation.objects.get(person=office.siti).done_on == TODAY


def test_a_path_of_a_test_and_a_course_is_met_by_whichever_comes_last(office, tmp_path):
    course = course_in(tmp_path)
    test = measured_by("A")
    path = begin(office)
    add(office, path, test)
    add(office, path, course, kind="course")
    services.publish_path(path=path.uuid, by=office.hr, at=NOW)
    ask(office, path, office.siti)

    take(office.siti, test)
    assert state_of(office.siti) == ObligationState.OPEN
    read_all(office.siti, course)

    assert state_of(office.siti) == ObligationState.DONE


def test_who_has_done_all_before_is_held_back_as_done_already(office):
    first, second = measured_by("A"), measured_by("B")
    take(office.siti, first)
    take(office.siti, second)

    ask(office, published(office, first, second), office.siti, office.tono)

    assert Obligation.objects.get(person=office.siti).hindrance == "already_done"
    assert state_of(office.tono) == ObligationState.OPEN


def test_the_sweep_finds_what_was_done_where_nobody_announced_it(office):
    first, second = measured_by("A"), measured_by("B")
    ask(office, published(office, first, second), office.siti, office.tono)
    take(office.siti, first)
    take(office.siti, second)
    Obligation.objects.filter(person=office.siti).update(state=ObligationState.OPEN, done_on=None)

    assert services.meet_paths(at=NOW) == 1
    assert (state_of(office.siti), state_of(office.tono)) == (ObligationState.DONE, ObligationState.OPEN)
    assert services.meet_paths(at=NOW) == 0


def test_a_result_that_is_no_longer_valid_is_a_step_to_take_again(office):
    first, second = measured_by("A"), measured_by("B")
    path = published(office, first, second)
    take(office.siti, first)
    assert selectors.path_page(path.uuid, viewer=office.siti, on=TODAY).done == 1

    Evidence.objects.filter(person=office.siti).update(valid_until=date(2026, 11, 1))

    assert selectors.path_page(path.uuid, viewer=office.siti, on=TODAY).done == 0
