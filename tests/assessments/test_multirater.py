"""A 360-degree round from its start to the evidence: who is asked, what a draft is, what closing makes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessments.models import (
    DeclineReason,
    MultiraterComment,
    MultiraterRating,
    MultiraterResult,
    MultiraterRound,
)
from assessments.multirater_access import RoundOver
from assessments.services import multirater_closing as closing
from assessments.services import multirater_ratings as ratings
from assessments.services import multirater_starting as starting
from lms.competencies.models import Evidence, PersonLevel
from lms.notices.models import Notice
from tests.assessments.multirating import (
    AFTER,
    ALWAYS,
    LATER,
    NEVER,
    OFTEN,
    START,
    answer,
    closed,
    office,
    plan,
    rater,
    round_by_hr,
    topic,
)
from tests.builders import agency, person, post, unit

pytestmark = pytest.mark.django_db


def relations(one: MultiraterRound) -> dict[str, str]:
    return dict(one.raters.values_list("person__full_name", "relation"))


def test_the_superior_the_peers_and_oneself_are_asked():
    place = office(peers=2)

    assert relations(round_by_hr(place)) == {
        "Rina Kartika": "self",
        "Hendra Kepala": "superior",
        "Rekan 1": "peer",
        "Rekan 2": "peer",
    }


def test_those_whom_one_leads_are_asked_as_subordinates():
    place = office(peers=2, leads=True)

    assert relations(round_by_hr(place)) == {
        "Rina Kartika": "self",
        "Hendra Kepala": "superior",
        "Rekan 1": "subordinate",
        "Rekan 2": "subordinate",
    }


def test_whoever_never_signed_in_is_not_asked():
    place = office(peers=1)
    post(person("Belum Masuk", activated=False), place.section)

    assert "Belum Masuk" not in relations(round_by_hr(place))


def test_a_round_becomes_evidence_below_the_ceiling_of_its_kind():
    place = office(peers=3)
    one = round_by_hr(place)
    answer(one, place.rina, NEVER)
    for who in (place.head, *place.peers):
        answer(one, who, ALWAYS)

    closed(one)

    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.level, evidence.standard_error, evidence.source_uuid) == (
        "multirater",
        5,
        0.5,
        one.uuid,
    )
    assert evidence.performed_on == date(2026, 3, 22)
    assert PersonLevel.objects.get().level == 3, "the rule of evidence lets this kind establish level 3 at the most"
    assert one.state == "closed"


def test_a_round_of_ones_own_becomes_no_evidence():
    place = office(peers=3)
    one = starting.start_own(plan=plan(place.topic), by=place.rina, at=START)
    for who in (place.head, *place.peers):
        answer(one, who, OFTEN)

    closed(one)

    assert MultiraterResult.objects.get().level == 5
    assert not Evidence.objects.exists()


def test_what_is_kept_of_a_closed_round_holds_no_group_below_three():
    place = office(peers=2)
    one = round_by_hr(place)
    for who in (place.head, *place.peers):
        answer(one, who, OFTEN, comment=f"Dari {who.full_name}")

    closed(one)

    kept = MultiraterResult.objects.get()
    assert [group["group"] for group in kept.groups] == ["superior"]
    assert [one["group"] for one in kept.comments] == ["superior"]
    assert (kept.level, kept.without_level) == (None, "too_few")
    assert not Evidence.objects.exists()


def test_closing_twice_changes_nothing():
    place = office(peers=3)
    one = round_by_hr(place)
    for who in (place.head, *place.peers):
        answer(one, who, OFTEN)
    closed(one)
    before = (list(MultiraterResult.objects.values()), list(Evidence.objects.values()), Notice.objects.count())

    assert closing.close_ended(at=AFTER) == 0
    assert closing.close_round(round_id=one.pk, at=AFTER) is False

    assert (list(MultiraterResult.objects.values()), list(Evidence.objects.values()), Notice.objects.count()) == before


def test_a_worker_killed_while_closing_leaves_the_round_to_the_next_sweep(monkeypatch):
    place = office(peers=3)
    one = round_by_hr(place)
    for who in (place.head, *place.peers):
        answer(one, who, OFTEN)

    def killed(*_args: object, **_facts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(closing, "tell_results", killed)
        with pytest.raises(KeyboardInterrupt):
            closing.close_ended(at=AFTER)
    assert (MultiraterResult.objects.count(), Evidence.objects.count()) == (0, 0)

    closed(one)

    assert (MultiraterResult.objects.count(), Evidence.objects.count()) == (1, 1)


def test_a_round_that_fails_does_not_hold_up_the_others(monkeypatch):
    place = office(peers=3)
    broken = round_by_hr(place)
    other = starting.start_for_person(person=place.peers[0].uuid, plan=plan(place.topic), by=place.hr, at=START)
    whole = closing.outcomes_of

    def fails(one: MultiraterRound, **facts: object) -> object:
        if one.pk == broken.pk:
            raise ValueError
        return whole(one, **facts)

    monkeypatch.setattr(closing, "outcomes_of", fails)

    assert closing.close_ended(at=AFTER) == 1
    assert dict(MultiraterRound.objects.values_list("pk", "state")) == {broken.pk: "running", other.pk: "closed"}


def test_a_draft_is_kept_and_does_not_count_until_it_is_handed_in():
    place = office(peers=3)
    one = round_by_hr(place)
    draft = rater(one, place.peers[0])
    first = place.topic.indicators.order_by("level").first()
    part = ratings.Part(place.topic.pk, {first.pk: ALWAYS}, "Draf")
    ratings.save_part(request=draft.uuid, part=part, by=place.peers[0], at=LATER)
    ratings.save_part(request=draft.uuid, part=part, by=place.peers[0], at=LATER)

    assert list(draft.ratings.values_list("indicator", "observed")) == [(first.pk, ALWAYS)]
    with pytest.raises(ratings.NotAnswered):
        ratings.hand_in(request=draft.uuid, by=place.peers[0], at=LATER)
    closed(one)
    assert MultiraterResult.objects.get().groups == []
    assert not MultiraterRating.objects.exists(), "a draft nobody handed in is deleted"
    assert not MultiraterComment.objects.exists()


def test_an_empty_comment_takes_the_comment_away():
    place = office()
    mine = rater(round_by_hr(place), place.head)
    for text in ("Sudah baik", " "):
        part = ratings.Part(place.topic.pk, {}, text)
        ratings.save_part(request=mine.uuid, part=part, by=place.head, at=LATER)

    assert not MultiraterComment.objects.exists()


def test_answers_about_something_that_is_not_asked_are_not_kept():
    place = office()
    one = round_by_hr(place)
    other = topic("D3")
    foreign = other.indicators.first()
    part = ratings.Part(other.pk, {foreign.pk: ALWAYS}, "Bukan ini")

    ratings.save_part(request=rater(one, place.head).uuid, part=part, by=place.head, at=LATER)

    assert (MultiraterRating.objects.count(), MultiraterComment.objects.count()) == (0, 0)


def test_handing_in_twice_changes_nothing_and_what_is_handed_in_is_final():
    place = office()
    one = round_by_hr(place)
    answer(one, place.head, OFTEN)
    mine = rater(one, place.head)

    ratings.hand_in(request=mine.uuid, by=place.head, at=LATER + timedelta(days=1))

    mine.refresh_from_db()
    assert mine.submitted_at == LATER
    with pytest.raises(ratings.AlreadyHandedIn):
        answer(one, place.head, NEVER)
    assert set(MultiraterRating.objects.values_list("observed", flat=True)) == {OFTEN}


def test_whoever_comes_too_late_is_told_so_and_changes_nothing():
    place = office()
    mine = rater(round_by_hr(place), place.head)
    part = ratings.Part(place.topic.pk, {place.topic.indicators.first().pk: OFTEN}, "")

    with pytest.raises(RoundOver):
        ratings.save_part(request=mine.uuid, part=part, by=place.head, at=AFTER)
    with pytest.raises(RoundOver):
        ratings.hand_in(request=mine.uuid, by=place.head, at=AFTER)
    assert not MultiraterRating.objects.exists()


def test_whoever_declines_is_replaced_by_the_next_one_by_lot():
    place = office(peers=8)
    one = round_by_hr(place)
    asked = one.raters.filter(relation="peer")
    assert asked.count() == 6
    first = asked.first()

    for _twice in range(2):
        ratings.decline(request=first.uuid, reason=DeclineReason.KNOWS_TOO_LITTLE, by=first.person, at=LATER)

    assert asked.filter(state="invited").count() == 6
    assert asked.filter(state="declined").count() == 1


def test_a_colleague_of_another_unit_is_asked_once_the_superior_confirms():
    place = office()
    tono = person("Tono Beda Unit")
    post(tono, unit("Bidang lain", place.root))
    one = round_by_hr(place)

    ratings.name_colleague(number=one.uuid, text=" tono  beda unit", by=place.rina, at=LATER)
    named = rater(one, tono)
    assert named.state == "proposed"
    assert Notice.objects.get(kind="rater_named").person == place.head
    ratings.decide_named(number=named.uuid, accept=True, by=place.head, at=LATER)

    named.refresh_from_db()
    assert (named.state, named.relation) == ("invited", "peer")
    with pytest.raises(ratings.DecidedAlready):
        ratings.decide_named(number=named.uuid, accept=False, by=place.head, at=LATER)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Rekan 1", ratings.DrawnByLot),
        ("Hendra Kepala", ratings.DrawnByLot),
        ("Rina Kartika", ratings.DrawnByLot),
        ("Tidak Ada", ratings.NamedPersonFault),
        ("Orang Lain", ratings.NamedPersonFault),
    ],
)
def test_nobody_picks_the_raters_around_them_or_of_another_agency(text, fault):
    place = office()
    from_elsewhere = person("Orang Lain")
    post(from_elsewhere, agency("Kementerian Lain"))
    one = round_by_hr(place)

    with pytest.raises(fault):
        ratings.name_colleague(number=one.uuid, text=text, by=place.rina, at=LATER)


def test_a_second_round_waits_and_an_own_round_does_not_put_hr_off():
    place = office()
    one = starting.start_own(plan=plan(place.topic), by=place.rina, at=START)
    with pytest.raises(starting.RoundRunning):
        round_by_hr(place)
    closed(one)
    again = plan(place.topic, first=AFTER.date(), last=AFTER.date() + timedelta(days=20))

    with pytest.raises(starting.RoundRunning):
        starting.start_own(plan=again, by=place.rina, at=AFTER)
    begun = starting.start_for_person(person=place.rina.uuid, plan=again, by=place.hr, at=AFTER)

    assert begun.is_running


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (date(2026, 3, 1), date(2026, 3, 20), starting.WrongStart),
        (date(2026, 3, 2), date(2026, 3, 4), starting.WrongWindow),
        (date(2026, 3, 2), date(2026, 6, 4), starting.WrongWindow),
    ],
)
def test_a_window_that_cannot_be_is_refused(first, last, fault):
    place = office()

    with pytest.raises(fault):
        starting.start_own(plan=plan(place.topic, first=first, last=last), by=place.rina, at=START)


def test_one_to_four_competencies_with_behaviours_can_be_rated():
    place = office()
    for topics in ([], [topic(f"D{number}") for number in range(1, 6)], [topic("D9", levels=0)]):
        with pytest.raises(starting.WrongCompetencies):
            starting.start_own(plan=plan(*topics), by=place.rina, at=START)
