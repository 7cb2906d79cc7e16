"""Tests go on, and measure the new, when a framework is followed by its next version."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import selectors, services
from assessments.blueprint_content import BlueprintContent, Settings
from assessments.hearing import shared_out
from assessments.models import (
    AttemptSlot,
    BlueprintMode,
    Campaign,
    CampaignMember,
    CampaignState,
    CompetencyScore,
    Item,
    ItemStatus,
    ScoreChange,
)
from assessments.next_steps import offer_tests
from assessments.selectors.blueprints import blueprint_page, forms_page
from assessments.services.blueprints import settle_placement
from assessments.services.rescoring import rescore
from lms.competencies.models import Evidence, Instrument, PersonLevel
from lms.competencies.selectors import gaps_of
from tests.assessments import builders, following, placing
from tests.assessments.builders import MORNING, answer_all, row, slots
from tests.assessments.following import asks, follow, today
from tests.assessments.writing import publish, second_reader, trainer

pytestmark = pytest.mark.django_db

DAY = MORNING.date()
# From an older competency to a newer one.
EDGES = [(older, newer) for newer in range(2, 7) for older in range(1, newer)]


@pytest.fixture
def house():
    made = following.house("D1", "D2", "D3")
    asks("D2")
    return made


@pytest.fixture
def agency():
    return builders.agency()


@pytest.fixture
def rina(agency):
    return builders.placed(builders.person(), agency)


def fill(code="D2", each=12, **fields):
    """Items of all levels."""
    rows = (row(f"{code}-{number:02}", competency=code, level=number % 5 + 1, **fields) for number in range(each))
    return builders.bank(rows)


def written(*codes, count=3, **fields):
    cells = [services.CellSpec(code, count) for code in codes]
    return services.define_blueprint(code="UJI", title="Uji", cells=cells, **fields)


def fixed(title="Tes", forms=()):
    """Three items of D2 in a form."""
    return BlueprintContent(Settings(title, mode="fixed"), (services.CellSpec("D2", 3),), forms)


def handed_in(who, test, *, right=3, at=MORNING, seed=3):
    attempt = services.start_attempt(person=who, blueprint=test, at=at, seed=seed)
    answer_all(attempt, right=right, at=at)
    return services.submit(person=who, attempt=attempt.uuid, at=at)


def measured(attempt):
    """What an attempt measured: how many questions, by competency (id)."""
    return dict(CompetencyScore.objects.filter(attempt=attempt).values_list("competency", "item_count"))


def facts(attempt):
    return list(CompetencyScore.objects.filter(attempt=attempt).order_by("competency").values())


def items_asked(attempt):
    return [slot.item_version.item for slot in slots(attempt)]


def test_a_placement_test_measures_the_new_competency_with_the_items_of_the_old(house, rina):
    fill()
    old = today("D2")
    follow(house)
    new = today("D2")
    assert new != old

    page = selectors.placement_page(rina, at=MORNING)
    attempt = placing.to_the_end(placing.begin(rina))

    assert [(choice.competency, choice.item_count) for choice in page.now] == [(new, 12)]
    assert {item.competency for item in items_asked(attempt)} == {old}
    assert set(measured(attempt)) == {new.pk}
    assert list(Evidence.objects.filter(person=rina).values_list("competency", flat=True)) == [new.pk]
    (gap,) = gaps_of(rina, viewer=rina, on=DAY)
    assert (gap.competency, gap.gap.attained) == (new, PersonLevel.objects.get(person=rina).level)


def test_the_next_step_offers_the_test_for_the_new_competency(house, rina):
    fill()
    written("D2")
    follow(house, D2="D9")

    offered = {offer.title: offer.competency_codes for offer in offer_tests(rina, DAY)}

    assert offered == {"Uji": ("D9",), placing.blueprint().title: ("D9",)}


def test_what_the_placement_test_measures_is_said_anew_when_a_version_comes_into_use(
    house, django_capture_on_commit_callbacks
):
    fill("D1", each=5)
    fill("D2", each=5)
    test = placing.blueprint()
    settle_placement()
    assert not Instrument.objects.filter(source_uuid=test.uuid).exists()

    with django_capture_on_commit_callbacks(execute=True):
        following.split(house, "D1", "D2")

    told = Instrument.objects.filter(source_uuid=test.uuid).values_list("competency", flat=True)
    assert list(told) == [today("D2").pk]


def test_a_test_written_for_the_new_version_draws_the_old_items(house, rina):
    fill()
    old = today("D2")
    follow(house, D2="D9")

    attempt = handed_in(rina, written("D9"))

    assert {item.competency for item in items_asked(attempt)} == {old}
    assert measured(attempt) == {today("D9").pk: 3}
    (evidence,) = Evidence.objects.filter(person=rina)
    assert evidence.competency == today("D9")
    result = selectors.result_page(rina, attempt.uuid, at=MORNING)
    assert [one.competency.code for one in result.competencies] == ["D9"]


def test_a_result_tells_the_old_behaviours_under_the_new_competency(house, rina):
    fill(indicator="1")
    follow(house)

    attempt = handed_in(rina, written("D2"))

    (shown,) = selectors.result_page(rina, attempt.uuid, at=MORNING).competencies
    assert (shown.competency, sum(one.total for one in shown.indicators)) == (today("D2"), 3)


def test_a_published_test_goes_on_as_it_was(house, rina):
    fill()
    old, test = today("D2"), written("D2")
    follow(house)
    builders.bank([row("BARU", competency="D2")])

    attempt = handed_in(rina, test)

    assert {item.competency for item in items_asked(attempt)} == {old}
    assert measured(attempt) == {old.pk: 3}
    levels = dict(PersonLevel.objects.filter(person=rina).values_list("competency", "level"))
    assert levels.keys() == {old.pk, today("D2").pk}


def test_a_test_in_whose_forms_old_items_stand_measures_the_new_competency_once_it_is_revised(house, agency, rina):
    wati, joko = trainer(agency), second_reader(agency)
    items = fill(each=3)
    test = services.write_test(code="TES", content=fixed(), by=wati, at=MORNING)
    chosen = dict.fromkeys([item.pk for item in items.values()], "A")
    services.put_in_forms(test=test.uuid, chosen=chosen, group=[], by=wati, at=MORNING)
    test = publish(test, wati, joko)
    old = today("D2")
    follow(house)

    page = blueprint_page(wati, test.uuid, on=DAY)
    candidates = forms_page(wati, test.uuid, 1, on=DAY).candidates
    assert {item.pk for item in candidates} == {item.pk for item in items.values()}
    before = handed_in(rina, test)
    services.revise_test(test=test.uuid, content=fixed("Tes baru", page.shown.forms), by=wati, at=MORNING)
    test = publish(test, wati, joko)
    after = handed_in(builders.placed(builders.person("Sari"), agency), test)

    assert ([line.found for line in page.cells], page.faults) == ([3], ())
    assert (measured(before), measured(after)) == ({old.pk: 3}, {today("D2").pk: 3})


def test_an_adaptive_attempt_during_which_a_version_comes_into_use_ends_as_it_would_have(house, agency, rina):
    fill(each=30)
    old = today("D2")
    sari = builders.placed(builders.person("Sari"), agency)
    undisturbed = placing.to_the_end(placing.begin(sari))
    attempt = placing.begin(rina)
    for _question in range(3):
        placing.answer(attempt)

    follow(house)
    Item.objects.filter(code="D2-29").update(competency=today("D2"))
    placing.to_the_end(attempt)

    assert set(measured(attempt)) == {old.pk}
    (mine,), (theirs,) = facts(attempt), facts(undisturbed)
    told = ("theta", "standard_error", "level", "item_count", "is_indicative")
    assert [mine[name] for name in told] == [theirs[name] for name in told]


def test_a_question_that_moved_to_the_new_version_stays_with_the_attempt_that_asked_it(house, rina):
    fill(each=30)
    old, attempt = today("D2"), placing.begin(rina)
    for _question in range(3):
        placing.answer(attempt)
    follow(house)

    Item.objects.filter(pk__in=[item.pk for item in items_asked(attempt)]).update(competency=today("D2"))
    placing.to_the_end(attempt)

    assert measured(attempt) == {old.pk: len(slots(attempt))}


def test_who_was_measured_under_the_old_version_waits_as_long_under_the_new(house, rina):
    fill()
    placing.to_the_end(placing.begin(rina))
    before = selectors.placement_page(rina, at=MORNING)
    follow(house)

    page = selectors.placement_page(rina, at=MORNING)

    assert page.now == ()
    (choice,) = page.waiting
    assert (choice.competency, choice.standing) == (today("D2"), before.waiting[0].standing)
    assert selectors.closed_now(rina, page.blueprint, [today("D2").pk], at=MORNING) == {today("D2").pk}


def test_what_hr_asked_for_under_the_old_version_is_asked_for_under_the_new(house, rina):
    fill("D2")
    fill("D3")
    old = today("D3")
    follow(house)

    page = placing_asked(rina, old)

    assert [choice.competency.code for choice in page.now] == ["D3", "D2"]
    assert page.now[0].competency == today("D3")


def placing_asked(who, competency):
    """The placement page of somebody whom a campaign asks to be measured in a competency."""
    campaign = Campaign.objects.create(
        blueprint=placing.blueprint(),
        title="Pemetaan",
        unit=(unit := who.postings.get().unit),
        measures=[competency.pk],
        state=CampaignState.RUNNING,
        planned_at=MORNING,
        opens_on=DAY,
        closes_on=DAY,
        counts_from=DAY,
    )
    CampaignMember.objects.create(campaign=campaign, person=who, unit=unit, asked_at=MORNING)
    return selectors.placement_page(who, at=MORNING)


@pytest.mark.parametrize("mode", ["adaptive", "drawn"])
def test_an_objection_long_after_computes_the_same_result_to_the_last_bit(house, agency, rina, mode):
    fill(each=30)
    test = written("D2", count=8)
    attempt = placing.to_the_end(placing.begin(rina)) if mode == "adaptive" else handed_in(rina, test, right=5)
    before, told = facts(attempt), Evidence.objects.get(person=rina)
    follow(house)
    Item.objects.filter(code="D2-03").update(competency=today("D2"))
    written("D2", count=8)  # the test measures the new competency from now on

    rescore(attempt_id=attempt.pk, at=MORNING + timedelta(days=300))

    assert [one | {"id": None} for one in facts(attempt)] == [one | {"id": None} for one in before]
    assert not ScoreChange.objects.get(attempt=attempt).differs
    heard = Evidence.objects.get(person=rina, superseded_at=None)
    names = ("competency", "kind", "level", "theta", "standard_error", "chance", "details", "performed_on")
    assert [getattr(heard, name) for name in names] == [getattr(told, name) for name in names]


def test_an_attempt_from_before_slots_said_what_they_were_asked_for_computes_the_same(house, rina):
    fill()
    old = today("D2")
    attempt = handed_in(rina, written("D2"))
    AttemptSlot.objects.update(competency=None)
    before = facts(attempt)
    follow(house)

    rescore(attempt_id=attempt.pk, at=MORNING)

    assert measured(attempt) == {old.pk: 3}
    assert [one | {"id": None} for one in facts(attempt)] == [one | {"id": None} for one in before]


def test_a_question_on_trial_makes_no_measurement_of_too_few_questions_whole_when_it_is_computed_anew(house, rina):
    fill(each=8)
    builders.bank([row("COBA", competency="D2")])
    Item.objects.filter(code="COBA").update(status=ItemStatus.PILOT)
    attempt = handed_in(rina, written("D2", count=7), right=7)
    assert facts(attempt)[0]["is_indicative"]

    rescore(attempt_id=attempt.pk, at=MORNING)

    assert facts(attempt)[0]["is_indicative"]


def test_items_on_trial_are_tried_out_in_tests_of_the_new_version(house, rina):
    fill()
    builders.bank([row("COBA", competency="D2")])
    Item.objects.filter(code="COBA").update(status=ItemStatus.PILOT)
    follow(house)

    attempt = handed_in(rina, written("D2"))

    (pilot,) = [slot for slot in slots(attempt) if slot.is_pilot]
    assert (pilot.item_version.item.code, pilot.competency) == ("COBA", None)
    assert measured(attempt) == {today("D2").pk: 3}
    assert selectors.placement_page(rina, at=MORNING).pilot_count == 0  # met already


def test_of_a_competency_that_was_split_each_part_gets_the_questions_it_asked_for(house, rina):
    fill("D2", each=6)
    following.split(house, "D2", "D1")

    attempt = handed_in(rina, written("D1", "D2"), right=6)

    assert measured(attempt) == {today("D1").pk: 3, today("D2").pk: 3}


def test_an_adaptive_test_of_both_parts_of_a_split_asks_nothing_twice(house, rina):
    fill("D2", each=20)
    following.split(house, "D2", "D1")
    test = written("D1", "D2", count=8)
    type(test).objects.filter(pk=test.pk).update(mode=BlueprintMode.ADAPTIVE, fewest_items=8, most_items=20)
    test.refresh_from_db()

    attempt = placing.to_the_end(services.start_attempt(person=rina, blueprint=test, at=MORNING, seed=5))

    asked = items_asked(attempt)
    assert len({item.pk for item in asked}) == len(asked) == sum(measured(attempt).values())
    assert all(count >= 8 for count in measured(attempt).values())
    assert set(measured(attempt)) == {today("D1").pk, today("D2").pk}


def test_a_step_costs_the_same_under_the_tenth_version_as_under_the_first(house, rina, django_assert_num_queries):
    fill(each=30)
    for version in range(2, 11):
        follow(house | {"framework": today("D2").framework}, str(version))
    attempt = placing.begin(rina)
    placing.answer(attempt)

    slot = placing.present(attempt)
    with django_assert_num_queries(8):  # as in test_placement_steps
        placing.answer(attempt, slot=slot)
    assert set(attempt.measures) == {today("D2").pk}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([1, 1, 1, 1], (3, 4, 3, 4)),  # one that was split: each part as often as it is wanted
        ([2, 1], (4, 3)),  # what only one part hears comes first
        ([5], (4,)),  # an item that moved on meanwhile stays with the older one
        ([6], (6,)),
    ],
)
def test_a_question_counts_where_it_is_wanted(asked, found):
    assert shared_out(asked, {3: 2, 4: 2}, [(1, 3), (1, 4), (2, 4), (4, 5)]) == found


@given(
    st.lists(st.integers(1, 6), max_size=8),
    st.dictionaries(st.integers(1, 6), st.integers(1, 4), max_size=4),
    st.lists(st.sampled_from(EDGES), max_size=8),
)
def test_a_question_counts_for_what_is_measured_or_else_for_its_own(asked, wanted, edges):
    found = shared_out(asked, wanted, edges)

    assert len(found) == len(asked)
    for own, one in zip(asked, found, strict=True):
        assert one == own or one in wanted
        if own in wanted:
            assert one == own
    assert shared_out(asked, {}, edges) == tuple(asked)
