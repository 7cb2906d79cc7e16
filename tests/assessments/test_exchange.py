"""Bringing items in and taking them out: who may, what is written when, what stands in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessments import access
from assessments.exchange import kinds
from assessments.exchange.formats import FORMATS
from assessments.exchange.reading import MOST_ITEMS
from assessments.models import Item, ItemExport, ItemImport, ItemKey, ItemVersion
from assessments.models.bank import content_of
from assessments.selectors import BankFilter
from assessments.selectors.exchange import NoSuchImport, TooManyItems, items_to_export
from assessments.services.exchange import Defaults, confirm_import, export_items, open_import
from lms.people.models import Role
from tests.assessments import builders
from tests.assessments.builders import MORNING, row
from tests.builders import signed_in

pytestmark = pytest.mark.django_db

TODAY = MORNING.date()
TEXT = "Siapa pengendali?\nA. Warga\n*B. Dinas\n\nApa ini?\nA. x\n"
EVERYTHING = BankFilter()


@pytest.fixture
def agency():
    builders.competencies("D2", "D3")
    return builders.agency()


@pytest.fixture
def wati(agency):
    return builders.into_the_admin(builders.with_role("Wati Lestari", Role.TRAINER, agency), "Pelatih")


@pytest.fixture
def dewi(wati):
    other = builders.agency("Kementerian Contoh")
    return builders.into_the_admin(builders.with_role("Dewi Anggraini", Role.TRAINER, other), "Pelatih")


def brought(by, data=None, form=kinds.TEXT, **defaults):
    told = Defaults(**{"competency": "D2", "level": "2", **defaults})
    return open_import(data=data or TEXT.encode(), form=form, defaults=told, by=by, at=MORNING)


def kinds_of_everything():
    """Rows of every kind, as the platform's own catalogue holds them."""
    return [
        row("SC", topic="T", enemies="sandi"),
        row("MC", kind="MC", options=("x", "y", "z"), key="A; C"),
        row("MA", kind="MC", options=("x", "y", "z"), key="A; C", scoring="semua"),
        row("TF", kind="TF", options=("Benar", "Salah"), key="A"),
        row("OR", kind="OR", options=("x", "y", "z"), key="C>A>B"),
        row("MT", kind="MT", options=("x = 1", "y = 2"), key=""),
        row("NU", kind="NU", options=(), key="12,5 +- 0,1 GB"),
        row("ST", kind="ST", options=(), key="Pengendali data | controller"),
        row("CL", kind="CL", options=(), stem="[[b]] dan [[a]]", key="a = satu / 1 | b = dua"),
        row("SJ", kind="SJ", options=("[0] x", "[2] y", "[0,5] z"), key=""),
    ]


def lines_of_windows(version):
    """A browser sends lines that end so; the bank keeps them."""
    version.stem = "Baris satu.\r\nBaris dua."
    version.sha256 = content_of(version).sha256
    version.save()


def test_nothing_enters_the_bank_before_its_owner_confirms(wati):
    waiting = brought(wati)

    assert not Item.objects.exists()
    assert [told[3] for told in waiting.findings] == ["imported", "refused"]
    done = confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    item = Item.objects.get()
    assert (item.status, item.owner, item.competency.code, item.level) == ("draft", wati, "D2", 2)
    assert item.versions.get().secret.key == {"choice": ["b"]}
    assert ItemImport.objects.get().entries == []
    assert ModelLogEntry.objects.filter(action="assessments.import", user=wati).count() == 1
    assert done.confirmed_at == MORNING


def test_a_second_click_imports_nothing_twice(wati):
    waiting = brought(wati)
    confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    again = confirm_import(number=waiting.uuid, by=wati, at=MORNING + timedelta(minutes=1))

    assert ItemVersion.objects.count() == 1
    assert again.findings == ItemImport.objects.get().findings


def test_somebody_else_neither_sees_nor_confirms_a_file(wati, dewi):
    waiting = brought(wati)

    with pytest.raises(NoSuchImport):
        confirm_import(number=waiting.uuid, by=dewi, at=MORNING)
    assert not Item.objects.exists()


def test_a_file_that_waited_for_more_than_a_day_is_gone_with_its_keys(wati, dewi):
    waiting = brought(wati)

    open_import(data=TEXT.encode(), form=kinds.TEXT, defaults=Defaults(), by=dewi, at=MORNING + timedelta(hours=25))

    assert not ItemImport.objects.filter(pk=waiting.pk).exists()


