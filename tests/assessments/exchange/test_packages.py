"""What stands beside a question in a package of QTI 3.0: the file of a picture with its regions, the text of a case."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from random import Random

import pytest
from django.urls import reverse
from wagtail.images.models import Image

from assessments.authoring import ItemContent, Part
from assessments.exchange import kinds, package_pictures, remarks
from assessments.exchange.formats import FORMATS, plan
from assessments.exchange.package_pictures import facts_of, name_of, outline_of, unpacked
from assessments.models import Item, ItemVersion
from assessments.selectors import BankFilter
from assessments.services.exchange import Defaults, confirm_import, export_items, open_import
from assessments.stimuli import CaseContent, Picture
from tests.assessments import builders
from tests.assessments.builders import MORNING
from tests.assessments.exchange.samples import LETTER, SURAT, drawn, entry, one_of_each, parts
from tests.assessments.exchange.test_hostile import archive
from tests.assessments.test_hotspots import hotspot

QTI = FORMATS[kinds.QTI]
CASE = CaseContent("KAS-1", "Surat yang bocor", "Senin pagi.\n\nSebuah surat beredar.", "Kasus rekaan")


def spot() -> ItemContent:
    return next(one for one in one_of_each() if one.kind == "hotspot")


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(data: bytes, name: str, *pairs: tuple[bytes, bytes]) -> bytes:
    """A package in which one file says something else."""
    files = members(data)
    for old, new in pairs:
        assert old in files[name]
        files[name] = files[name].replace(old, new)
    return archive(files)


def test_a_picture_goes_along_and_its_regions_stand_in_its_pixels():
    data = QTI.write([entry(spot())])

    files = members(data)
    assert files[f"images/{SURAT.file}.png"] == LETTER
    item = files["items/item-0001.xml"].decode()
    assert 'shape="rect" coords="20,15,380,45"' in item
    assert 'shape="circle" coords="280,240,40"' in item
    assert "<qti-value>B</qti-value>" in item
    (back,) = QTI.read(data)
    assert (back.content, unpacked(back.pictures[SURAT.file])) == (spot(), LETTER)


def test_the_same_picture_of_two_questions_travels_once():
    data = QTI.write([entry(spot()), entry(replace(spot(), stem="Lain?"), code="PDP-02")])

    assert [name for name in members(data) if name.startswith("images/")] == [f"images/{SURAT.file}.png"]
    assert len(QTI.read(data)) == 2


def test_regions_of_other_programs_are_read_in_percent_and_numbered_where_they_have_no_name():
    data = QTI.write([entry(replace(spot(), options=parts(["Kop", "Tanda tangan"])))])
    manifest = (b"wilayah:", b"x-wilayah:")
    item = [
        (b'hotspot-label="Kop" ', b""),
        (b'shape="rect" coords="20,15,380,45"', b'shape="poly" coords="20,15 380,15 200,90"'),
    ]
    foreign = changed(changed(data, "imsmanifest.xml", manifest), "items/item-0001.xml", *item)

    (back,) = QTI.read(foreign)

    assert back.content.choices == (Part("a", "poligon 5 5 95 5 50 30"), Part("b", "lingkaran 70 80 10"))
    assert [part.text for part in back.content.options] == ["Wilayah 1", "Tanda tangan"]
    assert [one.message for one in back.losses] == [remarks.REGION_NAMES]


@pytest.mark.parametrize(
    ("shape", "coords", "outline"),
    [
        ("rect", "40,30,120,90", "kotak 10 10 20 20"),
        ("circle", "200, 150, 20", "lingkaran 50 50 5"),
        ("rect", "1,2", None),
        ("ellipse", "1,2,3,4", None),
        ("default", "", None),
    ],
)
def test_a_shape_that_is_not_known_here_is_refused(shape, coords, outline):
    if outline is None:
        with pytest.raises(package_pictures.EntryRefused) as refused:
            outline_of(shape, coords, 400, 300)
        assert refused.value.remark.message == remarks.REGION_SHAPE
    else:
        assert outline_of(shape, coords, 400, 300) == outline


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', remarks.NO_PICTURE),
        (b"GIF89a", remarks.NO_PICTURE),
        (LETTER[: len(LETTER) // 2], remarks.NO_PICTURE),
        (drawn(10, 10, "BMP"), remarks.NO_PICTURE),
        (Random(1).randbytes(2 * 1024 * 1024 + 1), remarks.LARGE_PICTURE),
    ],
    ids=["svg", "header alone", "half a file", "bmp", "too large"],
)
def test_what_is_no_plain_picture_is_refused(data, message):
    files = members(QTI.write([entry(spot())]))
    files[f"images/{SURAT.file}.png"] = data

    (back,) = QTI.read(archive(files))

    assert (back.content, back.refusal.message, back.pictures) == (None, message, {})


def test_a_picture_of_more_pixels_than_a_page_shows_is_refused_by_its_header(monkeypatch):
    monkeypatch.setattr(package_pictures, "MOST_PIXELS", 400 * 300 - 1)

    with pytest.raises(package_pictures.EntryRefused):
        facts_of(LETTER)


@pytest.mark.parametrize("address", [b"../../../etc/hostname", b"https://contoh.example/a.png", b"../images/lain.png"])
def test_a_picture_is_looked_for_in_the_package_alone(address):
    data = QTI.write([entry(spot())])
    foreign = changed(data, "items/item-0001.xml", (f"../images/{SURAT.file}.png".encode(), address))

    (back,) = QTI.read(foreign)

    assert back.refusal.message == remarks.MISSING_FILE


def test_a_case_is_written_once_and_comes_back_with_each_of_its_questions():
    bank = [entry(replace(one, case=CASE), code=f"K-{n}") for n, one in enumerate(one_of_each()[:2], start=1)]

    planned = plan(QTI, bank)
    back = QTI.read(planned.data)

    assert [one.refusal for one in planned.entries] == [None, None]
    assert [name for name in members(planned.data) if name.startswith("stimuli/")] == ["stimuli/stimulus-0001.xml"]
    assert [one.content.case for one in back] == [CASE, CASE]
    assert [one.says_the_same(other) for one, other in zip(back, bank, strict=True)] == [True, True]


def test_a_text_of_other_programs_becomes_a_case_with_a_code_of_its_own():
    data = QTI.write([entry(replace(one_of_each()[0], case=CASE))])
    files = members(data)
    for word in (b"kasus:", b"judul kasus:", b"sumber kasus:"):
        files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b">" + word, b">x-" + word)

    (back,) = QTI.read(archive(files))

    assert back.content.case.code.startswith("IMP-")
    assert (back.content.case.title, back.content.case.text) == (CASE.title, CASE.text)
    (again,) = QTI.read(archive(files))
    assert again.content.case == back.content.case


@pytest.mark.parametrize("address", [b"../../secret.xml", b"../stimuli/lain.xml", b"../items/item-0001.xml#"])
def test_a_case_that_is_not_in_the_package_is_refused(address):
    data = QTI.write([entry(replace(one_of_each()[0], case=CASE))])

    (back,) = QTI.read(changed(data, "items/item-0001.xml", (b"../stimuli/stimulus-0001.xml", address)))

    assert back.refusal.message == remarks.NO_STIMULUS


def test_what_a_package_cannot_carry_stays_with_its_sentence():
    shown = replace(one_of_each()[0], case=replace(CASE, picture=SURAT))
    lost = replace(spot(), picture=Picture("b" * 40, "Surat", ""))
    stays = [entry(shown), entry(lost), entry(one_of_each()[13]), entry(one_of_each()[14])]

    told = [one.refusal.message for one in plan(QTI, stays).entries]

    assert told == [remarks.CASE_PICTURE_OUT, remarks.PICTURE_STAYS, remarks.CANNOT_HOLD, remarks.CANNOT_HOLD]


# --- The bank -----------------------------------------------------------------------------------------------------


@pytest.fixture
def boss(db):
    builders.competencies("D2")
    unit = builders.agency()
    made = builders.trainer(unit)
    made.is_superuser = True
    made.save()
    return made


def test_a_picture_question_leaves_one_bank_and_enters_another_with_its_picture(boss):
    builders.bank([hotspot()])
    planned = export_items(form=kinds.QTI, narrowed=BankFilter(), by=boss, at=MORNING)
    assert [one.refusal for one in planned.entries] == [None]
    file = ItemVersion.objects.get().picture.file_hash
    Item.objects.all().update(approved=None, status="draft")
    Item.objects.all().delete()
    Image.objects.all().delete()

    waiting = open_import(data=planned.data, form=kinds.QTI, defaults=Defaults(), by=boss, at=MORNING)
    assert not Image.objects.exists()
    done = confirm_import(number=waiting.uuid, by=boss, at=MORNING)

    assert [(told[3], told[4]) for told in done.findings] == [("imported", "created")]
    picture = ItemVersion.objects.get().picture
    assert (picture.file_hash, picture.uploaded_by_user) == (file, boss)
    with picture.file.open("rb") as stored:
        assert name_of(stored.read()) == file


def test_who_may_add_no_picture_to_the_library_is_told_so(boss):
    data = QTI.write([entry(spot())])
    wati = builders.with_role("Dewi Anggraini", builders.Role.TRAINER, builders.agency("Kementerian Contoh"))

    waiting = open_import(data=data, form=kinds.QTI, defaults=Defaults(), by=wati, at=MORNING)
    done = confirm_import(number=waiting.uuid, by=wati, at=MORNING)

    assert [told[3] for told in done.findings] == ["refused"]
    assert not Image.objects.exists()
    assert not Item.objects.exists()


def test_the_page_of_the_export_says_what_goes_along(client, boss):
    builders.bank([hotspot()])
    client.force_login(boss)

    page = client.get(reverse("item_bank:export"), {"format": kinds.QTI})

    assert page.status_code == 200
    assert page.context["planned"].kept
