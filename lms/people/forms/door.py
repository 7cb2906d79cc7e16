"""Forms of the door: signing in, activating, proving who one is, an e-mail address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from lms.people.models import User

LONGEST_PASSWORD = 1024


def login_field() -> forms.CharField:
    """Return the field for a NIP or an e-mail address."""
    return forms.CharField(
        label=_("NIP or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
        help_text=_("A NIP may be typed with spaces or dots."),
    )


def code_field(*, required: bool = True) -> forms.CharField:
    """Return the field for a code from HR."""
    return forms.CharField(
        label=_("Code from HR"),
        max_length=40,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Ten letters and digits, for example 7K3MQ-W9P2X. It works once."),
    )


class SignInForm(AuthenticationForm):
    """NIP or e-mail address, and a password."""

    username = login_field()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    shared = forms.BooleanField(
        label=_("Others use this device too"),
        required=False,
        help_text=_("You are signed out when the browser closes, or after half an hour without a click."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("NIP or e-mail address")
        self.error_messages = {
            "invalid_login": _(
                "The NIP or e-mail address and the password do not fit together. Check both and try again."
            ),
            "inactive": _("This account is not active. Ask the HR officer of your agency."),
        }


class ActivationForm(forms.Form):
    """NIP and a code from HR."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric", "autofocus": True}),
        help_text=_("18 digits; spaces and dots do not matter."),
    )
    code = code_field()


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, typed twice; while activating also an e-mail address, if there is one."""

    email = forms.EmailField(
        label=_("E-mail address (optional)"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For notices, and for a new password without HR. We send a link to confirm it."),
    )

    def __init__(self, user: User, *args: Any, with_email: bool = False, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        for name in ("new_password1", "new_password2"):
            self.fields[name].max_length = LONGEST_PASSWORD  # type: ignore[attr-defined]
        self.fields["new_password1"].help_text = _(
            "At least 12 characters. A sentence that only you know is good: four words are better than one with signs."
        )
        if not with_email:
            del self.fields["email"]


class EmailForm(forms.Form):
    """An e-mail address to confirm."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class LinkForm(forms.Form):
    """Proof of who one is: NIP, and the password or a code from HR."""

    nip = login_field()
    password = forms.CharField(
        label=_("Password of this platform"),
        strip=False,
        required=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two proofs."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("password") and not given.get("code"):
            self.add_error("password", _("Type your password, or a code from HR."))
        return given


class NewCodeForm(forms.Form):
    """How the officer made sure that this is the person."""

    checked = forms.ChoiceField(
        label=_("How did you make sure that this is the person?"),
        choices=[
            ("id_card", _("The person stood before me with an identity card")),
            ("video_call", _("By video call, with an identity card")),
            ("known", _("I know the person from work")),
        ],
        widget=forms.RadioSelect,
    )
