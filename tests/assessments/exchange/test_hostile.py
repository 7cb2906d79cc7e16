"""Files that mean harm, or are broken: one sentence each, and nothing is unpacked, fetched or carried out."""

from __future__ import annotations

import io
import stat
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.exchange import kinds, remarks
from assessments.exchange.entries import FileRefused
from assessments.exchange.formats import FORMATS
from assessments.exchange.reading import Archive
from tests.assessments.exchange.samples import entry, one_of_each

MANIFEST = b'<manifest xmlns="x"><resources/></manifest>'
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<quiz><question type="truefalse"><questiontext><text>&c;</text></questiontext></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/hostname">]><quiz>&a;</quiz>"""


def archive(members: dict[str, bytes], *, link: str = "", locked: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(info, "/etc/passwd")
    data = target.getvalue()
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01") if locked else data


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(FileRefused) as found:
        FORMATS[name].read(data)
    return found.value.message


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_thirty_megabytes_is_refused_before_it_is_read(name):
    message = refusal(name, b"x" * (30 * 1024 * 1024))

    assert message == remarks.TOO_LARGE


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE])
def test_entities_are_never_expanded_nor_fetched(data):
    packaged = archive({"imsmanifest.xml": data.replace(b"quiz", b"manifest")})
    document = archive({"word/document.xml": data.replace(b"quiz", b"document")})

    assert refusal("moodle", data) == remarks.XML_ENTITIES
    assert refusal("qti", packaged) == remarks.XML_ENTITIES
    assert refusal("word", document) == remarks.XML_ENTITIES


def test_a_zip_bomb_is_refused_by_its_declared_sizes():
    tight = archive({"imsmanifest.xml": MANIFEST, "items/a.xml": b"0" * (40 * 1024 * 1024)})
    wide = archive({f"{number}.xml": bytes([number]) * 1024 * 1024 for number in range(60)})

    assert refusal("qti", tight) == remarks.ZIP_RATIO
    assert refusal("qti", wide) == remarks.ZIP_LARGE
    assert refusal("word", tight) == remarks.ZIP_RATIO


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_declared():
    honest = archive({"imsmanifest.xml": MANIFEST + b" " * 50_000})
    size = (len(MANIFEST) + 50_000).to_bytes(4, "little")
    lying = honest.replace(size, (100).to_bytes(4, "little"))

    assert lying != honest
    assert refusal("qti", lying) == remarks.NO_ZIP


@pytest.mark.parametrize("name", ["../luar.xml", "/etc/cron.d/x", "a/../../b.xml", "..\\luar.xml", "C:\\x.xml"])
def test_a_name_that_leads_outside_is_refused(name):
    assert refusal("qti", archive({"imsmanifest.xml": MANIFEST, name: b"x"})) == remarks.ZIP_PATH


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive({"imsmanifest.xml": MANIFEST}, link="items/a.xml"), remarks.ZIP_LINK),
        (archive({"imsmanifest.xml": MANIFEST}, locked=True), remarks.ZIP_LOCKED),
        (archive({"imsmanifest.xml": MANIFEST, "dalam.ZIP": archive({"a": b"b"})}), remarks.ZIP_NESTED),
        (archive({f"{number}": b"" for number in range(3001)}), remarks.ZIP_MANY),
        (archive({"soal.xml": b"<quiz/>"}), remarks.NO_MANIFEST),
        (archive({"imsmanifest.xml": MANIFEST}), remarks.EMPTY),
        (archive({"imsmanifest.xml": MANIFEST})[:-30], remarks.NO_ZIP),
        (b"PK\x03\x04 dan seterusnya", remarks.NO_ZIP),
    ],
)
def test_an_archive_that_is_no_package_is_refused_with_its_own_sentence(data, message):
    assert refusal("qti", data) == message


@pytest.mark.parametrize("name", ["teks", "gift", "csv"])
@pytest.mark.parametrize("data", ["Apa?\nA. é".encode("latin-1"), b"Apa?\0\nA. x\n*B. y", "Apa?".encode("utf-16")])
def test_text_in_another_encoding_or_with_signs_that_are_no_text_is_refused(name, data):
    assert "UTF-8" in refusal(name, data)


def test_xml_that_is_broken_or_nested_without_end_is_refused():
    assert refusal("moodle", b"<quiz><question></quiz>") == remarks.NO_XML
    assert refusal("moodle", b'<?xml version="1.0" encoding="bohong"?><quiz/>') == remarks.NO_XML
    assert refusal("moodle", b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>") == remarks.XML_DEEP
    assert refusal("moodle", b"<html/>") == remarks.NOT_MOODLE


def test_an_address_in_a_manifest_never_leaves_the_archive():
    manifest = MANIFEST.replace(
        b"<resources/>", b'<resources><resource type="imsqti_item_xmlv3p0" href="../../../etc/hostname"/></resources>'
    )

    found = FORMATS["qti"].read(archive({"imsmanifest.xml": manifest}))

    assert [one.refusal.message for one in found] == [remarks.MISSING_FILE]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("moodle", b'<quiz><question type="shortanswer"><questiontext><text>' + b"&lt;a " * 300_000),
        ("moodle", b'<quiz><question type="cloze"><questiontext><text>' + b"{1:SA:" * 300_000),
        ("gift", b"::a::" + b"\\(" * 500_000 + b"{T}"),
        ("gift", b"a {" + b"=b " * 300_000),
        ("teks", b"A. " * 300_000),
        ("teks", b"*A. x\n" * 200_000),
    ],
)
def test_no_file_within_the_bounds_takes_long(name, data):
    ends = {"moodle": b"</text></questiontext></question></quiz>"}
    begun = time.process_time()

    found = FORMATS[name].reader(data + ends.get(name, b""))

    assert all(one.refusal for one in found)
    assert time.process_time() - begun < 15


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_but_never_breaks_the_reader(name, data):
    form = FORMATS[name]
    whole = bytearray(form.write([entry(one) for one in one_of_each() if name in kinds.HOLDERS[one.kind]]))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    try:
        found = form.read(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except FileRefused:
        return
    assert found


def test_nothing_of_an_archive_touches_the_disk(monkeypatch):
    for name in ("extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, name, None)

    assert Archive(archive({"imsmanifest.xml": MANIFEST})).read("imsmanifest.xml") == MANIFEST