def test_a_preview_says_what_would_become_of_codes_that_are_there(wati, dewi):
    for by, code in ((dewi, "D-1"), (wati, "W-1"), (wati, "W-2")):
        made = brought(by, f"Kode: {code}\nApa?\n*A. x\nB. y\n".encode())
        confirm_import(number=made.uuid, by=by, at=MORNING)
    text = (
        "Kode: D-1\nApa?\n*A. x\nB. y\n\nKode: W-1\nApa?\n*A. x\nB. y\n\nKode: W-2\nApa?\nA. x\n*B. y\n\n"
        "Kode: W-2\nApa?\n*A. x\nB. y\n\nKode: W-1\nJenis: ST\nApa?\nJawaban: x\n"
    )

    waiting = brought(wati, text.encode())
    promised = [told[3:5] for told in waiting.findings]
    done = confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    assert promised == [
        ["refused", ""],
        ["imported", "unchanged"],
        ["imported", "changed"],
        ["refused", ""],
        ["refused", ""],
    ]
    assert [told[3:5] for told in done.findings] == promised
    assert ItemKey.objects.get(version__item__code="W-2").key == {"choice": ["b"]}


def test_a_question_that_names_no_competency_is_refused_unless_one_was_chosen(wati):
    refused = brought(wati, competency="")

    assert refused.findings[0][3] == "refused"
    assert brought(wati, competency="D3").findings[0][3] == "imported"


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_brought_back_changes_nothing(agency, name):
    builders.bank(kinds_of_everything())
    boss = builders.person("Admin", is_superuser=True)
    lines_of_windows(ItemVersion.objects.get(item__code="SC"))

    planned = export_items(form=name, narrowed=EVERYTHING, by=boss, at=MORNING)
    waiting = open_import(data=planned.data, form=name, defaults=Defaults(), by=boss, at=MORNING)
    done = confirm_import(number=waiting.uuid, by=boss, at=MORNING)

    left_out = {"CL"} if name == kinds.GIFT else set()
    assert {told[1] for told in done.findings} == {one.code for one in kinds_of_everything()} - left_out
    assert {(told[3], told[4]) for told in done.findings} == {("imported", "unchanged")}
    assert ItemVersion.objects.count() == 10


def test_the_preview_and_the_export_cost_the_same_however_many_items(agency, wati, django_assert_num_queries):
    builders.bank([row(f"N-{number:03}") for number in range(40)])
    data = FORMATS[kinds.CSV].write(items_to_export(wati, EVERYTHING, on=TODAY))

    with django_assert_num_queries(5):
        items_to_export(wati, EVERYTHING, on=TODAY)
    for part in (b"\r\n".join(data.split(b"\r\n")[:3]), data):
        with django_assert_num_queries(19):
            open_import(data=part, form=kinds.CSV, defaults=Defaults(), by=wati, at=MORNING)


def test_a_trainer_takes_out_the_own_items_and_everybodys_but_none_of_another_agency(wati, dewi):
    for by, code in ((wati, "W-1"), (dewi, "D-1")):
        confirm_import(number=brought(by, f"Kode: {code}\nApa?\n*A. x\nB. y\n".encode()).uuid, by=by, at=MORNING)
    builders.bank([row("P-1")])

    assert [entry.code for entry in items_to_export(wati, EVERYTHING, on=TODAY)] == ["P-1", "W-1"]
    assert [entry.code for entry in items_to_export(dewi, EVERYTHING, on=TODAY)] == ["D-1", "P-1"]


def test_a_second_reader_takes_nothing_out(agency):
    joko = builders.with_role("Joko Susilo", Role.SECOND_READER, agency)

    with pytest.raises(access.NotATrainer):
        export_items(form=kinds.CSV, narrowed=EVERYTHING, by=joko, at=MORNING)
    assert not ItemExport.objects.exists()


def test_more_than_one_file_takes_is_refused_with_a_sentence(wati, monkeypatch):
    monkeypatch.setattr("assessments.selectors.exchange.MOST_ITEMS", 2)
    builders.bank([row(f"N-{number}") for number in range(3)])

    with pytest.raises(TooManyItems) as refusal:
        items_to_export(wati, EVERYTHING, on=TODAY)

    assert (refusal.value.facts, MOST_ITEMS) == ({"found": 3, "most": 2}, 1000)


