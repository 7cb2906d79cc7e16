"""Appends statements to the record of learning."""

from __future__ import annotations

import hashlib
import json
import uuid
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
) -> Statement:
    """Record what `person` did, under an opaque account name; the same `key` twice is one statement."""
    found = Statement.objects.filter(uuid=statements.statement_id(key)).first()
    if found is not None:
        return found
    statement = statements.build(
        key=key,
        home_page=settings.PUBLIC_URL,
        actor=str(person.uuid),
        verb=verb,
        activity=activity,
        at=at,
        outcome=outcome,
        registration=registration,
        parent=parent,
        instructor=str(instructor.uuid) if instructor else None,
    )
    return store(statement=statement, at=at)


@transaction.atomic
def store(*, statement: dict[str, Any], at: datetime) -> Statement:
    """Store a checked statement as it came; the same statement twice is stored once.

    Raises:
        InvalidStatement: it breaks the specification.
        StatementDiffers: its id is taken by a different statement.
    """
    statements.check(statement)
    fingerprint = hashlib.sha256(statements.canonical(statement).encode()).hexdigest()
    account = statement["actor"].get("account", {})
    row, created = Statement.objects.get_or_create(
        uuid=statement["id"],
        defaults={
            "stored": at,
            "timestamp": datetime.fromisoformat(statement["timestamp"]),
            "verb": statement["verb"]["id"],
            "actor": f"{account.get('homePage', '')}::{account.get('name', '')}",
            "activity": statement["object"].get("id", ""),
            "registration": statement.get("context", {}).get("registration"),
            "version": statements.VERSION,
            "payload": json.dumps(statement, ensure_ascii=False),
            "fingerprint": fingerprint,
        },
    )
    if not created and row.fingerprint != fingerprint:
        raise StatementDiffers
    return row
