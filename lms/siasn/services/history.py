"""Moves a delivery from state to state: each step is noted in its history, and the person is told what matters."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from lms.errors import gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.siasn.models import Delivery, DeliveryEvent, DeliveryState

DRAFTED = gettext_noop("Drafted from the record.")
HINDERED = gettext_noop("Looked at; something hinders it.")
CHECKED = gettext_noop("Checked: nothing hinders it.")
CHANGED = gettext_noop("The way it is written for SIASN was changed.")
SENT = gettext_noop("Sent to SIASN.")
TAKEN_OUT = gettext_noop("Taken out in a ZIP file, to be entered into SIASN.")
FOUND = gettext_noop("It stood in SIASN already; SIASN’s number was taken over and nothing was sent twice.")
CONFIRMED = gettext_noop("Read back: it stands in SIASN.")
ANSWERED = gettext_noop("SIASN’s answer was brought in from a file.")
REFUSED = gettext_noop("SIASN did not take it.")
NEXT_ROUND = gettext_noop("A new round was begun.")
REVOKED = gettext_noop("The certificate was revoked; SIASN has to delete it.")
NEVER_SENT = gettext_noop("The certificate was revoked before it was sent; there is nothing to delete.")
NOT_THERE = gettext_noop("It does not stand in SIASN; there is nothing to delete.")
GONE = gettext_noop("Deleted in SIASN.")
TO_DELETE_BY_HAND = gettext_noop("Named in a ZIP file, to be deleted in SIASN by hand.")
TAKEN_BACK = gettext_noop("Taken back before it left.")
LATE_ID = gettext_noop("SIASN’s number came after the certificate was revoked; it is deleted next.")


def note(delivery: Delivery, *, at: datetime, by: User | None = None, said: str = "", reply: str = "") -> None:
    """Add a line to the history."""
    event_of(delivery, at=at, by=by, said=said, reply=reply).save()


def event_of(
    delivery: Delivery, *, at: datetime, by: User | None = None, said: str = "", reply: str = ""
) -> DeliveryEvent:
    """Return a line of the history that is not written yet."""
    return DeliveryEvent(delivery=delivery, state=delivery.state, at=at, by=by, note=said, reply=reply)


def become(
    delivery: Delivery, state: DeliveryState, *, at: datetime, by: User | None = None, said: str, reply: str = ""
) -> None:
    """Bring a locked delivery into a state, write it and its history, and tell the person what was decided."""
    delivery.state, delivery.changed_at = state, at
    if state not in (DeliveryState.CHECKED, DeliveryState.SENT, DeliveryState.DELETION_QUEUED):
        delivery.next_try_at = None
    delivery.save()
    note(delivery, at=at, by=by, said=said, reply=reply)
    if state in (DeliveryState.ACCEPTED, DeliveryState.REJECTED):
        tell(delivery, at=at)


def tell(delivery: Delivery, *, at: datetime) -> None:
    """Tell the person what SIASN decided, once for each round."""
    kind = "siasn_accepted" if delivery.state == DeliveryState.ACCEPTED else "siasn_rejected"
    notify(
        person=delivery.person,
        kind=kind,
        facts={"title": delivery.title, "reason": delivery.reason.rstrip(".")},
        url=reverse("siasn:mine"),
        at=at,
        key=f"{kind}:{delivery.uuid}",
    )
