"""Forms of the door: signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """NIP or e-mail address, and a password."""

    username = forms.CharField(
        label=_("NIP or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
        help_text=_("A NIP may be typed with spaces or dots."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
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
