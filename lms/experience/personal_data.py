"""What the record of learning (xAPI) holds about people, under an opaque name."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.experience import statements
from lms.experience.models import Statement
from lms.people.models import User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry

NOBODY = "anonim"


def actor_of(name: str) -> str:
    """Return how the column names an account of this platform."""
    return f"{settings.PUBLIC_URL}::{name}"


def statements_of(person: User) -> Rows:
    """Return the statements about `person`, whatever name the platform had when they were written."""
    return Statement.objects.filter(actor__endswith=f"::{person.uuid}")


def due(before: datetime) -> Rows:
    """Return the old statements that still lead to a person."""
    return Statement.objects.filter(stored__lt=before).exclude(actor__endswith=f"::{NOBODY}")


def without_people(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the statement with nobody in it: what was done stays for totals, who did it goes."""
    kept = {name: value for name, value in payload.items() if name not in ("authority", "actor")}
    kept["actor"] = {"objectType": "Agent", "account": {"homePage": settings.PUBLIC_URL, "name": NOBODY}}
    context = {
        name: value
        for name, value in payload.get("context", {}).items()
        if name not in ("instructor", "team", "registration")
    }
    return {**kept, "context": context} if "context" in payload else kept


def make_nameless(ids: list[Any]) -> int:
    """Take the people out of these statements; return how many."""
    rows = list(Statement.objects.filter(pk__in=ids))
    for row in rows:
        nameless = without_people(json.loads(row.payload))
        row.actor, row.registration = actor_of(NOBODY), None
        row.payload = json.dumps(nameless, ensure_ascii=False)
        row.fingerprint = hashlib.sha256(statements.canonical(nameless).encode()).hexdigest()
    Statement.objects.bulk_update(rows, ["actor", "registration", "payload", "fingerprint"])
    return len(rows)


def make_nameless_of(rows: Rows, person: User, at: datetime) -> int:
    """Take the person out of their statements."""
    return make_nameless(list(rows.values_list("pk", flat=True)))


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="experience.Statement",
            what=_("What you did in lessons and tests, as statements under a name that says nothing."),
            purpose="learning",
            retention="statements",
            rows=statements_of,
            leave_out=("fingerprint",),
            erasure=Erasure.ANONYMISE,
            anonymise=make_nameless_of,
        )
    )
    register_expiry(Expiry(key="statements", what=_("Statements (xAPI)"), rows=due, act=make_nameless))
