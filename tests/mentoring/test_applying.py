"""Programmes and applications: for whom, until when, and what cannot be offered."""

from datetime import UTC, date, datetime

import pytest

from lms.people.access import OutsideScope
from lms.people.models import PositionKind
from mentoring import selectors, services
from mentoring.access import NotCoordinator, ProgrammeOutOfReach
from mentoring.models import ApplicantRole, Application, ApplicationState, ProgrammeKind
from mentoring.services import Offer, ProgrammeDays
from mentoring.services.applying import (
    AlreadyPaired,
    ApplicationsClosed,
    CapacityOutOfRange,
    DaysOutOfOrder,
    LevelNotShown,
    NothingToWithdraw,
    TooManyCompetencies,
)
from tests.builders import NOW, TODAY, competency, person, post
from tests.mentoring.builders import DAYS, apply, mentee, mentor, office, programme, prove, published

pytestmark = pytest.mark.django_db


def clerk(place, name="Sari"):
    who = person(name)
    post(who, place.people)
    return who


def test_a_draft_is_seen_by_nobody_and_an_open_programme_by_the_whole_agency():
    place = office()
    sari = clerk(place)
    draft = services.create_programme(
        unit=place.home.uuid,
        title="Mentor digital",
        summary="Pendampingan.",
        kind=ProgrammeKind.CLASSIC,
        days=DAYS,
        sessions_planned=6,
        by=place.coordinator,
        at=NOW,
    )
    assert selectors.open_programmes(viewer=sari, on=TODAY) == []

    services.open_programme(programme=draft.uuid, by=place.coordinator, at=NOW)

    assert selectors.open_programmes(viewer=sari, on=TODAY) == [draft]
    assert selectors.open_programmes(viewer=place.stranger, on=TODAY) == []


def test_a_programme_is_written_only_for_the_own_part_of_the_organisation():
    place = office()
    facts = {"title": "X", "summary": "X", "kind": ProgrammeKind.CLASSIC, "days": DAYS, "sessions_planned": 6}

    with pytest.raises(OutsideScope):
        services.create_programme(unit=place.home.uuid, by=place.stranger, at=NOW, **facts)


def test_days_that_do_not_follow_each_other_are_refused():
    place = office()
    days = ProgrammeDays(date(2026, 11, 30), date(2026, 11, 1), date(2026, 11, 1), date(2027, 4, 30))

    with pytest.raises(DaysOutOfOrder):
        services.create_programme(
            unit=place.home.uuid,
            title="X",
            summary="X",
            kind=ProgrammeKind.CLASSIC,
            days=days,
            sessions_planned=6,
            by=place.coordinator,
            at=NOW,
        )


def test_another_agencys_coordinator_opens_nothing_here():
    place = office()
    what = programme(place)

    with pytest.raises(NotCoordinator):
        services.open_programme(programme=what.uuid, by=place.stranger, at=NOW)


def test_applying_twice_is_one_application_with_the_newer_words():
    place = office()
    what, sari = programme(place), clerk(place)

    apply(sari, what, "mentee", "D2", motivation="Pertama")
    apply(sari, what, "mentee", "D1", "E2", motivation="Kedua")

    (application,) = Application.objects.filter(person=sari)
    assert application.motivation == "Kedua"
    assert {one.code for one in application.competencies.all()} == {"D1", "E2"}


def test_people_of_another_agency_cannot_apply():
    place = office()
    what = programme(place)

    with pytest.raises(ProgrammeOutOfReach):
        apply(place.stranger, what, "mentee", "D2")


def test_nobody_applies_after_the_last_day():
    place = office()
    what, sari = programme(place), clerk(place)
    late = datetime(2026, 12, 1, 3, tzinfo=UTC)

    with pytest.raises(ApplicationsClosed):
        services.apply(
            programme=what.uuid, by=sari, role=ApplicantRole.MENTEE, offer=Offer([competency("D2")]), at=late
        )


def test_a_mentor_offers_only_what_evidence_shows():
    place = office()
    what, made = programme(place), person("Made")
    post(made, place.services, kind=PositionKind.PENGAWAS)
    prove(made, "D2", 3)

    with pytest.raises(LevelNotShown):
        apply(made, what, "mentor", "D2", "A1")


@pytest.mark.parametrize("codes", [(), ("A1", "A2", "B1", "B2", "C1", "C2")])
def test_an_application_names_a_few_competencies(codes):
    place = office()

    with pytest.raises(TooManyCompetencies):
        apply(clerk(place), programme(place), "mentee", *codes)


@pytest.mark.parametrize("capacity", [0, 6])
def test_a_mentor_has_one_to_five_places(capacity):
    place = office()

    with pytest.raises(CapacityOutOfRange):
        mentor("Made", place.services, programme(place), capacity=capacity)


def test_withdrawing_takes_one_out_of_the_pool_and_applying_again_brings_one_back():
    place = office()
    what, sari = programme(place), clerk(place)
    apply(sari, what, "mentee", "D2")

    services.withdraw(programme=what.uuid, by=sari, role=ApplicantRole.MENTEE, at=NOW)
    assert Application.objects.get(person=sari).state == ApplicationState.WITHDRAWN
    with pytest.raises(NothingToWithdraw):
        services.withdraw(programme=what.uuid, by=sari, role=ApplicantRole.MENTEE, at=NOW)
    apply(sari, what, "mentee", "D2")

    assert Application.objects.get(person=sari).state == ApplicationState.SUBMITTED


def test_a_paired_application_is_neither_changed_nor_withdrawn():
    place = office()
    what = programme(place)
    mentor("Made", place.services, what)
    sari = mentee("Sari", place.people, what)
    published(place, what)

    with pytest.raises(AlreadyPaired):
        apply(sari, what, "mentee", "A1")
    with pytest.raises(AlreadyPaired):
        services.withdraw(programme=what.uuid, by=sari, role=ApplicantRole.MENTEE, at=NOW)


def test_colleagues_are_found_by_name_address_or_number_within_the_programme_only():
    place = office()
    what, sari = programme(place), clerk(place)
    putu = person("Putu Ayu", email="putu@contoh.example", nip="199001012015031901")
    post(putu, place.services)
    olga = person("Olga Asing", nip="199001012015031902")
    post(olga, place.other)

    found = selectors.colleagues_named(
        ["putu ayu", "PUTU@contoh.example", "19900101 201503 1 901", "Olga Asing", "199001012015031902", "Sari"],
        what,
        viewer=sari,
        on=TODAY,
    )

    assert found == {
        "putu ayu": [putu],
        "PUTU@contoh.example": [putu],
        "19900101 201503 1 901": [putu],
        "Olga Asing": [],
        "199001012015031902": [],
        "Sari": [],
    }


def test_the_form_begins_with_open_gaps_for_a_mentee_and_shown_levels_for_a_mentor():
    place = office()
    what, sari = programme(place), clerk(place)
    prove(sari, "D2", 1)
    prove(sari, "A1", 2)

    as_mentee = selectors.programme_page(what.uuid, viewer=sari, role=ApplicantRole.MENTEE, on=TODAY)
    as_mentor = selectors.programme_page(what.uuid, viewer=sari, role=ApplicantRole.MENTOR, on=TODAY)

    assert "D2" in {one.competency.code for one in as_mentee.choices if one.filled_in}
    assert len(as_mentee.choices) == 15
    assert {(one.competency.code, one.level) for one in as_mentor.choices} == {("A1", 2), ("D2", 1)}
