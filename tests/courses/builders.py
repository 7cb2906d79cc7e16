"""A small course from files, and people who take it; dates are fixed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any
from uuid import UUID

from assessments.importing import import_items
from assessments.item_table import ItemRow
from assessments.models import Attempt, Item
from assessments.rendering import shown_in_practice, shown_in_slot
from assessments.services import save_answer, submit
from courses import services
from courses.importing import CourseReport, import_course
from courses.models import CoursePage, LessonPage
from lms.people.models import Unit, User
from tests.builders import NOW

COURSE = """\
    ---
    code: TST-101
    title: Kursus uji
    summary: Memeriksa bahwa kursus berjalan.
    jp: 2
    targets: {D2: 2}
    training_type: teknis
    audience: Semua pegawai.
    outcomes: ["Anda dapat menguji."]
    ---
    Layak **diikuti**.
    """
MODULE = """\
    ---
    title: Modul satu
    jp: 2
    ---
    Pengantar modul.
    """
LESSON = """\
    ---
    title: Pelajaran {number}
    minutes: 15
    sources:
      - {{tag: S1, text: "UU 27/2022, Pasal {number}", url: ""}}
    ---
    ## Judul bagian

    Teks **tebal** dan [tautan](https://contoh.example/).

    | Kolom | Isi |
    | --- | --- |
    | satu | dua |

    ::: contoh Di loket
    Sebuah contoh.
    :::

    ::: periksa
    competency: D2
    level: 1
    Pertanyaan {number}?
    - [ ] Salah {number}
    - [x] Kunci-rahasia {number}
    > Penjelasan-rahasia {number}.
    :::
    """


def text(template: str, **facts: Any) -> str:
    """Return a file's text without the indentation of this module."""
    return dedent(template).format(**facts) if facts else dedent(template)


def write_course(folder: Path, *, lessons: int = 2) -> Path:
    """Write the files of a course with one module."""
    module = folder / "01-modul-satu"
    module.mkdir(parents=True)
    (folder / "kursus.md").write_text(text(COURSE))
    (module / "modul.md").write_text(text(MODULE))
    for number in range(1, lessons + 1):
        (module / f"{number:02}-pelajaran-{number}.md").write_text(text(LESSON, number=number))
    return folder


def fill_bank(count: int = 4) -> None:
    """Put exam items of the course's topic into the bank."""
    rows = [
        ItemRow(
            line=number,
            code=f"TST-{number}",
            competency="D2",
            level=1,
            kind="single",
            stem=f"Soal {number}?",
            options=("Salah", "Benar", "Keliru"),
            key="B",
            topic="TST-101",
            rationale="Karena benar.",
        )
        for number in range(1, count + 1)
    ]
    import_items(rows, by=None, at=NOW)


def course_in(folder: Path, *, lessons: int = 2, with_test: bool = False, owner: Unit | None = None) -> CoursePage:
    """Import a small course and return it."""
    if with_test:
        fill_bank()
    report: CourseReport = import_course(write_course(folder / "TST-101", lessons=lessons), owner_unit=owner, at=NOW)
    assert not report.errors
    assert report.course is not None
    return report.course


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """Return the lessons in order."""
    return list(LessonPage.objects.filter(path__startswith=course.path).order_by("path"))


def address_of(lesson: LessonPage) -> str:
    """Return the address of a lesson."""
    return f"/kursus/{'/'.join(lesson.url_path.strip('/').split('/')[-3:])}/"


def token_for(item: UUID, right: bool) -> str:
    """Return the token of a right or a wrong option of a practice item."""
    version = Item.objects.select_related("approved__secret").get(uuid=item).approved
    shown = shown_in_practice(version)
    keys = version.secret.key["choice"]
    return next(token for name, token in shown.of_option.items() if (name in keys) is right)


def answer(person: User, lesson: LessonPage, *, right: bool = True) -> Any:
    """Answer the first check of a lesson."""
    item = UUID(lesson.checks[0])
    payload = {"choice": [token_for(item, right)]}
    return services.answer_check(lesson=lesson.uuid, item=item, payload=payload, by=person, at=NOW)


def read_all(person: User, course: CoursePage) -> None:
    """Join the course, answer every check and finish every lesson."""
    services.enrol(course=course.uuid, by=person, at=NOW)
    for lesson in lessons_of(course):
        answer(person, lesson)
        services.complete_lesson(lesson=lesson.uuid, by=person, at=NOW)


def take_test(person: User, course: CoursePage, *, right: bool = True) -> Attempt:
    """Take the final test and hand it in."""
    attempt = services.start_final_test(course=course.uuid, by=person, at=NOW)
    for slot in attempt.slots.select_related("item_version__item", "item_version__secret"):
        keys = slot.item_version.secret.key["choice"]
        tokens = shown_in_slot(slot).of_option
        token = next(token for name, token in tokens.items() if (name in keys) is right)
        save_answer(
            person=person, attempt=attempt.uuid, position=slot.position, payload={"choice": [token]}, seq=1, at=NOW
        )
    return submit(person=person, attempt=attempt.uuid, at=NOW)
