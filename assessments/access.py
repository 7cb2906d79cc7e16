"""Who may read, write and review items: trainers and second readers, each for their own agency.

Items without an agency are everybody's to read; only an administrator of the site changes them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from assessments.answers import Kind
from assessments.models import Appeal, Case, Item, Observation, Rating, RatingStage, RatingTask
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Role, Unit, User

AUTHORS = (Role.TRAINER,)
READERS = (Role.TRAINER, Role.SECOND_READER)


class NotATrainer(NotAllowed):
    """Only a trainer writes items."""

    code = "not_a_trainer"
    message = gettext_noop("Only trainers write items. Ask your administrator for this role.")


class NotYourItem(NotAllowed):
    """The item belongs to another agency, or to everybody."""

    code = "not_your_item"
    message = gettext_noop("This item belongs to another agency. You can read it, but not change it.")


class NotASecondReader(NotAllowed):
    """Only a second reader of the agency reviews its items."""

    code = "not_a_second_reader"
    message = gettext_noop("Only second readers of this agency review its items.")


class NoSuchCase(NotFound):
    """There is no such case, or it belongs to another agency."""

    code = "no_such_case"
    message = gettext_noop("We could not find this case. Go back to the cases of the item bank.")


class NotACalibrator(NotAllowed):
    """Only a second reader for all agencies, or an administrator of the site, decides about a calibration."""

    code = "not_a_calibrator"
    message = gettext_noop(
        "Calibrations change every agency's tests. Only a second reader for all agencies or an administrator decides."
    )


class NoSuchItem(NotFound):
    """There is no such item, or it belongs to another agency."""

    code = "no_such_item"
    message = gettext_noop("We could not find this item. Go back to the item bank.")


def agencies_of(viewer: access.Viewer, roles: tuple[Role, ...], *, on: date) -> QuerySet[Unit]:
    """Return the agencies in which `viewer` holds one of `roles`. Two queries with the list."""
    scope = access.scope_paths(viewer, *roles, on=on)
    agencies: QuerySet[Unit] = Unit.objects.filter(depth=1).order_by("path")
    return agencies if scope == access.NATION else agencies.filter(path__in={path[: Unit.steplen] for path in scope})


def may_read_bank(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` has anything to do with the item bank."""
    return bool(viewer.is_superuser or access.holds_role(viewer, *READERS, on=on))


