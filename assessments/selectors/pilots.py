"""What is being tried out: approved exam items that a test asks beside its own questions and that count for nothing.

The answers feed calibration and the figures of the items, so that an item counts only once its behaviour is known. Of
each person those take part in the first attempt at a test alone, as `selectors.snapshots` reads no other.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Q

from assessments.drawing import PILOT_QUESTIONS, Candidate
from assessments.models import Attempt, AttemptSlot, AttemptState, Blueprint, Item, ItemUse
from assessments.querysets import ItemQuerySet
from lms.competencies.carrying import Edges
from lms.competencies.selectors import heard_by
from lms.people.access import Viewer


def on_trial_for(blueprint: Blueprint, edges: Edges | None = None) -> ItemQuerySet:
    """Return the items that a test may try out: of what its competencies hear, everybody's or of its own agency.

    At most two queries beside the list; `edges` are the crosswalks where they were read already.
    """
    heard = heard_by({cell.competency_id for cell in blueprint.cells.all()}, edges)
    return on_trial({own for each in heard.values() for own in each}, blueprint.unit_id)


def on_trial(heard: Collection[int], agency: int | None) -> ItemQuerySet:
    """Return the items under some competencies that are being tried out, everybody's or an agency's. One query."""
    owner = Q(unit__isnull=True) | (Q(unit=agency) if agency else Q(pk__in=[]))
    items: ItemQuerySet = Item.objects.being_tried_out().filter(owner, use=ItemUse.EXAM, competency__in=heard)
    return items


def takes_pilots(viewer: Viewer, blueprint: Blueprint) -> bool:
    """Whether the next attempt of `viewer` at a test may try questions out: only the first one does. One query.

    A fixed form is asked as it was assembled and an adaptive test keeps to what it measures: what is tried out stands
    beside that and changes nothing about it.
    """
    before = Attempt.objects.filter(person=viewer, blueprint=blueprint).exclude(state=AttemptState.VOIDED)
    return not before.exists()


def candidates_for(viewer: Viewer, items: ItemQuerySet) -> list[Candidate]:
    """Return what `viewer` has not met yet of the items on trial, with how often each was asked. One query."""
    met = AttemptSlot.objects.filter(attempt__person=viewer).values("item_version__item")
    rows = items.exclude(pk__in=met).order_by("pk").annotate(asked=Count("approved__slots"))
    return [Candidate(*row) for row in rows.values_list("approved_id", "asked", "enemies")]


def enemies_on(versions: Collection[int]) -> set[str]:
    """Return the words of the items of a form that must not stand beside others. One query."""
    return set(Item.objects.filter(approved__in=versions).exclude(enemies="").values_list("enemies", flat=True))


def cases_on(versions: Collection[int]) -> dict[int, int]:
    """Return the case that each version of a form hangs on, without those that stand alone. One query."""
    rows = Item.objects.filter(approved__in=versions, case__isnull=False)
    return dict(rows.values_list("approved_id", "case_id"))


def pilot_count(viewer: Viewer, blueprint: Blueprint, items: ItemQuerySet | None = None) -> int:
    """Return how many questions the next attempt of `viewer` may try out. At most four queries.

    `items` are those on trial where an attempt does not measure all that the test names.
    """
    if not takes_pilots(viewer, blueprint):
        return 0
    return count_to_try_out(viewer, on_trial_for(blueprint) if items is None else items)


def count_to_try_out(viewer: Viewer, items: ItemQuerySet) -> int:
    """Return how many of the items on trial a first attempt of `viewer` may ask. One query."""
    met = AttemptSlot.objects.filter(attempt__person=viewer).values("item_version__item")
    return min(PILOT_QUESTIONS, items.exclude(pk__in=met).count())
