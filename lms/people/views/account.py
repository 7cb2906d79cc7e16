"""The own account: what the platform knows, who looked, security, sessions, e-mail."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people import second_step, selectors, services
from lms.people.forms.door import EmailForm
from lms.people.reauthentication import confirmed_recently
from lms.people.requests import PersonRequest
from lms.people.selectors.roles import roles_of

LOOKS_A_PAGE = 20


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
        "roles": roles_of(person, viewer=person, on=today),
        "page": Paginator(selectors.looks_at(person, viewer=person, on=today), LOOKS_A_PAGE).get_page(
            request.GET.get("halaman")
        ),
    }
    return render(request, "people/account.html", context)


class ChangePassword(auth_views.PasswordChangeView):
    """Choose a new password after typing the present one; every other session ends."""

    template_name = "people/change_password.html"
    success_url = reverse_lazy("people:account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, end the other sessions, and say so."""
        answer = super().form_valid(form)
        # The session has a new key by now; its row in the list of sessions follows.
        key = self.request.session.session_key
        services.password_was_changed(person=form.user, at=timezone.now(), except_key=key)
        UserSession.objects.create_from_request(self.request)
        messages.success(self.request, gettext("The new password is saved. You are signed out everywhere else."))
        return answer


@login_required
@require_safe
def security(request: PersonRequest) -> HttpResponse:
    """Show how the account is secured: second step, recovery codes, linked sign-on."""
    person = request.user
    steps = selectors.steps_of(person, viewer=person)
    context = {
        "app": next((step for step in steps if step.type == step.Type.TOTP), None),
        "keys": [step.wrap() for step in steps if step.type == step.Type.WEBAUTHN],
        "recovery": next((step.wrap() for step in steps if step.type == step.Type.RECOVERY_CODES), None),
        "rule": second_step.rule_for(person, on=timezone.localdate()),
        "asked": settings.SECOND_STEP_ASKED,
        "links": selectors.links_of(person, viewer=person),
        "single_sign_on": settings.SINGLE_SIGN_ON["name"] if settings.SINGLE_SIGN_ON["server_url"] else "",
    }
    return render(request, "people/security.html", context)


@login_required
@require_POST
@confirmed_recently
def unlink(request: PersonRequest) -> HttpResponse:
    """Take the link to the agency's sign-on away."""
    services.unlink_sign_on(by=request.user, at=timezone.now())
    messages.success(request, gettext("The link is gone. You sign in with NIP and password."))
    return redirect("mfa_index")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_recently
def change_email(request: PersonRequest) -> HttpResponse:
    """Ask for an e-mail address; it counts once its link was opened."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and "forget" in request.POST:
        services.give_up_email(by=request.user, at=timezone.now())
        messages.success(request, gettext("Your e-mail address is forgotten."))
        return redirect("people:account")
    if request.method == "POST" and form.is_valid():
        services.ask_to_confirm(person=request.user, email=form.cleaned_data["email"])
        messages.info(request, gettext("We sent a link to this address. It counts once you have opened the link."))
        return redirect("people:account")
    return render(request, "people/change_email.html", {"form": form})


@login_required
@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    """Show where the person is signed in."""
    rows = selectors.sessions_of(request.user, viewer=request.user, current_key=request.session.session_key)
    return render(request, "people/sessions.html", {"rows": rows})


@login_required
@require_POST
@confirmed_recently
def end_session(request: PersonRequest, session: int) -> HttpResponse:
    """End one sign-in of the own account."""
    services.end_session(session_id=session, by=request.user)
    messages.success(request, gettext("This session has ended."))
    return redirect("usersessions_list")


@login_required
@require_POST
@confirmed_recently
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    """End every sign-in but this one."""
    services.end_sessions(person=request.user, except_key=request.session.session_key)
    messages.success(request, gettext("You are signed out everywhere else."))
    return redirect("usersessions_list")
