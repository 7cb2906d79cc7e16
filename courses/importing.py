"""Imports a course from its folder (see `course_files` for the format); the good files go in, the bad ones are listed.

A file that did not change since its last import is left alone, also where somebody edited the page meanwhile; a
changed file makes a new published revision. Checks become practice items of the bank. The final test is drawn from
the exam items of the competencies the course leads to, so the bank has to be imported before.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page

from assessments.importing import import_items
from assessments.item_table import ItemRow
from assessments.models import ItemUse
from assessments.notation import letter as option_id
from courses import course_files as files
from courses.course_files import BadFile, Callout, Check, CourseFile, Table, Text
from courses.final_tests import give_test
from courses.models import CatalogueIndexPage, CoursePage, CourseTarget, LessonPage, ModulePage, TrainingKind
from courses.services import set_up_authoring
from lms.competencies.models import Competency
from lms.competencies.selectors import competencies_by_code
from lms.errors import DomainError, gettext_noop
from lms.people.models import Unit, User

# Ids of blocks are UUIDv5 of their place in this namespace, so that the same file is the same text.
BLOCKS = uuid.UUID("3f0c2a55-3b0e-5c8e-9a45-6c6f6e746172")

UNKNOWN_COMPETENCY = gettext_noop("The framework has no competency “%(competency)s”.")
BAD_LEVEL = gettext_noop("“%(value)s” is no level; write a number from 1 to 5.")
REFUSED_CHECK = gettext_noop("The check on line %(line)s was refused: %(reason)s")
REFUSED_PAGE = gettext_noop("“%(field)s”: %(reason)s")
MODULE_MISSING = gettext_noop("Its module could not be used, so it was left out.")
OTHER_OWNER = gettext_noop("A course with this code belongs to another agency. Choose another code.")


class Outcome(StrEnum):
    """What a good file did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class FileError:
    """Why one file was not used."""

    name: str
    error: DomainError


@dataclass
class CourseReport:
    """What an import did: the course (None where its own file is unusable), outcome by file, refused files, test."""

    course: CoursePage | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    errors: list[FileError] = field(default_factory=list)
    test_items: int = 0

    def count(self, outcome: Outcome) -> int:
        """Return how many files ended this way."""
        return sum(1 for one in self.outcomes.values() if one is outcome)


@dataclass(frozen=True)
class Importer:
    """What every step of one import needs."""

    root: Path
    by: User | None
    unit: Unit | None
    at: datetime
    competencies: dict[str, Competency]
    report: CourseReport


@transaction.atomic
def import_course(
    folder: Path, *, by: User | None = None, owner_unit: Unit | None = None, at: datetime
) -> CourseReport:
    """Import a course; each file that cannot be used is reported, and the others go in.

    Raises:
        NoFramework: no framework is published yet.
    """
    report = CourseReport()
    run = Importer(folder, by, owner_unit, at, competencies_by_code(), report)
    index = set_up_authoring()
    listed = files.list_files(folder)
    report.errors += [FileError(name, error) for name, error in listed.errors]
    try:
        course = import_course_page(run, index, files.read_file(listed.course, folder))
    except BadFile as problem:
        report.errors.append(FileError(files.COURSE_FILE, problem))
        return report
    modules = [
        page for module, lessons in listed.modules if (page := import_module(run, course, module, lessons)) is not None
    ]
    put_in_order(course, modules)
    run.report.test_items = give_test(course, by=by, unit=owner_unit)
    report.course = CoursePage.objects.get(pk=course.pk)
    return report


def import_course_page(run: Importer, index: CatalogueIndexPage, file: CourseFile) -> CoursePage:
    """Return the course, made or brought up to date.

    Raises:
        BadFile: the file cannot be used.
    """
    code = file.text("code")
    known = CoursePage.objects.filter(code=code).first()
    if known is not None and run.by is not None and known.unit_id != (run.unit.pk if run.unit else None):
        raise BadFile(OTHER_OWNER)
    targets = targets_of(run, file)
    training_type = file.text("training_type", TrainingKind.TECHNICAL)
    if training_type not in TrainingKind.values:
        raise BadFile(files.BAD_FIELD, field="training_type")
    outcomes = file.facts.get("outcomes") or []
    if not isinstance(outcomes, list):
        raise BadFile(files.BAD_FIELD, field="outcomes")
    facts = {
        "title": file.text("title"),
        "code": code,
        "summary": file.text("summary"),
        "jp": hours_in(file),
        "training_type": training_type,
        "audience": file.text("audience", ""),
        "language": file.text("language", "id"),
        "outcomes": json.dumps([block(file, f"{place}", "outcome", str(text)) for place, text in enumerate(outcomes)]),
        "about": files.html_of(file.body),
    }
    page = known or CoursePage(slug=slug_from(file.text("title")), unit=run.unit)
    return keep(run, index, page, file, facts, targets=targets)


