"""What the shell of every page needs: where the person may go, where they are, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from lms.notices import selectors as notices
from lms.people import access

# The desks of raters and assessors lie among the tests, and are a room of their own in the navigation.
RATING = "/asesmen/menilai/"
WATCHING = ("/asesmen/ruang/", "/asesmen/kertas/")
HR_OF_TESTS = ("/asesmen/kampanye/", "/asesmen/sesi/sdm/", "/asesmen/penyesuaian/sdm/", "/asesmen/360/sdm/")
ASSESSING = "/asesmen/portofolio/menilai/"


@dataclass(frozen=True)
class NavigationEntry:
    """One word of the navigation; `group` is "main" or "role"."""

    label: str
    url: str
    current: bool
    group: str
    icon: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the base template. Two queries for a signed-in person, none for others."""
    site = {"name": "Lontar", "dpo_contact": settings.DPO_CONTACT, "is_demo": settings.IS_DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"site": site, "nav": [], "unread_notices": 0}
    return {
        "site": site,
        "nav": SimpleLazyObject(lambda: navigation_for(request)),
        "unread_notices": SimpleLazyObject(lambda: notices.count_unread(viewer=user)),
    }


def navigation_for(request: HttpRequest) -> list[NavigationEntry]:
    """Return the five words of a civil servant, then the rooms of the person's roles."""
    may = access.doors_of(request.user)
    words: list[tuple[str, str, str, str, bool]] = [
        (gettext("Home"), reverse("home:dashboard"), "main", "home", True),
        (gettext("Courses"), reverse("courses:catalogue"), "main", "courses", True),
        (gettext("Competencies"), reverse("home:competencies"), "main", "competencies", True),
        (gettext("Mentoring"), reverse("mentoring:index"), "main", "mentoring", True),
        (gettext("Me"), reverse("home:development"), "main", "me", True),
        (gettext("Team"), reverse("home:team"), "role", "team", may.team),
        (gettext("HR"), reverse("workforce:gap_map"), "role", "hr", may.workforce),
        (gettext("Roles"), reverse("people:roles"), "role", "shield", may.roles and not may.hr),
        (gettext("Audit"), reverse("audit:index"), "role", "search", may.audit),
        (gettext("Data protection"), reverse("privacy:officer"), "role", "shield", may.privacy),
        (gettext("Rating"), reverse("assessments:rater_desk"), "role", "rating", may.rating),
        (gettext("Watching"), reverse("assessments:rooms"), "role", "clock", may.watching),
        (gettext("Standards"), reverse("standards:index"), "role", "competencies", may.roles and not may.manage),
        (gettext("Manage"), reverse("wagtailadmin_home"), "role", "manage", may.manage),
    ]
    where = place_of(request.path, may)
    return [NavigationEntry(label, url, where(url), group, icon) for label, url, group, icon, shown in words if shown]


def place_of(path: str, may: access.Doors) -> Callable[[str], bool]:
    """Return a test whether a navigation address is the place of `path`; some pages are reached from another room."""
    if path.startswith((RATING, ASSESSING)):
        return lambda url: url == RATING
    if path.startswith(WATCHING) and may.watching:
        return lambda url: url == WATCHING[0]
    if path.startswith(HR_OF_TESTS) and may.hr:
        return lambda url: url == "/sdm/kesenjangan/"
    mine = ("/sertifikat/", "/asesmen/", "/akun/", "/privasi/", "/pemberitahuan/")
    officers = ("/privasi/petugas/", "/privasi/insiden/", "/privasi/catatan-", "/privasi/retensi/", "/privasi/ekspor/")
    here = "/pengembangan/" if path.startswith(mine) and not path.startswith(officers) else path
    here = ("/privasi/petugas/" if may.privacy else "/audit/") if here.startswith(officers) else here
    of_hr = ("/sdm/", "/peran/") if may.hr else ("/sdm/",)
    here = "/sdm/kesenjangan/" if here.startswith(of_hr) else here
    return lambda url: here.startswith(url)
