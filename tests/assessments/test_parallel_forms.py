"""Fixed forms: put together, published, asked before and after, and mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments import services
from assessments.blueprint_content import BlueprintContent, CellSpec, FormSpec, Settings
from assessments.models import Blueprint, Case, Item
from assessments.services.blueprint_checks import FormTooFull, FormWithGone, IncompleteForm, ItemInTwoForms, NoForms
from assessments.services.starting import FormIncomplete
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    builders.competencies("D2")
    return builders.agency()


@pytest.fixture
def wati(agency):
    return writing.trainer(agency)


@pytest.fixture
def joko(agency):
    return writing.second_reader(agency)


def draft(wati, count=2) -> Blueprint:
    settings = Settings("Sebelum dan sesudah", mode="fixed", repeats_after_pass=True, gap_hours=1, max_attempts=4)
    return services.write_test(
        code="PRE-POST", content=BlueprintContent(settings, (CellSpec("D2", count),)), by=wati, at=MORNING
    )


def put(test, wati, **forms):
    for code, items in forms.items():
        chosen = {item.pk: code for item in items}
        services.put_in_forms(test=test.uuid, chosen=chosen, group=[], by=wati, at=MORNING)


def forms_of(test):
    return test.versions.order_by("-number").first().content.forms


def test_forms_are_proposed_compared_and_published(client, wati, joko):
    writing.bank(6)
    test = draft(wati)
    client.force_login(wati)

    client.post(reverse("written_tests:propose", args=[test.uuid]), {"forms_wanted": 2})
    page = client.get(reverse("written_tests:forms", args=[test.uuid])).content.decode()

    forms = forms_of(test)
    assert [(form.code, len(form.items)) for form in forms] == [("A", 2), ("B", 2)]
    assert not set(forms[0].items) & set(forms[1].items)
    assert "Rata-rata tingkat kesulitan berbeda 0,00 logit" in page
    assert page.count("<polyline") == 2
    assert "Lihat sebagai tabel" in page
    assert writing.publish(test, wati, joko).status == "published"


def test_a_bank_that_cannot_give_two_forms_says_which_group(client, wati):
    writing.bank(3)
    test = draft(wati)
    client.force_login(wati)

    page = client.post(reverse("written_tests:propose", args=[test.uuid]), {"forms_wanted": 2}, follow=True)

    assert "Kelompok 1 memerlukan 4 soal berbeda untuk 2 bentuk" in page.content.decode()
    assert forms_of(test) == ()


def test_forms_are_put_together_and_arranged_by_hand(client, wati):
    one, two, three, _four = writing.bank(4)
    test = draft(wati)
    client.force_login(wati)
    address = reverse("written_tests:forms", args=[test.uuid])

    client.post(address, {f"soal-{one.pk}": "A", f"soal-{two.pk}": "A", f"soal-{three.pk}": "B"})
    client.post(reverse("written_tests:arrange", args=[test.uuid]), {"langkah": f"naik:A:{two.pk}"})
    assert forms_of(test) == (FormSpec("A", (two.pk, one.pk)), FormSpec("B", (three.pk,)))
    client.post(address, {f"soal-{two.pk}": "", f"soal-{one.pk}": "B"})
    client.post(reverse("written_tests:arrange", args=[test.uuid]), {"langkah": f"keluar:B:{three.pk}"})

    assert forms_of(test) == (FormSpec("B", (one.pk,)),)


def test_a_form_that_is_not_whole_is_not_published(wati):
    one, two, three, four = writing.bank(4)
    test = draft(wati)

    with pytest.raises(NoForms):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)
    put(test, wati, A=[one])
    with pytest.raises(IncompleteForm):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)
    put(test, wati, A=[two, three])
    with pytest.raises(FormTooFull):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)
    services.drop_item(test=test.uuid, form="A", item=three.pk, by=wati, at=MORNING)
    Item.objects.filter(pk=two.pk).update(status="suspended")
    with pytest.raises(FormWithGone) as refused:
        services.submit_test(test=test.uuid, by=wati, at=MORNING)

    assert refused.value.facts == {"form": "A", "codes": "SOAL-02"}
    assert four.pk not in forms_of(test)[0].items


def test_an_item_stands_in_one_form_only(wati, joko):
    one, two = writing.bank(2)
    test = draft(wati, 1)
    put(test, wati, A=[one], B=[two])
    version = test.versions.get()
    stored = {**version.stored, "forms": [{"code": "A", "items": [one.pk]}, {"code": "B", "items": [one.pk]}]}
    test.versions.update(stored=stored)

    with pytest.raises(ItemInTwoForms):
        services.submit_test(test=test.uuid, by=wati, at=MORNING)


def test_the_second_attempt_gets_the_other_form_though_the_first_was_passed(client, agency, wati, joko):
    one, two, three, four = writing.bank(4)
    test = draft(wati)
    put(test, wati, A=[one, two], B=[three, four])
    writing.publish(test, wati, joko)
    rina = writing.learner(agency)

    before = services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING)
    builders.answer_all(before, right=2)
    services.submit(person=rina, attempt=before.uuid, at=MORNING)
    after = services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING + timedelta(hours=2))

    asked = {code: [item.pk for item in items] for code, items in {"A": [one, two], "B": [three, four]}.items()}
    assert {before.form_code, after.form_code} == {"A", "B"}
    for attempt in (before, after):
        assert [slot.item_version.item_id for slot in builders.slots(attempt)] == asked[attempt.form_code]


def test_a_form_asks_the_newest_approved_text_of_its_items(agency, wati, joko):
    one, _two = writing.bank(2, agency)
    test = draft(wati, 1)
    put(test, wati, A=[one])
    writing.publish(test, wati, joko)
    first = services.start_attempt(person=writing.learner(agency), blueprint=test.uuid, at=MORNING)

    newer = one.versions.create(number=2, stem="Baru?", options=[], sha256="x", created_at=MORNING)
    Item.objects.filter(pk=one.pk).update(approved=newer)
    second = services.start_attempt(person=writing.learner(agency, "Tono Hadi"), blueprint=test.uuid, at=MORNING)

    assert [slot.item_version.number for slot in (first.slots.get(), second.slots.get())] == [1, 2]


def test_a_question_taken_out_stops_the_form_with_a_plain_sentence_and_tells_the_author(client, agency, wati, joko):
    one, _two = writing.bank(2, agency)
    test = draft(wati, 1)
    put(test, wati, A=[one])
    writing.publish(test, wati, joko)
    services.suspend(item=one.uuid, by=wati, at=MORNING)
    rina = writing.learner(agency)

    with pytest.raises(FormIncomplete):
        services.start_attempt(person=rina, blueprint=test.uuid, at=MORNING)
    client.force_login(rina)
    answer = client.post(reverse("assessments:start", args=[test.uuid]), follow=True).content.decode()
    assert "salah satu soalnya sedang diganti" in answer
    assert "SOAL-01" not in answer
    client.force_login(wati)
    assert (
        "Bentuk A: SOAL-01 tidak dapat ditanyakan lagi."
        in client.get(reverse("written_tests:test", args=[test.uuid])).content.decode()
    )


def test_groups_may_overlap_as_long_as_every_item_finds_its_place(wati):
    easy, hard = builders.bank([builders.row("SOAL-01", level=1), builders.row("SOAL-02", level=3)]).values()
    cells = (CellSpec("D2", 1), CellSpec("D2", 1, level_max=1))
    settings = Settings("Tumpang tindih", mode="fixed")
    test = services.write_test(code="T", content=BlueprintContent(settings, cells), by=wati, at=MORNING)
    put(test, wati, A=[easy, hard])

    assert services.submit_test(test=test.uuid, by=wati, at=MORNING).state == "in_review"


def test_trainers_are_told_how_many_questions_on_cases_are_left_to_them(client, wati):
    writing.bank(6)
    test = draft(wati)
    client.force_login(wati)
    address = reverse("written_tests:forms", args=[test.uuid])
    assert "bergantung pada kasus" not in client.get(address).content.decode()
    case = Case.objects.create(code="K-1", created_at=MORNING, changed_at=MORNING)
    on_it = Item.objects.filter(code__in=("SOAL-01", "SOAL-02"))
    on_it.update(case=case)

    client.post(reverse("written_tests:propose", args=[test.uuid]), {"forms_wanted": 2})

    assert "2 soal bergantung pada kasus" in client.get(address).content.decode()
    assert not {item for form in forms_of(test) for item in form.items} & set(on_it.values_list("pk", flat=True))
