"""What trainers and second readers read of cases: the stimulus, the questions on it, and who has read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from assessments import access
from assessments.equal_access import barriers, barriers_of_case
from assessments.models import Case, CaseVersion, Item, ItemStatus, ItemVersion, Review
from assessments.models.bank import content_of
from assessments.models.cases import case_content_of
from assessments.notation import lines_of
from assessments.questions import Question, Stimulus
from assessments.rendering import preview_of, stimulus_of
from assessments.stimuli import CaseContent
from lms.people.access import Viewer


@dataclass(frozen=True)
class CaseItem:
    """A question of a case, with its newest version, as a learner sees it, and with its key."""

    item: Item
    version: ItemVersion
    question: Question
    lines: tuple[str, ...]
    rationale: str
    barriers: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether a second reader has to decide about it."""
        return bool(self.item.status == ItemStatus.IN_REVIEW)


@dataclass(frozen=True)
class CasePage:
    """A case as its author or second reader looks at it."""

    case: Case
    version: CaseVersion
    content: CaseContent
    stimulus: Stimulus
    barriers: tuple[str, ...]
    items: tuple[CaseItem, ...]
    reviews: tuple[Review, ...]
    may_edit: bool
    may_review: bool

    @property
    def waiting(self) -> tuple[CaseItem, ...]:
        """Return the questions about which a second reader has to decide."""
        return tuple(one for one in self.items if one.waits)

    @property
    def has_drafts(self) -> bool:
        """Whether anything can be submitted."""
        return any(one.item.status == ItemStatus.DRAFT for one in self.items)


def newest_of_cases() -> QuerySet[CaseVersion]:
    """Return the newest version of every case, with case and picture."""
    newest = CaseVersion.objects.filter(case=OuterRef("case")).order_by("-number").values("pk")[:1]
    return CaseVersion.objects.filter(pk=Subquery(newest)).select_related("case", "picture")


def newest_case(code: str) -> CaseVersion | None:
    """Return the newest version of a case by its code. One query."""
    return newest_of_cases().filter(case__code=code).first()


def cases_named(codes: Collection[str]) -> dict[str, CaseVersion]:
    """Return the newest versions of cases by their code. One query, none where no code is given."""
    if not codes:
        return {}
    return {row.case.code: row for row in newest_of_cases().filter(case__code__in=codes)}


def case_list(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the cases `viewer` may read, the last changed first, with `title`, `count` and `waiting` items. One query.

    Two more for the agencies of the viewer.
    """
    newest = CaseVersion.objects.filter(case=OuterRef("pk")).order_by("-number").values("title")[:1]
    rows: QuerySet[Any] = (
        access.cases_visible_to(viewer, on=on)
        .select_related("unit")
        .annotate(
            title=Subquery(newest),
            count=Count("items"),
            waiting=Count("items", filter=Q(items__status=ItemStatus.IN_REVIEW)),
        )
        .order_by("-changed_at", "code")
    )
    return rows


def case_of(viewer: Viewer, code: str, *, on: date) -> Case | None:
    """Return a case within reach by its code, None where there is none. At most three queries."""
    found: Case | None = access.cases_visible_to(viewer, on=on).filter(code=code).first() if code else None
    return found


def case_page(viewer: Viewer, case: UUID, *, on: date) -> CasePage:
    """Return a case with the questions on it. At most ten queries, whatever their number.

    Raises:
        NoSuchCase: it does not exist, or belongs to an agency out of reach.

    """
    found: Case | None = access.cases_visible_to(viewer, on=on).select_related("unit").filter(uuid=case).first()
    if found is None:
        raise access.NoSuchCase
    version = newest_of_cases().get(case=found)
    items = items_on(found)
    is_second = access.may_review_case(viewer, found, on=on)
    waits = [one for one in items if one.waits]
    is_second = is_second and all(one.version.written_by_id != viewer.pk for one in waits)
    reviews = Review.objects.filter(version__item__case=found).select_related("by", "version__item")
    return CasePage(
        case=found,
        version=version,
        content=case_content_of(version),
        stimulus=stimulus_of(version),
        barriers=tuple(barriers_of_case(case_content_of(version))),
        items=items,
        reviews=tuple(reviews),
        may_edit=access.may_edit(viewer, found, on=on),
        may_review=bool(waits) and is_second and version.written_by_id != viewer.pk,
    )


def items_on(case: Case) -> tuple[CaseItem, ...]:
    """Return the questions on a case in the order in which they are asked. One query."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    related = ("secret", "item__competency", "picture", "case_version__case", "case_version__picture")
    rows = ItemVersion.objects.filter(item__case=case, pk=Subquery(newest)).select_related(*related)
    return tuple(case_item(row) for row in rows.order_by("item_id"))


def case_item(version: ItemVersion) -> CaseItem:
    """Return a version as a question of its case."""
    content = content_of(version)
    return CaseItem(
        version.item,
        version,
        preview_of(version),
        tuple(lines_of(content)),
        content.rationale,
        tuple(barriers(content)),
    )
