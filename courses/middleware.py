"""The guard before the admin's pages: what lies in a course of another agency is read by nobody from outside.

Wagtail asks its hooks before it changes a page, but not before it shows a draft's history, versions or usage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils import timezone
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from courses import access
from courses.admin_views import OwnPagesSearchView, refuse
from lms.people import services as people
from lms.sentences import sentence

PAGES, API, REPORTS = "wagtailadmin_pages", "wagtailadmin_api", "wagtailadmin_reports"
# Without these Wagtail's own refusals and the way out would go round in circles.
OPEN_TO_ALL = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
FILES = ("images", "documents")
# Pages beside the admin, in the shell of the platform, for people who do not enter it; each asks who comes.
NOT_WAGTAILS = ("frameworks", "standards")
# The names under which Wagtail's addresses carry the id of a page.
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
# Lists of pages over the whole site, which no hook narrows.
WHOLE_SITE = {"type_use", "type_use_results", "choose_parent"}
# The draft as a learner sees it: it refuses by itself, on a page of its own.
GUARDED_ITSELF = "view_draft"

GetResponse = Callable[[HttpRequest], HttpResponse]


class CoursesOfOthers:
    """Refuse in the admin what belongs to a course of another agency, as editing it is refused."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; the guard stands in `process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Refuse, narrow the search, or let the request go on.

        First the groups of the admin follow the roles of this very day.
        """
        match, user = request.resolver_match, request.user
        if not request.path.startswith(settings.ADMIN_PATH) or match is None or match.namespace in NOT_WAGTAILS:
            return None
        if not user.is_authenticated or user.is_superuser:
            return None
        people.settle_groups(person=user, on=timezone.localdate())
        if match.url_name not in OPEN_TO_ALL and not user.has_perm("wagtailadmin.access_admin"):
            refusal = sentence(access.NotForYou())
            return render(request, "lms/refused.html", {"sentence": refusal, "status": 403}, status=403)
        if match.namespace == PAGES and match.url_name in ("search", "search_results"):
            return own_search(request, results_only=match.url_name == "search_results")
        if shows_everything(request, match) or shows_others(request, match, args, kwargs):
            return refuse(request, access.NotYourCourse())
        return None


def own_search(request: HttpRequest, *, results_only: bool) -> HttpResponse:
    """Answer a search among pages with those that the person may change."""
    answer: HttpResponse = require_admin_access(OwnPagesSearchView.as_view(results_only=results_only))(request)
    return answer


def shows_everything(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether the address lists pages of every agency."""
    if match.namespace == REPORTS:
        return True
    if API in match.namespaces:
        # The lists of pictures and documents know no agency; the choosers do, and nothing of ours asks the lists.
        if match.namespaces[-1] in FILES:
            return True
        return "pk" not in match.kwargs and not request.GET.get("for_explorer")
    return match.namespace == PAGES and match.url_name in WHOLE_SITE


def shows_others(request: HttpRequest, match: ResolverMatch, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether the address names a page in a course that the person may not change."""
    if match.url_name == GUARDED_ITSELF:
        return False
    named = [kwargs[name] for name in PAGE_NAMES if name in kwargs]
    if match.namespace == PAGES:
        named += args[:1]
    if API in match.namespaces:
        named += [kwargs["pk"]] if "pk" in kwargs else []
    pages = Page.objects.filter(pk__in=[int(one) for one in named if str(one).isdecimal()]) if named else ()
    return any(access.is_of_others(request.user, page, on=timezone.localdate()) for page in pages)
