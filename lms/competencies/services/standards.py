"""Standards of posts: proposed as a draft, submitted, published or returned by another person of the same owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.competencies import access
from lms.competencies.models import Competency, FrameworkStatus, Standard, StandardState
from lms.competencies.signals import standards_changed
from lms.competencies.standards import that_holds
from lms.competencies.standards_in_force import Post, addressees_of, as_row, standards_told
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.people.models import Position, Unit, User


class StandardTaken(InvalidInput):
    """A standard for the same begins on the same day."""

    code = "standard_taken"
    message = gettext_noop(
        "A standard for the same post and competency begins on that day already. Choose another day."
    )


class BeginsInThePast(InvalidInput):
    """A standard does not reach back."""

    code = "standard_in_the_past"
    message = gettext_noop("A standard begins today or later; what held before stays as it was.")


class RangeUpsideDown(InvalidInput):
    """A range or a span of days ends below its beginning."""

    code = "standard_range"
    message = gettext_noop("The range ends below the required level, or the last day lies before the first.")


class NotInUse(InvalidInput):
    """Standards are written for frameworks in use."""

    code = "standard_of_framework_not_in_use"
    message = gettext_noop("This competency belongs to a framework that is not in use.")


class NoWeight(InvalidInput):
    """What weighs nothing would be asked for and never counted."""

    code = "standard_without_weight"
    message = gettext_noop("The weight is above 0. To ask for nothing, set the required level to 0.")


class BelowTheNation(InvalidInput):
    """An agency asks for less than the nation, which does not let it."""

    code = "standard_below_the_nation"
    message = gettext_noop("The national standard asks for more and may not be lowered, so this one would never hold.")


class StandardIsFixed(Conflict):
    """What is published or waits is not changed."""

    code = "standard_is_fixed"
    message = gettext_noop("Only a draft can be changed. Propose a new standard instead.")


class StandardNotWaiting(Conflict):
    """It does not wait for approval any more."""

    code = "standard_not_waiting"
    message = gettext_noop("This does not wait for approval any more. Look at it again.")


class OwnStandard(NotAllowed):
    """Who proposed a standard does not publish it."""

    code = "own_standard"
    message = gettext_noop("You proposed this yourself. Somebody else decides.")


class StandardReasonMissing(InvalidInput):
    """A return says why."""

    code = "standard_reason_missing"
    message = gettext_noop("Say what has to change, so that the author knows.")


@dataclass(frozen=True)
class StandardTold:
    """What is proposed."""

    competency: Competency
    position_kind: str
    level: int
    legal_basis: str
    valid_from: date
    position: Position | None = None
    agency: Unit | None = None
    highest: int | None = None
    weight: Decimal = Decimal(1)
    is_essential: bool = True
    may_be_lowered: bool = False
    valid_to: date | None = None


@transaction.atomic
def propose_standard(*, told: StandardTold, by: User, at: datetime, standard: Standard | None = None) -> Standard:
    """Write a draft of a standard, or write the draft anew.

    Raises:
        NotYourStandard: the owner is not `by`'s to decide for.
        StandardIsFixed, BeginsInThePast, RangeUpsideDown, NoWeight, NotInUse: it cannot be written so.
    """
    today = timezone.localdate(at)
    access.require_decides(by, told.agency, on=today)
    require_possible(told, today=today)
    row = Standard(state=StandardState.DRAFT) if standard is None else locked(standard)
    if standard is not None:
        access.require_decides(by, row.agency, on=today)
    if row.state != StandardState.DRAFT:
        raise StandardIsFixed
    for name, value in vars(told).items():
        setattr(row, name, value)
    if told.position is not None:
        row.position_kind = told.position.kind
    row.may_be_lowered = told.may_be_lowered and told.agency is None
    row.proposed_by, row.proposed_at = by, at
    row.save()
    log(row, "competencies.standard.propose", user=by)
    return row


def require_possible(told: StandardTold, *, today: date) -> None:
    """Refuse what cannot be a standard.

    Raises:
        BeginsInThePast, RangeUpsideDown, NoWeight, NotInUse: it cannot.
    """
    if told.valid_from < today:
        raise BeginsInThePast
    ends_early = told.valid_to is not None and told.valid_to < told.valid_from
    if ends_early or (told.highest is not None and told.highest < told.level):
        raise RangeUpsideDown
    if told.weight <= 0:
        raise NoWeight
    if told.competency.framework.status != FrameworkStatus.PUBLISHED:
        raise NotInUse


@transaction.atomic
def submit_standard(*, standard: Standard, by: User, at: datetime) -> Standard:
    """Hand a draft to a second person.

    Raises:
        NotYourStandard, StandardIsFixed, StandardTaken, BelowTheNation, NotInUse: it may not be.
    """
    row = locked(standard)
    access.require_decides(by, row.agency, on=timezone.localdate(at))
    if row.state != StandardState.DRAFT:
        raise StandardIsFixed
    require_effect(row)
    row.state, row.proposed_by, row.proposed_at, row.return_reason = StandardState.SUBMITTED, by, at, ""
    row.save(update_fields=["state", "proposed_by", "proposed_at", "return_reason"])
    log(row, "competencies.standard.submit", user=by)
    return row


@transaction.atomic
def publish_standard(*, standard: Standard, by: User, at: datetime) -> Standard:
    """Let a standard hold, as the second person.

    Raises:
        NotYourStandard, StandardNotWaiting, OwnStandard, BeginsInThePast, StandardTaken, BelowTheNation, NotInUse: it
            may not be.
    """
    row = waiting(standard, by=by, at=at)
    if row.valid_from < timezone.localdate(at):
        raise BeginsInThePast
    require_effect(row)
    row.state, row.approved_by, row.approved_at = StandardState.PUBLISHED, by, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    log(row, "competencies.standard.publish", user=by)
    transaction.on_commit(partial(standards_changed.send, sender=Standard, standard_id=row.pk, at=at))
    return row


@transaction.atomic
def return_standard(*, standard: Standard, reason: str, by: User, at: datetime) -> Standard:
    """Give a standard back to its author, with the reason.

    Raises:
        NotYourStandard, StandardNotWaiting, OwnStandard, StandardReasonMissing: it may not be.
    """
    row = waiting(standard, by=by, at=at)
    if not reason.strip():
        raise StandardReasonMissing
    row.state, row.return_reason = StandardState.DRAFT, reason.strip()
    row.save(update_fields=["state", "return_reason"])
    log(row, "competencies.standard.return", user=by, data={"reason": reason.strip()})
    return row


@transaction.atomic
def discard_standard(*, standard: Standard, by: User, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotYourStandard, StandardIsFixed: it may not be.
    """
    row = locked(standard)
    access.require_decides(by, row.agency, on=timezone.localdate(at))
    if row.state != StandardState.DRAFT:
        raise StandardIsFixed
    log(row, "competencies.standard.discard", user=by)
    row.delete()


