"""Answers that people rate: from handing in to the result, blind, by one, two or three."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.models import Attempt, AttemptState, Rating, RatingTask
from assessments.rubrics import How, settle
from assessments.services import ratings as rating_services
from lms.competencies.models import Evidence, EvidenceKind, PersonLevel
from lms.errors import NotAllowed, NotFound
from lms.notices.models import Notice
from tests.assessments import builders
from tests.assessments.builders import MORNING
from tests.assessments.rating import ESSAY, UPLOAD, at_work, handed_in, rate_next, rated_by_two, rater, test_of

pytestmark = pytest.mark.django_db

BEST = {"a": 2, "b": 1}
NOTHING = {"a": 0, "b": 0}


@pytest.fixture
def office():
    return builders.agency()


@pytest.fixture
def rina(office):
    return at_work("Rina Kartika", office)


@pytest.fixture
def essay():
    return test_of(ESSAY)


def shares(*told: str) -> list[Fraction]:
    return [Fraction(one) for one in told]


@pytest.mark.parametrize(
    ("given", "needed", "share", "how"),
    [
        (["1/2"], 1, "1/2", How.ONE),
        (["1/2"], 2, None, None),
        (["1/2", "3/4"], 2, "5/8", How.MEAN),
        (["0", "1"], 2, None, None),  # too far apart: a third is asked
        (["0", "1", "3/4"], 3, "7/8", How.THIRD),
        (["0", "1", "1/2"], 3, "1/2", How.THIRD),  # equally far from both
        (["1", "0", "0"], 3, "0", How.THIRD),
    ],
)
def test_several_ratings_become_one_share(given, needed, share, how):
    settled = settle(shares(*given), needed=needed, widest_gap=Fraction(1, 4))

    assert (settled and settled.share, settled and settled.how) == (share and Fraction(share), how)


def test_an_essay_is_rated_by_a_person_and_shows_the_level_above_what_questions_can(rina, office, essay):
    rated_by_two(0)
    attempt = handed_in(rina, essay)
    assert attempt.state == AttemptState.RATING
    assert attempt.percent is None

    rate_next(rater("Budi", office), {"a": 1, "b": 1}, "Sebutkan pasalnya.")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.percent, attempt.passed) == (AttemptState.SCORED, Decimal("75.00"), True)
    assert (attempt.score_raw, attempt.score_max) == (Decimal("1.500"), 2)
    (evidence,) = Evidence.objects.filter(person=rina)
    assert (evidence.kind, evidence.level, evidence.recorded_by) == (EvidenceKind.RUBRIC_TASK, 3, None)
    assert PersonLevel.objects.get(person=rina).level == 3
    assert Notice.objects.filter(person=rina, kind="result_ready").count() == 1


def test_a_task_below_the_needed_share_decides_no_level(rina, office, essay):
    rated_by_two(0)
    handed_in(rina, essay)

    rate_next(rater("Budi", office), {"a": 1, "b": 0})

    assert Evidence.objects.get(person=rina).level is None
    assert not PersonLevel.objects.filter(person=rina, level__isnull=False).exists()


def test_two_raters_who_are_near_make_a_mean_and_two_who_are_far_call_a_third(rina, office, essay):
    rated_by_two(100)
    attempt = handed_in(rina, essay)
    rate_next(rater("Budi", office), BEST)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.RATING

    rate_next(rater("Cici", office), NOTHING)
    task = RatingTask.objects.get()
    assert (task.needed, task.is_open) == (3, True)
    rate_next(rater("Dedi", office), {"a": 1, "b": 1})

    task.refresh_from_db()
    attempt.refresh_from_db()
    assert (task.share, task.how) == ("7/8", How.THIRD)
    assert attempt.percent == Decimal("87.50")


def test_nobody_is_asked_to_read_an_empty_answer(rina, office, essay):
    attempt = handed_in(rina, essay, text="")

    assert (attempt.state, attempt.percent) == (AttemptState.SCORED, Decimal("0.00"))
    assert selectors.rater_desk(rater("Budi", office), on=MORNING.date()).waiting == 0


def test_the_rubric_stays_with_the_key_until_it_may_be_shown(rina, office, essay, client):
    rated_by_two(0)
    client.force_login(rina)
    attempt = services.start_attempt(person=rina, blueprint=essay, at=timezone.now())
    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()
    assert "Dasar hukum; Kejelasan" in page
    assert "RAHASIA" not in page

    services.save_answer(
        person=rina, attempt=attempt.uuid, position=1, seq=1, payload={"text": "Satu.\nDua."}, at=timezone.now()
    )
    services.submit(person=rina, attempt=attempt.uuid, at=timezone.now())
    waiting = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    assert "Jawaban Anda sedang dibaca" in waiting
    rate_next(rater("Budi", office), NOTHING, "Sebutkan <pasalnya>.", at=timezone.now())

    result = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()
    assert "Satu.<br>Dua." in result
    assert "Sebutkan &lt;pasalnya&gt;." in result
    assert "0 dari 2 poin" in result
    assert "RAHASIA" not in result
    assert "Budi" not in result


def test_a_rater_sees_no_name_and_the_learner_reads_none(rina, office, essay, client):
    rated_by_two(0)
    handed_in(rina, essay)
    budi = rater("Budi", office)
    client.force_login(budi)

    client.post(reverse("assessments:take_answer"))
    rating = Rating.objects.get()
    page = client.get(reverse("assessments:rate", args=[rating.uuid])).content.decode()

    assert "pasal 46 UU 27/2022" in page
    assert "Rina" not in page
    assert str(rina.uuid) not in page


def test_half_a_rating_is_kept_and_cannot_be_given(rina, office, essay, client):
    rated_by_two(0)
    handed_in(rina, essay)
    budi = rater("Budi", office)
    client.force_login(budi)
    client.post(reverse("assessments:take_answer"))
    address = reverse("assessments:rate", args=[Rating.objects.get().uuid])

    refused = client.post(address, {"nilai-a": "2", "comment": "Sudah baik", "langkah": "beri"}, follow=True)
    assert "Pilih satu tingkat untuk setiap kriteria." in refused.content.decode()
    assert Rating.objects.values_list("grades", "comment", "stage").get() == ({"a": 2}, "Sudah baik", "begun")

    client.post(address, {"nilai-a": "2", "nilai-b": "9", "langkah": "beri"})
    assert Rating.objects.get().stage == "begun"
    client.post(address, {"nilai-a": "2", "nilai-b": "1", "langkah": "beri"})
    again = client.post(address, {"nilai-a": "0", "nilai-b": "0", "langkah": "beri"}, follow=True)
    assert "tidak lagi pada Anda" in again.content.decode()
    assert Rating.objects.values_list("grades", "stage").get() == (BEST, "given")


def test_the_same_rater_gets_the_same_answer_until_it_is_given(rina, office, essay):
    handed_in(rina, essay)
    budi = rater("Budi", office)

    first, second = services.take_answer(by=budi, at=MORNING), services.take_answer(by=budi, at=MORNING)

    assert first == second


def test_two_raters_at_once_get_different_answers(office, essay):
    rated_by_two(0)
    for name in ("Rina", "Sari"):
        handed_in(at_work(name, office), essay)

    taken = {services.take_answer(by=rater(name, office), at=MORNING).task_id for name in ("Budi", "Cici")}

    assert len(taken) == 2
    with pytest.raises(services.NothingToRate):
        services.take_answer(by=rater("Dedi", office), at=MORNING)


def test_nobody_rates_the_own_answer_that_of_another_agency_or_of_people_they_lead(office, essay):
    rated_by_two(0)
    elsewhere = builders.agency("Kementerian Contoh")
    budi = rater("Budi", office)
    chief = at_work("Kepala", office, is_head=True)
    builders.RoleGrant.objects.create(person=chief, role="rater", unit=office, valid_from=builders.SINCE)
    handed_in(at_work("Rina", office), essay)

    own = at_work("Sari", elsewhere)
    builders.RoleGrant.objects.create(person=own, role="rater", unit=elsewhere, valid_from=builders.SINCE)
    handed_in(own, essay)

    for nobody in (rater("Orang Lain", elsewhere), budi):
        services.take_answer(by=nobody, at=MORNING)
    for refused in (own, chief):
        with pytest.raises(services.NothingToRate):
            services.take_answer(by=refused, at=MORNING)
    with pytest.raises(NotAllowed):
        services.take_answer(by=builders.person("Tamu"), at=MORNING)


def test_another_rater_cannot_open_or_change_a_rating_by_its_id(rina, office, essay, client):
    handed_in(rina, essay)
    taken = services.take_answer(by=rater("Budi", office), at=MORNING)
    cici = rater("Cici", office)

    with pytest.raises(NotFound):
        services.give_rating(rating=taken.uuid, by=cici, grades=BEST, comment="", at=MORNING)
    for person in (cici, rina):
        client.force_login(person)
        for name, ask in (("rate", client.get), ("rate", client.post), ("return_answer", client.post)):
            assert ask(reverse(f"assessments:{name}", args=[taken.uuid])).status_code in (403, 404)
    assert Rating.objects.get().stage == "begun"


def test_an_answer_given_back_goes_to_others_and_never_returns(rina, office, essay):
    rated_by_two(0)
    handed_in(rina, essay)
    budi, cici = rater("Budi", office), rater("Cici", office)
    taken = services.take_answer(by=budi, at=MORNING)
    services.keep_rating(rating=taken.uuid, by=budi, grades=BEST, comment="Ini tulisan Rina", at=MORNING)

    services.return_answer(rating=taken.uuid, by=budi, at=MORNING)

    with pytest.raises(services.NothingToRate):
        services.take_answer(by=budi, at=MORNING)
    assert services.take_answer(by=cici, at=MORNING).task_id == taken.task_id
    assert Rating.objects.get(rater=budi).comment == ""


def test_an_answer_held_too_long_goes_to_others_unless_the_rater_is_working_on_it(rina, office, essay):
    rated_by_two(0)
    handed_in(rina, essay)
    budi = rater("Budi", office)
    taken = services.take_answer(by=budi, at=MORNING)
    later = MORNING + timedelta(hours=71)
    services.keep_rating(rating=taken.uuid, by=budi, grades={"a": 1}, comment="", at=later)

    assert services.release_held(at=MORNING + timedelta(hours=73)) == 0
    assert services.release_held(at=later + timedelta(hours=72)) == 1
    assert services.take_answer(by=rater("Cici", office), at=later).task_id == taken.task_id


def test_a_worker_killed_between_rating_and_scoring_leaves_no_attempt_unscored(rina, office, essay, monkeypatch):
    rated_by_two(0)
    attempt = handed_in(rina, essay)
    monkeypatch.setattr(rating_services, "finish_rated", lambda *_args, **_kwargs: None)
    rate_next(rater("Budi", office), BEST)
    monkeypatch.undo()
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.RATING

    assert services.finish_all_rated(at=MORNING) == 1

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SCORED
    assert Notice.objects.filter(person=rina, kind="result_ready").count() == 1
    assert services.finish_all_rated(at=MORNING) == 0


def test_a_test_that_is_being_rated_is_not_taken_again(rina, essay):
    handed_in(rina, essay)

    with pytest.raises(services.StillBeingRated):
        services.start_attempt(person=rina, blueprint=essay, at=MORNING + timedelta(days=3))


def test_a_test_drawn_from_the_bank_asks_for_an_essay_only_where_its_cell_says_so(rina):
    builders.competencies("D2")
    builders.bank([ESSAY, UPLOAD, *(builders.row(f"UJI-{number}") for number in range(3))])
    cells = [services.CellSpec("D2", 3), services.CellSpec("D2", 1, is_rated=True)]
    mixed = services.define_blueprint(code="CAMPUR", title="Campur", cells=cells)

    attempt = services.start_attempt(person=rina, blueprint=mixed, at=MORNING, seed=1)

    kinds = [slot.item_version.item.kind for slot in builders.slots(attempt)]
    assert kinds[:3] == ["single"] * 3
    assert kinds[3] in ("essay", "upload")


def test_questions_beside_a_task_must_not_speak_against_it(rina, office):
    rated_by_two(0)
    builders.competencies("D2")
    builders.bank([ESSAY, *(builders.row(f"UJI-{number}") for number in range(8))])
    cells = [services.CellSpec("D2", 8), services.CellSpec("D2", 1, is_rated=True)]
    mixed = services.define_blueprint(code="CAMPUR", title="Campur", cells=cells)
    attempt = services.start_attempt(person=rina, blueprint=mixed, at=MORNING, seed=1)
    essay = next(slot for slot in builders.slots(attempt) if slot.item_version.item.kind == "essay")
    services.save_answer(
        person=rina, attempt=attempt.uuid, position=essay.position, seq=1, payload={"text": "Nota"}, at=MORNING
    )
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)

    rate_next(rater("Budi", office), BEST)

    found = dict(Evidence.objects.filter(person=rina).values_list("kind", "level"))
    assert found == {EvidenceKind.MEASURED_UNSUPERVISED: 0, EvidenceKind.RUBRIC_TASK: None}
    attempt = Attempt.objects.get()
    assert (attempt.score_raw, attempt.score_max, attempt.percent) == (Decimal("2.000"), 10, Decimal("20.00"))


def test_raters_are_told_once_a_day_that_answers_wait(rina, office, essay):
    handed_in(rina, essay)
    budi = rater("Budi", office)

    told = [services.tell_raters(at=MORNING), services.tell_raters(at=MORNING + timedelta(hours=1))]

    assert told == [1, 1]
    assert Notice.objects.filter(person=budi, kind="answers_wait").count() == 1


def test_the_desk_asks_the_same_number_of_queries_for_one_answer_and_for_many(
    office, essay, django_assert_max_num_queries
):
    rated_by_two(100)
    budi, cici = rater("Budi", office), rater("Cici", office)
    for number in range(6):
        handed_in(at_work(f"Pegawai{number} Uji", office), essay)
        rate_next(budi, BEST)
        rate_next(cici, {"a": 1, "b": 1})

    with django_assert_max_num_queries(11):
        desk = selectors.rater_desk(budi, on=MORNING.date())

    assert (desk.agreement.count, desk.exact_percent, desk.adjacent_percent) == (12, 50, 100)
    assert desk.shift > 0


def test_the_bank_says_how_far_raters_of_an_item_agree(office, essay, client):
    rated_by_two(100)
    budi, cici = rater("Budi", office), rater("Cici", office)
    for number in range(5):
        handed_in(at_work(f"Pegawai{number} Uji", office), essay)
        rate_next(budi, BEST)
        rate_next(cici, BEST if number else {"a": 1, "b": 1})
    client.force_login(builders.trainer(office))

    page = client.get(reverse("item_bank:ratings")).content.decode()

    assert "ESAI" in page
    assert "90%" in page


def test_a_practice_question_is_never_one_that_only_a_person_could_score(office, client):
    builders.competencies("D2")
    client.force_login(builders.trainer(office))
    told = {
        "code": "LAT-1",
        "competency": builders.competencies("D2")["D2"].pk,
        "level": 2,
        "kind": "essay",
        "use": "practice",
        "stem": "Tulis.",
        "options": "# Isi\n0 = kosong\n1 = lengkap",
    }

    refused = client.post(reverse("item_bank:add"), told).content.decode()

    assert "tidak dapat menjadi latihan" in refused
    assert client.post(reverse("item_bank:add"), {**told, "use": "exam"}).status_code == 302
