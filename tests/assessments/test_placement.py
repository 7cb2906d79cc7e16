"""The placement test: what it measures and why, when it opens again, and what it leaves behind."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from assessments import selectors, services
from assessments.models import Attempt, AttemptState, Blueprint, Item
from assessments.next_steps import offer_tests
from assessments.selectors.attempts import NoSuchTest
from assessments.selectors.pools import pools_for, usage_of
from assessments.services import campaigns
from assessments.services.campaigns import CampaignPlan
from lms.competencies.models import Evidence, Instrument, Standard
from lms.experience.models import Statement
from lms.people.models import Role
from lms.privacy.selectors.copies import collect
from tests.assessments import builders
from tests.assessments.builders import MORNING
from tests.assessments.placing import answer, bank, begin, blueprint, to_the_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def rina():
    return builders.person()


def test_it_measures_what_the_post_asks_for_and_nothing_has_measured(rina):
    bank(["A1", "B1", "C1", "D1", "E1", "F1"], each=8)
    builders.placed(rina, builders.agency())
    known = builders.competencies("A1", "B1", "C1", "D1", "E1", "F1", "G1")
    for code, level in [("B1", 3), ("C1", 4), ("D1", 1), ("E1", 2), ("F1", 2), ("G1", 5)]:
        Standard.objects.create(
            competency=known[code], position_kind="pelaksana", level=level, valid_from=builders.SINCE
        )

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["C1", "B1", "E1", "F1"]
    assert [choice.competency.code for choice in page.later] == ["D1"]
    assert [choice.competency.code for choice in page.without_items] == ["G1"]
    assert page.by_post


def test_what_hr_asks_for_in_a_campaign_is_measured_first_even_beside_the_post(rina):
    bank(["A1", "B1", "C1", "D1", "E1"], each=8)
    office = builders.agency()
    builders.placed(rina, office)
    known = builders.competencies("A1", "B1", "C1", "D1", "E1")
    for code in ("A1", "B1", "C1", "D1"):
        Standard.objects.create(competency=known[code], position_kind="pelaksana", level=4, valid_from=builders.SINCE)
    hr = builders.with_role("Ratna Sdm", Role.HR, office)
    today = timezone.localdate(MORNING)
    test = Blueprint.objects.get(is_placement=True)
    plan = CampaignPlan(test, "Pemetaan", today, today + timedelta(days=9), competencies=[known["E1"], known["D1"]])
    campaign = campaigns.plan_campaign(unit=office.uuid, plan=plan, by=hr, at=MORNING)
    campaigns.begin_campaign(number=campaign.uuid, by=hr, at=MORNING)
    campaigns.carry(campaign_id=campaign.pk, at=MORNING)

    page = selectors.placement_page(rina, at=MORNING)

    assert [(one.competency.code, one.is_asked) for one in page.now] == [
        ("D1", True),
        ("E1", True),
        ("A1", False),
        ("B1", False),
    ]


def test_without_a_standard_it_measures_what_the_bank_can(rina):
    bank(["A1", "B1"], each=8)
    builders.competencies("A1", "B1", "C1")

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["A1", "B1"]
    assert not page.by_post
    assert page.without_items == ()


def test_nothing_begins_where_the_bank_is_too_small(rina):
    bank(["A1"], each=7)

    with pytest.raises(services.NothingToMeasure):
        begin(rina)

    assert not Attempt.objects.exists()


def test_the_bank_says_what_a_placement_test_can_measure():
    bank(["A1"], each=8)
    bank_item = Item.objects.filter(competency__code="A1").first()
    author = builders.with_role("Pelatih", "trainer", builders.agency())
    bank_item.unit, bank_item.owner = author.role_grants.get().unit, author
    assert Instrument.objects.filter(competency__code="A1").exists()
    bank_item.save()

    services.suspend(item=bank_item.uuid, by=author, at=MORNING)

    assert not Instrument.objects.filter(competency__code="A1").exists()


def test_a_level_on_enough_questions_is_evidence_and_one_on_too_few_is_shown_only(rina):
    bank(["A1", "B1"], each=12)
    attempt = begin(rina)
    for _question in range(17):
        answer(attempt, True)
    # Nine of A1, eight of B1; now the same person stops a second sitting early.
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    assert set(Evidence.objects.values_list("competency__code", flat=True)) == {"A1", "B1"}
    later = MORNING + timedelta(days=30)
    second = begin(rina, at=later)
    for _question in range(5):
        answer(second, True, at=later)

    services.submit(person=rina, attempt=second.uuid, at=later)

    page = selectors.result_page(rina, second.uuid, at=later)
    assert [line.is_indicative for line in page.competencies] == [True, True]
    assert [line.item_count for line in page.competencies] == [3, 2]
    assert not Evidence.objects.filter(source_uuid=second.uuid).exists()


def test_a_copy_of_ones_data_tells_nobody_what_was_right(rina):
    bank(["A1"])
    attempt = begin(rina, seed=4711471147)
    answer(attempt, True)
    answer(attempt, False)

    told = repr(collect(rina, at=MORNING))

    assert "measures" in told
    assert not [word for word in ("is_right", "credit", "difficulty", "4711471147") if word in told]
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    answered = [json.loads(one.payload) for one in Statement.objects.filter(verb__endswith="answered")]
    assert len(answered) == 2
    assert not any("success" in one.get("result", {}) for one in answered)


def test_who_begins_and_ends_again_and_again_sees_no_more_than_one_question_a_day(rina):
    bank(["A1"], each=20)
    attempt = begin(rina)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)

    with pytest.raises(services.NothingToMeasure):
        begin(rina, at=MORNING + timedelta(hours=23))

    assert begin(rina, at=MORNING + timedelta(hours=25)).is_running


def test_sittings_that_measured_nothing_use_up_no_tries(rina):
    bank(["A1"], each=20)
    for day in range(5):
        at = MORNING + timedelta(days=2 * day)
        services.submit(person=rina, attempt=begin(rina, at=at).uuid, at=at)

    page = selectors.placement_page(rina, at=MORNING + timedelta(days=20))

    assert [choice.standing.attempts_left for choice in page.now] == [3]


def test_enemies_count_as_one_when_it_is_asked_whether_the_bank_is_large_enough(rina):
    bank(["A1"], each=8)
    Item.objects.update(enemies="sandi")

    with pytest.raises(services.NothingToMeasure):
        begin(rina)


def test_each_of_the_competencies_of_a_sitting_gets_enough_questions_for_evidence(rina):
    bank(["A1", "B1", "C1", "D1"], each=12)
    blueprint(fewest_items=10, most_items=35)

    page = selectors.placement_page(rina, at=MORNING)

    assert [choice.competency.code for choice in page.now] == ["A1", "B1", "C1"]


def test_other_tests_of_the_same_items_do_not_tire_them(rina):
    bank(["A1"], each=12)
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("A1", 10)])
    for number in range(30):
        services.start_attempt(person=builders.person(f"Orang{number} Uji"), blueprint=test, at=MORNING)

    pools = pools_for([builders.competencies("A1")["A1"].pk], None, (-1.0, 0.0, 1.0, 2.0, 3.0))
    usage = usage_of(pools, blueprint().pk, None, at=MORNING)

    assert [one.sittings for one in usage.values()] == [0]


def test_the_placement_test_is_no_next_step_while_it_runs_or_rests(rina):
    bank(["A1"], each=8)
    builders.placed(rina, builders.agency())
    Standard.objects.create(
        competency=builders.competencies("A1")["A1"], position_kind="pelaksana", level=2, valid_from=builders.SINCE
    )
    today = MORNING.date()
    assert [offer.url for offer in offer_tests(rina, today)] == [reverse("assessments:placement")]

    attempt = begin(rina)
    assert offer_tests(rina, today) == []
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)
    assert offer_tests(rina, today) == []


def test_no_question_is_in_more_sittings_than_its_share(rina):
    bank(["A1"], each=60)
    blueprint(most_items=8)
    for number in range(30):
        cache.clear()
        to_the_end(begin(builders.person(f"Orang{number} Uji"), seed=number), lambda slot: slot.position % 2 == 0)

    counts = [version.slots.count() for item in Item.objects.all() for version in item.versions.all()]
    assert max(counts) <= 0.25 * (30 + 20) + 1


def test_what_was_measured_lately_waits_and_the_next_sitting_measures_the_rest(rina):
    bank(["A1", "B1", "C1", "D1", "E1"], each=8)
    blueprint(most_items=32)
    to_the_end(begin(rina))

    page = selectors.placement_page(rina, at=MORNING + timedelta(hours=1))

    assert [choice.competency.code for choice in page.now] == ["E1"]
    assert [choice.competency.code for choice in page.waiting] == ["A1", "B1", "C1", "D1"]
    assert page.waiting[0].standing.next_at == MORNING + timedelta(hours=24)


def test_an_overdue_attempt_is_closed_before_another_begins(rina):
    bank(["A1"])
    first = begin(rina)
    later = MORNING + timedelta(days=2)

    second = begin(rina, at=later)

    first.refresh_from_db()
    assert first.state == AttemptState.SCORED
    assert second != first


def test_a_withdrawn_placement_test_is_not_offered(rina, client):
    blueprint(status="withdrawn")

    with pytest.raises(NoSuchTest):
        selectors.placement_page(rina, at=MORNING)
    client.force_login(rina, backend="lms.people.backends.NipOrEmailBackend")
    assert reverse("assessments:placement") not in client.get(reverse("assessments:mine")).content.decode()