def test_a_pasted_text_is_previewed_and_imported_on_the_page(client, wati):
    client.force_login(wati)
    form = {"text": TEXT, "competency": "D2", "level": "2"}

    page = client.post(reverse("item_bank:import"), form, follow=True)
    refused = client.get(page.request["PATH_INFO"], {"hasil": "refused"})
    done = client.post(page.request["PATH_INFO"], follow=True)

    assert "1 dari 2 soal dapat diimpor" in page.content.decode()
    assert [line.reasons for line in refused.context["lines"]] == [["Perlu paling sedikit dua pilihan."]]
    assert "1 soal diimpor, 1 tidak." in done.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("lama.txt", b"::Q1:: Siapa? {=Dinas ~Warga}", kinds.GIFT),
        ("lama.txt", TEXT.encode(), kinds.TEXT),
        ("lama.XML", b"<quiz><question type='essay'/></quiz>", kinds.MOODLE),
    ],
)
def test_a_file_tells_its_format_by_name_or_content(client, wati, name, data, form):
    client.force_login(wati)

    page = client.post(reverse("item_bank:import"), {"file": SimpleUploadedFile(name, data)}, follow=True)

    assert page.context["found"].format == form


def test_a_file_can_be_put_away(client, wati):
    client.force_login(wati)
    page = client.post(reverse("item_bank:import"), {"text": TEXT}, follow=True)

    client.post(reverse("item_bank:discard_import", args=[page.context["found"].uuid]))

    assert not ItemImport.objects.exists()
    assert client.get(page.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("soal.xml", b"<html/>", "file"),
        ("soal.zip", b"PK", "file"),
        ("soal.docx", b"PK", "file"),
        ("soal.pdf", b"%PDF", "format"),
        ("soal.csv", b"a;b\n1;2\n", "file"),
        ("soal.txt", b"x" * (2 * 1024 * 1024 + 1), "file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(client, wati, name, data, field):
    client.force_login(wati)

    page = client.post(reverse("item_bank:import"), {"file": SimpleUploadedFile(name, data)})

    assert list(page.context["form"].errors) == [field]
    assert not ItemImport.objects.exists()


def test_neither_file_nor_text_and_both_at_once_are_told_apart_from_one(client, wati):
    client.force_login(wati)
    both = {"file": SimpleUploadedFile("soal.txt", TEXT.encode()), "text": TEXT}

    assert client.post(reverse("item_bank:import"), {}).context["form"].errors["file"]
    assert client.post(reverse("item_bank:import"), both).context["form"].errors["file"]


def test_an_export_asks_for_the_password_again_and_stands_in_the_log(client, wati):
    builders.bank(kinds_of_everything())
    client.force_login(wati)
    told = {"format": kinds.GIFT, "kompetensi": "D2"}

    page = client.get(reverse("item_bank:export"), told).content.decode()
    asked = client.post(reverse("item_bank:export_file"), told)
    assert asked.status_code == 302
    assert asked.url.startswith("/akun/konfirmasi/")
    assert not ItemExport.objects.exists()
    file = signed_in(wati).post(reverse("item_bank:export_file"), told)

    assert "Format ini tidak memiliki tempat untuk soal berjenis ini." in page
    assert "RAHASIA-BENAR" not in page
    assert "RAHASIA-BENAR" in file.content.decode()
    assert "no-store" in file["Cache-Control"]
    export = ItemExport.objects.get()
    assert (export.by, export.items, export.left_out, export.filters) == (wati, 9, 1, {"competency": "D2"})
    assert ModelLogEntry.objects.filter(action="assessments.export", user=wati).count() == 1


def test_a_trainer_of_another_agency_neither_exports_nor_sees_a_key(wati, dewi):
    confirm_import(number=brought(wati).uuid, by=wati, at=MORNING)
    stranger = signed_in(dewi)

    page = stranger.get(reverse("item_bank:export")).content.decode()
    file = stranger.post(reverse("item_bank:export_file"), {"format": kinds.CSV}).content.decode()

    assert "Siapa pengendali?" not in page + file
    assert "Dinas" not in page + file


def test_the_list_leads_to_an_export_of_what_it_shows(client, wati):
    builders.bank([row("S-1")])
    client.force_login(wati)

    page = client.get(reverse("item_bank:index"), {"status": "active"}).content.decode()

    assert f"{reverse('item_bank:export')}?status=active" in page


def test_the_template_for_word_can_be_read_back(client, wati):
    client.force_login(wati)

    file = client.get(reverse("item_bank:import_template"))

    assert [entry.refusal for entry in FORMATS[kinds.WORD].read(file.content)] == [None, None]
