"""The demo's item bank and its two courses, through the importers that trainers use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from assessments.importing import import_items
from assessments.item_table import read_csv
from assessments.models import AttemptSlot, Item
from assessments.rendering import shown_in_practice, shown_in_slot
from assessments.scoring import best_answer
from assessments.services import save_answer, submit
from courses.importing import Outcome, import_course
from courses.models import CoursePage, LessonPage
from courses.services import answer_check, complete_lesson, enrol, start_final_test
from lms.people.models import Unit, User

BANK = Path(settings.BASE_DIR) / "assessments" / "bank" / "soal.csv"
MINUTES_IN_THE_TEST = timedelta(minutes=14)
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
    for slot in AttemptSlot.objects.filter(attempt=attempt).select_related(
        "item_version__item", "item_version__secret"
    ):
        version = slot.item_version
        payload = shown_in_slot(slot).encode(best_answer(version.item.kind, version.secret.key)) or {}
        save_answer(person=person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at)
    submit(person=person, attempt=attempt.uuid, at=at + MINUTES_IN_THE_TEST)


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
