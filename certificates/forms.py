"""The two ways in for somebody who holds a certificate in their hands: its code, or its file."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.numbering import InvalidCode, normalise

LONGEST_TEXT = 300
LARGEST_FILE_MB = 10
LARGEST_FILE_BYTES = LARGEST_FILE_MB * 1024 * 1024
# A PDF may begin with a few other bytes; readers look this far (ISO 32000-2, annex I).
HEADER_WITHIN_BYTES = 1024


class CodeForm(forms.Form):
    """The code that stands below the QR picture."""

    kode = forms.CharField(
        label=_("Certificate code"),
        max_length=LONGEST_TEXT,
        help_text=_("It stands below the QR picture. Capital or small letters, with or without dashes: all are fine."),
        error_messages={"required": _("Type the code of the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_kode(self) -> str:
        """Return the code as it is stored."""
        try:
            return normalise(self.cleaned_data["kode"])
        except InvalidCode as error:
            raise forms.ValidationError(gettext(error.reason)) from None


class FileForm(forms.Form):
    """The PDF itself, which is compared byte by byte and not kept."""

    berkas = forms.FileField(
        label=_("PDF file of the certificate"),
        help_text=_("At most 10 MB. The file is compared and then forgotten; we keep no copy."),
        error_messages={
            "required": _("Choose the PDF file of the certificate."),
            "empty": _("This file is empty. Choose the PDF file of the certificate."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_berkas(self) -> UploadedFile[bytes]:
        """Refuse what is too large or is no PDF."""
        file: UploadedFile[bytes] = self.cleaned_data["berkas"]
        if (file.size or 0) > LARGEST_FILE_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB, so it is not one of our certificates."))
        if b"%PDF-" not in file.read(HEADER_WITHIN_BYTES):
            raise forms.ValidationError(_("This is not a PDF file. Choose the PDF as you received it."))
        return file
