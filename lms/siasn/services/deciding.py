"""What HR decides about deliveries: looked at, checked, written anew for SIASN."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from lms.errors import Conflict, NotAllowed, gettext_noop
from lms.people.models import User
from lms.people.services import log_look
from lms.siasn import mapping
from lms.siasn.models import Delivery, DeliveryEvent, DeliveryState
from lms.siasn.selectors.deliveries import ALL, Filters, NoDelivery, deliveries_in_scope, delivery_in_scope
from lms.siasn.services.drafting import look_over
from lms.siasn.services.history import CHANGED, CHECKED, HINDERED, NEXT_ROUND, become, event_of, note

CHECKED_AT_ONCE = 500


class MovedOn(Conflict):
    """The delivery is no longer where the reader saw it."""

    code = "delivery_moved_on"
    message = gettext_noop("This record has moved on. The page shows where it is now.")


class OwnRecord(NotAllowed):
    """Nobody writes the own record anew."""

    code = "own_delivery"
    message = gettext_noop("This is your own record. Leave its wording to a colleague.")


@dataclass(frozen=True)
class Looked:
    """What a look over many drafts found: how many may be sent, how many are hindered, how many drafts are left."""

    checked: int
    hindered: int
    left: int


@dataclass(frozen=True)
class Wording:
    """How a record is written for SIASN."""

    title: str
    organiser: str
    kind: str


def look_at_delivery(*, number: uuid.UUID, by: User, at: datetime) -> Delivery:
    """Return a delivery of the officer's part of the organisation, and note the look for its person.

    Raises:
        NotForYou, NoDelivery.
    """
    found = delivery_in_scope(number, viewer=by, on=timezone.localdate(at))
    if found.person != by:
        log_look(viewer=by, subject=found.person, purpose="siasn", at=at)
    return found


@transaction.atomic
def check(*, number: uuid.UUID, by: User, at: datetime) -> Delivery:
    """Look over one draft: it is checked, or says what hinders it.

    Raises:
        NotForYou, NoDelivery.
        MovedOn: it is no draft.
    """
    row = locked(number, by=by, at=at)
    if not row.may_be_checked:
        raise MovedOn
    settle_look([row], by=by, at=at)
    return row


@transaction.atomic
def check_all(*, by: User, at: datetime, filters: Filters = ALL) -> Looked:
    """Look over the drafts of a filtered list, 500 at once, the oldest look first. A fixed number of queries.

    Raises:
        NotForYou, OutsideScope.
    """
    scope = deliveries_in_scope(by, on=timezone.localdate(at), filters=filters).filter(state=DeliveryState.DRAFT)
    ids = scope.order_by("changed_at", "pk").values("pk")
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("training")
    rows = rows.filter(pk__in=list(ids.values_list("pk", flat=True)[:CHECKED_AT_ONCE]), state=DeliveryState.DRAFT)
    checked, hindered = settle_look(list(rows), by=by, at=at)
    return Looked(checked, hindered, scope.count() - hindered)


def settle_look(rows: list[Delivery], *, by: User, at: datetime) -> tuple[int, int]:
    """Freeze what SIASN will get of each draft that nothing hinders; return how many, and how many are hindered."""
    records = look_over(rows, at=at)
    for row in rows:
        row.changed_at = at
        if not row.problems:
            row.state, row.body, row.document = DeliveryState.CHECKED, mapping.body_of(records[row.pk]), None
            row.attempts, row.last_error, row.reason = 0, "", ""
    changed = ["problems", "agency", "state", "body", "document", "attempts", "last_error", "reason", "changed_at"]
    Delivery.objects.bulk_update(rows, changed, batch_size=CHECKED_AT_ONCE)
    said = [event_of(row, at=at, by=by, said=HINDERED if row.problems else CHECKED) for row in rows]
    DeliveryEvent.objects.bulk_create(said)
    hindered = sum(bool(row.problems) for row in rows)
    return len(rows) - hindered, hindered


@transaction.atomic
def correct(*, number: uuid.UUID, wording: Wording, by: User, at: datetime) -> Delivery:
    """Write a record anew for SIASN, and look it over: a draft is changed, a rejected one begins a new round.

    Days, hours and the number of the certificate are facts and stay.

    Raises:
        NotForYou, NoDelivery, MovedOn, OwnRecord.
    """
    row = locked(number, by=by, at=at)
    if row.person_id == by.pk:
        raise OwnRecord
    if not row.may_be_corrected:
        raise MovedOn
    if row.state == DeliveryState.REJECTED:
        row = next_round(row, by=by, at=at)
    row.title, row.organiser, row.kind = wording.title.strip(), wording.organiser.strip(), wording.kind
    row.save()
    note(row, at=at, by=by, said=CHANGED)
    log(row, "siasn.correct", user=by, data={"delivery": str(row.uuid), "round": row.round})
    settle_look([row], by=by, at=at)
    return row


def next_round(row: Delivery, *, by: User, at: datetime) -> Delivery:
    """Close a rejected round and begin the next one of the same record; SIASN's number goes along."""
    become(row, DeliveryState.CORRECTED, at=at, by=by, said=NEXT_ROUND)
    facts = ("person_id", "certificate_id", "training_id", "agency_id", "number", "hours_jp", "started_on")
    kept = {name: getattr(row, name) for name in (*facts, "finished_on", "siasn_id")}
    return Delivery(**kept, round=row.round + 1, drafted_at=at, changed_at=at)


def locked(number: uuid.UUID, *, by: User, at: datetime) -> Delivery:
    """Return one delivery of the officer's part of the organisation, locked.

    Raises:
        NotForYou, NoDelivery.
    """
    scope = deliveries_in_scope(by, on=timezone.localdate(at)).filter(uuid=number).order_by().values("pk")
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("person", "training", "sending")
    found = rows.filter(pk__in=scope).first()
    if found is None:
        raise NoDelivery
    return found
