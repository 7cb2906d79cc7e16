"""What trainers and second readers read of the item bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from assessments import access
from assessments.advice import crowded_place, remarks
from assessments.answers import RATED, UNSCORED, Kind
from assessments.authoring import ItemContent
from assessments.equal_access import barriers
from assessments.models import Item, ItemKey, ItemStatus, ItemUse, ItemVersion, Review
from assessments.models.bank import content_of
from assessments.notation import letter
from assessments.questions import Question
from assessments.rendering import preview_of
from assessments.selectors.calibration import ItemFigures, figures_of_item, most_troubled_first
from lms.competencies.models import Competency
from lms.competencies.selectors import followed_by, heard_for_code
from lms.people.access import Viewer

# Where a second person decides what becomes of an item.
DECIDED_BY_READERS = (ItemStatus.IN_REVIEW, ItemStatus.ACTIVE, ItemStatus.PILOT)
# Habits show in the newest items; the page of one item must not read a whole bank.
MOST_KEYS_READ = 200


@dataclass(frozen=True)
class BankFilter:
    """What a list of items is narrowed to; empty texts narrow nothing. `by_trouble` puts the most troubled first."""

    competency: str = ""
    status: str = ""
    use: str = ""
    search: str = ""
    topic: str = ""
    by_trouble: bool = False


@dataclass(frozen=True)
class CrowdedPlace:
    """The place at which the right option stands in most of an author's single choices, as a letter."""

    letter: str
    count: int
    total: int


@dataclass(frozen=True)
class ItemPage:
    """An item as its author or second reader looks at it, with key, advice, reviews and the figures of its answers."""

    item: Item
    version: ItemVersion
    content: ItemContent
    question: Question
    remarks: tuple[str, ...]
    barriers: tuple[str, ...]
    crowded: CrowdedPlace | None
    reviews: tuple[Review, ...]
    may_edit: bool
    may_review: bool
    may_decide_trial: bool
    newer: Sequence[Competency]
    figures: ItemFigures | None

    @property
    def can_be_tried(self) -> bool:
        """Whether a second reader may let it be asked without counting."""
        return can_be_tried(self.item)

    @property
    def is_served(self) -> bool:
        """Whether this very version is the one that is asked."""
        return self.item.approved_id == self.version.pk


def bank_list(viewer: Viewer, narrowed: BankFilter, *, on: date) -> QuerySet[Any]:
    """Return the items `viewer` may read, the last changed or the most troubled first, the question text as `stem`.

    One query beside the list, whose rows bring their competency and agency along; three where a competency is asked
    for, which finds what was written for those it took the place of as well.
    """
    items = access.items_visible_to(viewer, on=on).select_related("competency", "unit", "owner")
    if narrowed.competency:
        items = items.filter(competency__in=heard_for_code(narrowed.competency))
    if narrowed.status:
        items = items.filter(status=narrowed.status)
    if narrowed.use:
        items = items.filter(use=narrowed.use)
    if narrowed.topic:
        items = items.filter(topic=narrowed.topic)
    if narrowed.search:
        found = ItemVersion.objects.filter(item=OuterRef("pk"), stem__icontains=narrowed.search)
        items = items.filter(Q(code__icontains=narrowed.search) | Exists(found))
    narrowest: QuerySet[Any] = with_stem(items).order_by("-changed_at", "code")
    return most_troubled_first(narrowest) if narrowed.by_trouble else narrowest


def asked_as_well(items: Iterable[Item]) -> dict[int, Sequence[Competency]]:
    """Return by competency (id) of these items what took its place and asks them now. At most two queries."""
    return dict(followed_by(item.competency_id for item in items))


def with_stem(items: QuerySet[Any]) -> QuerySet[Any]:
    """Return items with the text and the indicator of their newest version as `stem` and `shows`."""
    newest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    return items.annotate(stem=newest.values("stem")[:1], shows=newest.values("indicator__text")[:1])


