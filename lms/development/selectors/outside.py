"""What can be read about training outside: the own list, the reviewer's queue, and what speaks against a booking."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from certificates.models import Certificate
from lms.development.models import HoursEntry, OutsideState, OutsideTraining
from lms.development.outside import number_key
from lms.errors import NotAllowed, NotFound, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, Role, RoleGrant, ScopeKind, Unit, User
from lms.people.selectors import placement_of

OPEN = (OutsideState.WAITING, OutsideState.IN_REVIEW)
REVIEWERS_TOLD = 20


class NoSuchTraining(NotFound):
    """There is none of this id that the viewer may see."""

    code = "no_such_outside_training"
    message = gettext_noop("We could not find this training among yours.")


class NotAReviewer(NotAllowed):
    """The person reviews nobody's training."""

    code = "not_a_reviewer"
    message = gettext_noop("This page is for HR officers, who review training outside the platform.")


@dataclass(frozen=True)
class Doubts:
    """What a reviewer should know before hours are booked."""

    same_number: int
    in_ledger: list[HoursEntry]


def own_trainings(viewer: access.Viewer) -> QuerySet[OutsideTraining]:
    """Return what the viewer wrote, the newest first."""
    rows = OutsideTraining.objects.filter(person=viewer) if viewer.is_authenticated else OutsideTraining.objects.none()
    return rows.select_related("entry").order_by("-written_at", "-pk")


def own_training(number: uuid.UUID, *, viewer: access.Viewer) -> OutsideTraining:
    """Return one of the viewer's own. One query.

    Raises:
        NoSuchTraining: somebody else's, or there is none.
    """
    found = own_trainings(viewer).filter(uuid=number).first()
    if found is None:
        raise NoSuchTraining
    return found


def to_review(viewer: access.Viewer, *, on: date) -> QuerySet[OutsideTraining]:
    """Return what people in the viewer's scope as HR handed in, never the viewer's own. Two queries with the list."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    posted = Posting.objects.on(on).filter(access.below(paths, "unit__path"), kind=PostingKind.PRIMARY)
    rows = OutsideTraining.objects.filter(person__in=posted.values("person_id")).exclude(state=OutsideState.DRAFT)
    return rows.exclude(person=viewer).select_related("person", "reviewer")


def review_queue(viewer: access.Viewer, *, on: date) -> QuerySet[OutsideTraining]:
    """Return what waits for a reviewer in the viewer's scope, the longest waiting first.

    Raises:
        NotAReviewer: the viewer works as HR nowhere.
    """
    if not access.holds_role(viewer, Role.HR, on=on):
        raise NotAReviewer
    return to_review(viewer, on=on).filter(state__in=OPEN).order_by("sent_at", "pk")


def training_to_review(number: uuid.UUID, *, viewer: access.Viewer, on: date) -> OutsideTraining:
    """Return one that the viewer may review. Two queries.

    Raises:
        NoSuchTraining: out of scope, a draft, the viewer's own, or there is none.
    """
    found = to_review(viewer, on=on).filter(uuid=number).first()
    if found is None:
        raise NoSuchTraining
    return found


def doubts_about(training: OutsideTraining, *, viewer: access.Viewer, on: date) -> Doubts:
    """Return what speaks against booking: the number in other hands, and entries that may be the same event.

    Three queries. Who else handed the number in is not said: it is another person's matter.
    """
    same = OutsideTraining.objects.filter(number_key=training.number_key).exclude(person=training.person)
    days = Q(performed_on__range=(training.began_on, training.ended_on)) | Q(title__iexact=training.title)
    mine = access.visible_to(HoursEntry.objects.filter(days, person=training.person), viewer, on=on)
    others = mine.exclude(source_uuid=training.uuid).order_by("performed_on", "pk")
    return Doubts(same.exclude(state=OutsideState.DRAFT).count() if training.number_key else 0, list(others[:5]))


def certificate_of_ours(number: str) -> Certificate | None:
    """Return the certificate of this platform that bears the number or the code, however it was typed. Two queries."""
    key = number_key(number)
    if not key:
        return None
    direct = Certificate.objects.filter(Q(number__iexact=number.strip()) | Q(public_code__iexact=number.strip()))
    return direct.first()


def certificate_held(person: User, number: str) -> Certificate | None:
    """Return the person's own certificate of this platform with that number, signs and spaces aside. One query."""
    key = number_key(number)
    held = Certificate.objects.filter(holder=person) if key else Certificate.objects.none()
    return next((one for one in held if key in (number_key(one.number or ""), number_key(one.public_code))), None)


def reviewers_of(person: User, *, on: date) -> list[User]:
    """Return who works as HR for the person's unit, the nearest scope first. Four queries."""
    placement = placement_of(person, on=on)
    if placement is None:
        return []
    path = placement.posting.unit.path
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    rows = RoleGrant.objects.on(on).filter(role=Role.HR, scope_kind=ScopeKind.UNIT, unit__path__in=above)
    rows = rows.exclude(person=person).filter(person__is_active=True).select_related("person").order_by("-unit__depth")
    return list({grant.person_id: grant.person for grant in rows}.values())[:REVIEWERS_TOLD]


def proof_of(training: OutsideTraining) -> OutsideTraining:
    """Return the training if it has a file.

    Raises:
        NoSuchTraining: nothing was added.
    """
    if not training.file:
        raise NoSuchTraining
    return training
