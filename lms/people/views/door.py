"""The door: sign in, sign out, activate, a new password, the agency's single sign-on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms.people import limits, services
from lms.people.adapters import SHARED_DEVICE, WAITING_LINK
from lms.people.forms.door import ActivationForm, ChoosePasswordForm, LinkForm, SignInForm
from lms.people.models import AccessCode, CodePurpose, User
from lms.sentences import sentence

ACTIVATING = "people_activating"
BACKEND = "lms.people.backends.NipOrEmailBackend"


def come_in(request: HttpRequest, person: User, *, to: str | None = None) -> HttpResponse:
    """Sign `person` in: allauth asks for the second step where there is one."""
    person.backend = BACKEND
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=to))
    return answer


class SignIn(auth_views.LoginView):
    """Sign in with NIP or e-mail address."""

    template_name = "lms/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, after the second step where the person has one."""
        if form.cleaned_data["shared"]:
            self.request.session[SHARED_DEVICE] = True
        else:
            self.request.session.pop(SHARED_DEVICE, None)
        login = Login(user=form.get_user(), redirect_url=self.get_success_url())
        answer: HttpResponse = perform_password_login(self.request, {}, login)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo accounts where this is the demo; keep the shell's own `site`, which Django's would hide."""
        context = super().get_context_data(
            demo_accounts=list(settings.DEMO_ACCOUNTS) if settings.IS_DEMO else [],
            demo_password=settings.DEMO_PASSWORD,
            single_sign_on=settings.SINGLE_SIGN_ON["name"] if settings.SINGLE_SIGN_ON["server_url"] else "",
            single_sign_on_failed=self.request.GET.get("sso") == "gagal",
            **kwargs,
        )
        context.pop("site", None)
        return context


class SignOut(auth_views.LogoutView):
    """Sign out, and have the browser forget the pages it kept.

    Answers that the server has not confirmed yet stay in the browser's own storage.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        answer["Clear-Site-Data"] = '"cache"'
        return answer


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Answer after too many wrong tries."""
    told = gettext("There were too many wrong tries. Wait 15 minutes, then try again, or ask your HR officer.")
    return render(request, "lms/refused.html", {"sentence": told, "status": 429}, status=429)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Take NIP and code; a right pair leads to choosing a password."""
    form = ActivationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/activate.html", {"form": form})
    if limits.too_many_failures(request):
        return locked_out(request)
    try:
        code = services.open_code(nip=form.cleaned_data["nip"], code=form.cleaned_data["code"], at=timezone.now())
    except services.CodeDoesNotFit as problem:
        limits.count_failure(request)
        form.add_error(None, sentence(problem))
        return render(request, "people/activate.html", {"form": form})
    request.session.cycle_key()
    request.session[ACTIVATING] = str(code.uuid)
    return redirect("people:choose_password")


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Choose a password with the code that was accepted a moment ago, then go in."""
    now = timezone.now()
    code = (
        AccessCode.objects.select_related("person")
        .filter(uuid=request.session.get(ACTIVATING, UUID(int=0)), used_at=None, void_at=None, expires_at__gt=now)
        .first()
    )
    if code is None:
        messages.warning(request, gettext("Type NIP and code once more; a code works once and only for a while."))
        return redirect("people:activate")
    first = code.purpose == CodePurpose.ACTIVATION
    form = ChoosePasswordForm(code.person, request.POST or None, with_email=first and not code.person.email)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/choose_password.html", {"form": form, "person": code.person, "first": first})
    person = services.spend_code(code=code.uuid, password=form.cleaned_data["new_password1"], at=now)
    request.session.pop(ACTIVATING, None)
    if email := form.cleaned_data.get("email"):
        services.ask_to_confirm(person=person, email=email)
        messages.info(request, gettext("We sent a link to your e-mail address. The account works without it, too."))
    record_authentication(request, person, method="password")
    return come_in(request, person, to=reverse("home:dashboard"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request: HttpRequest) -> HttpResponse:
    """Send a link to an e-mail address; say the same whether or not somebody has it."""
    form = PasswordResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_reset(email=form.cleaned_data["email"])
        return render(request, "people/reset_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "people/forgot_password.html", {"form": form})


@method_decorator(never_cache, name="dispatch")
class ResetPassword(auth_views.PasswordResetConfirmView):
    """Choose a new password with the link from the e-mail; then sign in as always, with the second step."""

    template_name = "people/reset_password.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy("people:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password, end every session, and say how to go on."""
        answer = super().form_valid(form)
        services.password_was_changed(person=form.user, at=timezone.now())
        messages.success(self.request, gettext("The new password is saved. Sign in with it."))
        return answer


@never_cache
@require_safe
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Show the one button that confirms an address: a link alone, fetched by a mail scanner, changes nothing."""
    return render(request, "people/confirm_email.html", {"token": token})


@never_cache
@require_http_methods(["POST"])
def confirm_email_now(request: HttpRequest) -> HttpResponse:
    """Confirm an address."""
    services.confirm_email(token=request.POST.get("token", ""), at=timezone.now())
    messages.success(request, gettext("Your e-mail address is confirmed."))
    return redirect("people:account" if request.user.is_authenticated else "people:sign_in")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def link_account(request: HttpRequest) -> HttpResponse:
    """Link an agency's sign-on to the account of whoever proves that it is theirs."""
    waiting = request.session.get(WAITING_LINK)
    if not waiting:
        return redirect("people:sign_in")
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.too_many_failures(request):
            return locked_out(request)
        person = proven_person(request, form)
        if person is not None:
            sign_on = SocialLogin.deserialize(waiting)
            request.session.pop(WAITING_LINK, None)
            sign_on.connect(request, person)
            return come_in(request, person)
    return render(request, "people/link_account.html", {"form": form, "provider": settings.SINGLE_SIGN_ON["name"]})


def proven_person(request: HttpRequest, form: LinkForm) -> User | None:
    """Return who typed a right password or code; otherwise the form says what is wrong, and the try is counted."""
    given = form.cleaned_data
    if given["password"]:
        person = authenticate(request, username=given["nip"], password=given["password"])
        if isinstance(person, User):
            record_authentication(request, person, method="password")
            return person
        form.add_error("password", SignInForm().error_messages["invalid_login"])
    else:
        try:
            now = timezone.now()
            code = services.open_code(nip=given["nip"], code=given["code"], at=now)
            return services.spend_for_link(code=code, at=now)
        except services.CodeDoesNotFit as problem:
            form.add_error("code", sentence(problem))
    limits.count_failure(request)
    return None
