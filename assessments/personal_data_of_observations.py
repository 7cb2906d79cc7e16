"""What observing tests holds about people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from assessments.models import AttemptSource, Observation
from lms.people.personal_data import Erasure, Expiry, Holding, Rows


def old_sources(before: datetime) -> Rows:
    """Return where answers came from in attempts that nobody looked at: voided, or never scored."""
    return AttemptSource.objects.filter(last_seen__lt=before - timedelta(days=7))


OBSERVATION_HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.AttemptSource",
        what=_(
            "While a test runs: from which browsers and networks answers come, as hashes that tell no address, and "
            "how often its page was left. Deleted as soon as the test has ended and was looked at."
        ),
        purpose="observation",
        retention="sessions",
        person=("attempt__person",),
        # Hashes tell nothing to anybody; with a copy in hand one could try addresses until one fits.
        leave_out=("network", "session"),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Observation",
        what=_(
            "What was observed of an attempt at a test (how fast, how often the page was left, from how many "
            "networks), and what a reviewer said about it. It changes no score."
        ),
        purpose="observation",
        retention="answers",
        person=("attempt__person",),
        mentions=("reviewed_by",),
        # Reviewers read without names, and are read without names.
        leave_out=("reviewed_by",),
        erasure=Erasure.DELETE,
    ),
)

OBSERVATION_EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="sessions", what=_("Where answers in tests came from"), rows=old_sources),
    Expiry(
        key="answers",
        what=_("Observations of attempts"),
        rows=lambda before: Observation.objects.filter(made_at__lt=before),
    ),
)
