"""How pairs and programmes end: by their last day, or early by one of the two."""

from datetime import date, timedelta

import pytest

from lms.notices.models import Notice
from lms.people import access as people_access
from lms.people.models import ViewGrant
from mentoring import services, tasks
from mentoring.access import NotYourPair
from mentoring.models import Application, Pair, PairState, Programme, ProgrammeState, SessionState
from mentoring.selectors.pool import places_taken
from mentoring.services.ending import EndReasonMissing, NotGoingOn
from mentoring.services.pairing import MentorFull, ProgrammeEnded
from mentoring.services.runs import NothingToPublish
from tests.builders import NOW, TODAY
from tests.mentoring.builders import MEETING, active_pair, apply, matched, mentee, mentor, office, programme, published

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 12, 31)


@pytest.fixture
def place():
    return office()


def end_programme(what, *, on=TODAY - timedelta(days=1)):
    Programme.objects.filter(pk=what.pk).update(
        opens_on=on - timedelta(days=90), closes_on=on, starts_on=on - timedelta(days=80), ends_on=on
    )


def sees(viewer, subject):
    return people_access.people_visible_to(viewer, on=TODAY).filter(pk=subject.pk).exists()


def test_a_programme_closes_after_its_last_day_and_completes_its_pairs(place):
    pair = active_pair(place)
    end_programme(pair.programme, on=TODAY)
    assert services.close_ended(at=NOW) == 0

    end_programme(pair.programme)
    assert services.close_ended(at=NOW) == 1
    assert services.close_ended(at=NOW) == 0

    pair.refresh_from_db()
    assert (pair.state, pair.programme.state) == (PairState.COMPLETED, ProgrammeState.CLOSED)
    assert ViewGrant.objects.get().valid_to == TODAY - timedelta(days=1)
    assert not sees(pair.mentor, pair.mentee)


def test_the_daily_task_closes_what_is_over_and_leaves_drafts(place):
    over, draft = programme(place), programme(place, title="Konsep")
    end_programme(over, on=LONG_AGO)
    end_programme(draft, on=LONG_AGO)
    Programme.objects.filter(pk=draft.pk).update(state=ProgrammeState.DRAFT)

    tasks.close_ended_programmes()

    assert [one.state for one in Programme.objects.order_by("pk")] == [ProgrammeState.CLOSED, ProgrammeState.DRAFT]


def test_a_proposal_nobody_answered_lapses_and_begins_no_more(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what, level=1)
    (pair,) = published(place, what)
    end_programme(what)

    with pytest.raises(ProgrammeEnded):
        services.accept(pair=pair.uuid, by=pair.mentee, at=NOW)
    services.close_ended(at=NOW)

    pair.refresh_from_db()
    assert pair.state == PairState.LAPSED


def test_a_closed_programme_publishes_nothing(place):
    what = programme(place)
    mentor("Made", place.services, what)
    mentee("Sari", place.people, what, level=1)
    matched(place, what)
    end_programme(what)
    services.close_ended(at=NOW)

    with pytest.raises(NothingToPublish):
        services.publish(programme=what.uuid, by=place.coordinator, at=NOW)


def test_a_place_is_free_again_once_the_programme_has_ended(place):
    pair = active_pair(place)
    second = programme(place, title="Mentor digital II")
    apply(pair.mentor, second, "mentor", "D2")
    mentee("Tono", place.people, second)
    assert published(place, second) == []
    end_programme(pair.programme)  # and the sweep has not come yet

    assert places_taken([pair.mentor_id], on=TODAY) == {}
    (following,) = published(place, second)
    assert services.accept(pair=following.uuid, by=pair.mentor, at=NOW).mentor_accepted_at == NOW


def test_the_promise_of_a_programme_that_goes_on_still_takes_the_place(place):
    pair = active_pair(place)
    second = programme(place, title="Mentor digital II")
    apply(pair.mentor, second, "mentor", "D2")
    mentee("Tono", place.people, second)
    Programme.objects.filter(pk=pair.programme_id).update(ends_on=TODAY, closes_on=TODAY)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.ENDED)
    (following,) = published(place, second)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.ACTIVE)

    with pytest.raises(MentorFull):
        services.accept(pair=following.uuid, by=pair.mentor, at=NOW)


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_either_of_the_two_ends_a_pair_early(place, who):
    pair = active_pair(place)
    by = getattr(pair, who)

    with pytest.raises(EndReasonMissing):
        services.end_early(pair=pair.uuid, by=by, reason="  ", at=NOW)
    services.end_early(pair=pair.uuid, by=by, reason="Pindah tugas", at=NOW)
    services.end_early(pair=pair.uuid, by=by, reason="Pindah tugas", at=NOW)

    pair.refresh_from_db()
    assert (pair.state, pair.ended_by, pair.end_reason) == (PairState.ENDED, by, "Pindah tugas")
    assert not sees(pair.mentor, pair.mentee)
    notice = Notice.objects.get(kind="pair_ended")
    assert notice.person == pair.other(by)
    assert "Pindah" not in notice.title + notice.body
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
    assert published(place, pair.programme) == [pair]  # the two are not proposed to each other again


def test_a_session_that_waits_is_confirmed_after_the_end(place):
    pair = active_pair(place)
    session = services.record_session(pair=pair.uuid, by=pair.mentor, meeting=MEETING, at=NOW)
    services.end_early(pair=pair.uuid, by=pair.mentor, reason="Pindah tugas", at=NOW)

    assert services.confirm_session(session=session.uuid, by=pair.mentee, at=NOW).state == SessionState.CONFIRMED


def test_nobody_else_ends_a_pair_and_none_ends_that_is_over(place):
    pair = active_pair(place)
    for stranger in (place.coordinator, place.stranger):
        with pytest.raises(NotYourPair):
            services.end_early(pair=pair.uuid, by=stranger, reason="Salah", at=NOW)
    end_programme(pair.programme)
    services.close_ended(at=NOW)

    with pytest.raises(NotGoingOn):
        services.end_early(pair=pair.uuid, by=pair.mentee, reason="Salah", at=NOW)


def test_the_page_of_a_pair_ends_it(client, place):
    pair = active_pair(place)
    client.force_login(pair.mentee)
    address = f"/mentoring/pasangan/{pair.uuid}/"
    assert f'action="{address}akhiri/' in client.get(address).content.decode()

    without = client.post(f"{address}akhiri/", {"end_reason": ""})
    given = client.post(f"{address}akhiri/", {"end_reason": "Pindah tugas"})

    pair.refresh_from_db()
    assert (without.status_code, given.status_code, pair.state) == (422, 302, PairState.ENDED)
    after = client.get(address).content.decode()
    assert "akhiri/" not in after
    assert "Pindah tugas" not in after
