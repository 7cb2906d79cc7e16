from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from assessments.models import Blueprint, Item
from courses import course_files as files
from courses.final_tests import cells_for
from courses.importing import Outcome, import_course
from courses.models import CoursePage, LessonPage, ModulePage
from lms.competencies.models import Framework
from lms.people.models import Unit
from lms.sentences import sentence
from tests.builders import NOW, person
from tests.competencies.keeping import keeping_role, next_version, publish
from tests.courses.builders import LESSON, course_in, fill_bank, lessons_of, text, write_course

CATALOGUE = Path(settings.BASE_DIR) / "courses" / "catalogue"


def why(report) -> dict[str, str]:
    return {error.name: str(error.error) for error in report.errors}


def test_a_folder_becomes_a_published_course(office: Unit, tmp_path: Path):
    course = course_in(tmp_path)

    assert (course.code, course.jp, course.live) == ("TST-101", 2, True)
    assert [(target.competency.code, target.level) for target in course.targets.all()] == [("D2", 2)]
    assert [lesson.title for lesson in lessons_of(course)] == ["Pelajaran 1", "Pelajaran 2"]
    assert all(lesson.live for lesson in lessons_of(course))
    assert [block["type"] for block in lessons_of(course)[0].body.raw_data] == ["text", "table", "callout", "check"]


def test_the_same_files_again_make_no_new_revision(office: Unit, tmp_path: Path):
    course_in(tmp_path)
    before = Revision.objects.count(), Item.objects.count()

    report = import_course(tmp_path / "TST-101", at=NOW)

    assert set(report.outcomes.values()) == {Outcome.UNCHANGED}
    assert (Revision.objects.count(), Item.objects.count()) == before


def test_a_changed_file_makes_one_new_published_revision(office: Unit, tmp_path: Path):
    course = course_in(tmp_path)
    changed = tmp_path / "TST-101" / "01-modul-satu" / "02-pelajaran-2.md"
    changed.write_text(changed.read_text().replace("Teks **tebal**", "Teks baru"))
    before = Revision.objects.count()

    report = import_course(tmp_path / "TST-101", at=NOW)

    assert report.count(Outcome.CHANGED) == 1
    assert Revision.objects.count() == before + 1
    assert "Teks baru" in str(lessons_of(course)[1].body.raw_data[0])


def test_what_a_trainer_edited_stays_while_the_file_is_the_same(office: Unit, tmp_path: Path):
    lesson = lessons_of(course_in(tmp_path))[0]
    lesson.title = "Judul dari pelatih"
    lesson.save_revision().publish()

    import_course(tmp_path / "TST-101", at=NOW)

    assert LessonPage.objects.get(pk=lesson.pk).title == "Judul dari pelatih"


def test_a_lesson_put_between_two_others_stands_between_them(office: Unit, tmp_path: Path):
    course = course_in(tmp_path)
    module = tmp_path / "TST-101" / "01-modul-satu"
    (module / "02-pelajaran-2.md").rename(module / "03-pelajaran-2.md")
    (module / "02-di-antara.md").write_text(text(LESSON, number=9))

    import_course(tmp_path / "TST-101", at=NOW)

    assert [lesson.title for lesson in lessons_of(course)] == ["Pelajaran 1", "Pelajaran 9", "Pelajaran 2"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("---\ntitle", "title"), files.NO_FRONT_MATTER),
        (("minutes: 15", "menit: 15"), files.FIELD_MISSING),
        (("minutes: 15", "minutes: banyak"), files.BAD_FIELD),
        (("title: Pelajaran 2", "title: [Pelajaran"), files.BAD_FRONT_MATTER),
        (("- [x]", "- [ ]"), files.NO_RIGHT_OPTION),
        (("- [ ]", "- [x]"), files.ALL_RIGHT),
        (("Pertanyaan 2?\n", ""), files.NO_QUESTION),
        (("level: 1\n", ""), files.CHECK_FIELD),
        (("competency: D2", "competency: Z9"), "The framework has no competency “%(competency)s”."),
        (("::: contoh", "::: gambar"), files.UNKNOWN_CONTAINER),
        (("> Penjelasan-rahasia 2.\n:::", "> Penjelasan-rahasia 2.\n"), files.OPEN_CONTAINER),
    ],
)
def test_a_bad_lesson_is_listed_with_its_reason_and_the_good_one_goes_in(
    office: Unit, tmp_path: Path, change: tuple[str, str], told: str
):
    folder = write_course(tmp_path / "TST-101")
    bad = folder / "01-modul-satu" / "02-pelajaran-2.md"
    bad.write_text(bad.read_text().replace(*change))

    report = import_course(folder, at=NOW)

    assert [(error.name, error.error.message) for error in report.errors] == [("01-modul-satu/02-pelajaran-2.md", told)]
    assert [lesson.title for lesson in LessonPage.objects.all()] == ["Pelajaran 1"]


