"""What the admin of the courses answers by itself: a refusal, and a search among the own pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.search import SearchView

from courses import access
from lms.errors import DomainError
from lms.sentences import sentence


def refuse(request: HttpRequest, problem: DomainError) -> HttpResponse:
    """Say in one sentence why not, and lead back to the first page of the admin."""
    messages.error(request, sentence(problem))
    return redirect("wagtailadmin_home")


class OwnPagesSearchView(SearchView):
    """Finds pages by their words, but no course of another agency."""

    all_pages: Any

    def annotate_queryset(self, pages: Any) -> Any:
        """Return the pages with what the list shows, without those of others."""
        own = access.pages_changeable_by(pages, self.request.user, on=timezone.localdate())
        self.all_pages = access.pages_changeable_by(self.all_pages, self.request.user, on=timezone.localdate())
        return super().annotate_queryset(own)
