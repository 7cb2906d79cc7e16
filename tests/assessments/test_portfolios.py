"""Portfolios: begun, written, judged by two, decided, objected to; told from the desk of each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessments.models import PanelState, Portfolio, PortfolioPiece, PortfolioPolicy, private_storage
from assessments.portfolio import IncompleteJudgement, LevelDoesNotFollow, Mark, Outcome
from assessments.portfolio_access import panels_to_judge
from assessments.services import portfolio_decisions as decisions
from assessments.services import portfolio_judging as judging
from assessments.services import portfolio_writing as writing
from assessments.services import portfolios as services
from assessments.services.files import UnusableFile
from lms.competencies.models import Evidence, PersonLevel
from lms.experience.models import Statement
from lms.notices.models import Notice
from lms.people.models import ViewGrant
from tests.assessments.portfolios import (
    LATER,
    LOWER,
    SHOWN,
    START,
    add_piece,
    complete,
    decided,
    draft,
    handed_in,
    holds_level,
    judged,
    judgement,
    office,
    taken,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return office()


def level_of(place) -> int | None:
    return PersonLevel.objects.get(person=place.rina, competency=place.topic).level


def test_a_level_is_claimed_only_from_the_level_below(place):
    with pytest.raises(writing.LevelOutOfReach) as refused:
        draft(place, level=5)

    assert refused.value.facts == {"level": 5, "needed": 4}
    assert draft(place, level=4).level == 4


def test_whoever_holds_nothing_valid_is_told_what_is_missing(place):
    Evidence.objects.all().delete()
    PersonLevel.objects.all().delete()

    with pytest.raises(writing.LevelOutOfReach):
        draft(place)


def test_the_rule_of_the_day_decides_who_may_claim(place):
    PortfolioPolicy.objects.update(needed_for_expert=3)

    assert draft(place, level=5).level == 5


def test_a_second_portfolio_of_a_competency_is_not_begun_while_one_runs(place):
    draft(place)

    with pytest.raises(writing.PortfolioRuns):
        draft(place)


def test_a_draft_keeps_a_piece_that_holds_almost_nothing(place):
    one = draft(place)

    kept = writing.keep_piece(
        portfolio=one.uuid,
        piece=None,
        content=writing.PieceContent(situation="Baru ini."),
        file=None,
        by=place.rina,
        at=START,
    )

    assert PortfolioPiece.objects.get().situation == "Baru ini."
    assert len(kept.missing) == 5


def test_what_is_incomplete_is_not_handed_in(place):
    one = draft(place)
    add_piece(one)

    with pytest.raises(services.PortfolioIncomplete):  # no reflection
        services.hand_in(portfolio=one.uuid, is_own=True, is_clean=True, by=place.rina, at=START)
    with pytest.raises(services.NotDeclared):
        services.hand_in(portfolio=complete(one).uuid, is_own=True, is_clean=False, by=place.rina, at=START)
    assert Portfolio.objects.get().is_draft


def test_a_program_that_calls_itself_a_pdf_is_not_taken_in(place):
    one = draft(place)

    with pytest.raises(UnusableFile):
        add_piece(one, file=b"MZ\x90\x00")
    assert not PortfolioPiece.objects.exists()


def test_a_piece_goes_with_its_file(place, django_capture_on_commit_callbacks):
    one = draft(place)
    kept = add_piece(one)
    assert private_storage().exists(kept.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        writing.remove_piece(portfolio=one.uuid, piece=kept.uuid, by=place.rina, at=START)

    assert not private_storage().exists(kept.file.name)


def test_two_who_agree_make_the_level_stand(place):
    panel = decided(place)

    assert (panel.state, panel.level, panel.how, panel.decided_by) == ("decided", 4, "agreed", place.assessors[0])
    assert panel.framework == str(place.topic.framework)
    assert level_of(place) == 4
    row = Evidence.objects.get(kind="portfolio")
    assert (row.level, row.performed_on, row.valid_until) == (4, date(2026, 3, 2), date(2030, 3, 2))
    assert panel.valid_until == row.valid_until
    assert Notice.objects.filter(person=place.rina, kind="portfolio_decided").count() == 1
    assert Statement.objects.filter(verb__endswith="/passed").count() == 1


def test_nobody_decides_alone_or_before_both_have_judged(place):
    handed_in(place)
    seat = judged(place.assessors[0])

    with pytest.raises(decisions.NothingToDecide):
        decisions.record_decision(seat=seat.uuid, reason="Ya.", by=place.assessors[0], at=LATER)


def test_a_portfolio_that_shows_neither_level_takes_none_away(place):
    panel = decided(place, Outcome.NEITHER, Mark.NOT_YET)

    assert panel.level is None
    assert level_of(place) == 3
    assert Statement.objects.filter(verb__endswith="/failed").count() == 1


def test_two_who_differ_confer_and_one_changes_the_judgement(place):
    panel = handed_in(place)
    first, second = judged(place.assessors[0], *SHOWN), judged(place.assessors[1], *LOWER)
    panel.refresh_from_db()
    assert panel.state == PanelState.CONFERRING

    with pytest.raises(judging.NotConferredYet):
        judging.stand_by(seat=first.uuid, by=place.assessors[0], at=LATER)
    decisions.add_note(seat=first.uuid, text="Lihat bukti 1 halaman 3.", by=place.assessors[0], at=LATER)
    judging.stand_by(seat=first.uuid, by=place.assessors[0], at=LATER)
    typed = judgement(panel.portfolio, *SHOWN)
    judging.revise_judgement(seat=second.uuid, typed=typed, by=place.assessors[1], at=LATER)

    panel.refresh_from_db()
    assert (panel.state, panel.outcome, panel.how) == (PanelState.AGREED, "claimed", "conferred")
    assert [one.outcome for one in second.judgements.all()] == ["lower", "claimed"]


def test_each_answers_once_after_conferring(place):
    handed_in(place)
    first = judged(place.assessors[0], *SHOWN)
    judged(place.assessors[1], *LOWER)
    decisions.add_note(seat=first.uuid, text="Catatan.", by=place.assessors[0], at=LATER)
    judging.stand_by(seat=first.uuid, by=place.assessors[0], at=LATER)

    with pytest.raises(judging.NothingToRevise):
        judging.stand_by(seat=first.uuid, by=place.assessors[0], at=LATER)


def differing(place):
    """A portfolio over which the two still differ after conferring."""
    panel = handed_in(place)
    first, second = judged(place.assessors[0], *SHOWN), judged(place.assessors[1], *LOWER)
    decisions.add_note(seat=first.uuid, text="Catatan.", by=place.assessors[0], at=LATER)
    judging.stand_by(seat=first.uuid, by=place.assessors[0], at=LATER)
    judging.stand_by(seat=second.uuid, by=place.assessors[1], at=LATER)
    panel.refresh_from_db()
    return panel


def test_what_two_leave_open_a_third_decides(place):
    panel = differing(place)
    assert panel.state == PanelState.THIRD
    assert list(panels_to_judge(place.assessors[0], on=LATER.date())) == []

    judged(place.assessors[2], *LOWER)

    panel.refresh_from_db()
    assert (panel.state, panel.level, panel.how, panel.decided_by) == ("decided", 3, "third", place.assessors[2])
    assert panel.reason == "Alasan jenjang lower"


def test_those_who_confer_for_too_long_stay_with_their_judgement(place):
    panel = handed_in(place)
    judged(place.assessors[0], *SHOWN)
    judged(place.assessors[1], *LOWER)

    assert decisions.settle_overdue(at=LATER) == 0
    assert decisions.settle_overdue(at=LATER + timedelta(days=20)) == 1

    panel.refresh_from_db()
    assert panel.state == PanelState.THIRD


def test_the_level_has_to_follow_from_the_marks_and_nothing_typed_is_lost(place):
    handed_in(place)
    seat = taken(place.assessors[0])
    wrong = judgement(seat.panel.portfolio, Outcome.CLAIMED, Mark.NOT_YET)

    with pytest.raises(LevelDoesNotFollow):
        judging.give_judgement(seat=seat.uuid, typed=wrong, by=place.assessors[0], at=LATER)
    with pytest.raises(IncompleteJudgement):
        judging.give_judgement(seat=seat.uuid, typed=judging.Typed(reason="Sebagian."), by=place.assessors[0], at=LATER)

    assert seat.judgements.get().reason == "Sebagian."
    seat.refresh_from_db()
    assert seat.is_begun


def test_a_portfolio_is_not_opened_before_the_declaration(place):
    handed_in(place)
    seat = judging.take_portfolio(by=place.assessors[0], at=LATER)
    typed = judgement(seat.panel.portfolio)

    with pytest.raises(judging.SeatEnded):
        judging.give_judgement(seat=seat.uuid, typed=typed, by=place.assessors[0], at=LATER)
    with pytest.raises(judging.NothingDeclared):
        judging.declare_free(seat=seat.uuid, is_free=False, by=place.assessors[0], at=LATER)
    assert not ViewGrant.objects.exists()


def test_whoever_gives_a_portfolio_back_does_not_get_it_again(place):
    panel = handed_in(place)
    seat = taken(place.assessors[0])

    judging.recuse(seat=seat.uuid, by=place.assessors[0], at=LATER)

    panel.refresh_from_db()
    assert panel.taken == 0
    assert not ViewGrant.objects.on(LATER.date()).exists()
    with pytest.raises(judging.NoPortfolioWaits):
        judging.take_portfolio(by=place.assessors[0], at=LATER)


def test_a_portfolio_held_too_long_goes_back_and_may_be_taken_again(place):
    panel = handed_in(place)
    seat = taken(place.assessors[0])
    late = LATER + timedelta(days=30)

    assert judging.release_seats(at=late) == 1

    panel.refresh_from_db()
    assert panel.taken == 0
    assert not ViewGrant.objects.on(late.date()).exists()
    again = judging.take_portfolio(by=place.assessors[0], at=late)
    assert (again.uuid, again.declared_at) == (seat.uuid, None)


def test_the_grant_to_look_ends_with_the_decision(place):
    decided(place)

    assert ViewGrant.objects.count() == 2
    assert not ViewGrant.objects.on(LATER.date()).exists()


def test_what_nobody_has_judged_is_taken_back_to_write_on(place):
    panel = handed_in(place)
    taken(place.assessors[0])

    one = services.take_back(portfolio=panel.portfolio.uuid, by=place.rina, at=LATER)

    assert one.is_draft
    assert one.pieces.count() == 1
    assert list(panel.seats.values_list("stage", flat=True)) == ["lapsed"]
    assert not panels_to_judge(place.assessors[1], on=LATER.date()).exists()
    services.hand_in(portfolio=one.uuid, is_own=True, is_clean=True, by=place.rina, at=LATER)
    assert panels_to_judge(place.assessors[0], on=LATER.date()).count() == 1


def test_what_somebody_has_judged_stays_with_the_assessors(place):
    panel = handed_in(place)
    judged(place.assessors[0])

    with pytest.raises(services.JudgedAlready):
        services.take_back(portfolio=panel.portfolio.uuid, by=place.rina, at=LATER)


def test_an_objection_goes_to_two_others_and_the_better_decision_holds():
    place = office(assessors=4)
    panel = decided(place, *LOWER)
    assert level_of(place) == 3

    services.object_to(portfolio=panel.portfolio.uuid, reason="Bukti 1 terlewat.", by=place.rina, at=LATER)
    assert not panels_to_judge(place.assessors[0], on=LATER.date()).exists()
    third, _fourth = (judged(one, *SHOWN) for one in place.assessors[2:])
    decisions.record_decision(seat=third.uuid, reason="Terbukti.", by=place.assessors[2], at=LATER)

    assert level_of(place) == 4
    with pytest.raises(services.NoObjection):
        services.object_to(portfolio=panel.portfolio.uuid, reason="Lagi.", by=place.rina, at=LATER)


def test_an_objection_takes_nothing_away():
    place = office(assessors=4)
    holds_level(place.rina, place.topic, 3)
    panel = decided(place, *LOWER)
    services.object_to(portfolio=panel.portfolio.uuid, reason="Bukti 1 terlewat.", by=place.rina, at=LATER)

    third, _fourth = (judged(one, Outcome.NEITHER, Mark.NOT_YET) for one in place.assessors[2:])
    decisions.record_decision(seat=third.uuid, reason="Belum.", by=place.assessors[2], at=LATER)

    assert Evidence.objects.get(kind="portfolio", superseded_at__isnull=True).level == 3


def test_the_time_of_objections_ends(place):
    panel = decided(place, *LOWER)

    with pytest.raises(services.NoObjection):
        services.object_to(
            portfolio=panel.portfolio.uuid, reason="Terlambat.", by=place.rina, at=LATER + timedelta(days=40)
        )


def test_after_a_decision_new_work_needs_time(place):
    decided(place, *LOWER)

    with pytest.raises(writing.ClaimedLately):
        draft(place, at=LATER)
    assert draft(place, at=LATER + timedelta(days=100)).is_draft
