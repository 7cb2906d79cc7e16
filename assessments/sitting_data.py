"""What supervised sittings hold about people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import BookletEntry, Incident, SeatStanding, Sitting
from lms.people.models import User
from lms.people.personal_data import Erasure, Expiry, Holding, Rows

PROVES_SUPERVISION = _(
    "That a result counts as supervised is proved by the seat behind it (UU 20/2023, article 49); the words about it "
    "go, and the row names nobody any more."
)


def forget_reasons(rows: Rows, person: User, at: datetime) -> int:
    """Empty what was written about a person's seat."""
    return int(rows.exclude(decided_why="").update(decided_why=""))


def old_entries(before: datetime) -> Rows:
    """Return what was read off booklets of sittings that ended before that moment."""
    return BookletEntry.objects.filter(booklet__seat__sitting__ends_at__lt=before)


def old_incidents(before: datetime) -> Rows:
    """Return what was noted in such sittings, at a seat once it is decided."""
    return Incident.objects.filter(sitting__ends_at__lt=before).exclude(seat__standing=SeatStanding.IN_DOUBT)


def old_reports(before: datetime) -> Rows:
    """Return such sittings whose report still has words."""
    return Sitting.objects.filter(ends_at__lt=before).exclude(report="")


def empty_reports(ids: list[Any]) -> int:
    """Empty the words of a batch of reports; who signed, and when, stays."""
    return Sitting.objects.filter(pk__in=ids).update(report="")


SITTING_HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="assessments.CampaignMember",
        what=_("Which tests HR asked you to take, and when you were told."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Campaign",
        what=_("Who planned a test campaign."),
        purpose="assessment",
        retention="learning_record",
        mentions=("planned_by",),
    ),
    Holding(
        model="assessments.BookletEntry",
        what=_("What two people read off your paper booklet."),
        purpose="assessment",
        retention="answers",
        person=("booklet__seat__person",),
        mentions=("by",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Booklet",
        what=_("Which questions your paper booklet held."),
        purpose="assessment",
        retention="learning_record",
        person=("seat__person",),
        leave_out=("seed",),
        duty=PROVES_SUPERVISION,
    ),
    Holding(
        model="assessments.Incident",
        what=_("What was noted at your seat in a supervised test."),
        purpose="assessment",
        retention="answers",
        person=("seat__person",),
        mentions=("by",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Seat",
        what=_("Your seats in supervised tests: which card was compared, and what the result counts as."),
        purpose="assessment",
        retention="learning_record",
        person=("person",),
        mentions=("checked_by", "decided_by"),
        erasure=Erasure.ANONYMISE,
        duty=PROVES_SUPERVISION,
        anonymise=forget_reasons,
    ),
    Holding(
        model="assessments.Sitting_proctors",
        what=_("Which supervised tests you watch or watched."),
        purpose="assessment",
        retention="learning_record",
        person=("user",),
        erasure=Erasure.DELETE,
    ),
    Holding(
        model="assessments.Sitting",
        what=_("Who planned, opened and signed a supervised test."),
        purpose="assessment",
        retention="learning_record",
        mentions=("planned_by", "opened_by", "signed_by"),
    ),
)

SITTING_EXPIRIES: tuple[Expiry, ...] = (
    Expiry(key="answers", what=_("Entries of paper booklets"), rows=old_entries),
    Expiry(key="answers", what=_("Notes about supervised tests"), rows=old_incidents),
    Expiry(key="answers", what=_("Reports of supervised tests"), rows=old_reports, act=empty_reports),
)
