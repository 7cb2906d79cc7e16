"""To which optional uses people said no."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from lms.people.consents import USES, OptionalUse
from lms.people.models import Consent, User


@dataclass(frozen=True)
class Choice:
    """One optional use and how the person has chosen; `rows` is the history, the newest first."""

    use: OptionalUse
    is_on: bool
    rows: list[Consent]


def those_who_refused(use: str) -> QuerySet[Consent, int]:
    """Return the ids of the people who took back their yes to an optional use, for a subquery."""
    standing = Consent.objects.filter(purpose=use, withdrawn_at__isnull=True).values("person_id")
    refused = Consent.objects.filter(purpose=use, withdrawn_at__isnull=False).exclude(person_id__in=standing)
    return refused.values_list("person_id", flat=True)


def allows(person: User, use: str) -> bool:
    """Whether an optional use of this person's data holds. One query.

    It holds from the first notice on, which names it, until the person says no.
    """
    answers = list(Consent.objects.filter(person=person, purpose=use).values_list("withdrawn_at", flat=True))
    return not answers or None in answers


def choices_of(*, viewer: User) -> list[Choice]:
    """Return every optional use with the viewer's own choice and its history. One query."""
    rows = list(Consent.objects.filter(person=viewer).order_by("-given_at", "-pk"))
    found = []
    for use in USES.values():
        mine = [row for row in rows if row.purpose == use.key]
        found.append(Choice(use, not mine or any(row.withdrawn_at is None for row in mine), mine))
    return found
