"""What the bank holds for the groups and the fixed forms of a test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q, prefetch_related_objects

from assessments.answers import RATED, UNSCORED, Kind
from assessments.blueprint_content import BlueprintContent, CellSpec, FormSpec
from assessments.hearing import shared_out
from assessments.models import Blueprint, BlueprintCell, Item, ItemUse, ItemVersion
from assessments.querysets import ItemQuerySet
from lms.competencies.carrying import Edges
from lms.competencies.selectors import carrying_edges, codes_asked_as, heard_by


@dataclass(frozen=True)
class BankItem:
    """An approved exam item: its id, that of the version that is asked, where it stands, and the case it hangs on.

    `competencies` are the codes for which it may be asked: of its own competency, and of what took its place.
    """

    item: int
    version: int
    competencies: frozenset[str]
    level: int
    topic: str
    enemies: str
    code: str
    kind: str
    case: int | None = None

    def fits(self, cell: CellSpec) -> bool:
        """Whether a group may ask it."""
        way = {"is_rated": self.kind in RATED, "is_unscored": self.kind in UNSCORED}
        return any(cell.takes(code, self.level, self.topic, **way) for code in self.competencies)


FIELDS = ("pk", "approved_id", "competency_id", "level", "topic", "enemies", "code", "kind", "case_id")


def askable(unit: int | None) -> ItemQuerySet:
    """Return the approved exam items of everybody, and those of the test's own agency."""
    owner = Q(unit__isnull=True) | (Q(unit=unit) if unit else Q(pk__in=[]))
    items: ItemQuerySet = Item.objects.servable().filter(owner, use=ItemUse.EXAM)
    return items


def bank_for(cells: Iterable[CellSpec], unit: int | None) -> list[BankItem]:
    """Return the items that are asked for the competencies that the cells name. Three queries."""
    codes, meant = {cell.competency for cell in cells}, codes_asked_as()
    rows = askable(unit).filter(competency__in=[pk for pk, told in meant.items() if told & codes])
    return as_bank(rows.order_by("competency__order", "level", "code"), meant)


def as_bank(items: ItemQuerySet, meant: Mapping[int, frozenset[str]]) -> list[BankItem]:
    """Return items as a test reads them; `meant` has by competency (id) the codes for which it is asked. One query."""
    rows = items.values_list(*FIELDS)
    return [BankItem(item, version, meant.get(own, frozenset()), *rest) for item, version, own, *rest in rows]


def counts_for(cells: Sequence[CellSpec], unit: int | None) -> tuple[int, ...]:
    """Return how many items the bank has for each cell. Three queries."""
    bank = bank_for(cells, unit)
    return tuple(sum(1 for one in bank if one.fits(cell)) for cell in cells)


def cells_in_order(blueprint: Blueprint) -> list[BlueprintCell]:
    """Return the cells in force, in order. One query, none where they were read already."""
    return sorted(blueprint.cells.all(), key=attrgetter("pk"))


def cells_of(blueprint: Blueprint) -> tuple[CellSpec, ...]:
    """Return the cells in force as a content names them. Two queries, none where they were read already."""
    rows = cells_in_order(blueprint)
    prefetch_related_objects(rows, "competency")
    return tuple(
        CellSpec(
            row.competency.code,
            row.count,
            row.topic,
            row.level_min,
            row.level_max,
            row.is_rated,
            row.is_unscored,
        )
        for row in rows
    )


def asked_for(blueprint: Blueprint, versions: Sequence[int], edges: Edges | None = None) -> dict[int, int]:
    """Return for which of the test's competencies each version of a form is asked, in their order.

    At most three queries; `edges` are the crosswalks where they were read already.
    """
    edges = carrying_edges() if edges is None else edges
    owns = dict(ItemVersion.objects.filter(pk__in=versions).values_list("pk", "item__competency_id"))
    wanted: Counter[int] = Counter()
    for cell in blueprint.cells.all():
        wanted[cell.competency_id] += cell.count
    return dict(zip(versions, shared_out([owns[one] for one in versions], wanted, edges), strict=True))


def may_be_watched(blueprint: Blueprint) -> bool:
    """Whether a test may ask for a task that an observer watches: that person knows whom they see.

    One query, three where it asks for tasks.
    """
    cells = list(blueprint.cells.filter(is_rated=True))
    if not cells:
        return False
    fits, heard = Q(pk__in=[]), heard_by(cell.competency_id for cell in cells)
    for cell in cells:
        one = Q(competency__in=heard[cell.competency_id], level__range=(cell.level_min, cell.level_max))
        fits |= one & Q(topic=cell.topic) if cell.topic else one
    return bool(askable(blueprint.unit_id).filter(fits, kind=Kind.CHECKLIST).exists())


def items_in(forms: Iterable[FormSpec], unit: int | None) -> dict[int, BankItem]:
    """Return those items of forms that can be asked, by id. Three queries."""
    wanted = {item for form in forms for item in form.items}
    return {one.item: one for one in as_bank(askable(unit).filter(pk__in=wanted), codes_asked_as())}


@dataclass(frozen=True)
class FormFault:
    """What a form lacks: items that cannot be asked (their codes), or more or fewer items than a group asks for.

    `group` is the number of the group, None where items were taken out of use.
    """

    form: str
    group: int | None
    has: int
    wants: int
    codes: tuple[str, ...] = ()


def faults_of_forms(content: BlueprintContent, unit: int | None) -> list[FormFault]:
    """Return what the forms of a fixed test lack. At most four queries."""
    known = items_in(content.forms, unit)
    gone = {item for form in content.forms for item in form.items} - known.keys()
    names = dict(Item.objects.filter(pk__in=gone).values_list("pk", "code")) if gone else {}
    return [fault for form in content.forms for fault in faults_of(form, content.cells, known, names)]


def faults_of(
    form: FormSpec, cells: Sequence[CellSpec], known: Mapping[int, BankItem], names: Mapping[int, str]
) -> Iterable[FormFault]:
    """Return what one form lacks; an item counts for the first group that takes it and is not full."""
    gone = [item for item in form.items if item not in known]
    if gone:
        yield FormFault(form.code, None, len(gone), 0, tuple(names.get(item, "?") for item in gone))
    filled = filled_by(form, cells, known)
    for number, (cell, has) in enumerate(zip(cells, filled, strict=True), start=1):
        if has < cell.count and not gone:
            yield FormFault(form.code, number, has, cell.count)
    over = len(form.items) - len(gone) - sum(filled)
    if over > 0:
        yield FormFault(form.code, 0, over, 0)


def filled_by(form: FormSpec, cells: Sequence[CellSpec], known: Mapping[int, BankItem]) -> list[int]:
    """Return how many items of a form each cell can count, every item once.

    Each item looks for a cell with room, and moves another one on where none is left (augmenting paths), so that the
    order of items and groups does not matter.
    """
    held: list[list[int]] = [[] for _ in cells]
    for item in form.items:
        if item in known:
            place(item, cells, known, held, set())
    return [len(items) for items in held]


def place(
    item: int, cells: Sequence[CellSpec], known: Mapping[int, BankItem], held: list[list[int]], tried: set[int]
) -> bool:
    """Put an item into a cell, moving others on where that makes room; return whether that was possible."""
    for number, cell in enumerate(cells):
        if number in tried or not known[item].fits(cell):
            continue
        tried.add(number)
        if len(held[number]) < cell.count:
            held[number].append(item)
            return True
        for other in list(held[number]):
            if place(other, cells, known, held, tried):
                held[number][held[number].index(other)] = item
                return True
    return False
