"""Importing a framework: the good rows are used, the bad ones named."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from lms.competencies.importing import import_framework
from lms.competencies.models import Competency, Framework, Indicator, Standard
from lms.sentences import sentence
from lms.tables import MissingColumns, UnreadableTable

pytestmark = pytest.mark.django_db

SHIPPED = Path(settings.BASE_DIR) / "lms/competencies/catalogue/kerangka-digital-asn"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "kerangka"))


def test_the_shipped_framework_has_15_competencies_with_five_levels():
    report = import_framework(SHIPPED)

    assert (report.indicators.refused, report.standards.refused) == (0, 0)
    assert (Competency.objects.count(), Indicator.objects.count(), Standard.objects.count()) == (15, 75, 75)


def test_the_same_files_again_change_nothing():
    import_framework(SHIPPED)

    report = import_framework(SHIPPED)

    assert (report.indicators.imported, report.standards.imported) == (0, 0)
    assert Framework.objects.count() == 1


def test_three_bad_rows_are_named_and_the_others_imported(folder):
    table = folder / "kerangka.csv"
    lines = table.read_text().splitlines()
    lines[5] = lines[5].replace(",5,", ",7,")
    lines[10] = lines[10].rsplit(",", 2)[0] + ",,"
    lines[20] = lines[20].replace(",digital,", ",gaib,")
    table.write_text("\n".join(lines))

    report = import_framework(folder)

    assert report.indicators.imported == 72
    assert [(row.line, sentence(row.error)) for row in report.indicators.errors] == [
        (6, "“7” bukan jenjang; tulis angka 1 sampai 5."),
        (11, "Kolom “indicator” kosong."),
        (21, "“gaib” bukan jenis kompetensi."),
    ]


def test_a_table_saved_by_a_spreadsheet_is_read(folder):
    table = folder / "standar.csv"
    table.write_bytes(
        b"\xef\xbb\xbf"
        + table.read_text().replace(",", ";").replace("Contoh; bukan", "Contoh bukan").replace('"', "").encode()
    )

    assert import_framework(folder).standards.imported == 75


def test_a_table_without_its_columns_changes_nothing(folder):
    (folder / "standar.csv").write_text("a,b\n1,2\n")

    with pytest.raises(MissingColumns):
        import_framework(folder)

    assert not Framework.objects.exists()


def test_a_picture_is_not_a_table(folder):
    (folder / "kerangka.csv").write_bytes(b"\x89PNG\xff\xfe")

    with pytest.raises(UnreadableTable):
        import_framework(folder)
