"""What pages of mentoring cost does not grow with programmes, people or sessions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring import selectors, services
from mentoring.models import ApplicantRole
from mentoring.next_steps import offer_mentoring
from tests.builders import NOW, TODAY
from tests.mentoring.builders import MEETING, mentee, mentor, office, programme, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """Let the server's clock stand where the tests' dates are."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def place():
    return office()


def queries_of(read):
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def costs(place, what, pair):
    """Return what each selector costs, in queries, as its docstring says."""
    made, sari = pair.mentor, pair.mentee

    def whole_pair():
        found = selectors.pair_page(pair.uuid, viewer=made, on=TODAY)
        selectors.as_session_rows(list(selectors.sessions_of(pair, viewer=made)), found, on=TODAY)

    def whole_programme():
        found = selectors.coordination_page(what.uuid, viewer=place.coordinator, on=TODAY)
        selectors.as_pair_rows(list(selectors.pairs_in(found)))
        list(selectors.applications_to(found))
        selectors.without_pair(found.run.unmatched)

    return {
        "pairs_of": queries_of(lambda: list(selectors.pairs_of(viewer=made))),
        "desk_of": queries_of(lambda: selectors.desk_of(viewer=made, on=TODAY)),
        "pair_page": queries_of(lambda: selectors.pair_page(pair.uuid, viewer=made, on=TODAY)),
        "pair with sessions": queries_of(whole_pair),
        "programme_page": queries_of(
            lambda: selectors.programme_page(what.uuid, viewer=sari, role=ApplicantRole.MENTEE, on=TODAY)
        ),
        "coordination with rows": queries_of(whole_programme),
        "programmes_coordinated": queries_of(
            lambda: list(selectors.programmes_coordinated(viewer=place.coordinator, on=TODAY))
        ),
        "offer_mentoring": queries_of(lambda: offer_mentoring(made, TODAY)),
    }


def test_selectors_cost_the_same_for_few_and_many(place):
    what = programme(place)
    made = mentor("Made", place.services, what, capacity=5)
    sari = mentee("Sari", place.people, what, level=1)
    mentee("Nanang", place.people, what, code="F3")
    mentee("Gita", place.people, what, level=1)
    pair = next(one for one in published(place, what) if one.mentee == sari)
    for who in (made, sari):
        services.accept(pair=pair.uuid, by=who, at=NOW)
    services.record_session(pair=pair.uuid, by=made, meeting=MEETING, at=NOW)
    few = costs(place, what, pair)

    for name in ("Tono", "Putu", "Wayan"):
        mentee(name, place.people, what)
    mentee("Lestari", place.people, what, code="F3")
    published(place, what)
    for _number in range(4):
        services.record_session(pair=pair.uuid, by=made, meeting=MEETING, at=NOW)
    programme(place, title="Mentor digital II")
    many = costs(place, what, pair)

    # Made has not applied to the second programme, so the gaps are read as well.
    assert many.pop("offer_mentoring") == 13
    assert few.pop("offer_mentoring") == 5
    assert many == few
    assert few == {
        "pairs_of": 1,
        "desk_of": 8,
        "pair_page": 9,
        "pair with sessions": 13,
        "programme_page": 17,
        "coordination with rows": 10,
        "programmes_coordinated": 2,
    }
