"""Tells a person's own pages on which of HR's lists they stand."""

from __future__ import annotations

from django.urls import reverse

from lms.development.standings import Standing
from lms.people.models import User
from lms.workforce.models import ReadyEntry

LATEST = 3


def latest_lists(person: User) -> list[Standing]:
    """Return the latest lists of people ready for a post on which the person stands. One query."""
    rows = ReadyEntry.objects.filter(person=person).select_related("export").order_by("-export__made_at", "-pk")
    return [
        Standing(str(row.export.filters["post"]), row.export.made_at, reverse("own_lists:one", args=[row.uuid]))
        for row in rows[:LATEST]
    ]
