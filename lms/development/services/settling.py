"""Settles what cannot be met, and changes what was asked: another day, excused, withdrawn. Each is logged and told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log

from lms.development import targets
from lms.development.access import may_be_asked_by
from lms.development.dues import days_needed, realistic_due
from lms.development.models import Obligation, ObligationState, TermKey
from lms.development.models.obligations import LONGEST_REASON
from lms.development.selectors.obligations import taken_care_of_by
from lms.development.selectors.terms import terms_in_force
from lms.development.services.obligations import LONGEST_DAYS, DueDoesNotFit, ReasonMissing
from lms.development.targets import Ref
from lms.errors import Conflict, NotFound, gettext_noop
from lms.notices.services import notify
from lms.people.models import User


class NoSuchObligation(NotFound):
    """There is none of this id among those the person may settle."""

    code = "no_such_obligation"
    message = gettext_noop("We could not find this obligation among the people you are responsible for.")


class AlreadySettled(Conflict):
    """It stands no longer where it stood."""

    code = "already_settled"
    message = gettext_noop("This has been settled already. The page shows where it stands now.")


@transaction.atomic
def ask_anyway(*, obligations: Iterable[uuid.UUID], by: User, at: datetime) -> int:
    """Ask what was held back just as it is; return how many."""
    on = timezone.localdate(at)
    held = in_reach(obligations, ObligationState.HELD, by=by, at=at)
    for row in held:
        row.state, row.tell_on = ObligationState.OPEN, on
        keep(row, "development.ask_anyway", by=by, at=at)
    return len(held)


@transaction.atomic
def ask_with_realistic_due(*, obligations: Iterable[uuid.UUID], by: User, at: datetime) -> int:
    """Ask what was held back, with a day that can be met; return how many."""
    on = timezone.localdate(at)
    held = in_reach(obligations, ObligationState.HELD, by=by, at=at)
    found = targets.find_many([Ref(row.target_kind, row.target_uuid) for row in held])
    terms = terms_in_force(on)
    for row in held:
        target = found.get(Ref(row.target_kind, row.target_uuid))
        if target is None or not target.takes_more:
            raise targets.NotToBeAsked
        needed = days_needed(target.minutes, terms.get(TermKey.LEARNING_MINUTES_A_DAY, 1))
        spare = terms.get(TermKey.SPARE_DAYS, 0)
        day = realistic_due(on, opens_on=target.opens_on, needed_days=needed, spare_days=spare)
        row.state, row.due_on, row.tell_on = ObligationState.OPEN, max(row.due_on, day), on
        row.hindrance = ""
        keep(row, "development.ask_realistic", by=by, at=at)
    return len(held)


@transaction.atomic
def do_not_ask(*, obligations: Iterable[uuid.UUID], by: User, at: datetime) -> int:
    """Decide that this is not asked of these people, now or by a later assignment; return how many."""
    held = in_reach(obligations, ObligationState.HELD, by=by, at=at)
    for row in held:
        row.state = ObligationState.REFUSED
        keep(row, "development.do_not_ask", by=by, at=at)
    return len(held)


@transaction.atomic
def dismiss(*, obligations: Iterable[uuid.UUID], by: User, at: datetime) -> int:
    """Take exceptions off the report without a decision: a later assignment may ask again. Return how many."""
    held = in_reach(obligations, ObligationState.HELD, by=by, at=at)
    for row in held:
        row.state = ObligationState.WITHDRAWN
        keep(row, "development.dismiss", by=by, at=at)
    return len(held)


@transaction.atomic
def excuse(*, obligation: uuid.UUID, reason: str, by: User, at: datetime) -> Obligation:
    """Excuse a person from an open obligation, with a reason that the person reads.

    Raises:
        NoSuchObligation, AlreadySettled, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    row = in_reach([obligation], ObligationState.OPEN, by=by, at=at)[0]
    row.state, row.note, row.tell_on = ObligationState.EXCUSED, reason.strip()[:LONGEST_REASON], None
    keep(row, "development.excuse", by=by, at=at)
    tell(row, "obligation_excused", at=at)
    return row


@transaction.atomic
def move_due(*, obligation: uuid.UUID, due_on: date, by: User, at: datetime) -> Obligation:
    """Give a person more time; the reminders follow the new day.

    Raises:
        NoSuchObligation, AlreadySettled, DueDoesNotFit.
    """
    on = timezone.localdate(at)
    if not on < due_on <= on + timedelta(days=LONGEST_DAYS):
        raise DueDoesNotFit
    row = in_reach([obligation], ObligationState.OPEN, by=by, at=at)[0]
    row.due_on, row.tell_on = due_on, on
    keep(row, "development.move_due", by=by, at=at)
    return row


@transaction.atomic
def withdraw_assignment(*, assignment: uuid.UUID, by: User, at: datetime) -> int:
    """Take back what was asked, from everybody in reach who has it open still; return from how many.

    Whoever has lost the role, or the people, takes nothing back from them; what was done meanwhile stays done.

    Raises:
        NoSuchObligation: the assignment is somebody else's.
    """
    found = taken_care_of_by(by, on=timezone.localdate(at)).filter(uuid=assignment).first()
    if found is None:
        raise NoSuchObligation
    mine = may_be_asked_by(by, on=timezone.localdate(at)).values("pk")
    open_ones = found.obligations.select_for_update(of=("self",)).filter(state__in=["open", "held"], person__in=mine)
    rows = list(open_ones.select_related("assignment", "person"))
    for row in rows:
        was_told = row.told_at is not None
        row.state, row.tell_on = ObligationState.WITHDRAWN, None
        row.changed_by, row.changed_at = by, at
        if was_told:
            tell(row, "obligation_withdrawn", at=at)
    Obligation.objects.bulk_update(rows, ["state", "tell_on", "changed_by", "changed_at"], batch_size=500)
    log(found, "development.withdraw", user=by, data={"people": len(rows)})
    return len(rows)


def in_reach(obligations: Iterable[uuid.UUID], state: ObligationState, *, by: User, at: datetime) -> list[Obligation]:
    """Return the rows, locked, if `by` may ask all these people and all stand where they are thought to.

    Raises:
        NoSuchObligation: one is out of reach, or there is none.
        AlreadySettled: one stands elsewhere by now.
    """
    wanted = set(obligations)
    people = may_be_asked_by(by, on=timezone.localdate(at))
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("assignment", "person")
    found = list(rows.filter(uuid__in=wanted, person__in=people).order_by("pk"))
    if not wanted or len(found) != len(wanted):
        raise NoSuchObligation
    if any(row.state != state for row in found):
        raise AlreadySettled
    return found


def keep(row: Obligation, action: str, *, by: User, at: datetime) -> None:
    """Save the change and log who made it."""
    row.changed_by, row.changed_at = by, at
    row.save()
    log(row.assignment, action, user=by, data={"obligation": str(row.uuid), "due_on": row.due_on.isoformat()})


def tell(row: Obligation, kind: str, *, at: datetime) -> None:
    """Tell the person what changed."""
    notify(
        person=row.person,
        kind=kind,
        facts={
            "title": row.assignment.target_title,
            "reason": row.note,
            "day": date_format(row.due_on, "j F Y"),
        },
        url=reverse("development:obligations"),
        at=at,
        key=f"{kind}:{row.uuid}",
    )
