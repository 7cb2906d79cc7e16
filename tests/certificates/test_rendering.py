"""The printed certificate, read back from the PDF."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import segno
from pypdf import PdfReader

from certificates.facts import MeasuredCompetency, Subject
from certificates.rendering import BASE_URL, CannotDraw, Sheet, draw, line_of, qr_svg, to_html, to_pdf
from tests.certificates.builders import FACTS, facts_with

ADDRESS = "http://localhost:8000/verifikasi/7K3M-9QX2-T5WD-0RHA-J/"
A4_LANDSCAPE_POINTS = (842, 595)
SIXTY = tuple(Subject(order=n, title=f"Mata pelatihan ke-{n} tentang data", jp=Decimal("1.5")) for n in range(1, 61))


def sheet(**changed):
    return Sheet(
        facts=facts_with(**changed),
        number="001/LONTAR/PDP-101/2026",
        public_code="7K3M-9QX2-T5WD-0RHA-J",
        dated_on=date(2026, 11, 24),
        verify_url=ADDRESS,
    )


def read(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(page):
    return " ".join(page.extract_text().split())


def test_the_first_page_says_what_the_certificate_says():
    reader = read(to_pdf(sheet()))

    text = text_of(reader.pages[0])

    assert len(reader.pages) == 2
    assert tuple(round(float(side)) for side in reader.pages[0].mediabox[2:]) == A4_LANDSCAPE_POINTS
    for said in (
        FACTS.holder_name,
        "NIP 19870315 201012 2 901",
        FACTS.title,
        "001/LONTAR/PDP-101/2026",
        "6 JP",
        FACTS.organiser,
        "D2 Pelindungan data pribadi",
        "7K3M-9QX2-T5WD-0RHA-J",
        "localhost:8000/verifikasi",
    ):
        assert said in text


def test_the_transcript_lists_subjects_competencies_and_what_they_rest_on():
    text = text_of(read(to_pdf(sheet())).pages[1])

    for said in ("Memproses dengan dasar yang sah", "4 JP", "6 JP", "Dasar", "93%", "1.0", "PDP-101-A", "86,7"):
        assert said in text


def test_the_same_facts_give_the_same_bytes_in_another_process():
    program = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from certificates.rendering import to_pdf\n"
        "from tests.certificates.test_rendering import sheet\n"
        "print(hashlib.sha256(to_pdf(sheet())).hexdigest())"
    )
    here = {"cwd": Path(__file__).parents[2], "check": True, "capture_output": True, "text": True}
    elsewhere = subprocess.run([sys.executable, "-c", program], **here).stdout.split()[-1]

    assert hashlib.sha256(to_pdf(sheet())).hexdigest() == elsewhere
    assert to_pdf(sheet()) == to_pdf(sheet())


def test_the_document_is_tagged_named_and_dated_by_its_facts():
    reader = read(to_pdf(sheet()))
    catalogue = reader.trailer["/Root"]

    kinds = structure_kinds(catalogue["/StructTreeRoot"])

    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "id"
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()
    assert FACTS.holder_name in reader.metadata.title
    assert reader.metadata.creation_date.date() == date(2026, 11, 24)
    assert kinds.count("/Figure") == 1  # the QR code; ornament and wordmark are background
    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD"} <= set(kinds)


def structure_kinds(element):
    element = element.get_object()
    below = element.get("/K", [])
    below = below if isinstance(below, list) else [below]
    found = [str(element["/S"])] if "/S" in element else []
    for child in below:
        if hasattr(child.get_object(), "get"):
            found += structure_kinds(child)
    return found


def test_every_font_is_embedded():
    fonts = set()
    embedded = set()
    for page in read(to_pdf(sheet())).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            fonts.add(str(font.get_object()["/BaseFont"]))
            if "/FontFile2" in descendant["/FontDescriptor"].get_object():
                embedded.add(str(font.get_object()["/BaseFont"]))

    assert fonts == embedded
    assert all("Plus-Jakarta-Sans" in name for name in fonts)


def test_a_long_name_and_sixty_subjects_keep_their_place():
    name = "Prof. Dr. Ir. Raden Mas Haryo Kusumawardhana Sastranegara Pribadi, S.T., M.T., Ph.D."
    six = tuple(
        MeasuredCompetency(code=f"A{n}", name=f"Kompetensi {n}", level=n % 6, level_word="Dasar") for n in range(6)
    )

    reader = read(to_pdf(sheet(language="en", holder_name=name, subjects=SIXTY, competencies=six)))
    texts = [text_of(page) for page in reader.pages]

    assert name in texts[0]
    assert "A3 Kompetensi 3" in texts[0]
    assert "A4 Kompetensi 4" not in texts[0]
    assert len(texts) > 3
    assert all("Learning hours (JP)" in text for text in texts[1:-1])
    assert "Mata pelatihan ke-60" in texts[-1]
    assert "90 JP" in texts[-1]


def test_a_certificate_without_number_of_service_competencies_or_subjects_is_whole():
    bare = sheet(holder_nip="", holder_post="", holder_unit="", subtitle="", competencies=(), subjects=(), place="")

    text = text_of(read(to_pdf(bare)).pages[0])

    assert "NIP" not in text
    assert FACTS.holder_name in text


def test_only_sample_data_is_marked_as_sample_data():
    assert "Sample data" in to_html(sheet(language="en", is_demo=True))
    assert "Sample data" not in to_html(sheet(language="en", is_demo=False))


def test_what_people_typed_cannot_become_markup_or_fetch_a_file():
    html = to_html(sheet(title='<img src="file:///etc/passwd">Judul & lain'))

    assert '<img src="file' not in html
    assert "&lt;img src=" in html


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://localhost:9/x.png",
        "data:image/svg+xml,<svg/>",
        "models.py",
        "print/../facts.py",
        "fonts/none.ttf",
        BASE_URL + "print/%2e%2e/facts.py",
    ],
)
def test_nothing_but_our_own_files_is_fetched(address):
    html = f'<html lang="id"><title>x</title><img alt="x" src="{address}">'

    with pytest.raises(CannotDraw):
        draw(html, qr_code=qr_svg(ADDRESS), identifier="x")


def test_the_qr_code_holds_the_verification_address_and_has_room_around_it():
    # segno's matrix of the same address, as an independent drawing would show it.
    matrix = [list(row) for row in segno.make(ADDRESS, error="m", boost_error=False).matrix]
    size = len(matrix) + 8

    drawn = qr_svg(ADDRESS).decode()

    assert segno.make(ADDRESS, error="m", boost_error=False).error == "M"
    assert f'viewBox="0 0 {size} {size}"' in drawn or f'width="{size}" height="{size}"' in drawn
    assert dark_modules(drawn) == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    # 35 mm with the quiet zone leaves at least 25 mm for the code itself.
    assert 35 * len(matrix) / size >= 25


def dark_modules(svg):
    """Return the dark modules drawn by segno's path of horizontal strokes."""
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"|d="([^"]+)"[^>]*class="qrline"', svg)
    commands = re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1] or path[2])
    x = y = 0.0
    dark = set()
    for command, first, second in commands:
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            x, y = float(first), float(second)
    return dark


@pytest.mark.parametrize(("chance", "percent"), [(None, None), (0.0, 0), (0.6, 60), (0.934, 93), (1.0, 99)])
def test_certainty_is_never_complete(chance, percent):
    line = line_of(MeasuredCompetency(code="D2", name="Privasi", level=2, level_word="Dasar", chance=chance))

    assert line.percent == percent
    assert bool(line.certainty) == (percent is not None)
    assert line.steps == [True, True, False, False, False]
