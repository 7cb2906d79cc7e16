"""Questions that are being tried out: asked beside a test's own, counted for nothing, and read by calibration."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.drawing import Candidate, choose_pilots, mixed
from assessments.models import Attempt, Item, Neutralisation
from assessments.selectors.snapshots import snapshot_of
from assessments.services.item_review import NotForTrial
from assessments.services.rescoring import neutralise
from assessments.services.trials import NotOnTrial
from lms.competencies.models import Evidence
from lms.experience.models import Statement
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING, answer_all, right_answer, row, simple_test, wrong_answer
from tests.assessments.test_bank import approved, content, draft, placing, shown, two_people

pytestmark = pytest.mark.django_db

SECRETS = ("PENJELASAN-COBA", "SUMBER-COBA")


@pytest.fixture
def rina():
    return builders.person()


def tried(*codes, **fields):
    """Items of D2 on trial."""
    items = builders.bank(row(code, **fields) for code in codes)
    Item.objects.filter(code__in=codes).update(status="pilot")
    return items


def begun(person, test, *, at=MORNING, seed=7):
    return services.start_attempt(person=person, blueprint=test, at=at, seed=seed)


def pilots_in(attempt):
    return [slot for slot in builders.slots(attempt) if slot.is_pilot]


def counted_in(attempt):
    return [slot for slot in builders.slots(attempt) if not slot.is_pilot]


def answer(attempt, slot, payload, at=MORNING):
    services.save_answer(
        person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at
    )


def handed_in(attempt, *, counted=right_answer, tried_out=wrong_answer, at=MORNING):
    for slot in builders.slots(attempt):
        answer(attempt, slot, (tried_out if slot.is_pilot else counted)(slot), at=at)
    services.submit(person=attempt.person, attempt=attempt.uuid, at=at)
    attempt.refresh_from_db()
    return attempt


def test_the_least_asked_come_first_and_no_enemy_of_the_form_or_of_each_other():
    candidates = [
        Candidate(1, 9),
        Candidate(2, 0, "sandi"),
        Candidate(3, 1, "kunci"),
        Candidate(4, 2, "kunci"),
        Candidate(5, 3),
    ]
    assert choose_pilots(candidates, barred={"sandi"}, seed=1) == [3, 5]
    assert {
        tuple(choose_pilots([Candidate(1, 0), Candidate(2, 0), Candidate(3, 0)], barred=(), seed=s)) for s in range(40)
    } > {(1, 2)}


def test_they_stand_at_any_place_and_leave_the_form_in_order():
    forms = [mixed([1, 2, 3], [9], seed=seed) for seed in range(60)]

    assert {form.index(9) for form in forms} == {0, 1, 2, 3}
    assert all([one for one in form if one != 9] == [1, 2, 3] for form in forms)
    assert mixed([1, 2, 3], [9, 8], seed=5) == mixed([1, 2, 3], [9, 8], seed=5)


def test_a_drawn_test_asks_two_of_its_competencies_and_never_among_those_that_count(rina):
    test = simple_test()
    builders.competencies("D2", "D3")
    tried("COBA-1", "COBA-2", "COBA-3")
    tried("LAIN-1", competency="D3")

    attempt = begun(rina, test)

    assert len(pilots_in(attempt)) == 2
    assert {slot.item_version.item.code[:4] for slot in pilots_in(attempt)} == {"COBA"}
    assert {slot.item_version.item.code for slot in counted_in(attempt)} == {"UJI-01", "UJI-02", "UJI-03"}


def test_the_item_of_another_agency_is_not_tried_out(rina):
    test = simple_test()
    items = tried("COBA-1", "COBA-2")
    Item.objects.filter(pk=items["COBA-1"].pk).update(unit=builders.agency())

    assert [slot.item_version.item.code for slot in pilots_in(begun(rina, test))] == ["COBA-2"]


def test_what_was_asked_least_is_asked_next(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2")
    begun(rina, test)
    tried("COBA-3")

    codes = {slot.item_version.item.code for slot in pilots_in(begun(builders.person("Sari"), test))}

    assert "COBA-3" in codes


def test_they_take_no_time_from_the_questions_that_count(rina):
    test = simple_test(time_limit_minutes=30)
    tried("COBA-1", "COBA-2")

    assert begun(rina, test).deadline == MORNING + timedelta(minutes=50)


def test_a_wrong_answer_to_one_changes_no_result(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2")

    attempt = handed_in(begun(rina, test))

    assert (attempt.percent, attempt.passed, attempt.score_max) == (Decimal("100.00"), True, 3)
    (score,) = attempt.competency_scores.all()
    assert (score.item_count, score.right_count) == (3, 3)
    assert Evidence.objects.get().details["items"] == 3
    assert [(slot.credit, slot.is_right) for slot in pilots_in(attempt)] == [(None, False)] * 2
    assert Statement.objects.filter(payload__contains="/answered").count() == 3


def test_a_right_answer_to_one_helps_nobody(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2")

    attempt = handed_in(begun(rina, test), counted=wrong_answer, tried_out=right_answer)

    assert (attempt.percent, attempt.passed) == (Decimal("0.00"), False)
    assert [slot.is_right for slot in pilots_in(attempt)] == [True, True]


def test_the_answers_feed_calibration_like_others(rina):
    test = simple_test()
    items = tried("COBA-1", "COBA-2")
    handed_in(begun(rina, test), tried_out=right_answer)

    snapshot = snapshot_of(items["COBA-1"].competency_id, until=MORNING)

    assert snapshot.counts[items["COBA-1"].approved_id] == (1, 1)
    assert len(snapshot.versions) == 5


def test_a_second_attempt_which_calibration_does_not_read_tries_nothing_out(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2", "COBA-3", "COBA-4")
    handed_in(begun(rina, test), counted=wrong_answer)

    assert pilots_in(begun(rina, test, at=MORNING + timedelta(days=10))) == []


def test_learners_are_told_before_the_start_and_which_ones_only_after_the_end(client, rina):
    client.force_login(rina)
    test = simple_test()
    start = reverse("assessments:start", args=[test.uuid])
    assert "diujicobakan" not in client.get(start).content.decode()
    tried("COBA-1", "COBA-2")

    told = client.get(start).content.decode()
    assert "paling banyak 2 soal yang sedang diujicobakan" in told
    assert "3 soal" in told
    attempt = begun(rina, test, at=timezone.now())
    for slot in builders.slots(attempt):
        page = client.get(reverse("assessments:attempt", args=[attempt.uuid]), {"nomor": slot.position})
        text = page.content.decode().lower()
        assert not [
            word
            for word in ("uji coba", "diujicobakan", "pilot", "coba-")
            if word in text.replace("pertanyaan coba-", "")
        ]
    handed_in(attempt, at=timezone.now())

    result = client.get(reverse("assessments:result", args=[attempt.uuid]))
    text = result.content.decode()
    assert text.count("Uji coba, tidak dihitung") == 2
    assert text.count("PENJELASAN-UJI") == 3
    assert not [secret for secret in SECRETS if secret in text]
    tried_out = [slot for slot in result.context["result"].slots if slot.is_pilot]
    assert not [one for one in tried_out if one.is_right or one.credit_percent]
    assert not [option for one in tried_out for option in one.options if option.right is not None]


def test_nobody_objects_to_what_does_not_count(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2")
    attempt = handed_in(begun(rina, test))
    position = pilots_in(attempt)[0].position

    offered = [number for number, _stem in selectors.appeal_form(rina, attempt.uuid, at=MORNING).questions]

    assert position not in offered
    assert len(offered) == 3
    with pytest.raises(selectors.NoSuchAttempt):
        services.file_appeal(person=rina, attempt=attempt.uuid, position=position, reason="Keliru.", at=MORNING)


def test_results_in_which_a_faulty_question_did_not_count_are_left_alone(rina):
    test = simple_test()
    tried("COBA-1", "COBA-2")
    attempt = handed_in(begun(rina, test))
    version = pilots_in(attempt)[0].item_version
    neutralise(version=version, reason="Keliru.", by=builders.person("Joko"), at=MORNING)

    services.recompute(neutralisation_id=Neutralisation.objects.get().pk, at=MORNING)

    assert Item.objects.get(pk=version.item_id).status == "suspended"
    assert Neutralisation.objects.get().results == 0
    attempt.refresh_from_db()
    assert attempt.score_max == 3


def test_a_second_reader_puts_an_item_on_trial_and_into_use():
    wati, joko = two_people()
    item = draft(wati)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    services.approve(item=item.uuid, version=shown(item), by=joko, at=MORNING, tried=True, on_trial=True)
    assert Item.objects.get().status == "pilot"
    assert list(Item.objects.servable()) == []

    builders.RoleGrant.objects.create(person=wati, role=Role.SECOND_READER, unit=item.unit, valid_from=builders.SINCE)
    with pytest.raises(services.OwnWork):
        services.adopt(item=item.uuid, by=wati, at=MORNING)
    services.adopt(item=item.uuid, by=joko, at=MORNING)
    assert [one.code for one in Item.objects.servable()] == ["S-1"]

    services.try_out(item=item.uuid, by=joko, at=MORNING)
    assert list(Item.objects.servable()) == []


def test_what_was_only_tried_out_never_counts_by_a_side_door():
    wati, joko = two_people()
    item = approved(wati, joko)
    services.try_out(item=item.uuid, by=joko, at=MORNING)
    services.revise_item(item=item.uuid, placing=placing(), content=content(stem="Lain?"), by=wati, at=MORNING)
    assert (Item.objects.get().status, Item.objects.get().approved) == ("draft", None)

    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    services.approve(item=item.uuid, version=shown(item), by=joko, at=MORNING, tried=True, on_trial=True)
    services.suspend(item=item.uuid, by=wati, at=MORNING)
    services.resume(item=item.uuid, by=wati, at=MORNING)
    assert Item.objects.get().status == "draft"
    assert list(Item.objects.servable()) == []
    with pytest.raises(NotOnTrial):
        services.adopt(item=item.uuid, by=joko, at=MORNING)


def test_a_practice_item_is_not_tried_out():
    wati, joko = two_people()
    item = services.create_item(code="L-1", placing=placing(use="practice"), content=content(), by=wati, at=MORNING)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)

    with pytest.raises(NotForTrial):
        services.approve(item=item.uuid, version=shown(item), by=joko, at=MORNING, tried=True, on_trial=True)
    assert Item.objects.get().status == "in_review"


def test_the_pages_of_the_bank_lead_through_a_trial(client):
    agency = builders.agency()
    wati = builders.trainer(agency)
    joko = builders.into_the_admin(builders.with_role("Joko Susilo", Role.SECOND_READER, agency), "Penelaah")
    item = draft(wati)
    services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    page = reverse("item_bank:item", args=[item.uuid])
    client.force_login(joko)
    assert 'value="uji-coba"' in client.get(page).content.decode()

    facts = {"version": str(shown(item)), "comment": "", "untuk": "uji-coba", "tried": "on"}
    client.post(reverse("item_bank:approve", args=[item.uuid]), facts)
    assert Item.objects.get().status == "pilot"
    assert "Mulai hitung" in client.get(page).content.decode()
    client.force_login(wati)
    assert "Mulai hitung" not in client.get(page).content.decode()
    assert client.post(reverse("item_bank:adopt", args=[item.uuid])).status_code == 403
    client.force_login(joko)
    client.post(reverse("item_bank:adopt", args=[item.uuid]))
    assert Item.objects.get().status == "active"
    client.post(reverse("item_bank:try_out", args=[item.uuid]))
    assert Item.objects.get().status == "pilot"


def test_an_attempt_without_anything_to_try_out_is_as_it_was(rina):
    attempt = begun(rina, simple_test())
    answer_all(attempt, right=3)

    assert len(builders.slots(attempt)) == 3
    assert Attempt.objects.get().deadline == MORNING + timedelta(minutes=attempt.blueprint.time_limit_minutes)
