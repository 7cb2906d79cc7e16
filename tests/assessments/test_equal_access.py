"""Nothing is approved that somebody cannot answer who does not see the page or uses no mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from assessments import services
from assessments.equal_access import BARRIERS, barriers, barriers_of_case
from assessments.exchange.table import entry_of
from assessments.importing import import_items
from assessments.item_table import read_csv
from assessments.models import Item, Review
from assessments.selectors.bank import newest_version
from assessments.services.bank import Placing
from assessments.services.item_review import NotForEverybody, NotTried
from assessments.stimuli import CaseContent, Picture
from tests.assessments import builders, writing
from tests.assessments.builders import MORNING, row

PLAIN = Picture("a" * 40, "Surel dengan tombol", "Dari: admin@contoh.example.")


def content(stem="Apa yang Anda lakukan?", **fields):
    return replace(entry_of(row("X")).content, stem=stem, **fields)


def regions(*names, picture=PLAIN):
    lines = tuple(f"{'* ' if not place else ''}{name} = kotak {10 * place} 10 9 20" for place, name in enumerate(names))
    return entry_of(row("HS", kind="HS", options=lines, key="", stem="Bagian mana?", picture=picture)).content


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (content(), []),
        (content("Lihat gambar di bawah. Apa yang salah?"), ["no_such_picture"]),
        (content("Apa yang ditunjukkan grafik berikut?"), ["no_such_picture"]),
        (content("Gambaran umum pelindungan data adalah …"), []),
        (content("Sel mana yang berwarna merah perlu diperbaiki?"), ["by_colour"]),
        (content("Apa arti zona merah pada peta risiko?"), []),
        (regions("Alamat pengirim", "Tombol masuk"), []),
        (regions("A", "Tombol masuk"), ["bare_names"]),
        (regions("Wilayah 1", "Wilayah 2"), ["bare_names"]),
        (regions("Alamat", "Tombol", picture=Picture("a" * 40)), ["no_alt", "no_description"]),
        (regions("Alamat", "Tombol", picture=Picture("a" * 40, "Surel")), ["no_description"]),
        (content(case=CaseContent("K", "T", "T", "", Picture("a" * 40))), ["no_alt"]),
    ],
)
def test_what_keeps_somebody_out_is_found(one, found):
    assert barriers(one) == [BARRIERS[name] for name in found]


def test_a_case_that_points_to_a_picture_without_words_keeps_somebody_out():
    pointing = CaseContent("K", "Judul", "Perhatikan bagan alur surat.", "", Picture("a" * 40, "Alur surat"))

    assert barriers_of_case(pointing) == [BARRIERS["no_description"]]
    assert barriers_of_case(replace(pointing, picture=None)) == [BARRIERS["no_such_picture"]]


@pytest.fixture
def unit():
    return builders.agency()


@pytest.fixture
def wati(unit):
    return writing.trainer(unit)


@pytest.fixture
def joko(unit):
    return writing.second_reader(unit)


def submitted(wati, **fields):
    placing = Placing(builders.competencies("D2")["D2"], 2)
    item = services.create_item(code="X", placing=placing, content=content(**fields), by=wati, at=MORNING)
    return services.submit_for_review(item=item.uuid, by=wati, at=MORNING)


def approve(item, joko, **facts):
    return services.approve(item=item.uuid, version=newest_version(item).uuid, by=joko, at=MORNING, **facts)


@pytest.mark.django_db
def test_nothing_is_approved_that_nobody_tried_without_mouse_and_sight(wati, joko):
    item = submitted(wati)

    with pytest.raises(NotTried):
        approve(item, joko)
    assert not Review.objects.exists()

    approve(item, joko, tried=True)
    assert Review.objects.get().was_tried


@pytest.mark.django_db
def test_nothing_is_approved_that_only_sight_answers_not_even_for_a_trial(wati, joko):
    item = submitted(wati, stem="Lihat gambar di bawah. Apa yang salah?")

    for on_trial in (False, True):
        with pytest.raises(NotForEverybody):
            approve(item, joko, tried=True, on_trial=on_trial)
    assert Item.objects.get().status == "in_review"


@pytest.mark.django_db
def test_a_case_is_not_approved_whose_picture_says_nothing(wati, joko):
    case = services.write_case(content=CaseContent("K-1", "Judul", "Perhatikan bagan alur surat."), by=wati, at=MORNING)
    placing = Placing(builders.competencies("D2")["D2"], 2)
    on_case = content(case=CaseContent("K-1"))
    item = services.create_item(code="X", placing=placing, content=on_case, by=wati, at=MORNING)
    services.submit_case(case=case.uuid, by=wati, at=MORNING)

    with pytest.raises(NotForEverybody):
        services.approve_case(case=case.uuid, read=[newest_version(item).uuid], by=joko, at=MORNING, tried=True)


@pytest.mark.django_db
def test_author_and_second_reader_are_told_on_the_page_and_in_one_sentence(client, wati, joko):
    item = submitted(wati, stem="Lihat gambar di bawah. Apa yang salah?")
    page = reverse("item_bank:item", args=[item.uuid])
    client.force_login(wati)
    written = client.get(page).content.decode()
    client.force_login(joko)

    facts = {"version": str(newest_version(item).uuid), "tried": "on"}
    told = client.post(reverse("item_bank:approve", args=[item.uuid]), facts, follow=True)

    assert "menunjuk ke gambar" in written
    assert any("menunjuk ke gambar" in str(message) for message in told.context["messages"])


@pytest.mark.django_db
def test_the_second_reader_is_told_that_it_has_to_be_tried(client, wati, joko):
    item = submitted(wati)
    client.force_login(joko)

    facts = {"version": str(newest_version(item).uuid)}
    told = client.post(reverse("item_bank:approve", args=[item.uuid]), facts, follow=True)

    assert any("papan ketik" in str(message) for message in told.context["messages"])
    assert Item.objects.get().status == "in_review"


@pytest.mark.django_db
def test_what_comes_into_use_without_a_second_reader_is_checked_as_well():
    builders.competencies("D2")

    report = import_items([row("X", stem="Lihat gambar di bawah. Apa yang salah?")], by=None, at=MORNING)

    assert [one.code for one in report.errors] == ["X"]
    assert not Item.objects.exists()


def test_the_bank_of_the_platform_keeps_nobody_out():
    with open("assessments/bank/soal.csv", "rb") as file:
        rows, _problems = read_csv(file)

    assert {one.code: barriers(entry_of(one).content) for one in rows if barriers(entry_of(one).content)} == {}
