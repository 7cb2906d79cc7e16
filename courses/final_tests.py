"""Draws the final test of a course from the exam items of the competencies the course leads to."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.db.models import Q
from wagtail.models import Revision

from assessments.models import Blueprint, Item, ItemUse
from assessments.services import CellSpec, define_blueprint
from courses.models import CoursePage
from lms.competencies.selectors import followed_by, heard_by
from lms.competencies.services import Source
from lms.errors import InvalidInput
from lms.people.models import Unit, User

log = structlog.get_logger("courses")

# Fewer questions measure nothing.
LEAST_ITEMS = 3
# A test for one sitting; more questions would tire more than they tell.
MOST_ITEMS = 12
TEST_MINUTES = 30
PASS_PERCENT = 70


def give_test(course: CoursePage, *, by: User | None, unit: Unit | None) -> int:
    """Give an imported course its final test and return how many questions it asks.

    Where the bank has too little (0 questions) the course keeps what it has.
    """
    test = draw_test(course, unit=unit)
    if test is None:
        return 0
    if course.final_test_id != test.pk:
        course.final_test = test
        course.save_revision(user=by, log_action=False).publish(user=by, skip_permission_checks=True)
    return sum(cell.count for cell in test.cells.all())


def give_missing_test(course: CoursePage) -> None:
    """Give a course that was published without a final test the one that the bank can fill.

    Newer drafts are told as well, so that publishing them does not take the test away again.
    """
    if course.final_test_id is not None:
        return
    try:
        test = draw_test(course, unit=course.unit)
    except InvalidInput as problem:
        log.warning("course stays without a test", course=course.pk, code=problem.code)
        return
    if test is None:
        return
    CoursePage.objects.filter(pk=course.pk).update(final_test=test)
    course.final_test = test
    since = course.live_revision.created_at if course.live_revision else course.last_published_at
    for revision in course.revisions.filter(created_at__gte=since):
        if not revision.content.get("final_test"):
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "final_test": test.pk})


def draw_test(course: CoursePage, *, unit: Unit | None) -> Blueprint | None:
    """Return the final test that the bank can fill for the course, None where it holds too few items.

    Raises:
        UnknownCompetency: the course leads to a competency that the framework does not have any more.
    """
    cells = cells_for(course, unit)
    if sum(cell.count for cell in cells) < LEAST_ITEMS:
        return None
    code = f"{course.code}-AKHIR"
    test = Blueprint.objects.filter(code=code).first()
    if test is None or test.source_uuid is None or not same_cells(test, cells):
        test = define_blueprint(
            code=code,
            title=f"Tes akhir: {course.title}"[:200],
            summary=course.summary,
            cells=cells,
            pass_percent=PASS_PERCENT,
            time_limit_minutes=TEST_MINUTES,
            unit=unit,
            source=Source("course_writing", course.translation_key, course.title),
        )
    return test


def cells_for(course: CoursePage, unit: Unit | None) -> list[CellSpec]:
    """Return what the test asks: each competency the course leads to, from its own topic where that has items.

    A competency stands for what took its place, which asks the items of both. Of the competency with the most items the
    fewest are asked that keep the test within one sitting.
    """
    exam = Item.objects.servable().filter(Q(unit__isnull=True) | Q(unit=unit), use=ItemUse.EXAM)
    targets = [row.competency for row in course.targets.select_related("competency").order_by("competency__order")]
    newer = followed_by(one.pk for one in targets)
    asked = {one.pk: one for target in targets for one in newer.get(target.pk, [target])}
    found: dict[str, tuple[str, int]] = {}
    for competency, heard in heard_by(asked).items():
        of_target = exam.filter(competency__in=heard)
        own = of_target.filter(topic=course.code).count()
        count = own or of_target.count()
        if count:
            found[asked[competency].code] = (course.code if own else "", count)
    while sum(count for _, count in found.values()) > MOST_ITEMS:
        largest = max(found, key=lambda code: found[code][1])
        topic, count = found[largest]
        found[largest] = (topic, count - 1)
    return [CellSpec(code, count, topic=topic) for code, (topic, count) in found.items()]


def same_cells(test: Blueprint, cells: Sequence[CellSpec]) -> bool:
    """Whether the test is drawn from these cells already."""
    now = [(cell.competency.code, cell.topic, cell.count) for cell in test.cells.select_related("competency")]
    return now == [(cell.competency, cell.topic, cell.count) for cell in cells]