def may_write(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` writes items."""
    return bool(viewer.is_superuser or access.holds_role(viewer, Role.TRAINER, on=on))


def may_review(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` reviews items."""
    return bool(viewer.is_superuser or access.holds_role(viewer, Role.SECOND_READER, on=on))


def items_visible_to(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the items that `viewer` may read: those of the own agencies, and everybody's."""
    if not viewer.is_authenticated:
        return Item.objects.none()
    if viewer.is_superuser:
        return Item.objects.all()
    own = list(agencies_of(viewer, READERS, on=on))
    if not own:
        return Item.objects.none()
    return Item.objects.filter(Q(unit__in=own) | Q(unit__isnull=True))


def items_reviewable_by(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the items that `viewer` may review, whatever their state."""
    if viewer.is_authenticated and viewer.is_superuser:
        return Item.objects.all()
    return Item.objects.filter(unit__in=list(agencies_of(viewer, (Role.SECOND_READER,), on=on)))


def cases_visible_to(viewer: access.Viewer, *, on: date) -> QuerySet[Any]:
    """Return the cases that `viewer` may read: those of the own agencies, and everybody's."""
    if not viewer.is_authenticated:
        return Case.objects.none()
    if viewer.is_superuser:
        return Case.objects.all()
    own = list(agencies_of(viewer, READERS, on=on))
    return Case.objects.filter(Q(unit__in=own) | Q(unit__isnull=True)) if own else Case.objects.none()


def may_edit(viewer: access.Viewer, item: Item | Case, *, on: date) -> bool:
    """Whether `viewer` may change the item, or the case."""
    if viewer.is_superuser:
        return True
    return item.unit_id is not None and agencies_of(viewer, AUTHORS, on=on).filter(pk=item.unit_id).exists()


def agency_to_write_for(by: User, *, on: date) -> Unit | None:
    """Return the agency that owns what `by` writes; None for an administrator of the site: everybody's.

    Raises:
        NotATrainer: `by` does not write items.

    """
    if by.is_superuser:
        return None
    agency = agencies_of(by, AUTHORS, on=on).first()
    if agency is None:
        raise NotATrainer
    return agency


def require_may_edit(by: User, item: Item | Case, *, on: date) -> None:
    """Refuse whoever may not change the item.

    Raises:
        NotYourItem: it belongs to others.

    """
    if not may_edit(by, item, on=on):
        raise NotYourItem


def may_review_case(viewer: access.Viewer, case: Case, *, on: date) -> bool:
    """Whether `viewer` reads the cases of this agency as a second person. At most two queries."""
    if viewer.is_superuser:
        return True
    return agencies_of(viewer, (Role.SECOND_READER,), on=on).filter(pk=case.unit_id).exists()


def require_may_review(by: User, item: Item, *, on: date) -> None:
    """Refuse whoever may not review the item.

    Raises:
        NotASecondReader: `by` is no second reader of its agency.

    """
    if not items_reviewable_by(by, on=on).filter(pk=item.pk).exists():
        raise NotASecondReader


def may_decide_calibrations(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` decides which parameters come into use; they are everybody's. At most one query."""
    return bool(viewer.is_superuser or access.scope_paths(viewer, Role.SECOND_READER, on=on) == access.NATION)


def require_may_decide_calibrations(by: User, *, on: date) -> None:
    """Refuse whoever does not decide about calibrations.

    Raises:
        NotACalibrator: `by` reads the items of some agencies only, or of none.

    """
    if not may_decide_calibrations(by, on=on):
        raise NotACalibrator


class NotARater(NotAllowed):
    """Only raters read answers that no machine can score."""

    code = "not_a_rater"
    message = gettext_noop("This page is for raters. Ask your administrator for this role.")


def may_rate(viewer: access.Viewer, *, on: date) -> bool:
    """Whether `viewer` rates answers. At most one query."""
    return access.holds_role(viewer, Role.RATER, on=on)


def answers_to_rate(viewer: access.Viewer, *, on: date) -> QuerySet[RatingTask]:
    """Return the answers that `viewer` may take now: of the own agencies, open, and not yet with enough raters.

    Never the own ones, nor those of people whom `viewer` leads, nor one that `viewer` rated or gave back. Three
    queries beside the list.
    """
    waiting = RatingTask.objects.waiting().filter(taken__lt=F("needed"))
    if access.scope_paths(viewer, Role.RATER, on=on) != access.NATION:
        waiting = waiting.filter(agency__in=list(agencies_of(viewer, (Role.RATER,), on=on)))
    return waiting.exclude(
        Q(slot__attempt__person=viewer)
        | Q(slot__attempt__person__in=access.subordinates_of(viewer, on=on))
        | Exists(Rating.objects.filter(task=OuterRef("pk"), rater=viewer).exclude(stage=RatingStage.LAPSED))
    )


def answers_to_read(viewer: access.Viewer, *, on: date) -> QuerySet[RatingTask]:
    """Return the answers that `viewer` may take now and that are read, without a name."""
    return answers_to_rate(viewer, on=on).exclude(slot__item_version__item__kind=Kind.CHECKLIST)


def tasks_to_watch(viewer: access.Viewer, *, on: date) -> QuerySet[RatingTask]:
    """Return the tasks at which `viewer` may watch somebody: never the own, nor those of people whom `viewer` leads."""
    return answers_to_rate(viewer, on=on).filter(slot__item_version__item__kind=Kind.CHECKLIST)


def appeals_decidable_by(viewer: access.Viewer, *, on: date) -> QuerySet[Appeal]:
    """Return the appeals that `viewer` decides: as second reader of the person's agency or of the question's.

    Nobody answers for the own work: not the person, not who rated the answer or wrote the question, not who leads the
    person; where nobody is left, an administrator of the site answers. At most three queries beside the list.
    """
    if not viewer.is_authenticated:
        return Appeal.objects.none()
    others = Appeal.objects.exclude(attempt__person=viewer)
    if viewer.is_superuser:
        return others
    rated = Rating.objects.filter(task__slot=OuterRef("slot"), rater=viewer, stage=RatingStage.GIVEN)
    others = others.exclude(
        Q(attempt__person__in=access.subordinates_of(viewer, on=on))
        | Q(slot__item_version__written_by=viewer)
        | Q(slot__isnull=True, attempt__observation__reviewed_by=viewer)
    ).filter(~Exists(rated))
    own = list(agencies_of(viewer, (Role.SECOND_READER,), on=on))
    return others.filter(Q(agency__in=own) | Q(slot__item_version__item__unit__in=own))


def observations_reviewable_by(viewer: access.Viewer, *, on: date) -> QuerySet[Observation]:
    """Return the observations with remarks that `viewer` looks at, as second reader of the person's agency.

    Not the own ones, nor those of people whom `viewer` leads; HR and superiors look at none. At most three queries
    beside the list.
    """
    remarked = Observation.objects.filter(Q(is_hasty=True) | Q(is_away=True) | Q(is_elsewhere=True))
    if not viewer.is_authenticated:
        return Observation.objects.none()
    others = remarked.exclude(attempt__person=viewer)
    if viewer.is_superuser:
        return others
    others = others.exclude(attempt__person__in=access.subordinates_of(viewer, on=on))
    return others.filter(agency__in=list(agencies_of(viewer, (Role.SECOND_READER,), on=on)))
