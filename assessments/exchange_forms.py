"""The forms that bring items in and take them out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.exchange import gift, kinds, remarks
from assessments.exchange.formats import FORMATS
from assessments.exchange.reading import MEGABYTE
from assessments.framework_fields import CompetencyField
from assessments.services.exchange import Defaults
from lms.competencies.models import Level

BY_SUFFIX = {"csv": kinds.CSV, "docx": kinds.WORD, "gift": kinds.GIFT, "xml": kinds.MOODLE, "zip": kinds.QTI}
LONGEST_TEXT = 200_000
FORMAT_CHOICES = [(one.name, _(one.label)) for one in FORMATS.values()]


class ImportForm(forms.Form):
    """A file of items, or the questions themselves, and where they stand if they do not say."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "CSV, GIFT or plain text up to 2 MB, Word up to 10 MB, Moodle XML or a QTI 3.0 package up to 20 MB; "
            "at most 1,000 questions (CSV: 2,000)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.docx,.txt,.gift,.xml,.zip"}),
    )
    text = forms.CharField(
        label=_("Or paste the questions here"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Question, options with letters, a star (*) on the key, an empty line between questions."),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("", _("Tell by the file")), *FORMAT_CHOICES],
        help_text=_("Needed only where the file itself does not tell it."),
    )
    competency = CompetencyField(
        label=_("Competency, where the file names none"),
        required=False,
        to_field_name="code",
        empty_label=_("None: refuse such questions"),
    )
    level = forms.ChoiceField(
        label=_("Level, where the file names none"),
        required=False,
        choices=[
            ("", pgettext_lazy("level of imported items", "None: refuse such questions")),
            *[(str(level.value), f"{level.value} · {level.label}") for level in Level],
        ],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a file or a text, and refuse a file that is too large before it is read."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text")
        if self.errors:
            return cleaned
        if bool(file) == bool(text):
            self.add_error("file", gettext("Bring a file, or paste the questions below; one of the two."))
        elif file and not self.form:
            self.add_error("format", gettext("The name of the file does not tell its format. Choose it here."))
        elif file and file.size > FORMATS[self.form].largest_mb * MEGABYTE:
            self.add_error("file", gettext(remarks.TOO_LARGE) % {"most": FORMATS[self.form].largest_mb})
        return cleaned

    @property
    def form(self) -> str:
        """Return the format: as chosen, as the name of the file says, or plain text."""
        chosen: str = self.cleaned_data.get("format") or ""
        file = self.cleaned_data.get("file")
        if chosen or not file:
            return chosen or kinds.TEXT
        suffix = file.name.rpartition(".")[2].lower()
        if suffix == "txt":
            file.seek(0)
            beginning = file.read(LONGEST_TEXT)
            file.seek(0)
            return kinds.GIFT if gift.looks_like(beginning) else kinds.TEXT
        return BY_SUFFIX.get(suffix, "")

    @property
    def brought(self) -> bytes:
        """Return the bytes of the file, or the text."""
        file = self.cleaned_data.get("file")
        told: bytes = file.read() if file else self.cleaned_data["text"].encode()
        return told

    @property
    def field(self) -> str:
        """Return the field that was filled in."""
        return "file" if self.cleaned_data.get("file") else "text"

    @property
    def defaults(self) -> Defaults:
        """Return where items stand whose file does not say."""
        competency = self.cleaned_data.get("competency")
        return Defaults(competency.code if competency else "", self.cleaned_data.get("level") or "")


class ExportForm(forms.Form):
    """In which format items are taken out."""

    format = forms.ChoiceField(label=_("Format"), required=False, choices=FORMAT_CHOICES, initial=kinds.CSV)

    @property
    def chosen(self) -> str:
        """Return the format, CSV where none was chosen."""
        self.is_valid()
        return self.cleaned_data.get("format") or kinds.CSV
