"""The tabs above the pages of privacy: one's own for everybody, the officer's for the officer."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from lms.people.access import doors_of
from lms.privacy.access import is_officer_of_all


@dataclass(frozen=True)
class Tab:
    """One tab."""

    label: str
    url: str
    current: bool


def tabs_for(request: HttpRequest) -> list[Tab]:
    """Return the tabs of a signed-in person. Two queries."""
    if not request.user.is_authenticated:
        return []
    words = [
        (pgettext("privacy", "Notice"), reverse("privacy:notice")),
        (gettext("My data"), reverse("privacy:my_data")),
        (gettext("Requests"), reverse("privacy:requests")),
        (gettext("Optional uses"), reverse("privacy:consents")),
    ]
    if doors_of(request.user).privacy:
        words.append((gettext("For the officer"), reverse("privacy:officer")))
    return [Tab(label, url, request.path == url) for label, url in words]


def officer_tabs(request: HttpRequest) -> list[Tab]:
    """Return the tabs of the officer; an auditor reads the record of processing and the impact only."""
    record = (gettext("Record of processing"), reverse("privacy:record"))
    impact = (gettext("Impact"), reverse("privacy:impact"))
    words = [record, impact]
    if doors_of(request.user).privacy:
        words = [
            (gettext("Requests"), reverse("privacy:officer")),
            (gettext("Incidents"), reverse("privacy:incidents")),
            record,
            (gettext("Retention"), reverse("privacy:retention")),
            (gettext("Lists taken out"), reverse("privacy:exports")),
            impact,
        ]
        if is_officer_of_all(request.user, on=timezone.localdate()):
            words.append((pgettext("privacy", "New notice"), reverse("privacy:publish_notice")))
    return [Tab(label, url, request.path == url) for label, url in words]
