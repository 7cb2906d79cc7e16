"""Wrong people in front of a portfolio, and what its pages cost; pages read the clock, so the office does too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import portfolio_holdings as holdings
from assessments import tasks
from assessments.models import (
    AssessorTraining,
    Portfolio,
    PortfolioJudgement,
    PortfolioPiece,
    PortfolioSeat,
    private_storage,
)
from assessments.portfolio_access import panels_to_judge
from assessments.portfolio_offers import offer_portfolios
from assessments.selectors import portfolio_judging, portfolio_oversight
from assessments.selectors import portfolios as selectors
from assessments.services import portfolio_decisions as decisions
from assessments.services import portfolio_judging as judging
from assessments.services import portfolio_reminders as reminders
from assessments.services.assessors import NoSuchRater, NoSuchTraining, Trained, end_training, record_training
from lms.competencies.models import Standard
from lms.notices.models import Notice
from lms.people.models import Look, Posting, Role, RoleGrant, User
from lms.people.services import allow_view
from lms.privacy.selectors.copies import collect
from lms.privacy.services.erasure import erase
from tests.assessments.portfolios import (
    LOWER,
    SHOWN,
    add_piece,
    assessor,
    complete,
    decided,
    draft,
    handed_in,
    judged,
    office,
    taken,
    trained,
)
from tests.builders import agency, grant, person, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def place():
    return office()


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def asks(who: User, where: str, *, method: str = "get", **fields: str) -> int:
    answer = getattr(browser(who), method)(where, fields)
    if answer.streaming:
        b"".join(answer.streaming_content)  # reads the file to its end, which closes it
    return answer.status_code


def may_take(who: User, now) -> bool:
    return panels_to_judge(who, on=timezone.localdate(now)).exists()


def test_a_draft_is_nobody_elses(place, now):
    one = complete(draft(place, at=now), at=now)
    piece = one.pieces.get()
    where = f"/asesmen/portofolio/{one.uuid}/"

    assert asks(place.rina, where) == 200
    for who in (place.head, place.officer, *place.assessors):
        for address in (where, f"{where}bukti/", f"{where}bukti/{piece.uuid}/", f"{where}bukti/{piece.uuid}/berkas/"):
            assert asks(who, address) == 404
        assert asks(who, f"{where}kirim/", method="post", is_own="on", is_clean="on") == 404
        assert asks(who, f"{where}hapus/", method="post") == 404
    assert Portfolio.objects.get().is_draft


def test_nobody_judges_the_own_portfolio(place, now):
    handed_in(place, at=now)
    grant(place.rina, Role.RATER, place.root)
    trained(place.rina, place.root, place.topic)

    assert not may_take(place.rina, now)


def test_the_line_above_and_below_does_not_judge(place, now):
    chief = person("Kepala Bidang")
    post(chief, Posting.objects.get(person=place.rina).unit.get_parent(), leads=True)
    handed_in(place, at=now)
    for who in (place.head, chief):
        grant(who, Role.RATER, place.root)
        trained(who, place.root, place.topic)
        assert not may_take(who, now)

    subordinate = assessor("Anak Buah", place.section, place.root, place.topic)
    assert may_take(subordinate, now)  # a colleague of the section, until Rina leads it
    Posting.objects.filter(person=place.head).delete()
    Posting.objects.filter(person=place.rina).update(is_head=True)
    assert not may_take(subordinate, now)


def test_a_mentor_and_a_witness_do_not_judge(place, now):
    mentor, witness, free = place.assessors
    allow_view(
        viewer=mentor,
        subject=place.rina,
        purpose="mentoring",
        source_kind="pair",
        source_uuid=place.rina.uuid,
        since=timezone.localdate(now),
    )
    handed_in(place, witness=f"Dr. {witness.full_name.upper()}, M.Si.", at=now)

    assert [may_take(who, now) for who in (mentor, witness, free)] == [False, False, True]


def test_whoever_is_bound_after_taking_does_not_open_it(place, now):
    handed_in(place, at=now)
    seat = judging.take_portfolio(by=place.assessors[0], at=now)
    Posting.objects.filter(person=place.head).delete()
    Posting.objects.filter(person=place.assessors[0]).update(unit=place.section, is_head=True)

    with pytest.raises(judging.BoundByNow):
        judging.declare_free(seat=seat.uuid, is_free=True, by=place.assessors[0], at=now)

    seat.refresh_from_db()
    assert (seat.stage, seat.panel.taken) == ("recused", 0)


def test_without_training_in_force_a_rater_judges_nothing(place, now):
    handed_in(place, at=now)
    rater = person("Penilai Biasa")
    post(rater, place.section)
    grant(rater, Role.RATER, place.root)
    yesterday = timezone.localdate(now) - timedelta(days=1)

    assert asks(rater, "/asesmen/portofolio/menilai/") == 403
    assert asks(place.assessors[0], "/asesmen/portofolio/menilai/") == 200
    AssessorTraining.objects.filter(person=place.assessors[0]).update(valid_to=yesterday)
    assert asks(place.assessors[0], "/asesmen/portofolio/menilai/") == 403
    RoleGrant.objects.filter(person=place.assessors[1]).update(valid_to=yesterday)
    assert asks(place.assessors[1], "/asesmen/portofolio/menilai/") == 403


def test_a_training_for_another_area_does_not_open_it(place, now):
    handed_in(place, at=now)
    area = place.topic.framework.areas.create(code="Z", name="Area lain")
    AssessorTraining.objects.get(person=place.assessors[0]).areas.set([area])

    assert not may_take(place.assessors[0], now)
    AssessorTraining.objects.get(person=place.assessors[0]).areas.add(place.topic.area)
    assert may_take(place.assessors[0], now)


def test_another_agency_does_not_judge_it(place, now):
    handed_in(place, at=now)
    other = agency("Kementerian Lain")
    stranger = assessor("Asesor Lain", unit("Biro", other), other, place.topic)

    assert not may_take(stranger, now)


def test_an_assessor_reads_only_the_own_portfolio_and_only_after_declaring(place, now):
    panel = handed_in(place, at=now)
    first, second = place.assessors[:2]
    seat = judging.take_portfolio(by=first, at=now)
    piece = panel.portfolio.pieces.get()
    where = f"/asesmen/portofolio/menilai/{seat.uuid}/"

    page = browser(first).get(where).content.decode()
    assert "Nyatakan dan buka" in page
    assert "Dasbor keluhan" not in page
    assert asks(first, f"{where}bukti/{piece.uuid}/berkas/") == 404
    for who in (second, place.rina, place.head, place.officer):
        assert asks(who, where) in (403, 404)
    judging.declare_free(seat=seat.uuid, is_free=True, by=first, at=now)
    assert "Dasbor keluhan" in browser(first).get(where).content.decode()
    assert asks(first, f"{where}bukti/{piece.uuid}/berkas/") == 200
    assert asks(second, f"{where}bukti/{piece.uuid}/berkas/") == 404
    assert Look.objects.filter(viewer=first, subject=place.rina, purpose="portfolio").count() == 1


def test_neither_reads_the_other_before_both_have_judged(place, now):
    handed_in(place, at=now)
    first, second = place.assessors[:2]
    mine = judged(first, *SHOWN, at=now)
    theirs = taken(second, at=now)

    page = browser(second).get(f"/asesmen/portofolio/menilai/{theirs.uuid}/").content.decode()
    assert "Alasan" not in page
    assert (
        "Asesor lain masih menilai"
        in browser(first).get(f"/asesmen/portofolio/menilai/{mine.uuid}/sanding/").content.decode()
    )
    assert asks(second, f"/asesmen/portofolio/menilai/{theirs.uuid}/sanding/") == 404
    one = Portfolio.objects.get()
    assert "Alasan" not in browser(place.rina).get(f"/asesmen/portofolio/{one.uuid}/").content.decode()


def test_the_decision_screen_marks_what_differs_and_names_nobody(place, now):
    handed_in(place, at=now)
    first, second = place.assessors[:2]
    mine = judged(first, *SHOWN, at=now)
    judged(second, *LOWER, at=now)

    page = browser(first).get(f"/asesmen/portofolio/menilai/{mine.uuid}/sanding/").content.decode()

    assert page.count("sides__differs") == 3  # both levels, and the indicator of level 4
    assert "bertentangan" in page
    assert second.full_name not in page


def test_after_the_decision_the_evidence_is_closed_to_assessors(place):
    panel = decided(place)
    seat = panel.seats.first()
    piece = panel.portfolio.pieces.get()

    assert asks(seat.assessor, f"/asesmen/portofolio/menilai/{seat.uuid}/bukti/{piece.uuid}/berkas/") == 404
    page = browser(seat.assessor).get(f"/asesmen/portofolio/menilai/{seat.uuid}/sanding/").content.decode()
    assert "Dasbor keluhan" not in page


def test_the_person_reads_reasons_without_names(place):
    panel = decided(place)

    page = browser(place.rina).get(f"/asesmen/portofolio/{panel.portfolio.uuid}/").content.decode()

    assert "Alasan jenjang claimed" in page
    assert "Alasan 4" in page
    assert not [one.full_name for one in place.assessors if one.full_name in page]


def test_an_officer_records_and_ends_trainings_but_not_the_own(place, now):
    rater = person("Penilai Baru")
    post(rater, place.section)
    grant(rater, Role.RATER, place.root)
    grant(place.officer, Role.RATER, place.root)
    today = timezone.localdate(now)

    made = record_training(trained=Trained(rater.uuid, today, None, "SERT-9"), by=place.officer, at=now)
    with pytest.raises(NoSuchRater):
        record_training(trained=Trained(place.officer.uuid, today, None, "SERT-8"), by=place.officer, at=now)
    with pytest.raises(NoSuchRater):  # no rater
        record_training(trained=Trained(place.rina.uuid, today, None, "SERT-7"), by=place.officer, at=now)

    assert asks(rater, "/asesmen/portofolio/menilai/") == 200
    end_training(training=made.uuid, reason="Pindah tugas.", by=place.officer, at=now)
    assert asks(rater, "/asesmen/portofolio/menilai/") == 403
    made.refresh_from_db()
    assert (made.ended_by, made.end_reason) == (place.officer, "Pindah tugas.")


def test_an_officer_of_another_agency_ends_nothing(place, now):
    other = agency("Kementerian Lain")
    stranger = person("Penelaah Lain")
    post(stranger, other)
    grant(stranger, Role.SECOND_READER, other)
    training = AssessorTraining.objects.first()

    with pytest.raises(NoSuchTraining):
        end_training(training=training.uuid, reason="Iseng.", by=stranger, at=now)
    assert place.assessors[0].full_name not in browser(stranger).get("/asesmen/portofolio/asesor/").content.decode()


def test_the_page_of_officers_names_nobody(place, now):
    handed_in(place, at=now)

    page = browser(place.officer).get("/asesmen/portofolio/petugas/").content.decode()

    assert "Kompetensi D2" in page
    assert "Rina" not in page
    assert asks(place.assessors[0], "/asesmen/portofolio/petugas/") == 403


def test_how_far_assessors_agree_is_told_from_first_judgements(place, now):
    handed_in(place, at=now)
    for who, made in zip(place.assessors, (SHOWN, LOWER), strict=False):
        judged(who, *made, at=now)

    found = portfolio_oversight.oversight_of(place.officer, at=now)
    pairs = portfolio_oversight.first_pairs(portfolio_oversight.panels_overseen(list(found.agencies)))

    assert pairs == ([(2, 1)], [(2, 2), (2, 0)])
    assert (found.on_level.pairs, found.on_level.agreement) == (1, None)
    told = portfolio_oversight.agreement_told([(2, 2)] * 5 + [(1, 1)] * 4 + [(2, 1)])
    assert told.exact_percent == 90
    assert told.agreement.weighted_kappa == pytest.approx(0.8)  # 1 - 0.10 / 0.50


def test_a_form_with_a_refused_file_keeps_everything_else(place, now):
    one = draft(place, at=now)
    file = SimpleUploadedFile("program.pdf", b"MZ\x90")

    answer = browser(place.rina).post(
        f"/asesmen/portofolio/{one.uuid}/bukti/",
        {"title": "Dasbor", "situation": "Panjang.", "file": file},
        follow=True,
    )

    assert "hanya berkasnya yang tidak" in answer.content.decode()
    kept = PortfolioPiece.objects.get()
    assert (kept.title, kept.situation, bool(kept.file)) == ("Dasbor", "Panjang.", False)


def test_a_judgement_that_cannot_stand_comes_back_with_everything_typed(place, now):
    handed_in(place, at=now)
    seat = taken(place.assessors[0], at=now)
    where = f"/asesmen/portofolio/menilai/{seat.uuid}/"

    answer = browser(place.assessors[0]).post(where, {"langkah": "beri", "reason": "Alasan panjang saya."})

    assert answer.status_code == 422
    assert "Alasan panjang saya." in answer.content.decode()
    assert "Alasan panjang saya." in browser(place.assessors[0]).get(where).content.decode()


def test_assessors_are_told_what_waits_and_what_is_due(place, now):
    handed_in(place, at=now)
    seat = taken(place.assessors[0], at=now)
    PortfolioSeat.objects.filter(pk=seat.pk).update(due_at=now + timedelta(hours=20))

    reminders.tell_assessors(at=now)
    reminders.tell_assessors(at=now)

    told = sorted(Notice.objects.filter(kind__startswith="portfolio").values_list("person__full_name", "kind"))
    assert told == [
        ("Asesor Dua", "portfolios_wait"),
        ("Asesor Satu", "portfolio_due"),
        ("Asesor Tiga", "portfolios_wait"),
    ]


def test_officers_are_told_of_what_is_late(place, now):
    panel = handed_in(place, at=now)
    panel.due_at = now - timedelta(days=1)
    panel.save()

    reminders.tell_assessors(at=now)

    assert Notice.objects.filter(person=place.officer, kind="portfolios_late").count() == 1


def test_a_post_that_asks_for_level_four_is_offered_the_portfolio(place, now):
    on = timezone.localdate(now)
    Standard.objects.create(
        position_kind="pelaksana", competency=place.topic, level=4, legal_basis="contoh", valid_from="2020-01-01"
    )

    (offer,) = offer_portfolios(place.rina, on)
    assert offer.url == "/asesmen/portofolio/mulai/?kompetensi=D2"
    assert "jenjang 4" in offer.title
    one = draft(place, at=now)
    assert offer_portfolios(place.rina, on)[0].url == f"/asesmen/portofolio/{one.uuid}/"
    assert offer_portfolios(place.head, on) == []


def test_the_copy_of_ones_data_holds_the_portfolio_and_no_name_of_an_assessor(place):
    panel = decided(place)

    booklet = collect(place.rina, at=timezone.now())
    told = str([one for one in booklet.chapters if one.model.startswith(("assessments.", "competencies."))])

    assert "Waktu jawab turun" in told
    assert "Alasan jenjang claimed" in told
    assert not [one for one in place.assessors if one.full_name in told]
    assert panel.decided_by in place.assessors


def test_the_copy_holds_no_judgement_before_the_decision(place, now):
    handed_in(place, at=now)
    judged(place.assessors[0], at=now)

    assert "Alasan jenjang" not in str(collect(place.rina, at=timezone.now()))


def test_a_judgement_without_a_reason_cannot_be_stored(place, now):
    handed_in(place, at=now)
    seat = taken(place.assessors[0], at=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        PortfolioJudgement.objects.create(seat=seat, outcome="claimed", confidence="high", kept_at=now, given_at=now)


def queries_of(ask) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return len(captured)


def test_selectors_cost_what_they_say(place, now):
    on = timezone.localdate(now)
    panel = handed_in(place, at=now)
    number = panel.portfolio.uuid

    assert queries_of(lambda: selectors.portfolio_page(place.rina, number, at=now)) <= 8
    assert queries_of(lambda: selectors.claims_of(place.rina, on=on)) == 6
    assert queries_of(lambda: portfolio_judging.assessor_desk(place.assessors[0], on=on)) <= 15
    seat = taken(place.assessors[0], at=now)
    assert queries_of(lambda: portfolio_judging.judging_page(place.assessors[0], seat.uuid, at=now)) <= 14
    assert queries_of(lambda: portfolio_oversight.oversight_of(place.officer, at=now)) <= 9
    assert queries_of(lambda: portfolio_oversight.assessor_list(place.officer, on=on)) <= 4


def test_more_pieces_cost_no_more_queries(place, now):
    one = complete(draft(place, at=now), at=now)
    few = queries_of(lambda: selectors.portfolio_page(place.rina, one.uuid, at=now))
    for number in range(4):
        add_piece(one, title=f"Bukti {number}", at=now)

    assert queries_of(lambda: selectors.portfolio_page(place.rina, one.uuid, at=now)) == few


def test_the_screen_costs_the_same_whatever_was_noted(place, now):
    handed_in(place, at=now)
    mine = judged(place.assessors[0], *SHOWN, at=now)
    judged(place.assessors[1], *LOWER, at=now)
    few = queries_of(lambda: portfolio_judging.decision_screen(place.assessors[0], mine.uuid, at=now))
    for number in range(3):
        decisions.add_note(seat=mine.uuid, text=f"Catatan {number}", by=place.assessors[0], at=now)

    assert few <= 16
    assert queries_of(lambda: portfolio_judging.decision_screen(place.assessors[0], mine.uuid, at=now)) == few
    page = browser(place.assessors[0]).get(f"/asesmen/portofolio/menilai/{mine.uuid}/sanding/")
    assert "Catatan 2" in page.content.decode()


def test_who_is_erased_leaves_a_decision_without_words_and_no_file(place, now, django_capture_on_commit_callbacks):
    panel = decided(place)
    stored = panel.portfolio.pieces.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        erase(person=place.rina, by=None, at=now)

    panel.refresh_from_db()
    assert (panel.level, panel.reason) == (4, "–")
    assert not PortfolioPiece.objects.exists()
    assert not private_storage().exists(stored)
    assert {one.reason for one in PortfolioJudgement.objects.all()} == {"–"}


def agreed_and_late(place, now):
    """A portfolio over which two agree, and whose decision nobody has written in time."""
    panel = handed_in(place, at=now)
    for who in place.assessors[:2]:
        judged(who, *SHOWN, at=now)
    panel.refresh_from_db()
    panel.due_at = now - timedelta(hours=1)
    panel.save()
    return panel


def test_the_chair_writes_what_two_agreed_on_and_did_not_write(place, now):
    panel = agreed_and_late(place, now)
    where = f"/asesmen/portofolio/petugas/{panel.uuid}/putuskan/"

    page = browser(place.officer).get(where).content.decode()
    assert "Alasan jenjang claimed" in page
    assert not [name for name in ("Rina", "Asesor Satu", "Dasbor keluhan") if name in page]
    assert queries_of(lambda: portfolio_oversight.chair_page(place.officer, panel.uuid, at=now)) <= 11
    assert asks(place.officer, where, method="post", reason="Kedua asesor sepakat.") == 302

    panel.refresh_from_db()
    assert (panel.state, panel.level, panel.decided_by) == ("decided", 4, place.officer)
    assert asks(place.officer, where) == 404


def test_nobody_else_writes_it_and_nobody_before_the_time_is_over(place, now):
    panel = agreed_and_late(place, now)
    where = f"/asesmen/portofolio/petugas/{panel.uuid}/putuskan/"
    other = agency("Kementerian Lain")
    stranger = person("Penelaah Lain")
    post(stranger, other)
    grant(stranger, Role.SECOND_READER, other)
    grant(place.head, Role.SECOND_READER, place.root)

    for who in (place.rina, place.assessors[0], stranger, place.head):
        assert asks(who, where, method="post", reason="Ya.") in (403, 404)
    panel.due_at = now + timedelta(days=1)
    panel.save()
    assert asks(place.officer, where) == 404


def test_the_sweep_gives_back_what_is_held_too_long_and_tells_who_could_judge(place, now):
    panel = handed_in(place, at=now)
    seat = taken(place.assessors[0], at=now)
    PortfolioSeat.objects.filter(pk=seat.pk).update(due_at=now - timedelta(minutes=1))

    assert tasks.release_held_answers() == 1
    tasks.tell_raters()

    panel.refresh_from_db()
    assert panel.taken == 0
    assert Notice.objects.filter(kind="portfolios_wait").count() == 3


def test_old_evidence_goes_with_its_file_and_the_decision_stays(place, now):
    panel = decided(place)
    stored = panel.portfolio.pieces.get().file.name
    due = holdings.old_pieces(now)
    assert due.count() == 1

    assert holdings.delete_pieces_by_id([row.pk for row in due]) == 1

    assert not private_storage().exists(stored)
    page = browser(place.rina).get(f"/asesmen/portofolio/{panel.portfolio.uuid}/").content.decode()
    assert "tidak lagi disimpan" in page
