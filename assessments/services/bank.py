"""Writes and reviews items. A version that was shown to a learner never changes: a change makes a new version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assessments import access
from assessments.answers import RATED, UNSCORED, Kind
from assessments.authoring import ItemContent, check
from assessments.models import CaseVersion, Item, ItemKey, ItemStatus, ItemUse, ItemVersion, Neutralisation
from assessments.models.cases import case_content_of
from assessments.selectors.bank import newest_version
from assessments.selectors.cases import newest_case
from assessments.services.blueprints import settle_placement
from assessments.services.pictures import picture_row
from lms.competencies.models import Competency, Indicator
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import Unit, User

# Lessons show neither a picture with regions nor what nobody scores.
ONLY_IN_TESTS = frozenset({Kind.HOTSPOT, *UNSCORED})


class CodeTaken(InvalidInput):
    """Another item has this code."""

    code = "code_taken"
    message = gettext_noop("Another item already has the code “%(code)s”. Choose another.")


class KindIsFixed(InvalidInput):
    """An item keeps its kind of question, because its earlier versions were answered in that kind."""

    code = "kind_is_fixed"
    message = gettext_noop("An item keeps its kind of question. Write a new item instead.")


class CaseIsFixed(InvalidInput):
    """An item keeps the case it hangs on, because its earlier versions were answered with it."""

    code = "case_is_fixed"
    message = gettext_noop("An item keeps the case it hangs on. Write a new item instead.")


class UnknownCase(InvalidInput):
    """The item names a case that is not in the bank."""

    code = "unknown_case"
    message = gettext_noop("The case “%(code)s” is not in the bank. Write the case first, then its questions.")


class IndicatorElsewhere(InvalidInput):
    """The indicator belongs to another competency or level than the item."""

    code = "indicator_elsewhere"
    message = gettext_noop("This indicator belongs to another competency or level. Choose one of the item's own.")


class OnlyForTests(InvalidInput):
    """Lessons show a question by itself; what hangs on a case stands in tests."""

    code = "only_for_tests"
    message = gettext_noop("A question of this kind is for tests only. Choose “exam” as its use.")


class NobodyWouldRead(InvalidInput):
    """Practice is answered at once; an answer that people rate cannot be."""

    code = "nobody_would_read"
    message = gettext_noop("A question that people rate cannot be for practice: nobody would read the answers.")


@dataclass(frozen=True)
class Placing:
    """Where an item stands in the framework, what behaviour it shows, and what it is for."""

    competency: Competency
    level: int
    use: str = ItemUse.EXAM
    topic: str = ""
    enemies: str = ""
    indicator: Indicator | None = None

    def moves(self, item: Item) -> bool:
        """Whether this would take the item to another competency, level or use."""
        return (item.competency_id, item.level, item.use) != (self.competency.pk, self.level, self.use)

    def says_otherwise(self, item: Item, newest: ItemVersion) -> bool:
        """Whether this gives the newest version another indicator, not just its first where the item stays."""
        mine = self.indicator.pk if self.indicator else None
        return mine != newest.indicator_id and (newest.indicator_id is not None or self.moves(item))

    def fills(self, newest: ItemVersion) -> bool:
        """Whether this names an indicator where none was."""
        return self.indicator is not None and newest.indicator_id is None


@transaction.atomic
def create_item(*, code: str, placing: Placing, content: ItemContent, by: User, at: datetime) -> Item:
    """Write a new item as a draft of the author's agency.

    Raises:
        NotATrainer: `by` does not write items.
        CodeTaken: another item has the code.
        IndicatorElsewhere: its indicator belongs to another competency or level.
        UnusableItem: it cannot be asked as it stands.

    """
    unit = access.agency_to_write_for(by, on=timezone.localdate(at))
    if Item.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    return add_item(code=code, placing=placing, content=content, unit=unit, by=by, at=at)


def add_item(
    *, code: str, placing: Placing, content: ItemContent, unit: Unit | None, by: User | None, at: datetime
) -> Item:
    """Store a new draft with its first version and key."""
    content, case = on_newest_case(content)
    check(content)
    require_fits_use(placing, content)
    item: Item = Item.objects.create(
        code=code,
        competency=placing.competency,
        level=placing.level,
        kind=content.kind,
        use=placing.use,
        topic=placing.topic,
        enemies=placing.enemies,
        case=case.case if case else None,
        language=content.language,
        owner=by,
        unit=unit,
        created_at=at,
        changed_at=at,
    )
    add_version(item, wording(content, case, placing.indicator), content, number=1, by=by, at=at)
    log(instance=item, action="assessments.create", user=by)
    return item


def require_fits_use(placing: Placing, content: ItemContent) -> None:
    """Refuse an indicator of elsewhere, and a practice question that needs a person or that lessons cannot show."""
    shown = placing.indicator
    if shown and (shown.competency_id, shown.level) != (placing.competency.pk, placing.level):
        raise IndicatorElsewhere
    if placing.use != ItemUse.PRACTICE:
        return
    if content.kind in RATED:
        raise NobodyWouldRead
    if content.case is not None or content.kind in ONLY_IN_TESTS:
        raise OnlyForTests


def on_newest_case(content: ItemContent) -> tuple[ItemContent, CaseVersion | None]:
    """Return a content with its case as the bank has it now, and that version. At most one query.

    Raises:
        UnknownCase: the bank has no such case.

    """
    if content.case is None:
        return content, None
    found = newest_case(content.case.code)
    if found is None:
        raise UnknownCase(code=content.case.code)
    return replace(content, case=case_content_of(found)), found


def add_version(
    item: Item, told: dict[str, Any], content: ItemContent, *, number: int, by: User | None, at: datetime
) -> ItemVersion:
    """Store a version that tells this `wording` and, in its own table, its key."""
    version = ItemVersion.objects.create(item=item, number=number, written_by=by, created_at=at, **told)
    ItemKey.objects.create(version=version, key=content.key, rationale=content.rationale)
    return version


def wording(content: ItemContent, case: CaseVersion | None, indicator: Indicator | None) -> dict[str, Any]:
    """Return what a version stores of a content; the key is not among it."""
    return {
        "stem": content.stem.strip(),
        "options": [{"id": option.id, "text": option.text.strip()} for option in content.options],
        "choices": [{"id": choice.id, "text": choice.text.strip()} for choice in content.choices],
        "source": content.source.strip(),
        "indicator": indicator,
        "case_version": case,
        "picture": picture_row(content.picture),
        "alt_text": content.picture.alt.strip() if content.picture else "",
        "long_description": content.picture.description.strip() if content.picture else "",
        "sha256": content.sha256,
    }


@transaction.atomic
def revise_item(*, item: UUID, placing: Placing, content: ItemContent, by: User, at: datetime) -> Item:
    """Change an item of the author's agency; it is a draft again, and the approved version stays in use.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.
        KindIsFixed: the kind of question differs.
        IndicatorElsewhere: its indicator belongs to another competency or level.
        UnusableItem: it cannot be asked as it stands.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    change(row, placing=placing, content=content, by=by, at=at)
    return row


