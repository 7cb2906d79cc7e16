"""Cases: several questions on one stimulus are written, read, asked and shown together."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from assessments import access, services
from assessments.drawing import Pool, draw, mixed
from assessments.importing import import_items
from assessments.models import Attempt, BlueprintMode, Case, CaseVersion, Item
from assessments.models.bank import content_of
from assessments.selectors.bank import newest_version
from assessments.selectors.cases import case_page
from assessments.services.bank import CaseIsFixed, OnlyForTests, Placing, UnknownCase
from assessments.services.cases import NoItemsYet
from assessments.services.item_review import OwnWork, ReadWithItsCase, VersionChanged
from assessments.services.pictures import PictureMissing
from assessments.stimuli import CaseContent, Picture, UnusableCase
from lms.people.models import Role
from tests.assessments import builders, placing, writing
from tests.assessments.builders import MORNING, row

pytestmark = pytest.mark.django_db

LEAK = CaseContent("K-1", "Surel salah kirim", "Pukul 09.10 daftar 340 warga terkirim ke luar.", "Kasus rekaan")


def rows(count=3, case=LEAK, prefix="K1", **fields):
    return [row(f"{prefix}-{number}", case=case, **fields) for number in range(1, count + 1)]


def asked_codes(attempt):
    return [slot.item_version.item.code for slot in builders.slots(attempt)]


@pytest.fixture
def unit():
    return builders.agency()


@pytest.fixture
def wati(unit):
    return writing.trainer(unit)


@pytest.fixture
def joko(unit):
    return writing.second_reader(unit)


@pytest.fixture
def rina(client):
    person = builders.person()
    client.force_login(person)
    return person


def written(wati, count=2):
    """A case by Wati with so many draft questions on it."""
    case = services.write_case(content=LEAK, by=wati, at=MORNING)
    placing = Placing(builders.competencies("D2")["D2"], 2)
    for number in range(1, count + 1):
        content = content_from(row(f"K1-{number}", case=CaseContent("K-1")))
        services.create_item(code=f"K1-{number}", placing=placing, content=content, by=wati, at=MORNING)
    return case


def content_from(one):
    from assessments.exchange.table import entry_of

    return entry_of(one).content


def reading(case, reader):
    return {one.version.uuid for one in case_page(reader, case.uuid, on=MORNING.date()).waiting}


def approved(case, wati, joko):
    services.submit_case(case=case.uuid, by=wati, at=MORNING)
    return services.approve_case(case=case.uuid, read=reading(case, joko), by=joko, at=MORNING, tried=True)


# Drawing


def test_a_case_is_drawn_whole_and_its_questions_stand_together_in_the_order_they_were_written():
    pool = Pool(5, tuple(range(1, 11)), cases={7: 1, 8: 1, 9: 1})

    for seed in range(40):
        form = draw([pool], seed=seed)
        on_case = [place for place, one in enumerate(form) if one in (7, 8, 9)]

        assert len(form) == 5
        assert len(on_case) in (0, 3)
        if on_case:
            assert form[on_case[0] : on_case[0] + 3] == [7, 8, 9]
    assert any(7 in draw([pool], seed=seed) for seed in range(40))


def test_a_case_is_cut_only_where_nothing_else_can_be_asked():
    form = draw([Pool(2, (1, 2, 3), cases={1: 1, 2: 1, 3: 1})], seed=3)

    assert len(form) == 2


def test_questions_of_one_case_in_two_groups_stand_together_as_well():
    first, second = Pool(2, (1, 2, 3), cases={1: 9}), Pool(2, (11, 12, 13), cases={11: 9})

    for seed in range(30):
        form = draw([first, second], seed=seed)
        places = [form.index(one) for one in (1, 11) if one in form]

        assert len(places) != 2 or abs(places[0] - places[1]) == 1


def test_a_question_that_is_tried_out_never_stands_inside_a_case():
    for seed in range(30):
        form = mixed([1, 2, 3, 4], [99], seed=seed, cases={2: 5, 3: 5})

        assert form.index(3) - form.index(2) == 1


# Asking


def test_a_drawn_test_asks_the_questions_of_a_case_one_after_the_other(rina):
    builders.competencies("D2")
    builders.bank([*rows(3), *(row(f"LAIN-{number}") for number in range(3))])
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("D2", 6)])

    codes = asked_codes(services.start_attempt(person=rina, blueprint=test, at=MORNING, seed=5))

    start = codes.index("K1-1")
    assert codes[start : start + 3] == ["K1-1", "K1-2", "K1-3"]


def test_a_fixed_form_asks_the_questions_of_a_case_one_after_the_other(rina, unit, wati, joko):
    from assessments.blueprint_content import CellSpec, FormSpec

    builders.competencies("D2")
    made = builders.bank([*rows(2), row("LAIN")])
    form = FormSpec("A", tuple(made[code].pk for code in ("K1-1", "LAIN", "K1-2")))
    Item.objects.update(unit=unit)
    rina = writing.learner(unit, "Sari Lain")
    test = writing.published(wati, joko, cells=[CellSpec("D2", 3)], forms=[form], mode=BlueprintMode.FIXED)

    attempt = services.start_attempt(person=rina, blueprint=test, at=MORNING)

    codes = asked_codes(attempt)
    assert abs(codes.index("K1-1") - codes.index("K1-2")) == 1


def test_an_adaptive_sitting_asks_at_most_three_questions_of_a_case(rina):
    builders.competencies("A1")
    builders.bank(
        rows(20, competency="A1") + [row(f"LAIN-{n:02}", competency="A1", level=n % 5 + 1) for n in range(15)]
    )
    placing.blueprint()

    attempt = placing.to_the_end(placing.begin(rina), lambda slot: slot.position % 2 == 0)

    codes = asked_codes(attempt)
    assert sum(1 for code in codes if code.startswith("K1-")) == 3
    assert len(codes) >= 8


# Pages


def test_the_case_stands_open_beside_its_question_and_once_for_two_on_a_page(client, rina):
    builders.competencies("D2")
    builders.bank(rows(2))
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("D2", 2)], questions_per_page=5)
    attempt = services.start_attempt(person=rina, blueprint=test, at=MORNING, seed=5)
    Attempt.objects.update(deadline="2999-01-01T00:00Z")

    page = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()

    assert page.count('<details class="stimulus" open>') == 1
    assert "Surel salah kirim" in page
    assert "daftar 340 warga" in page
    assert page.count("<fieldset") == 2


def test_an_adaptive_page_shows_the_case_with_its_question(client, rina):
    builders.competencies("A1")
    builders.bank(rows(3, competency="A1") + [row(f"LAIN-{n:02}", competency="A1", level=5) for n in range(9)])
    attempt = placing.begin(rina)
    Attempt.objects.update(deadline="2999-01-01T00:00Z")

    shown = client.get(reverse("assessments:attempt", args=[attempt.uuid])).content.decode()

    on_case = placing.present(attempt).item_version.item.case_id is not None
    assert ('<details class="stimulus" open>' in shown) is on_case


def test_the_result_shows_the_case_again(client, rina):
    builders.competencies("D2")
    builders.bank(rows(2))
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("D2", 2)])
    attempt = services.start_attempt(person=rina, blueprint=test, at=MORNING, seed=5)
    builders.answer_all(attempt, right=1)
    services.submit(person=rina, attempt=attempt.uuid, at=MORNING)

    page = client.get(reverse("assessments:result", args=[attempt.uuid])).content.decode()

    assert page.count("daftar 340 warga") == 2
    assert Attempt.objects.get().percent == 50  # each question is scored by itself


def test_a_picture_costs_no_more_than_one_query_each_and_bears_its_text(client, rina, django_assert_max_num_queries):
    image = Image.objects.create(title="bagan", file=get_test_image_file())
    case = CaseContent(
        "K-1", "Bagan", "Lihatlah alurnya.", "", Picture(image.get_file_hash(), "Alur surat", "Tiga langkah.")
    )
    builders.competencies("D2")
    builders.bank(rows(2, case=case))
    test = services.define_blueprint(code="UJI", title="Uji", cells=[services.CellSpec("D2", 2)])
    attempt = services.start_attempt(person=rina, blueprint=test, at=MORNING, seed=5)

    with django_assert_max_num_queries(6):
        page = services.open_attempt(person=rina, attempt=attempt.uuid, position=1, at=MORNING)

    picture = page.first.question.stimulus.picture
    assert (picture.alt, picture.description) == ("Alur surat", "Tiga langkah.")
    assert picture.url


# Writing and reading


def test_a_case_and_its_questions_are_submitted_and_approved_together(wati, joko):
    case = written(wati)

    approved(case, wati, joko)

    assert list(Item.objects.order_by("code").values_list("status", flat=True)) == ["active", "active"]
    assert Item.objects.filter(approved__reviews__by=joko).count() == 2


def test_one_question_of_a_case_is_neither_submitted_nor_approved_alone(wati, joko):
    case = written(wati)
    item = Item.objects.get(code="K1-1")

    with pytest.raises(ReadWithItsCase):
        services.submit_for_review(item=item.uuid, by=wati, at=MORNING)
    services.submit_case(case=case.uuid, by=wati, at=MORNING)
    with pytest.raises(ReadWithItsCase):
        services.approve(item=item.uuid, version=newest_version(item).uuid, by=joko, at=MORNING)


def test_nobody_approves_the_own_case(wati):
    case = written(wati)
    builders.RoleGrant.objects.create(person=wati, role=Role.SECOND_READER, unit=case.unit, valid_from=builders.SINCE)
    services.submit_case(case=case.uuid, by=wati, at=MORNING)

    with pytest.raises(OwnWork):
        services.approve_case(case=case.uuid, read=reading(case, wati), by=wati, at=MORNING, tried=True)


def test_a_second_reader_of_another_agency_does_not_find_the_case(wati):
    case = written(wati)
    stranger = writing.second_reader(builders.agency("Kota Lain"), "Sari Dewi")

    with pytest.raises(access.NoSuchCase):
        services.approve_case(case=case.uuid, read=[], by=stranger, at=MORNING, tried=True)
    with pytest.raises(access.NoSuchCase):
        case_page(stranger, case.uuid, on=MORNING.date())


def test_what_was_changed_while_it_was_read_is_not_approved(wati, joko):
    case = written(wati)
    services.submit_case(case=case.uuid, by=wati, at=MORNING)
    read = reading(case, joko)
    services.revise_case(case=case.uuid, content=CaseContent("K-1", "Lain", "Teks lain."), by=wati, at=MORNING)
    services.submit_case(case=case.uuid, by=wati, at=MORNING)

    with pytest.raises(VersionChanged):
        services.approve_case(case=case.uuid, read=read, by=joko, at=MORNING, tried=True)


def test_a_used_wording_of_a_case_never_changes_and_its_change_makes_drafts_of_all_questions(wati, joko):
    case = written(wati)
    approved(case, wati, joko)
    before = Item.objects.get(code="K1-1").approved

    services.revise_case(case=case.uuid, content=CaseContent("K-1", "Baru", "Teks baru."), by=wati, at=MORNING)

    assert [one.title for one in CaseVersion.objects.order_by("number")] == ["Surel salah kirim", "Baru"]
    assert set(Item.objects.values_list("status", flat=True)) == {"draft"}
    item = Item.objects.get(code="K1-1")
    assert item.approved == before
    assert item.approved.case_version.title == "Surel salah kirim"
    assert newest_version(item).case_version.title == "Baru"


def test_a_wording_that_nobody_read_is_replaced(wati):
    case = written(wati)

    services.revise_case(case=case.uuid, content=CaseContent("K-1", "Baru", "Teks baru."), by=wati, at=MORNING)

    assert [one.title for one in CaseVersion.objects.all()] == ["Baru"]
    assert {newest_version(item).number for item in Item.objects.all()} == {1}


def test_a_case_without_a_text_or_with_a_picture_nobody_has_is_refused(wati):
    with pytest.raises(UnusableCase):
        services.write_case(content=CaseContent("K-2", "Judul", " "), by=wati, at=MORNING)
    with pytest.raises(PictureMissing):
        services.write_case(content=CaseContent("K-2", "J", "T", "", Picture("a" * 40)), by=wati, at=MORNING)
    assert not Case.objects.exists()


def test_a_case_without_questions_is_not_submitted(wati):
    case = services.write_case(content=LEAK, by=wati, at=MORNING)

    with pytest.raises(NoItemsYet):
        services.submit_case(case=case.uuid, by=wati, at=MORNING)


def test_an_item_keeps_its_case_and_is_for_tests_only(wati):
    written(wati)
    item = Item.objects.get(code="K1-1")
    place = Placing(item.competency, 2)
    alone = content_from(row("K1-1"))

    with pytest.raises(CaseIsFixed):
        services.revise_item(item=item.uuid, placing=place, content=alone, by=wati, at=MORNING)
    practice = Placing(item.competency, 2, "practice")
    on_case = content_from(row("X", case=CaseContent("K-1")))
    with pytest.raises(OnlyForTests):
        services.create_item(code="X", placing=practice, content=on_case, by=wati, at=MORNING)
    lost = content_from(row("Y", case=CaseContent("K-9")))
    with pytest.raises(UnknownCase):
        services.create_item(code="Y", placing=place, content=lost, by=wati, at=MORNING)


def test_a_trainer_writes_a_case_and_a_question_on_it_in_the_admin(client, wati, joko):
    builders.competencies("D2")
    client.force_login(wati)
    image = Image.objects.create(title="bagan", file=get_test_image_file(), uploaded_by_user=wati)

    made = client.post(
        reverse("item_bank:add_case"), {"code": "K-1", "title": "Surel", "text": "Pukul 09.10 …"}, follow=True
    )
    page = client.get(reverse("item_bank:add"), {"kasus": "K-1"})

    assert image.pk
    assert "Pukul 09.10" in made.content.decode()
    assert page.context["form"].initial["case"] == Case.objects.get()
    facts = {
        "code": "K1-9",
        "competency": builders.competencies("D2")["D2"].pk,
        "level": 2,
        "kind": "single",
        "use": "exam",
        "case": Case.objects.get().pk,
        "stem": "Apa yang pertama dilakukan?",
        "options": "* Melapor\nMenunggu\nMenghapus",
    }
    client.post(reverse("item_bank:add"), facts)
    item = Item.objects.get(code="K1-9")
    assert item.case.code == "K-1"
    shown = client.get(reverse("item_bank:item", args=[item.uuid])).content.decode()
    assert "Pukul 09.10" in shown
    assert reverse("item_bank:case", args=[item.case.uuid]) in shown
    client.post(reverse("item_bank:submit_case", args=[item.case.uuid]))
    client.force_login(joko)
    review = client.get(reverse("item_bank:case", args=[item.case.uuid]))
    versions = [str(one.version.uuid) for one in review.context["page"].waiting]
    client.post(
        reverse("item_bank:approve_case", args=[item.case.uuid]), {"version": versions, "comment": "", "tried": "on"}
    )
    item.refresh_from_db()
    assert item.status == "active"


def test_the_page_of_a_case_costs_the_same_for_two_questions_and_for_ten(
    wati, django_assert_num_queries, django_assert_max_num_queries
):
    case = written(wati, 2)
    with django_assert_max_num_queries(10) as few:
        case_page(wati, case.uuid, on=MORNING.date())
    for number in range(3, 11):
        content = content_from(row(f"K1-{number}", case=CaseContent("K-1")))
        place = Placing(builders.competencies("D2")["D2"], 2)
        services.create_item(code=f"K1-{number}", placing=place, content=content, by=wati, at=MORNING)

    with django_assert_num_queries(len(few.captured_queries)):
        case_page(wati, case.uuid, on=MORNING.date())


# Tables


def test_a_case_travels_in_a_table_without_loss_and_is_told_once():
    from assessments.exchange import table
    from assessments.selectors.exchange import entry_of, newest_of

    builders.competencies("D2")
    image = Image.objects.create(title="bagan", file=get_test_image_file())
    picture = Picture(image.get_file_hash(), "Alur | surat", "Tiga langkah.")
    builders.bank(rows(2, case=CaseContent("K-1", "Judul; ya", "Teks\nbaris dua", "Sumber", picture)))
    items = {item.pk: item for item in Item.objects.select_related("competency").order_by("code")}
    versions = newest_of(items)
    entries = [entry_of(place, item, versions[pk]) for place, (pk, item) in enumerate(items.items(), start=1)]

    data = table.write(entries)

    assert data.decode().count("Judul; ya") == 1
    assert all(one.says_the_same(other) for one, other in zip(table.read(data), entries, strict=True))


def test_a_table_names_a_case_of_the_bank_by_its_code_and_is_refused_for_one_that_is_not_there(wati):
    services.write_case(content=LEAK, by=wati, at=MORNING)
    builders.competencies("D2")

    report = import_items([row("A", case=CaseContent("K-1")), row("B", case=CaseContent("K-9"))], by=wati, at=MORNING)

    assert list(report.items) == ["A"]
    assert [(one.code, "K-9" in one.reason) for one in report.errors] == [("B", True)]


def test_a_table_with_another_wording_of_a_case_changes_it_for_all_its_questions():
    builders.competencies("D2")
    builders.bank(rows(2))

    builders.bank([row("K1-1", case=CaseContent("K-1", "Baru", "Teks baru.")), row("K1-2", case=CaseContent("K-1"))])

    assert {newest_version(item).case_version.title for item in Item.objects.all()} == {"Baru"}
    assert set(Item.objects.values_list("status", flat=True)) == {"active"}
    assert content_of(newest_version(Item.objects.get(code="K1-2"))).case.text == "Teks baru."
