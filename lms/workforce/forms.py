"""Searching for one person by the exact number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    """What a list of people is taken out for."""

    purpose = forms.CharField(
        label=_("What is the list for?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: plan the training of 2027. The data protection officer reads it."),
    )


class NumberForm(forms.Form):
    """A NIP; posted, so that it never stands in an address or a log."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("The whole number; spaces and dots do not matter."),
    )
