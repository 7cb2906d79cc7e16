"""What HR may choose and write: filters, a purpose, a record's wording, an agency's settings, a file of replies."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.people.models import Unit
from lms.siasn.mapping import LONGEST_NAME, LONGEST_ORGANISER
from lms.siasn.models import Carrier, Delivery, DeliveryState, SiasnAgency
from lms.siasn.models.agencies import KINDS
from lms.siasn.selectors import Filters
from lms.siasn.services import TypedCode, TypedSettings
from lms.siasn.services.deciding import Wording

EVERY = ("", _("all"))
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FilterForm(forms.Form):
    """Which records are shown. What it does not know in an address is left out."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[EVERY, *DeliveryState.choices])
    unit = forms.UUIDField(label=_("Unit"), required=False, widget=forms.Select)
    tahun = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=9999, widget=forms.Select)
    catatan = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        """Return the form filled from an address; what cannot be chosen is dropped."""
        form = cls(data)
        if not form.is_valid():
            kept = data.copy()
            for name in form.errors:
                kept.pop(name, None)
            form = cls(kept)
            form.full_clean()
        return form

    @property
    def filters(self) -> Filters:
        """Return what is asked."""
        asked = self.cleaned_data
        return Filters(asked["status"], asked["unit"], asked["tahun"], asked["catatan"])

    @property
    def query(self) -> str:
        """Return what is asked as it stands in an address, the state left out."""
        asked = self.cleaned_data
        return urlencode({name: asked[name] for name in ("unit", "tahun", "catatan") if asked[name]})

    def offer(self, *, units: list[Unit], years: list[int]) -> None:
        """Offer the units of the reader's part, deeper ones moved in, and the years there are."""
        top = min((unit.depth for unit in units), default=1)
        named = [(unit.uuid, f"{'– ' * (unit.depth - top)}{unit.name}") for unit in units]
        self.choose("unit", [EVERY, *named])
        self.choose("tahun", [EVERY, *((year, str(year)) for year in years)])

    def choose(self, name: str, choices: list[Any]) -> None:
        """Set what a field offers."""
        widget: forms.Select = self.fields[name].widget
        widget.choices = choices


class SendForm(forms.Form):
    """What a ZIP file with people's records is for."""

    purpose = forms.CharField(
        label=_("What is the file for?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: enter the training of October into SIASN. The data protection officer reads it."),
    )


class WordingForm(forms.Form):
    """How a record is written for SIASN; days, hours and the number are facts and stand beside the form."""

    title = forms.CharField(
        label=_("Name of the training"), max_length=LONGEST_NAME, widget=forms.Textarea(attrs={"rows": 2})
    )
    organiser = forms.CharField(label=_("Organiser"), max_length=LONGEST_ORGANISER)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Return the form filled with how a record is written now."""
        return cls(initial={"title": delivery.title, "organiser": delivery.organiser, "kind": delivery.kind})

    @property
    def wording(self) -> Wording:
        """Return what was written, on one line."""
        typed = self.cleaned_data
        return Wording(" ".join(typed["title"].split()), " ".join(typed["organiser"].split()), typed["kind"])


class SettingsForm(forms.Form):
    """How an agency delivers."""

    instansi_id = forms.CharField(
        label=_("The agency’s id in SIASN (instansiId)"),
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As in SIASN’s reference of agencies."),
    )
    organiser = forms.CharField(
        label=_("Name as organiser"),
        max_length=200,
        required=False,
        help_text=_("Organiser of certificates issued here. Empty: the organiser that the certificate names."),
    )
    place_id = forms.CharField(
        label=_("Id of the place in SIASN (lokasiId)"),
        max_length=42,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    starts_on = forms.DateField(
        label=_("Deliver what was earned on or after"),
        widget=DAY,
        help_text=_("Older records were entered another way and stay as they are."),
    )
    carrier = forms.ChoiceField(label=_("Way of delivery"), choices=Carrier.choices, widget=forms.RadioSelect)

    @classmethod
    def of(cls, settings: SiasnAgency | None) -> Self:
        """Return the form filled with the settings there are."""
        if settings is None:
            return cls(initial={"carrier": Carrier.ZIP})
        names = ("instansi_id", "organiser", "place_id", "starts_on", "carrier")
        return cls(initial={name: getattr(settings, name) for name in names})

    @property
    def typed(self) -> TypedSettings:
        """Return what was written."""
        return TypedSettings(**self.cleaned_data)


class CodeForm(forms.Form):
    """What SIASN calls one kind of training, from a day on."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[one for one in KINDS if one[0] != "kepemimpinan"])
    training = forms.CharField(label="jenisDiklatId", max_length=42)
    course = forms.CharField(label="jenisKursus", max_length=42, required=False)
    certificate = forms.CharField(label="jenisKursusSertipikat", max_length=42, required=False)
    legal_basis = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("For example: SIASN’s reference of kinds, 1 December 2026."),
    )
    valid_from = forms.DateField(label=_("Holds from"), widget=DAY)
    verified = forms.BooleanField(label=_("I have compared it with SIASN’s reference"), required=False)

    @property
    def typed(self) -> TypedCode:
        """Return what was written."""
        return TypedCode(**self.cleaned_data)


class ReplyForm(forms.Form):
    """A file with SIASN's answers."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The table balasan.csv of a package, filled in, or the same as JSON; up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )
