"""The demo's item bank and its two courses, through the importers that trainers use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from assessments.answers import Kind
from assessments.importing import import_items
from assessments.item_table import read_csv
from assessments.models import Attempt, AttemptSlot, Blueprint, Item
from assessments.rendering import shown_in_practice, shown_in_slot
from assessments.scoring import best_answer
from assessments.services import CellSpec, define_blueprint, save_answer, start_attempt, submit
from assessments.services.files import attach_file
from assessments.services.sources import Seen
from courses.importing import Outcome, import_course
from courses.models import CoursePage, LessonPage
from courses.services import answer_check, complete_lesson, enrol, start_final_test
from lms.people.models import Unit, User

BANK = Path(settings.BASE_DIR) / "assessments" / "bank" / "soal.csv"
MINUTES_IN_THE_TEST = timedelta(minutes=14)
# Somebody who was called away from the test four times: a second reader finds that and has to think.
CALLED_AWAY = Seen("kantor", "komputer", absences=4, absent_seconds=95)
# Which of the two tasks is drawn follows from it: the written note.
TASK_SEED = 3
NOTE = "\n\n".join(
    (
        "Kepada Yth. Kepala Seksi Identitas\nPerihal: surel berisi data warga terkirim ke alamat yang salah",
        "Pukul 09.10 daftar 340 warga (NIK, alamat) terkirim ke satu alamat di luar instansi.",
        "Hari ini: (1) pengirim meminta penerima menghapus surel dan menegaskannya secara tertulis; (2) admin surel "
        "menarik pesan dan menyimpan catatannya; (3) petugas pelindungan data mencatat kejadian.",
        "Pemberitahuan tertulis kepada warga yang terdampak dan kepada lembaga paling lambat 3 x 24 jam, berisi data "
        "yang terungkap, kapan dan bagaimana, serta langkah penanganannya (UU 27/2022, Pasal 46).",
        "Agar tidak terulang: daftar warga hanya dikirim lewat folder bersama; surel ke luar yang memuat NIK ditahan "
        "untuk diperiksa. Penanggung jawab: Kepala Bidang Layanan, berlaku satu bulan lagi.",
    )
)
CATALOGUE = Path(settings.BASE_DIR) / "courses" / "catalogue"


def load_courses(owner: Unit, *, by: User, at: datetime) -> Iterator[str]:
    """Import the bank and every course of the catalogue; yield a line for each."""
    with BANK.open("rb") as table:
        rows, errors = read_csv(table)
    # Without an author: what the project ships was read by a second person before it came here.
    report = import_items(rows, by=None, owner_unit=owner, at=at)
    yield f"item bank: {len(rows)} items, {len(errors) + len(report.errors)} refused"
    for folder in sorted(path for path in CATALOGUE.iterdir() if path.is_dir()):
        course = import_course(folder, by=by, owner_unit=owner, at=at)
        yield f"course {folder.name}: {course.count(Outcome.CREATED)} pages, {len(course.errors)} refused"


def offer_task(owner: Unit) -> str:
    """Offer a test in which people rate what was written, and return its code."""
    define_blueprint(
        code="PDP-101-TUGAS",
        title="Tugas: kebocoran data di kantor",
        summary="Delapan soal dan satu tugas tertulis yang dibaca penilai tanpa nama. Dapat menunjukkan jenjang 3.",
        cells=[CellSpec("D2", 8, topic="PDP-101"), CellSpec("D2", 1, topic="PDP-101", is_rated=True)],
        time_limit_minutes=60,
        questions_per_page=4,
        unit=owner,
    )
    return "PDP-101-TUGAS"


def offer_variety(owner: Unit) -> None:
    """Offer tests that show what questions can be: a case, a picture, what is not counted, a task that is watched."""
    define_blueprint(
        code="PDP-RAGAM",
        title="Ragam soal: kasus, gambar, dan penilaian diri",
        summary="Tiga soal pada satu kasus, satu soal pada gambar, dan penilaian diri yang tidak dihitung.",
        cells=[CellSpec("D2", 4, topic="RAGAM"), CellSpec("D2", 1, topic="RAGAM", is_unscored=True)],
        time_limit_minutes=30,
        unit=owner,
    )
    define_blueprint(
        code="PDP-PRAKTIK",
        title="Praktik: melayani permintaan data pribadi",
        summary="Satu tugas di tempat kerja yang diamati. Anda mengusulkan waktu dan tempatnya.",
        cells=[CellSpec("D2", 1, topic="RAGAM", is_rated=True)],
        time_limit_minutes=30,
        unit=owner,
    )


def hand_in_task(person: User, code: str, *, at: datetime) -> None:
    """Let a person answer the questions of a test rightly and write the note it asks for."""
    attempt = start_attempt(person=person, blueprint=Blueprint.objects.get(code=code), at=at, seed=TASK_SEED)
    answer_rightly(attempt, at=at)
    submit(person=person, attempt=attempt.uuid, at=at + 2 * MINUTES_IN_THE_TEST)


def finish_course(person: User, code: str, *, at: datetime) -> None:
    """Let a person take a whole course as anybody does: enrol, answer every check, pass the final test."""
    course = CoursePage.objects.get(code=code)
    enrol(course=course.translation_key, by=person, at=at)
    for lesson in LessonPage.objects.descendant_of(course).order_by("path"):
        for item in checks_in(lesson):
            right = right_answer(item)
            answer_check(lesson=lesson.translation_key, item=item.uuid, payload=right, by=person, at=at)
        complete_lesson(lesson=lesson.translation_key, by=person, at=at)
    attempt = start_final_test(course=course.translation_key, by=person, at=at)
    answer_rightly(attempt, at=at, seen=CALLED_AWAY)
    submit(person=person, attempt=attempt.uuid, at=at + MINUTES_IN_THE_TEST)


def answer_rightly(attempt: Attempt, *, at: datetime, seen: Seen | None = None) -> None:
    """Answer every question of an attempt as somebody who has learned would, one after the other."""
    related = ("item_version__item", "item_version__secret")
    slots = list(AttemptSlot.objects.filter(attempt=attempt).select_related(*related).order_by("position"))
    for slot in slots:
        version, at = slot.item_version, at + MINUTES_IN_THE_TEST / (len(slots) + 1)
        if version.item.kind == Kind.UPLOAD:
            file = ContentFile(NOTE.encode(), "nota dinas.txt")
            attach_file(person=attempt.person, attempt=attempt.uuid, position=slot.position, file=file, at=at)
            continue
        right = (
            {"text": NOTE} if version.item.kind == Kind.ESSAY else best_answer(version.item.kind, version.secret.key)
        )
        payload = shown_in_slot(slot).encode(right) or {}
        save_answer(
            person=attempt.person,
            attempt=attempt.uuid,
            position=slot.position,
            seq=1,
            payload=payload,
            at=at,
            seen=seen,
        )


def right_answer(item: Item) -> dict[str, Any]:
    """Return the right answer to a practice item as a learner's form would send it."""
    version = item.approved
    if version is None:
        return {}
    return shown_in_practice(version).encode(best_answer(item.kind, version.secret.key)) or {}


def checks_in(lesson: LessonPage) -> list[Item]:
    """Return the practice items that the lesson asks."""
    wanted = [block.value for block in lesson.body if block.block_type == "check"]
    uuids = [getattr(value, "uuid", value) for value in wanted]
    return list(Item.objects.filter(uuid__in=uuids).select_related("approved__secret"))