def locked(item: UUID, by: User, *, at: datetime) -> Item:
    """Return the item under its lock, if `by` may read it."""
    visible = access.items_visible_to(by, on=timezone.localdate(at)).filter(uuid=item).values("pk")
    row: Item | None = Item.objects.select_for_update().filter(pk__in=visible).first()
    if row is None:
        raise access.NoSuchItem
    return row


def change(item: Item, *, placing: Placing, content: ItemContent, by: User | None, at: datetime) -> bool:
    """Give the item this content; return whether anything changed.

    Where it stands in the framework belongs to what was approved: if that changes, or if the item had been taken
    out, the earlier version is asked no more. Nor is a version that was on trial: it was never approved to count.
    An indicator is added where none was named without a new version; another one is a change like any other.
    """
    content, case = on_newest_case(content)
    check(content)
    require_fits_use(placing, content)
    if item.case_id != (case.case_id if case else None):
        raise CaseIsFixed
    if content.kind != item.kind:
        raise KindIsFixed
    newest = newest_version(item)
    moved = placing.moves(item)
    reworded = newest.sha256 != content.sha256 or placing.says_otherwise(item, newest)
    relabelled = (item.topic, item.enemies) != (placing.topic, placing.enemies) or placing.fills(newest)
    if not (moved or reworded or relabelled):
        return False
    if reworded or (moved and item.status == ItemStatus.IN_REVIEW):
        rewrite(item, newest, wording(content, case, placing.indicator), content, by=by, at=at)
    elif placing.fills(newest):
        ItemVersion.objects.filter(pk=newest.pk).update(indicator=placing.indicator)
    was_on_trial = reworded and item.status == ItemStatus.PILOT
    if moved or was_on_trial or item.status in (ItemStatus.SUSPENDED, ItemStatus.RETIRED):
        item.approved = None
    if moved or reworded:
        item.status = ItemStatus.DRAFT
    item.competency, item.level, item.use = placing.competency, placing.level, placing.use
    item.topic, item.enemies = placing.topic, placing.enemies
    item.changed_at = at
    item.save()
    log(instance=item, action="assessments.revise", user=by)
    return True