def targets_of(run: Importer, file: CourseFile) -> list[tuple[Competency, int]]:
    """Return the competencies the course leads to, with their levels."""
    named = file.facts.get("targets")
    if not isinstance(named, dict) or not named:
        raise BadFile(files.FIELD_MISSING, field="targets")
    return [(competency_in(run, str(code)), level_in(str(level))) for code, level in named.items()]


def competency_in(run: Importer, code: str) -> Competency:
    """Return the competency of this code."""
    found = run.competencies.get(code)
    if found is None:
        raise BadFile(UNKNOWN_COMPETENCY, competency=code)
    return found


def level_in(text: str) -> int:
    """Return the level from 1 to 5."""
    if text not in ("1", "2", "3", "4", "5"):
        raise BadFile(BAD_LEVEL, value=text)
    return int(text)


def hours_in(file: CourseFile) -> Decimal:
    """Return the learning hours of a course or module, more than 0."""
    try:
        hours = Decimal(file.text("jp"))
    except InvalidOperation:
        hours = Decimal(0)
    if not 0 < hours < 1000:
        raise BadFile(files.BAD_FIELD, field="jp")
    return hours


def slug_from(title: str) -> str:
    """Return the address part of a course from its title, at most 50 characters."""
    words = "".join(letter if letter.isalnum() else " " for letter in title.lower()).split()
    return "-".join(words)[:50].strip("-")


def import_module(run: Importer, course: CoursePage, folder: Path, lessons: Sequence[Path]) -> ModulePage | None:
    """Return the module with its lessons imported; None where its own file is unusable."""
    name = f"{folder.name}/{files.MODULE_FILE}"
    try:
        file = files.read_file(folder / files.MODULE_FILE, run.root)
        facts = {"title": file.text("title"), "jp": hours_in(file), "intro": " ".join(file.body.split())}
        page = below(course, ModulePage, files.slug_of(folder.name))
        module: ModulePage = keep(run, course, page, file, facts)
    except BadFile as problem:
        run.report.errors.append(FileError(name, problem))
        for lesson in lessons:
            run.report.errors.append(FileError(f"{folder.name}/{lesson.name}", BadFile(MODULE_MISSING)))
        return None
    pages = [page for path in lessons if (page := import_lesson(run, course, module, path)) is not None]
    put_in_order(module, pages)
    return module


def import_lesson(run: Importer, course: CoursePage, module: ModulePage, path: Path) -> LessonPage | None:
    """Return the lesson, made or brought up to date; None where its file is unusable."""
    try:
        with transaction.atomic():
            file = files.read_file(path, run.root)
            page = below(module, LessonPage, files.slug_of(path.stem))
            if is_unchanged(page, file):
                run.report.outcomes[file.name] = Outcome.UNCHANGED
                return page
            blocks = files.blocks_of(file)
            items = import_checks(run, course, file, [one for one in blocks if isinstance(one, Check)])
            minutes = file.text("minutes")
            if not minutes.isdecimal() or not 1 <= int(minutes) <= 240:
                raise BadFile(files.BAD_FIELD, field="minutes")
            facts = {
                "title": file.text("title"),
                "minutes": int(minutes),
                "body": json.dumps([stored(file, str(place), one, items) for place, one in enumerate(blocks)]),
                "sources": json.dumps(sources_in(file)),
            }
            lesson: LessonPage = keep(run, module, page, file, facts)
            return lesson
    except BadFile as problem:
        run.report.errors.append(FileError(path.relative_to(run.root).as_posix(), problem))
        return None


def import_checks(run: Importer, course: CoursePage, file: CourseFile, checks: Sequence[Check]) -> dict[int, uuid.UUID]:
    """Put the checks of a lesson into the bank and return their items by line.

    Raises:
        BadFile: the bank refuses one.
    """
    place = "-".join(part[:2] for part in file.name.split("/"))
    rows = [item_row(course.code, f"{course.code}-{place}-{number}", one) for number, one in enumerate(checks, 1)]
    for one in checks:
        competency_in(run, one.competency)
        level_in(one.level)
    done = import_items(rows, by=run.by, owner_unit=run.unit, at=run.at)
    if done.errors:
        raise BadFile(REFUSED_CHECK, line=done.errors[0].line, reason=done.errors[0].reason)
    return {row.line: done.items[row.code] for row in rows}


def item_row(topic: str, code: str, one: Check) -> ItemRow:
    """Return a check as a row of the item bank."""
    right = [option_id(place).upper() for place, (_, is_right) in enumerate(one.options) if is_right]
    return ItemRow(
        line=one.line,
        code=code,
        competency=one.competency,
        level=one.level,
        kind="single" if len(right) == 1 else "multiple",
        stem=one.question,
        options=tuple(text for text, _ in one.options),
        key=";".join(right),
        topic=topic,
        use=ItemUse.PRACTICE,
        rationale=one.explanation,
    )


def sources_in(file: CourseFile) -> list[dict[str, Any]]:
    """Return the sources of a lesson as blocks."""
    listed = file.facts.get("sources") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) and one.get("text") for one in listed):
        raise BadFile(files.BAD_FIELD, field="sources")
    return [
        block(
            file,
            f"source{place}",
            "source",
            {"tag": str(one.get("tag") or ""), "text": str(one["text"]), "url": str(one.get("url") or "")},
        )
        for place, one in enumerate(listed)
    ]


def block(file: CourseFile, place: str, kind: str, value: Any) -> dict[str, Any]:
    """Return a block as the database stores it."""
    return {"id": str(uuid.uuid5(BLOCKS, f"{file.name}#{place}")), "type": kind, "value": value}


def stored(file: CourseFile, place: str, one: files.Block, items: dict[int, uuid.UUID]) -> dict[str, Any]:
    """Return a part of a lesson as the database stores it."""
    if isinstance(one, Text):
        return block(file, place, "text", one.html)
    if isinstance(one, Table):
        rows = "\n".join(" | ".join(row) for row in one.rows)
        return block(file, place, "table", {"caption": "", "rows": rows})
    if isinstance(one, Callout):
        inner = [stored(file, f"{place}.{number}", part, items) for number, part in enumerate(one.content)]
        return block(file, place, "callout", {"kind": one.kind, "title": one.title, "content": inner})
    return block(file, place, "check", str(items[one.line]))


def below(parent: Page, kind: type[Any], slug: str) -> Any:
    """Return the page of this slug below `parent`, or a new one that is not stored yet."""
    return kind.objects.child_of(parent).filter(slug=slug).first() or kind(slug=slug)


def is_unchanged(page: Any, file: CourseFile) -> bool:
    """Whether the page was imported from exactly this file."""
    return page.pk is not None and page.imported_sha256 == file.sha256


def keep(
    run: Importer,
    parent: Page,
    page: Any,
    file: CourseFile,
    facts: dict[str, Any],
    targets: Iterable[tuple[Competency, int]] = (),
) -> Any:
    """Store the page with its facts and publish it, unless the file is the one it was imported from.

    Raises:
        BadFile: a value does not fit its field.
    """
    if is_unchanged(page, file):
        run.report.outcomes[file.name] = Outcome.UNCHANGED
        return page
    is_new = page.pk is None
    for name, value in {**facts, "imported_sha256": file.sha256}.items():
        setattr(page, name, value)
    page.draft_title = page.title
    if targets:
        page.targets = [CourseTarget(competency=competency, level=level) for competency, level in targets]
    try:
        if is_new:
            parent.add_child(instance=page)
        page.save_revision(user=run.by, log_action=True).publish(user=run.by, skip_permission_checks=True)
    except ValidationError as problem:
        name, told = next(iter(problem.message_dict.items()))
        raise BadFile(REFUSED_PAGE, field=name, reason=told[0]) from None
    parent.refresh_from_db()
    run.report.outcomes[file.name] = Outcome.CREATED if is_new else Outcome.CHANGED
    return type(page).objects.get(pk=page.pk)


def put_in_order(parent: Page, wanted: Sequence[Page]) -> None:
    """Bring the pages below `parent` into the order of the files; pages without a file stay behind them."""
    now = list(parent.get_children().values_list("pk", flat=True))
    first = [page.pk for page in wanted]
    order = first + [pk for pk in now if pk not in first]
    if order == now:
        return
    for pk in order:
        Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
