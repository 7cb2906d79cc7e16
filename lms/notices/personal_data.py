"""What notices hold about people."""

from __future__ import annotations

import json
from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from lms.notices.models import Notice
from lms.people.models import User
from lms.people.own_data import NAMELESS
from lms.people.personal_data import Erasure, Expiry, Holding, Rows, register, register_expiry


def scrub_names(rows: Rows, person: User, at: datetime) -> int:
    """Delete the person's notices, and take the name out of what others were told."""
    changed = 0
    # SQLite keeps other letters than ASCII escaped, PostgreSQL as they are.
    named = Q(words__contains=person.full_name) | Q(words__contains=json.dumps(person.full_name)[1:-1])
    told = Notice.objects.annotate(words=Cast("facts", TextField())).filter(named)
    for notice in told.exclude(person=person).iterator():
        notice.facts = {
            name: value.replace(person.display_name, NAMELESS).replace(person.full_name, NAMELESS)
            if isinstance(value, str)
            else value
            for name, value in notice.facts.items()
        }
        notice.save(update_fields=["facts"])
        changed += 1
    deleted, _by_model = rows.delete()
    return changed + deleted


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="notices.Notice",
            what=_("What the platform told you, whether you read it, and whether the e-mail went out."),
            purpose="notices",
            retention="notices",
            person=("person",),
            leave_out=("key", "mail_lease_until", "last_error"),
            erasure=Erasure.ANONYMISE,
            anonymise=scrub_names,
        )
    )
    register_expiry(
        Expiry(key="notices", what=_("Read notices"), rows=lambda before: Notice.objects.filter(read_at__lt=before))
    )
