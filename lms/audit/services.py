"""An auditor looks at a certificate: the look is logged, and its holder sees it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone

from lms.audit import selectors
from lms.people.models import User
from lms.people.services import log_look

PURPOSE = "audit"


def look_at_certificate(*, certificate: uuid.UUID, by: User, at: datetime) -> selectors.Walk:
    """Return the way from the certificate to its rule, after checking the right to walk it; log the look.

    Raises:
        NotAnAuditor: not in these days.
        NoSuchCertificate: out of reach, or no such certificate.
    """
    found = selectors.require_certificate(by, certificate, on=timezone.localdate(at))
    if found.holder is not None and found.holder != by:
        log_look(viewer=by, subject=found.holder, purpose=PURPOSE, at=at)
    return selectors.walk_of(found)
