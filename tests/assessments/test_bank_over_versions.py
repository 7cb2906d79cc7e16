"""The item bank when a framework is followed by its next version: lists, files, forms and calibration."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from assessments import selectors, services
from assessments.importing import import_items
from assessments.models import CalibrationRun, CalibrationState, Item, ItemStatus
from assessments.selectors import BankFilter
from assessments.selectors.cells import counts_for
from assessments.selectors.snapshots import snapshot_of
from assessments.services.exchange import RowOutcome
from lms.competencies.carrying import carried_to, newest_of
from lms.competencies.models import Competency, Crosswalk
from lms.competencies.selectors import codes_asked_as
from tests.assessments import answering, builders, following
from tests.assessments.answering import abilities_of, answer, crowd, simulate
from tests.assessments.builders import MORNING, row
from tests.assessments.following import follow, today

pytestmark = pytest.mark.django_db

DAY = MORNING.date()
# From an older competency to a newer one.
EDGES = [(older, newer) for newer in range(2, 7) for older in range(1, newer)]
NIGHT = MORNING + timedelta(hours=12)


@pytest.fixture
def house():
    return following.house("D1", "D2", "D3")


@pytest.fixture
def agency():
    return builders.agency()


def draft_of(run_id, at):
    services.carry_out(run_id=run_id, at=at)
    return CalibrationRun.objects.get(pk=run_id)


def administrator():
    return builders.person("Admin Pusat", is_superuser=True, is_staff=True)


# Lists and forms


def test_the_filter_of_the_bank_finds_what_was_written_for_the_version_before(house, agency):
    wati = builders.trainer(agency)
    builders.bank([row("LAMA"), row("LAIN", competency="D1")])
    draft = following.drafted(house, D2="D9", D1="D2")  # the code D2 means something else from now on
    following.publish(house, draft)
    builders.bank([row("BARU", competency="D9")])

    def found(code):
        return sorted(item.code for item in selectors.bank_list(wati, BankFilter(competency=code), on=DAY))

    assert (found("D9"), found("D2")) == (["BARU", "LAMA"], ["LAIN"])


def test_the_groups_of_a_test_count_what_is_heard_for_their_code_and_nothing_else(house):
    builders.bank([row("LAMA"), row("LAIN", competency="D1"), row("SAMA", competency="D3")])
    draft = following.drafted(house, D2="D9", D1="D2")
    following.publish(house, draft)
    cells = [services.CellSpec(code, 1) for code in ("D9", "D2", "D1", "D3")]

    assert counts_for(cells, None) == (1, 1, 1, 1)  # D1 is no code of the new version and stays what it was
    codes = {one.pk: codes_asked_as()[one.pk] for one in Competency.objects.filter(framework__version="1")}
    old = {one.code: codes[one.pk] for one in Competency.objects.filter(framework__version="1")}
    assert old == {"D1": {"D2", "D1"}, "D2": {"D9"}, "D3": {"D3"}}


def test_an_author_reads_for_what_an_item_is_asked_now_and_may_leave_it_where_it_stands(client, house, agency):
    items = builders.bank([row("LAMA", indicator="1"), row("LAIN", competency="D1")])
    Item.objects.update(unit=agency)
    old, item = today("D2"), items["LAMA"]
    follow(house, D2="D9")
    client.force_login(builders.trainer(agency))

    listed = strip_tags(client.get(reverse("item_bank:index"), {"kompetensi": "D9"}).content.decode())
    shown = strip_tags(client.get(reverse("item_bank:item", args=[item.uuid])).content.decode())
    page = client.get(reverse("item_bank:edit", args=[item.uuid]))
    form = page.context["form"]
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, "")}
    client.post(reverse("item_bank:edit", args=[item.uuid]), {**typed, "stem": "Siapa pengendali data pribadi?"})

    assert "ditanyakan juga untuk D9 versi 2" in listed
    assert "LAIN" not in listed
    assert "ditanyakan juga untuk D9 versi 2" in shown
    assert "D2 Kompetensi D2 (1)" in page.content.decode()
    assert "boleh tetap di sana" in page.content.decode()
    item.refresh_from_db()
    assert (item.competency, item.status, item.approved is not None) == (old, "draft", True)
    assert item.versions.count() == 2
    assert item.versions.order_by("-number")[0].indicator.competency == old


def test_an_author_may_move_an_item_to_a_behaviour_of_the_new_version(client, house, agency):
    item = builders.bank([row("LAMA", indicator="1")])["LAMA"]
    Item.objects.update(unit=agency)
    follow(house)
    client.force_login(builders.trainer(agency))
    form = client.get(reverse("item_bank:edit", args=[item.uuid])).context["form"]
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, "")}
    shown = today("D2").indicators.get(level=2)

    client.post(
        reverse("item_bank:edit", args=[item.uuid]), {**typed, "competency": today("D2").pk, "indicator": shown.pk}
    )

    item.refresh_from_db()
    assert (item.competency, item.status) == (today("D2"), "draft")
    assert item.versions.order_by("-number")[0].indicator == shown


def test_an_item_of_the_version_in_use_bears_no_hint(client, house, agency):
    item = builders.bank([row("BARU")])["BARU"]
    Item.objects.update(unit=agency)
    client.force_login(builders.trainer(agency))

    pages = [reverse("item_bank:index"), *(reverse(f"item_bank:{name}", args=[item.uuid]) for name in ("item", "edit"))]

    for page in pages:
        told = client.get(page).content.decode()
        assert "ditanyakan juga" not in told
        assert "boleh tetap di sana" not in told


def test_the_list_costs_the_same_with_one_item_and_with_many_of_ten_versions(
    client, house, agency, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(builders.trainer(agency))
    address = reverse("item_bank:index") + "?kompetensi=D2"
    builders.bank([row("LAMA")])
    follow(house, "2")
    client.get(address)
    with django_assert_max_num_queries(37) as few:
        client.get(address)

    for version in range(3, 11):
        builders.bank([row(f"V{version}-{number}") for number in range(2)])
        follow({**house, "framework": today("D2").framework}, str(version))

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(address)


# Files


def test_a_file_from_before_brought_again_leaves_every_item_where_it_stands(house):
    rows = [row("LAMA", indicator="1"), row("POLOS", level=3)]
    items = builders.bank(rows)
    old = today("D2")
    follow(house)

    report = import_items(rows, by=None, at=MORNING)

    assert set(report.outcomes.values()) == {RowOutcome.UNCHANGED}
    for item in items.values():
        item.refresh_from_db()
        assert (item.competency, item.status, item.versions.count()) == (old, ItemStatus.ACTIVE, 1)


def test_a_file_from_before_is_read_under_the_code_that_followed(house):
    item = builders.bank([row("LAMA")])["LAMA"]
    old = today("D2")
    follow(house, D2="D9")

    report = import_items([row("LAMA"), row("BARU")], by=None, at=MORNING)

    item.refresh_from_db()
    assert report.outcomes == {"LAMA": RowOutcome.UNCHANGED, "BARU": RowOutcome.CREATED}
    assert (item.competency, Item.objects.get(code="BARU").competency) == (old, today("D9"))


def test_a_file_with_a_code_that_was_split_says_so(house):
    draft = following.drafted(house, D2="D9")
    Crosswalk.objects.create(origin=today("D2"), destination=draft.competencies.get(code="D1"), kind="replacedBy")
    following.publish(house, draft)

    report = import_items([row("LAMA")], by=None, at=MORNING)

    assert [error.code for error in report.errors] == ["LAMA"]


def test_a_file_that_names_another_level_or_behaviour_of_the_new_version_moves_the_item_there(house):
    items = builders.bank([row("JENJANG", indicator="1"), row("PERILAKU", indicator="1")])
    draft = following.drafted(house)
    draft.competencies.get(code="D2").indicators.filter(level=2).update(text="Perilaku baru")
    following.publish(house, draft)

    import_items([row("JENJANG", level=3), row("PERILAKU", indicator="Perilaku baru")], by=None, at=MORNING)

    for item in items.values():
        item.refresh_from_db()
        assert item.competency == today("D2")


# Calibration


def test_the_new_competency_is_calibrated_with_the_answers_given_before_and_the_old_one_no_more(house):
    items = answering.ten_items()
    answer(crowd(400), items, simulate(abilities_of(400)), answering.random_test())
    old = today("D2")
    follow(house)

    (run_id,) = services.request_calibrations(at=NIGHT)
    run = draft_of(run_id, NIGHT)

    assert (run.competency, run.people, run.state) == (today("D2"), 400, CalibrationState.DRAFT)
    assert snapshot_of(today("D2").pk, until=NIGHT) == snapshot_of(old.pk, until=NIGHT)
    page = selectors.calibration_page(administrator(), run.uuid, on=DAY)
    assert page.items.count() == page.estimated == 10


def test_a_version_that_follows_asks_for_no_second_run_until_something_was_answered(house):
    items = answering.ten_items()
    test = answering.random_test()
    answer(crowd(400), items, simulate(abilities_of(400)), test)
    (run_id,) = services.request_calibrations(at=NIGHT)
    earlier = draft_of(run_id, NIGHT)
    follow(house)
    later = NIGHT + timedelta(days=1)
    assert services.request_calibrations(at=later) == []
    assert services.request_calibration(competency=today("D2").pk, at=later) is None

    more = crowd(50, prefix="lain")
    answer(more, items, simulate(abilities_of(50)), test, started_at=later, scored_at=later)
    (run_id,) = services.request_calibrations(at=later + timedelta(hours=1))
    run = draft_of(run_id, later + timedelta(hours=1))

    earlier.refresh_from_db()
    assert (run.competency, run.people) == (today("D2"), 450)
    assert earlier.state == CalibrationState.REJECTED  # the newer draft took its place


def test_a_draft_from_before_is_outdated_once_the_new_version_was_calibrated(house):
    items = answering.ten_items()
    test = answering.random_test()
    answer(crowd(400), items, simulate(abilities_of(400)), test)
    (run_id,) = services.request_calibrations(at=NIGHT)
    earlier = draft_of(run_id, NIGHT)
    follow(house)
    later = NIGHT + timedelta(days=1)
    answer(crowd(50, prefix="lain"), items, simulate(abilities_of(50)), test, started_at=later, scored_at=later)
    (run_id,) = services.request_calibrations(at=later + timedelta(hours=1))
    run = draft_of(run_id, later + timedelta(hours=1))
    by = administrator()
    services.approve_calibration(run=run.uuid, by=by, at=later + timedelta(hours=2), note="Cocok.")
    CalibrationRun.objects.filter(pk=earlier.pk).update(state=CalibrationState.DRAFT)

    with pytest.raises(services.OutdatedDraft):
        services.approve_calibration(run=earlier.uuid, by=by, at=later + timedelta(hours=3), note="Cocok.")


# The rule


@given(
    st.integers(1, 6),
    st.lists(st.sampled_from(EDGES), max_size=10),
)
def test_what_stands_for_a_competency_today_was_not_followed_itself(one, edges):
    newest = newest_of([one], edges)

    assert newest
    assert newest <= carried_to([one], edges)
    assert all(older not in newest for older, _newer in edges)