def rewrite(
    item: Item, newest: ItemVersion, told: dict[str, Any], content: ItemContent, *, by: User | None, at: datetime
) -> None:
    """Change the newest version in place while nobody has approved, reviewed or seen it; else add a version."""
    if is_settled(item, newest):
        add_version(item, told, content, number=newest.number + 1, by=by, at=at)
        return
    ItemVersion.objects.filter(pk=newest.pk).update(written_by=by, **told)
    ItemKey.objects.filter(version=newest).update(key=content.key, rationale=content.rationale)


def is_settled(item: Item, version: ItemVersion) -> bool:
    """Whether somebody already relies on this version: it was approved, is or was reviewed, or shown to a learner."""
    return (
        item.status == ItemStatus.IN_REVIEW
        or item.approved_id == version.pk
        or version.reviews.exists()
        or version.slots.exists()
        or version.practice_answers.exists()
    )


def move(item: Item, status: ItemStatus, action: str, *, by: User, at: datetime) -> Item:
    """Give the item a status, log who did it, and let the placement test know what the bank can measure now."""
    item.status, item.changed_at = status, at
    item.save()
    log(instance=item, action=action, user=by)
    settle_placement()
    return item


@transaction.atomic
def suspend(*, item: UUID, by: User, at: datetime) -> Item:
    """Take an item out of use at once; attempts that already hold it keep it.

    One that was being tried out comes back as a draft: nobody approved it to count.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    if row.status == ItemStatus.PILOT:
        row.approved = None
    return move(row, ItemStatus.SUSPENDED, "assessments.suspend", by=by, at=at)


def counts_no_more(version: ItemVersion) -> bool:
    """Whether a version was found faulty after an objection. One query."""
    return Neutralisation.objects.filter(version=version).exists()


@transaction.atomic
def resume(*, item: UUID, by: User, at: datetime) -> Item:
    """Bring a suspended item back: to use if its newest version was approved and still counts, else as a draft.

    Raises:
        NoSuchItem, NotYourItem: it is not `by`'s to change.

    """
    row = locked(item, by, at=at)
    access.require_may_edit(by, row, on=timezone.localdate(at))
    if row.status != ItemStatus.SUSPENDED:
        return row
    newest = newest_version(row)
    is_approved = row.approved_id == newest.pk and not counts_no_more(newest)
    return move(row, ItemStatus.ACTIVE if is_approved else ItemStatus.DRAFT, "assessments.resume", by=by, at=at)
