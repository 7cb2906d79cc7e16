"""The register of incidents, with its clock of 3 times 24 hours (UU 27/2022, article 46)."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.access import NATION
from lms.people.models import Role, RoleGrant, Unit, User
from lms.privacy.access import require_incident, require_officer
from lms.privacy.models import Incident, IncidentStep
from lms.privacy.models.incidents import LETTER_WITHIN

WARN_BEFORE = timedelta(hours=24)


class DetectedLater(InvalidInput):
    """Nothing is known before it happens."""

    code = "incident_in_the_future"
    message = gettext_noop("The moment since when it is known lies in the future. Check date and time.")


class LettersMissing(Conflict):
    """An incident is closed once both letters are out."""

    code = "incident_letters_missing"
    message = gettext_noop("Send both letters first; then the incident can be closed.")


class StepMissing(InvalidInput):
    """A step without words."""

    code = "incident_step_missing"
    message = gettext_noop("Write what was done.")


@dataclass(frozen=True)
class IncidentFacts:
    """What is known about an incident when it is entered."""

    title: str
    nature: str
    detected_at: datetime
    happened: str
    data_concerned: str
    people_concerned: int | None
    measures: str
    advice: str = ""


@transaction.atomic
def open_incident(*, facts: IncidentFacts, by: User, at: datetime) -> Incident:
    """Enter an incident; its clock runs from the moment it was known.

    Raises:
        NotTheOfficer: `by` holds no such role.
        DetectedLater: the moment lies in the future.
    """
    paths = require_officer(by, on=timezone.localdate(at))
    if facts.detected_at > at:
        raise DetectedLater
    unit = None if paths == NATION else Unit.objects.get(path=paths[0])
    incident = Incident.objects.create(**asdict(facts), unit=unit, reported_by=by, reported_at=at)
    IncidentStep.objects.create(incident=incident, text=gettext("Entered into the register."), by=by, at=at)
    return incident


@transaction.atomic
def add_step(*, number: uuid.UUID, text: str, by: User, at: datetime) -> None:
    """Write down what was done.

    Raises:
        NotTheOfficer, NoSuchIncident, StepMissing.
    """
    incident = take(number, by=by, at=at)
    if not text.strip():
        raise StepMissing
    IncidentStep.objects.create(incident=incident, text=text.strip()[:2000], by=by, at=at)


@transaction.atomic
def send_letters(*, number: uuid.UUID, to: str, by: User, at: datetime) -> None:
    """Write down that a letter went out; the first time counts.

    Raises:
        NotTheOfficer, NoSuchIncident.
    """
    incident = take(number, by=by, at=at)
    field = "people_told_at" if to == "people" else "authority_told_at"
    if getattr(incident, field) is None:
        setattr(incident, field, at)
        incident.save(update_fields=[field])
        words = gettext("Letter to the people sent.") if to == "people" else gettext("Letter to the institution sent.")
        IncidentStep.objects.create(incident=incident, text=words, by=by, at=at)


@transaction.atomic
def close_incident(*, number: uuid.UUID, by: User, at: datetime) -> None:
    """Close an incident whose letters are out.

    Raises:
        NotTheOfficer, NoSuchIncident, LettersMissing.
    """
    incident = take(number, by=by, at=at)
    if not incident.letters_are_out:
        raise LettersMissing
    if incident.closed_at is None:
        incident.closed_at = at
        incident.save(update_fields=["closed_at"])
        IncidentStep.objects.create(incident=incident, text=gettext("Closed."), by=by, at=at)


def take(number: uuid.UUID, *, by: User, at: datetime) -> Incident:
    """Return the incident under its row lock.

    Raises:
        NotTheOfficer, NoSuchIncident.
    """
    return require_incident(by, number, on=timezone.localdate(at), lock=True)


def warn_of_incidents(*, at: datetime) -> int:
    """Warn every officer once, 24 hours before the letters are due; return how many incidents."""
    waiting = Incident.objects.filter(closed_at__isnull=True, warned_at__isnull=True)
    waiting = waiting.filter(Q(people_told_at__isnull=True) | Q(authority_told_at__isnull=True))
    due = list(waiting.filter(detected_at__lte=at - (LETTER_WITHIN - WARN_BEFORE)).order_by("pk"))
    for incident in due:
        warn(incident, at=at)
    return len(due)


@transaction.atomic
def warn(incident: Incident, *, at: datetime) -> None:
    """Tell the officers of that part of the organisation and write down that they were told."""
    path = incident.unit.path if incident.unit else ""
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    grants = RoleGrant.objects.on(timezone.localdate(at)).filter(role=Role.DPO)
    grants = grants.filter(Q(scope_kind="nation") | Q(scope_kind="unit", unit__path__in=above))
    for person in User.objects.filter(pk__in=grants.values("person_id"), is_active=True):
        with override(person.language), timezone.override(person.time_zone):
            due = date_format(timezone.localtime(incident.due_at), gettext("j F Y, H.i"))
        notify(
            person=person,
            kind="incident_letters_due",
            facts={"title": incident.title, "due": due},
            url=reverse("privacy:incident", args=[incident.uuid]),
            at=at,
            key=f"incident-letters-{incident.uuid}-{person.pk}",
        )
    Incident.objects.filter(pk=incident.pk).update(warned_at=at)
