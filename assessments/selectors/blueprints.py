"""What trainers and second readers read of tests: the list, one test with its history, and its fixed forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from assessments import blueprint_access
from assessments.answers import RATED, UNSCORED
from assessments.blueprint_content import BlueprintContent, CellSpec, Change, FormSpec, changes
from assessments.models import (
    Attempt,
    AttemptState,
    Blueprint,
    BlueprintCell,
    BlueprintMode,
    BlueprintStatus,
    BlueprintVersion,
    Item,
    VersionState,
)
from assessments.selectors.bank import with_stem
from assessments.selectors.cells import FormFault, askable, cells_of, counts_for, faults_of_forms
from lms.competencies.models import EvidenceKind
from lms.competencies.selectors import codes_asked_as, competencies_by_code, heard_for_code, rules_in_force
from lms.people.access import Viewer

# The house's rule of small numbers: fewer people than this are not shown as a distribution.
FEWEST_PEOPLE = 5
MOST_VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class TestFilter:
    """What a list of tests is narrowed to; empty texts narrow nothing."""

    __test__ = False  # not a class of tests

    search: str = ""
    status: str = ""
    competency: str = ""


@dataclass(frozen=True)
class VersionLine:
    """One version in the history, what it changed, and how many attempts were made under it."""

    version: BlueprintVersion
    changes: tuple[Change, ...]
    attempts: int


@dataclass(frozen=True)
class CellLine:
    """A group of questions, the name of its competency, and how many approved items the bank has for it."""

    cell: CellSpec
    name: str
    found: int

    @property
    def is_short(self) -> bool:
        """Whether the bank has too few."""
        return self.found < self.cell.count


@dataclass(frozen=True)
class TestPage:
    """A test as its trainers look at it. `shown` is what is being written, or else what is in force.

    `ceiling` is the highest level that its results may establish today; `faults` is what the forms in force lack.
    """

    __test__ = False  # not a class of tests

    test: Blueprint
    shown: BlueprintContent
    open_version: BlueprintVersion | None
    cells: tuple[CellLine, ...]
    faults: tuple[FormFault, ...]
    history: tuple[VersionLine, ...]
    may_edit: bool
    may_review: bool
    ceiling: int

    @property
    def is_in_review(self) -> bool:
        """Whether it waits for a second reader."""
        return self.open_version is not None and self.open_version.state == VersionState.IN_REVIEW


@dataclass(frozen=True)
class FormRow:
    """An item in a form: its code and where it stands; `is_gone` where it cannot be asked any more."""

    item: int
    uuid: UUID
    code: str
    stem: str
    level: int
    is_gone: bool


@dataclass(frozen=True)
class FormsPage:
    """The forms of a test, and the items of one group (a queryset with `stem`) that could stand in them.

    `on_cases` of the items of all groups hang on cases, and are not put into forms by the program.
    """

    test: Blueprint
    content: BlueprintContent
    forms: tuple[tuple[FormSpec, tuple[FormRow, ...]], ...]
    faults: tuple[FormFault, ...]
    cells: tuple[CellLine, ...]
    group: int
    candidates: QuerySet[Any]
    may_edit: bool
    on_cases: int = 0

    @property
    def form_of(self) -> dict[int, str]:
        """Return the form in which an item stands, by id."""
        return {item: form.code for form in self.content.forms for item in form.items}


def blueprint_list(viewer: Viewer, narrowed: TestFilter, *, on: date) -> QuerySet[Any]:
    """Return the tests `viewer` may read, with what a list says of them; the rows bring their competencies along.

    Each row has `question_count`, `open_state` (of what is being written), and of scored attempts `attempt_count`,
    `people` and `passed_people`. Three queries beside the list, whatever its length.
    """
    tests = blueprint_access.tests_visible_to(viewer, on=on)
    waiting = BlueprintVersion.objects.filter(blueprint=OuterRef("pk"), state=VersionState.IN_REVIEW)
    if narrowed.status == VersionState.IN_REVIEW:
        tests = tests.filter(Exists(waiting))
    elif narrowed.status:
        tests = tests.filter(status=narrowed.status)
    if narrowed.search:
        tests = tests.filter(Q(title__icontains=narrowed.search) | Q(code__icontains=narrowed.search))
    if narrowed.competency:
        cells = BlueprintCell.objects.filter(competency__in=heard_for_code(narrowed.competency))
        tests = tests.filter(Exists(cells.filter(blueprint=OuterRef("pk"))))
    return with_figures(tests).select_related("unit").prefetch_related("cells__competency").order_by("title", "pk")


def with_figures(tests: QuerySet[Blueprint]) -> QuerySet[Any]:
    """Return tests with their counts."""
    scored = Attempt.objects.filter(blueprint=OuterRef("pk"), state=AttemptState.SCORED).order_by().values("blueprint")
    cells = BlueprintCell.objects.filter(blueprint=OuterRef("pk")).order_by().values("blueprint")
    unapproved = BlueprintVersion.objects.filter(blueprint=OuterRef("pk")).exclude(state=VersionState.APPROVED)
    return tests.annotate(
        question_count=number(cells.annotate(n=Sum("count")).values("n")),
        attempt_count=number(scored.annotate(n=Count("pk")).values("n")),
        people=number(scored.annotate(n=Count("person", distinct=True)).values("n")),
        passed_people=number(scored.filter(passed=True).annotate(n=Count("person", distinct=True)).values("n")),
        open_state=Subquery(unapproved.values("state")[:1]),
    )


def number(counted: QuerySet[Any, Any]) -> Coalesce:
    """Return a count that a subquery makes, 0 where it finds nothing."""
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def open_version_of(test: Blueprint) -> BlueprintVersion | None:
    """Return what is being written of a test, or None. One query."""
    rows = test.versions.exclude(state=VersionState.APPROVED).select_related("written_by", "begun_by", "reviewed_by")
    found: BlueprintVersion | None = rows.first()
    return found


def written_or_in_force(test: Blueprint, version: BlueprintVersion | None) -> BlueprintContent:
    """Return what is being written, else what is in force. One query at most."""
    if version is not None:
        return version.content
    forms = test.current.content.forms if test.current else ()
    return BlueprintContent(test.settings, cells_of(test), forms)


def blueprint_to_read(viewer: Viewer, test: UUID, *, on: date) -> Blueprint:
    """Return a test that `viewer` may read. At most four queries.

    Raises:
        NoSuchWrittenTest: it does not exist or is out of reach.

    """
    rows = blueprint_access.tests_visible_to(viewer, on=on).select_related("unit", "current")
    found = rows.filter(uuid=test).first()
    if found is None:
        raise blueprint_access.NoSuchWrittenTest
    return found


def blueprint_page(viewer: Viewer, test: UUID, *, on: date) -> TestPage:
    """Return a test with its groups and its history. At most twenty queries.

    Raises:
        NoSuchWrittenTest: it does not exist or is out of reach.

    """
    found = blueprint_to_read(viewer, test, on=on)
    version = open_version_of(found)
    shown = written_or_in_force(found, version)
    is_waiting = version is not None and version.state == VersionState.IN_REVIEW
    is_own = version is not None and viewer.pk in version.writer_ids
    in_force = found.current.content if found.current else None
    is_fixed = found.mode == BlueprintMode.FIXED and found.status == BlueprintStatus.PUBLISHED
    rule = rules_in_force(on).get(EvidenceKind.MEASURED_UNSUPERVISED)
    return TestPage(
        test=found,
        shown=shown,
        open_version=version,
        cells=cell_lines(shown.cells, found.unit_id),
        faults=tuple(faults_of_forms(in_force, found.unit_id)) if in_force and is_fixed else (),
        history=history_of(found),
        may_edit=blueprint_access.may_edit_test(viewer, found, on=on),
        may_review=is_waiting and not is_own and blueprint_access.may_review_test(viewer, found, on=on),
        ceiling=rule.ceiling if rule else 0,
    )


def cell_lines(cells: Sequence[CellSpec], unit: int | None) -> tuple[CellLine, ...]:
    """Return groups with what the bank has for them. Three queries."""
    known = competencies_by_code({cell.competency for cell in cells}) if cells else {}
    return tuple(
        CellLine(cell, known[cell.competency].name if cell.competency in known else "", found)
        for cell, found in zip(cells, counts_for(cells, unit), strict=True)
    )


def history_of(test: Blueprint) -> tuple[VersionLine, ...]:
    """Return the newest versions with what each changed. One query."""
    rows = test.versions.select_related("written_by", "reviewed_by").annotate(n=Count("attempts"))
    versions = list(rows.order_by("-number")[: MOST_VERSIONS_SHOWN + 1])
    earlier: list[Any] = [*versions[1:], None][: len(versions)]
    lines = [
        VersionLine(
            version=version,
            changes=changes(before.content, version.content) if before else (),
            attempts=getattr(version, "n", 0),
        )
        for version, before in zip(versions, earlier, strict=True)
    ]
    return tuple(lines[:MOST_VERSIONS_SHOWN])


def review_queue_of_tests(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the tests that wait for a second reader and are within reach, the longest wait first. Three queries."""
    waiting = BlueprintVersion.objects.filter(blueprint=OuterRef("pk"), state=VersionState.IN_REVIEW)
    tests = blueprint_access.tests_visible_to(viewer, on=on).filter(Exists(waiting))
    return tests.annotate(since=Subquery(waiting.values("changed_at")[:1])).order_by("since", "pk")


