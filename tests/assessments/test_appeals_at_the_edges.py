"""Objections where answers are gone, workers fail, roles collide or nothing is left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments import services
from assessments.models import Attempt, AttemptState, Item, Neutralisation, Response, ScoreChange
from assessments.selectors.appeals import NoSuchAppeal
from assessments.services import rescoring
from assessments.services.item_review import FaultyWording
from lms.notices.models import Notice
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING, answer_all
from tests.assessments.rating import ESSAY, at_work, handed_in, rate_next, rated_by_two, rater, test_of
from tests.assessments.test_appeals import decide, ended, object_to, office, owned_test, reader, rina, work_through

__all__ = ["office", "reader", "rina"]

pytestmark = pytest.mark.django_db


def running(person, test):
    """An attempt whose answers are saved and not handed in."""
    attempt = services.start_attempt(person=person, blueprint=test, at=MORNING, seed=3)
    answer_all(attempt, right=2)
    return attempt


def test_answers_that_are_kept_no_more_keep_what_they_were_worth(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    old = ended(at_work("Sari", office), test, right=2)
    Response.objects.filter(slot__attempt=old).delete()

    decide(object_to(mine, 3), reader, "neutralise")
    work_through()

    old.refresh_from_db()
    assert (old.percent, old.score_max) == (Decimal("100.00"), 2)
    assert sorted(slot.is_right for slot in builders.slots(old)) == [False, True, True]


def test_one_result_that_cannot_be_computed_stops_no_other(office, rina, reader, monkeypatch):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    theirs = ended(at_work("Sari", office), test, right=2)
    decide(object_to(mine, 3), reader, "neutralise")
    done = rescoring.rescore

    def broken(**told):
        if told["attempt_id"] == mine.pk:
            raise RuntimeError
        return done(**told)

    monkeypatch.setattr(rescoring, "rescore", broken)
    work_through()
    assert [change.attempt_id for change in ScoreChange.objects.all()] == [theirs.pk]
    assert not Neutralisation.objects.get().is_done
    monkeypatch.undo()
    work_through()

    assert Neutralisation.objects.get().is_done


def test_a_result_that_appears_just_after_the_question_was_taken_out_is_computed_anew_as_well(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    late = running(at_work("Sari", office), test)
    decide(object_to(mine, 3), reader, "neutralise")
    row = Neutralisation.objects.get()
    services.recompute(neutralisation_id=row.pk, at=MORNING)
    row.refresh_from_db()
    assert not row.is_done
    # As a scoring leaves it that had read its questions before.
    services.submit(person=late.person, attempt=late.uuid, at=MORNING)
    Attempt.objects.filter(pk=late.pk).update(percent=Decimal("66.67"), passed=False, score_max=3)

    services.recompute(neutralisation_id=row.pk, at=MORNING + timedelta(minutes=5))

    late.refresh_from_db()
    row.refresh_from_db()
    assert (late.score_max, row.is_done) == (2, True)


def test_nobody_is_told_of_a_result_in_which_nothing_changed(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    late = running(at_work("Sari", office), test)
    decide(object_to(mine, 3), reader, "neutralise")
    services.submit(person=late.person, attempt=late.uuid, at=MORNING)

    work_through()

    assert not ScoreChange.objects.get(attempt=late).differs
    assert not Notice.objects.filter(person=late.person, kind="result_changed").exists()


def test_a_test_whose_only_question_was_faulty_is_void_and_not_failed(office, rina, reader):
    mine = ended(rina, owned_test(office, count=1), right=0)

    decide(object_to(mine, 1), reader, "neutralise")
    work_through()

    mine.refresh_from_db()
    assert mine.state == AttemptState.VOIDED


def test_an_attempt_that_was_passed_meanwhile_is_not_made_void(office, rina, reader):
    mine = ended(rina, owned_test(office), right=2)
    appeal = object_to(mine)
    Attempt.objects.filter(pk=mine.pk).update(passed=True)

    with pytest.raises(rescoring.NotVoidable):
        rescoring.void(attempt_id=mine.pk, appeal=appeal, at=MORNING)


def test_who_rated_or_leads_or_wrote_does_not_answer_the_objection(office, rina):
    rated_by_two(0)
    essay = test_of(ESSAY, unit=office)
    Item.objects.update(unit=office)
    budi = rater("Budi", office)
    head = at_work("Kepala", office, is_head=True)
    for somebody in (budi, head):
        builders.RoleGrant.objects.create(
            person=somebody, role=Role.SECOND_READER, unit=office, valid_from=builders.SINCE
        )
    mine = handed_in(rina, essay)
    rate_next(budi, {"a": 0, "b": 0})
    appeal = object_to(mine, 1)

    for somebody in (budi, head):
        with pytest.raises(NoSuchAppeal):
            decide(appeal, somebody)

    writer = builders.with_role("Wati", Role.SECOND_READER, office)
    version = builders.slots(mine)[0].item_version
    version.written_by = writer
    version.save()
    with pytest.raises(NoSuchAppeal):
        decide(appeal, writer)


def test_an_answer_to_a_question_that_counts_no_more_waits_for_no_rater(office, rina, reader):
    rated_by_two(0)
    essay = test_of(ESSAY, unit=office)
    Item.objects.update(unit=office)
    mine = handed_in(rina, essay)
    budi = rater("Budi", office)
    rate_next(budi, {"a": 0, "b": 0})
    waiting = handed_in(at_work("Sari", office), essay)

    decide(object_to(mine, 1), reader, "neutralise")

    with pytest.raises(services.NothingToRate):
        services.take_answer(by=budi, at=MORNING)
    assert services.finish_all_rated(at=MORNING) == 1
    waiting.refresh_from_db()
    assert waiting.state == AttemptState.SCORED


def test_second_readers_hear_of_objections_once_a_day(office, rina, reader):
    object_to(ended(rina, owned_test(office), right=1), 1)

    services.tell_raters(at=MORNING)
    services.tell_raters(at=MORNING)

    assert Notice.objects.filter(person=reader, kind="appeals_wait").count() == 1


def test_a_wording_that_was_found_faulty_does_not_come_back_unchanged(office, rina, reader):
    test = owned_test(office)
    mine = ended(rina, test, right=2)
    item = builders.slots(mine)[2].item_version.item
    wati = builders.trainer(office)
    decide(object_to(mine, 3), reader, "neutralise")

    services.resume(item=item.uuid, by=wati, at=MORNING)

    item.refresh_from_db()
    assert item.status == "draft"
    with pytest.raises(FaultyWording):
        services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