def waiting(standard: Standard, *, by: User, at: datetime) -> Standard:
    """Return the standard, locked, if it waits and `by` may decide.

    Raises:
        NotYourStandard, StandardNotWaiting, OwnStandard: it may not be.
    """
    row = locked(standard)
    access.require_decides(by, row.agency, on=timezone.localdate(at))
    if row.state != StandardState.SUBMITTED:
        raise StandardNotWaiting
    if row.proposed_by_id == by.pk:
        raise OwnStandard
    return row


def require_effect(row: Standard) -> None:
    """Refuse a standard that would never hold. Two queries.

    Raises:
        StandardTaken: another begins on the same day.
        NotInUse: its framework is not in use any more.
        BelowTheNation: it asks for less than the nation lets an agency ask.
    """
    require_day_free(row)
    if row.competency.framework.status != FrameworkStatus.PUBLISHED:
        raise NotInUse
    if row.agency_id is None:
        return
    post = Post(row.position_kind, row.position_id, None)
    told = standards_told([post], on=row.valid_from)
    national = [one for who in addressees_of(post) for one in told.get(who, {}).get(row.competency_id, [])]
    if that_holds([*national, as_row(row)]) != as_row(row):
        raise BelowTheNation


def require_day_free(row: Standard) -> None:
    """Refuse a second published standard for the same, from the same day on.

    Raises:
        StandardTaken: there is one.
    """
    whom = {"position": row.position_id} if row.position_id else {"position": None, "position_kind": row.position_kind}
    same = Standard.objects.filter(
        **whom, agency=row.agency_id, competency=row.competency_id, valid_from=row.valid_from
    )
    if same.filter(state=StandardState.PUBLISHED).exists():
        raise StandardTaken


def locked(standard: Standard) -> Standard:
    """Return the row under its lock, as it stands now."""
    row: Standard = (
        Standard.objects.select_for_update(of=("self",))
        .select_related("agency", "competency__framework")
        .get(pk=standard.pk)
    )
    return row