def topics_in_bank(viewer: Viewer, *, on: date) -> list[str]:
    """Return the topics of the items that `viewer` may read, in order. Three queries."""
    items = access.items_visible_to(viewer, on=on).exclude(topic="")
    return list(items.order_by("topic").values_list("topic", flat=True).distinct())


def review_queue(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the items that wait for `viewer` as a second reader, the longest wait first; never the own ones."""
    newest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    waiting = access.items_reviewable_by(viewer, on=on).filter(status=ItemStatus.IN_REVIEW)
    waiting = waiting.annotate(author=newest.values("written_by")[:1])
    waiting = waiting.filter(Q(author__isnull=True) | ~Q(author=viewer.pk))
    return with_stem(waiting).select_related("competency", "unit", "owner").order_by("changed_at", "code")


def newest_version(item: Item) -> ItemVersion:
    """Return the newest version of an item, with its key. One query."""
    related = ("secret", "written_by", "indicator", "picture", "case_version__case", "case_version__picture")
    version: ItemVersion = item.versions.select_related(*related).order_by("-number")[0]
    version.item = item
    return version


def crowded_key_place(viewer: Viewer, item: Item, *, on: date) -> CrowdedPlace | None:
    """Return where the author of a single choice puts the key too often, among what `viewer` may read.

    An item without an author is judged with those of its agency that have none. At most three queries, the newest
    200 items.
    """
    if item.kind != Kind.SINGLE:
        return None
    same = access.items_visible_to(viewer, on=on).filter(kind=Kind.SINGLE, owner=item.owner_id, unit=item.unit_id)
    newest = ItemVersion.objects.filter(item=OuterRef("version__item")).order_by("-number").values("pk")[:1]
    keys = ItemKey.objects.filter(version__item__in=same, version=Subquery(newest))
    rows = keys.order_by("-version__item__changed_at").values_list("key", "version__options")[:MOST_KEYS_READ]
    places = [[option["id"] for option in options].index(key["choice"][0]) for key, options in rows]
    found = crowded_place(places)
    return CrowdedPlace(letter(found[0]).upper(), found[1], len(places)) if found else None


def can_be_tried(item: Item) -> bool:
    """Whether an item can be asked without counting: one for tests that stands alone, which its key scores."""
    return item.use == ItemUse.EXAM and item.kind not in (*RATED, *UNSCORED) and item.case_id is None


def item_page(viewer: Viewer, item: UUID, *, on: date) -> ItemPage:
    """Return an item with its newest version, and the competencies that ask it as well. At most nineteen queries.

    Raises:
        NoSuchItem: it does not exist, or belongs to an agency out of reach.

    """
    rows = access.items_visible_to(viewer, on=on).select_related("competency__framework", "unit", "owner", "case")
    found = rows.filter(uuid=item).first()
    if found is None:
        raise access.NoSuchItem
    version = newest_version(found)
    content = content_of(version)
    reviews = Review.objects.filter(version__item=found).select_related("by", "version")
    is_second_person = version.written_by_id != viewer.pk and found.status in DECIDED_BY_READERS
    is_second_person = is_second_person and access.items_reviewable_by(viewer, on=on).filter(pk=found.pk).exists()
    waits = found.status == ItemStatus.IN_REVIEW
    return ItemPage(
        item=found,
        version=version,
        content=content,
        question=preview_of(version),
        remarks=tuple(remarks(content, has_indicator=version.indicator_id is not None)),
        barriers=tuple(barriers(content)),
        crowded=crowded_key_place(viewer, found, on=on),
        reviews=tuple(reviews),
        may_edit=access.may_edit(viewer, found, on=on),
        may_review=is_second_person and waits,
        may_decide_trial=is_second_person and not waits and can_be_tried(found),
        newer=followed_by([found.competency_id]).get(found.competency_id, ()),
        figures=figures_of_item(found.approved_id or version.pk, on=on),
    )