def forms_page(viewer: Viewer, test: UUID, group: int, *, on: date) -> FormsPage:
    """Return the forms of a fixed test, and what could stand in them from one group (from 1). At most 17 queries.

    Raises:
        NoSuchWrittenTest: it does not exist or is out of reach.

    """
    found = blueprint_to_read(viewer, test, on=on)
    content = written_or_in_force(found, open_version_of(found))
    chosen = min(max(group, 1), max(len(content.cells), 1))
    cells = content.cells[chosen - 1 : chosen]
    return FormsPage(
        test=found,
        content=content,
        forms=form_rows(content, found.unit_id),
        faults=tuple(faults_of_forms(content, found.unit_id)),
        cells=cell_lines(content.cells, found.unit_id),
        group=chosen,
        candidates=with_stem(items_of(cells, found.unit_id)).order_by("level", "code"),
        may_edit=blueprint_access.may_edit_test(viewer, found, on=on),
        on_cases=items_of(content.cells, found.unit_id).filter(case__isnull=False).count(),
    )


def items_of(cells: Sequence[CellSpec], unit: int | None) -> QuerySet[Any]:
    """Return the items that groups may ask. Two queries beside the list."""
    fits, meant = Q(pk__in=[]), codes_asked_as()
    for cell in cells:
        heard = [pk for pk, codes in meant.items() if cell.competency in codes]
        one = Q(competency__in=heard, level__range=(cell.level_min, cell.level_max))
        scored = Q(kind__in=RATED) if cell.is_rated else ~Q(kind__in=(*RATED, *UNSCORED))
        one &= Q(kind__in=UNSCORED) if cell.is_unscored else scored
        fits |= one & Q(topic=cell.topic) if cell.topic else one
    return askable(unit).filter(fits)


def form_rows(content: BlueprintContent, unit: int | None) -> tuple[tuple[FormSpec, tuple[FormRow, ...]], ...]:
    """Return each form with its items in order, those that are gone among them. Two queries."""
    wanted = {item for form in content.forms for item in form.items}
    can_be_asked = set(askable(unit).filter(pk__in=wanted).values_list("pk", flat=True))
    rows = {row.pk: row for row in with_stem(Item.objects.filter(pk__in=wanted))}
    return tuple(
        (form, tuple(form_row(rows[item], can_be_asked) for item in form.items if item in rows))
        for form in content.forms
    )


def form_row(row: Any, can_be_asked: set[int]) -> FormRow:
    """Return an item as a line of a form."""
    return FormRow(row.pk, row.uuid, row.code, row.stem or "", row.level, row.pk not in can_be_asked)
