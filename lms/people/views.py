"""The door: sign in, sign out, and the person's own account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lms.people import selectors
from lms.people.forms import SignInForm
from lms.people.requests import PersonRequest

LOOKS_A_PAGE = 20


class SignIn(auth_views.LoginView):
    """Sign in with NIP or e-mail address."""

    template_name = "lms/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo accounts where this is the demo; keep the shell's own `site`, which Django's would hide."""
        accounts = list(settings.DEMO_ACCOUNTS) if settings.IS_DEMO else []
        context = super().get_context_data(demo_accounts=accounts, demo_password=settings.DEMO_PASSWORD, **kwargs)
        context.pop("site", None)
        return context


class ChangePassword(auth_views.PasswordChangeView):
    """Choose a new password after typing the present one."""

    template_name = "people/change_password.html"
    success_url = reverse_lazy("people:account")


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Answer after too many wrong tries."""
    sentence = _("There were too many wrong tries. Wait 15 minutes, then try again, or ask your HR officer.")
    return render(request, "lms/refused.html", {"sentence": sentence, "status": 429}, status=429)


@login_required
@require_safe
def account(request: PersonRequest) -> HttpResponse:
    """Show what the platform knows of the person: number, postings, superior, who looked."""
    today = timezone.localdate()
    person = request.user
    context = {
        "number": selectors.number_of(person, viewer=person, on=today),
        "postings": selectors.postings_of(person, viewer=person, on=today),
        "superior": selectors.superior_of(person, on=today),
        "page": Paginator(selectors.looks_at(person, viewer=person, on=today), LOOKS_A_PAGE).get_page(
            request.GET.get("halaman")
        ),
    }
    return render(request, "people/account.html", context)
