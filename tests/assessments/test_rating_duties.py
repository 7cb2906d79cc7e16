"""Raters who are alone, late, or raters no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import RatingTask
from lms.errors import NotAllowed
from lms.notices.models import Notice
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING
from tests.assessments.rating import handed_in, rate_next, rated_by_two, rater
from tests.assessments.test_rating import BEST, essay, office, rina

__all__ = ["essay", "office", "rina"]

pytestmark = pytest.mark.django_db


def test_a_rater_alone_takes_up_again_what_was_held_too_long(rina, office, essay):
    rated_by_two(0)
    handed_in(rina, essay)
    budi = rater("Budi", office)
    taken = services.take_answer(by=budi, at=MORNING)
    services.keep_rating(rating=taken.uuid, by=budi, grades={"a": 1}, comment="Baik", at=MORNING)
    later = MORNING + timedelta(hours=80)

    services.release_held(at=later)
    again = services.take_answer(by=budi, at=later)

    assert (again.pk, again.stage, again.grades, again.comment) == (taken.pk, "begun", {"a": 1}, "Baik")
    assert RatingTask.objects.get().taken == 1


def test_who_rates_no_more_reads_no_answer_and_gives_no_rating(rina, office, essay, client):
    handed_in(rina, essay)
    budi = rater("Budi", office)
    taken = services.take_answer(by=budi, at=MORNING)
    builders.RoleGrant.objects.filter(person=budi).delete()
    client.force_login(budi)

    assert client.get(reverse("assessments:rate", args=[taken.uuid])).status_code == 403
    with pytest.raises(NotAllowed):
        services.give_rating(rating=taken.uuid, by=budi, grades=BEST, comment="", at=MORNING)


def test_after_rating_only_the_grades_are_shown(rina, office, essay, client):
    rated_by_two(0)
    handed_in(rina, essay)
    budi = rater("Budi", office)
    given = rate_next(budi, BEST)
    client.force_login(budi)

    page = client.get(reverse("assessments:rate", args=[given.uuid])).content.decode()

    assert "pasal 46 UU 27/2022" not in page
    assert "pasal tepat" in page


def test_second_readers_hear_that_answers_wait_too_long(rina, office, essay):
    handed_in(rina, essay)
    reader = builders.with_role("Joko", Role.SECOND_READER, office)

    assert services.tell_raters(at=MORNING + timedelta(days=9)) == 0
    services.tell_raters(at=MORNING + timedelta(days=11))

    assert Notice.objects.filter(person=reader, kind="answers_overdue").count() == 1
