"""Puts the fixed forms of a test together, by hand or from the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.assembling import Candidate, Wanted, assemble
from assessments.blueprint_content import FormSpec
from assessments.models import BlueprintVersion
from assessments.selectors.calibration import cuts_on
from assessments.selectors.cells import BankItem, bank_for
from assessments.selectors.parameters import parameters_of
from assessments.services.blueprint_writing import change, locked_to_write, written
from lms.people.models import User


@transaction.atomic
def put_in_forms(
    *, test: UUID, chosen: dict[int, str], group: Sequence[int], by: User, at: datetime
) -> BlueprintVersion | None:
    """Say of the items of one `group` (their ids) which form each belongs to; those not chosen are in none.

    Items that stay keep their place; new ones come at the end.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked_to_write(test, by, at=at)
    before = written(row)
    kept = {form.code: [item for item in form.items if keeps(item, form.code, chosen, group)] for form in before.forms}
    for item, code in chosen.items():
        items = kept.setdefault(code, [])
        if item not in items:
            items.append(item)
    forms = tuple(FormSpec(code, tuple(items)) for code, items in sorted(kept.items()) if items)
    return change(row, before, replace(before, forms=forms), by=by, at=at)


def keeps(item: int, code: str, chosen: dict[int, str], group: Sequence[int]) -> bool:
    """Whether an item stays in a form."""
    return chosen.get(item) == code if item in group or item in chosen else True


@transaction.atomic
def move_up(*, test: UUID, form: str, item: int, by: User, at: datetime) -> BlueprintVersion | None:
    """Ask an item one place earlier in a form.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked_to_write(test, by, at=at)
    before = written(row)
    forms = tuple(earlier(one, item) if one.code == form else one for one in before.forms)
    return change(row, before, replace(before, forms=forms), by=by, at=at)


def earlier(form: FormSpec, item: int) -> FormSpec:
    """Return a form with one item a place earlier."""
    items = list(form.items)
    place = items.index(item) if item in items else 0
    if place:
        items[place - 1], items[place] = items[place], items[place - 1]
    return replace(form, items=tuple(items))


@transaction.atomic
def drop_item(*, test: UUID, form: str, item: int, by: User, at: datetime) -> BlueprintVersion | None:
    """Take an item out of a form.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.

    """
    row = locked_to_write(test, by, at=at)
    before = written(row)
    forms = [
        replace(one, items=tuple(each for each in one.items if each != item)) if one.code == form else one
        for one in before.forms
    ]
    after = replace(before, forms=tuple(one for one in forms if one.items))
    return change(row, before, after, by=by, at=at)


@transaction.atomic
def propose_forms(*, test: UUID, forms: int, seed: int, by: User, at: datetime) -> BlueprintVersion | None:
    """Put parallel forms together from the bank in place of those the test has.

    Raises:
        NoSuchWrittenTest, NotYourTest: it is not `by`'s to change.
        TooFewForForms: the bank cannot give so many forms different items.

    """
    row = locked_to_write(test, by, at=at)
    before = written(row)
    # Questions on a case are put into a form by hand, all of them: matching would tear them apart.
    bank = [one for one in bank_for(before.cells, row.unit_id) if one.case is None]
    candidates = candidates_of(bank, at=at)
    cells = [Wanted(cell.count, tuple(candidates[one.item] for one in bank if one.fits(cell))) for cell in before.cells]
    return change(row, before, replace(before, forms=assemble(cells, forms=forms, seed=seed)), by=by, at=at)


def candidates_of(bank: Sequence[BankItem], *, at: datetime) -> dict[int, Candidate]:
    """Return the items with their parameters in use, by id. Two queries."""
    levels = [one.level for one in bank]
    places = parameters_of([one.version for one in bank], levels, cuts_on(timezone.localdate(at)))
    return {
        one.item: Candidate(one.item, places[one.version].slope, places[one.version].difficulty, one.enemies)
        for one in bank
    }
