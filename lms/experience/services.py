"""Appends statements to the record of learning."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from lms.errors import Conflict, gettext_noop
from lms.experience import statements
from lms.experience.models import Statement
from lms.experience.statements import Activity, Outcome, Verb
from lms.people.models import User


class StatementDiffers(Conflict):
    """Another statement with this id is stored already (xAPI 1.0.3, Part Three, 2.1.1)."""

    code = "statement_differs"
    message = gettext_noop("Another statement with this id is stored already.")


@dataclass(frozen=True)
class Event:
    """What `person` did at the moment `at`, with an outcome and where it belongs; `key` names it for good."""

    person: User
    verb: Verb
    activity: Activity
    key: tuple[str, ...]
    at: datetime
    outcome: Outcome | None = None
    registration: uuid.UUID | None = None
    parent: Activity | None = None
    instructor: User | None = None

    @property
    def id(self) -> uuid.UUID:
        """Return the id of its statement."""
        return statements.statement_id(self.key)

    def as_statement(self) -> dict[str, Any]:
        """Return its statement, under an opaque account name."""
        return statements.build(
            key=self.key,
            home_page=settings.PUBLIC_URL,
            actor=str(self.person.uuid),
            verb=self.verb,
            activity=self.activity,
            at=self.at,
            outcome=self.outcome,
            registration=self.registration,
            parent=self.parent,
            instructor=str(self.instructor.uuid) if self.instructor else None,
        )


def record_events(events: Sequence[Event]) -> None:
    """Record what happened; the same `key` twice is one statement. One query, however many events."""
    rows = [row_of(event.as_statement(), at=event.at) for event in events]
    Statement.objects.bulk_create(rows, ignore_conflicts=True)


def record_event(
    *,
    person: User,
    verb: Verb,
    activity: Activity,
    key: tuple[str, ...],
    at: datetime,
    outcome: Outcome | None = None,
    registration: uuid.UUID | None = None,
    parent: Activity | None = None,
    instructor: User | None = None,
) -> None:
    """Record one event (see `Event`)."""
    record_events([Event(person, verb, activity, key, at, outcome, registration, parent, instructor)])


def row_of(statement: dict[str, Any], *, at: datetime) -> Statement:
    """Return a checked statement as a row that is not stored yet."""
    account = statement["actor"].get("account", {})
    return Statement(
        uuid=statement["id"],
        stored=at,
        timestamp=datetime.fromisoformat(statement["timestamp"]),
        verb=statement["verb"]["id"],
        actor=f"{account.get('homePage', '')}::{account.get('name', '')}",
        activity=statement["object"].get("id", ""),
        registration=statement.get("context", {}).get("registration"),
        version=statements.VERSION,
        payload=json.dumps(statement, ensure_ascii=False),
        fingerprint=hashlib.sha256(statements.canonical(statement).encode()).hexdigest(),
    )


@transaction.atomic
def store(*, statement: dict[str, Any], at: datetime) -> Statement:
    """Store a statement as it came, once it is checked; the same statement twice is stored once.

    Raises:
        InvalidStatement: it breaks the specification.
        StatementDiffers: its id is taken by a different statement.
    """
    statements.check(statement)
    row = row_of(statement, at=at)
    found: Statement | None = Statement.objects.filter(uuid=row.uuid).first()
    if found is None:
        Statement.objects.bulk_create([row], ignore_conflicts=True)
        found = Statement.objects.get(uuid=row.uuid)
    if found.fingerprint != row.fingerprint:
        raise StatementDiffers
    return found
