"""What an auditor types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CertificateForm(forms.Form):
    """The number or the code of a certificate."""

    text = forms.CharField(
        label=_("Number or code of the certificate"),
        max_length=300,
        help_text=_("As it stands on the certificate. An NIP is not asked here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
