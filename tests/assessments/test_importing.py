"""Importing items from a table."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.importing import RowOutcome, import_items
from assessments.item_table import LARGEST_FILE, UnreadableFile, read_csv
from assessments.models import Item, ItemKey, ItemVersion
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING, row

BANK = Path("assessments/bank/soal.csv")
CODES = ("D1", "D2", "A2", "B2", "F1", "F2")
HEAD = "kode;kompetensi;jenjang;jenis;soal;pilihan;kunci\n"


def read(text: str, encoding: str = "utf-8"):
    return read_csv(io.BytesIO(text.encode(encoding)))


@pytest.mark.django_db
def test_the_bank_of_the_platform_imports_whole_and_twice_changes_nothing():
    builders.competencies(*CODES)
    with BANK.open("rb") as file:
        rows, unread = read_csv(file)

    first = import_items(rows, by=None, at=MORNING)
    again = import_items(rows, by=None, at=MORNING)

    assert (len(rows), unread, first.errors) == (48, [], [])
    assert (first.created, again.unchanged, again.changed) == (48, 48, 0)
    assert ItemVersion.objects.count() == 48
    assert set(Item.objects.values_list("status", "use", "unit")) == {("active", "exam", None)}


@pytest.mark.django_db
def test_the_bank_holds_what_the_final_tests_of_both_courses_need():
    builders.competencies(*CODES)
    call_command("import_items", BANK)

    def count(competency, topic=""):
        return Item.objects.of_way(is_rated=False).filter(competency__code=competency, topic__startswith=topic).count()

    assert (count("D2", "PDP-101"), count("D1", "KEM-101"), count("B2")) == (13, 7, 3)


@pytest.mark.django_db
def test_keys_are_read_for_every_kind_of_question():
    builders.competencies("D2")
    builders.bank(
        [
            row("SC", kind="SC", options=("x", "y"), key="b"),
            row("MC", kind="MC", options=("x", "y", "z"), key="A; C"),
            row("MA", kind="MC", options=("x", "y", "z"), key="A; C", scoring="semua"),
            row("TF", kind="TF", options=("Benar", "Salah"), key="A"),
            row("OR", kind="OR", options=("x", "y", "z"), key="C>A>B"),
            row("MT", kind="MT", options=("x = 1", "y = 2"), key=""),
            row("NU", kind="NU", options=(), key="12,5 +- 0,1 GB"),
            row("ST", kind="ST", options=(), key="Pengendali data | controller"),
            row("CL", kind="CL", options=(), stem="[[a]] dan [[b]]", key="a = satu / 1 | b = dua"),
            row("SJ", kind="SJ", options=("[0] x", "[2] y", "[0,5] z"), key=""),
        ]
    )

    keys = {key.version.item.code: key.key for key in ItemKey.objects.select_related("version__item")}

    assert keys == {
        "SC": {"choice": ["b"]},
        "MC": {"choice": ["a", "c"]},
        "MA": {"choice": ["a", "c"], "all_or_nothing": True},
        "TF": {"choice": ["a"]},
        "OR": {"places": {"c": 1, "a": 2, "b": 3}},
        "MT": {"pairs": {"a": "1", "b": "2"}},
        "NU": {"number": "12.5", "tolerance": "0.1", "unit": "GB"},
        "ST": {"accepted": ["Pengendali data", "controller"]},
        "CL": {"gaps": {"a": ["satu", "1"], "b": ["dua"]}},
        "SJ": {"weights": {"a": "0", "b": "2", "c": "0.5"}},
    }


@pytest.mark.django_db
def test_good_rows_are_imported_and_bad_ones_are_listed_by_line_and_reason():
    builders.competencies("D2")
    rows, unread = read(
        HEAD
        + "S-1;D2;2;SC;Satu?;a | b;A\n"
        + "S-2;Z9;2;SC;Dua?;a | b;A\n"
        + "S-3;D2;7;SC;Tiga?;a | b;A\n"
        + "S-4;D2;2;SC;Empat?;a | b;C\n"
        + "S-5;D2;2;SC;Lima?\n"
        + "S-6;D2;2;QQ;Enam?;a | b;A\n"
        + "S-7;D2;2;MC;Tujuh?;a | a;A\n"
        + "S-1;D2;2;SC;Dobel?;a | b;A\n"
        + "S-9;D2;2;OR;Sembilan?;a | b | c;A>B\n"
        + "S-10;D2;2;NU;Sepuluh?;;banyak GB\n"
        + "S-11;D2;2;ST;Sebelas?;;Dinas | dinas.\n"
        + "S-12;D2;2;CL;Dua [[b]].;;a = belas\n"
        + "S-13;D2;2;SJ;Tiga belas?;[1] a | [0] b | c;\n"
    )

    report = import_items(rows, by=None, at=MORNING)

    assert list(report.outcomes.items()) == [("S-1", RowOutcome.CREATED)]
    assert [(error.line, error.code) for error in unread] == [(6, "S-5")]
    assert [(error.line, error.code) for error in report.errors] == [
        (3, "S-2"),
        (4, "S-3"),
        (5, "S-4"),
        (7, "S-6"),
        (8, "S-7"),
        (9, "S-1"),
        (10, "S-9"),
        (11, "S-10"),
        (12, "S-11"),
        (13, "S-12"),
        (14, "S-13"),
    ]
    assert all(error.reason for error in [*report.errors, *unread])


@pytest.mark.django_db
def test_a_changed_row_makes_a_new_version_of_an_item_in_use_and_keeps_the_old_one():
    builders.competencies("D2")
    builders.bank([row("S-1")])

    report = import_items([row("S-1", stem="Pertanyaan yang lebih jelas?")], by=None, at=MORNING)

    item = Item.objects.get()
    assert report.changed == 1
    assert [version.number for version in item.versions.all()] == [1, 2]
    assert item.approved.number == 2


@pytest.mark.django_db
def test_a_row_cannot_turn_an_item_into_another_kind_of_question():
    builders.competencies("D2")
    builders.bank([row("S-1")])

    report = import_items([row("S-1", kind="multiple")], by=None, at=MORNING)

    assert [error.code for error in report.errors] == ["S-1"]


@pytest.mark.django_db
def test_what_a_trainer_imports_waits_for_a_second_reader_and_belongs_to_the_agency():
    builders.competencies("D2")
    agency = builders.agency()
    wati = builders.with_role("Wati Lestari", Role.TRAINER, agency)

    import_items([row("S-1"), row("L-1", use="latihan")], by=wati, at=MORNING)

    found = {item.code: (item.status, item.unit, item.owner) for item in Item.objects.all()}
    assert found == {"S-1": ("draft", agency, wati), "L-1": ("active", agency, wati)}


@pytest.mark.django_db
def test_a_line_does_not_take_an_item_in_use_out_of_its_test():
    builders.competencies("D2")
    agency = builders.agency()
    wati = builders.with_role("Wati Lestari", Role.TRAINER, agency)
    import_items([row("S-1")], by=None, owner_unit=agency, at=MORNING)

    report = import_items([row("S-1", level="4")], by=wati, owner_unit=agency, at=MORNING)

    assert (report.changed, len(report.errors)) == (0, 1)
    assert Item.objects.get(code="S-1").status == "active"


@pytest.mark.django_db
def test_a_trainer_cannot_change_items_of_others_by_importing_their_code():
    builders.competencies("D2")
    builders.bank([row("S-1")])
    wati = builders.with_role("Wati Lestari", Role.TRAINER, builders.agency())

    report = import_items([row("S-1", stem="Diubah?")], by=wati, at=MORNING)

    assert [error.code for error in report.errors] == ["S-1"]
    assert ItemVersion.objects.get().stem == "Pertanyaan S-1?"


@pytest.mark.parametrize("told", ["MC;setengah", "SC;semua"])
@pytest.mark.django_db
def test_a_scoring_that_is_not_known_or_does_not_fit_is_refused(told):
    builders.competencies("D2")
    rows, _ = read(f"jenis;penilaian;{HEAD.replace('jenis;', '')}{told};S-1;D2;2;Satu?;a | b | c;A\n")

    report = import_items(rows, by=None, at=MORNING)

    assert [(error.code, told.split(";")[1] in error.reason) for error in report.errors] == [("S-1", True)]


def test_a_file_from_a_spreadsheet_is_read_with_its_mark_and_either_separator():
    semicolons, _ = read(HEAD + "S-1;D2;2;SC;Satu?;a | b;A\r\n", encoding="utf-8-sig")
    commas, _ = read(HEAD.replace(";", ",") + 'S-1,D2,2,SC,"Satu, dua?",a | b,A\n')

    assert semicolons[0].code == "S-1"
    assert commas[0].stem == "Satu, dua?"
    assert commas[0].options == ("a", "b")


@pytest.mark.parametrize(
    "content",
    [b"x" * (LARGEST_FILE + 1), b"kode;soal\nS-1;Satu?\n", "soal é".encode("latin-1"), b"", b"\x00\x01\x02"],
)
def test_a_file_that_is_no_table_of_items_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableFile) as refusal:
        read_csv(io.BytesIO(content))

    assert refusal.value.facts["reason"]


@pytest.mark.django_db
def test_the_command_says_which_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match=r"tidak-ada\.csv"):
        call_command("import_items", tmp_path / "tidak-ada.csv")


@pytest.mark.django_db
def test_a_column_keeps_items_apart_that_give_each_other_away():
    builders.competencies("D2")
    head = "kode;kompetensi;jenjang;jenis;soal;pilihan;kunci;bukan bersama"
    table = f"{head}\nA-1;D2;2;SC;Apa?;Satu | Dua | Tiga;B;sandi\nA-2;D2;2;SC;Siapa?;Satu | Dua | Tiga;A;\n"

    rows, unread = read_csv(io.BytesIO(table.encode()))
    import_items(rows, by=None, at=builders.MORNING)

    assert unread == []
    assert dict(Item.objects.values_list("code", "enemies")) == {"A-1": "sandi", "A-2": ""}