def test_a_check_that_the_bank_refuses_names_its_line(office: Unit, tmp_path: Path):
    folder = write_course(tmp_path / "TST-101")
    bad = folder / "01-modul-satu" / "01-pelajaran-1.md"
    bad.write_text(bad.read_text().replace("Kunci-rahasia 1", "Salah 1"))

    report = import_course(folder, at=NOW)

    line = bad.read_text().split("\n").index("::: periksa") + 1
    assert f"baris {line}" in sentence(report.errors[0].error) or f"line {line}" in sentence(report.errors[0].error)


def test_a_module_without_its_file_leaves_its_lessons_out(office: Unit, tmp_path: Path):
    folder = write_course(tmp_path / "TST-101")
    (folder / "01-modul-satu" / "modul.md").unlink()

    report = import_course(folder, at=NOW)

    assert len(report.errors) == 3
    assert not ModulePage.objects.exists()


def test_without_the_file_of_the_course_nothing_is_imported(office: Unit, tmp_path: Path):
    folder = write_course(tmp_path / "TST-101")
    (folder / "kursus.md").write_text("tanpa keterangan")

    report = import_course(folder, at=NOW)

    assert report.course is None
    assert [error.name for error in report.errors] == ["kursus.md"]
    assert not CoursePage.objects.exists()


def test_foreign_html_does_not_reach_a_page(office: Unit, tmp_path: Path):
    folder = write_course(tmp_path / "TST-101")
    lesson = folder / "01-modul-satu" / "01-pelajaran-1.md"
    lesson.write_text(lesson.read_text().replace("Teks **tebal**", "<script>alert(1)</script> [klik](javascript:x)"))

    import_course(folder, at=NOW)

    stored = str(LessonPage.objects.get(title="Pelajaran 1").body.raw_data)
    assert "<script" not in stored
    assert 'href="javascript' not in stored


def test_only_what_a_lesson_may_hold_survives_cleaning():
    dirty = '<p onclick="x()">a <strong>b</strong> <img src="x"><a href="javascript:x" title="y">c</a></p><script>z</script>'

    assert files.clean(dirty) == "<p>a <b>b</b> <a>c</a></p>"


def test_the_final_test_asks_what_the_course_leads_to(office: Unit, tmp_path: Path):
    fill_bank(15)

    course = course_in(tmp_path)

    cells = [(cell.competency.code, cell.topic, cell.count) for cell in course.final_test.cells.all()]
    assert cells == [("D2", "TST-101", 12)]
    assert Blueprint.objects.get(is_placement=False).code == "TST-101-AKHIR"


@pytest.mark.parametrize("comes", ["before", "after"])
def test_the_final_test_asks_the_old_items_for_the_competency_that_took_their_place(
    office: Unit, tmp_path: Path, comes: str
):
    fill_bank(15)
    course = course_in(tmp_path) if comes == "before" else None
    keepers = {name: person(name) for name in ("Wati", "Budi")}
    for who in keepers.values():
        keeping_role(who)
    draft = next_version({"framework": Framework.objects.get(), **keepers})
    draft.competencies.filter(code="D2").update(code="D2B" if comes == "before" else "D2")
    publish(keepers, draft)
    course = course or course_in(tmp_path)

    asked = [(cell.competency, cell.count) for cell in cells_for(course, None)]

    assert asked == [("D2B" if comes == "before" else "D2", 12)]


def test_the_two_courses_of_the_project_are_imported_whole(office: Unit):
    call_command("import_items", str(Path(settings.BASE_DIR) / "assessments" / "bank" / "soal.csv"), verbosity=0)

    reports = [import_course(CATALOGUE / code, at=NOW) for code in ("PDP-101", "KEM-101")]

    assert [why(report) for report in reports] == [{}, {}]
    assert [report.test_items for report in reports] == [12, 10]
    assert (ModulePage.objects.count(), LessonPage.objects.count()) == (9, 27)
    assert all(lesson.checks for lesson in LessonPage.objects.all())
    assert not Page.objects.filter(live=False).exists()


def test_the_command_reports_each_refused_file(office: Unit, tmp_path: Path, capsys):
    folder = write_course(tmp_path / "TST-101")
    (folder / "01-modul-satu" / "02-pelajaran-2.md").write_text("kosong")

    call_command("import_course", str(folder))

    told = capsys.readouterr().out
    assert "1 refused" in told
    assert "01-modul-satu/02-pelajaran-2.md" in told


def test_the_command_names_an_agency_it_does_not_know(office: Unit, tmp_path: Path):
    with pytest.raises(CommandError, match="no unit has this code"):
        call_command("import_course", str(write_course(tmp_path / "TST-101")), owner="TIDAK-ADA")
