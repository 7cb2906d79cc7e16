"""What readers of HR's pages may choose: filters of the map, a person's number, a purpose."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.development.services import Due
from lms.development.targets import Ref, Target, word_of
from lms.people.models import PositionKind, Unit
from lms.people.nip import EmployeeKind
from lms.workforce.facets import AGE_BANDS, Asked, Facets
from lms.workforce.models import ImportKind, ImportMode, PlanBudget, SheetKind

EVERYBODY = ("", _("all"))
PNS_GRADES = ("I", "II", "III", "IV")
PPPK_GRADES = (*PNS_GRADES, "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
GRADES = [*((one, one) for one in PNS_GRADES), *((f"P-{one}", f"{one} (PPPK)") for one in PPPK_GRADES)]
AGES = {20: _("under 30"), 30: _("30 to 39"), 40: _("40 to 49"), 50: _("50 and older")}


class PurposeForm(forms.Form):
    """What a list of people is taken out for."""

    purpose = forms.CharField(
        label=_("What is the list for?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For example: plan the training of 2027. The data protection officer reads it."),
    )


class ReadyForm(PurposeForm):
    """For which post, and what the list is for."""

    jenis = forms.ChoiceField(label=_("Kind of post"), choices=PositionKind.choices)

    field_order = ("jenis", "purpose")

    def __init__(self, *args: Any, has_position: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_position:
            del self.fields["jenis"]
        self.fields["purpose"].help_text = _(
            "For example: fill the post of head of section. Everybody on the list reads it, and the data protection "
            "officer does."
        )


class NeedForm(PurposeForm):
    """What a worksheet of needs is for, and as what it leaves."""

    kind = forms.ChoiceField(
        label=_("Kind of file"), choices=SheetKind.choices, widget=forms.RadioSelect, initial=SheetKind.XLSX
    )


class ImportForm(forms.Form):
    """A file of people, units or results."""

    kind = forms.ChoiceField(
        label=_("What the file holds"), choices=ImportKind.choices, widget=forms.RadioSelect, initial=ImportKind.PEOPLE
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8, up to 100,000 lines and more. Nothing changes before you have seen what would."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ApplyForm(forms.Form):
    """How a checked file is applied."""

    mode = forms.ChoiceField(
        label=_("What is applied"), choices=ImportMode.choices, widget=forms.RadioSelect, initial=ImportMode.ALL
    )
    ends_absent = forms.BooleanField(
        label=_("End the postings of people who work here and are not in the file"),
        required=False,
        help_text=_("Choose this only if the file holds everybody of the agency. Their last day is today."),
    )


class PlanForm(forms.Form):
    """For whom a plan of training is, for which year, and how many hours there are."""

    unit = forms.ChoiceField(label=_("Unit"), choices=(), help_text=_("Everybody below it is planned for."))
    year = forms.TypedChoiceField(label=_("Year"), choices=(), coerce=int)
    jp = forms.DecimalField(
        label=_("Hours for all together (JP)"),
        min_value=Decimal("0.5"),
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    split = forms.ChoiceField(
        label=_("Whose hours they are"),
        choices=PlanBudget.choices,
        widget=forms.RadioSelect,
        initial=PlanBudget.TOGETHER,
        help_text=_("One budget closes more; hours apart let no part go without."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: forms.ChoiceField = self.fields["unit"]  # type: ignore[assignment]
        where.choices = [(str(unit.uuid), unit.name) for unit in units]
        when: forms.TypedChoiceField = self.fields["year"]  # type: ignore[assignment]
        when.choices = [(str(year), str(year)) for year in years]

    @property
    def wish(self) -> dict[str, Any]:
        """Return what was chosen."""
        return {**self.cleaned_data, "unit": UUID(self.cleaned_data["unit"])}


class AssignForm(forms.Form):
    """What the people behind a cell are asked to do, until when and why."""

    target = forms.ChoiceField(label=_("What they do"), widget=forms.RadioSelect, choices=())
    due_on = forms.DateField(
        label=_("Until the day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    due_days = forms.IntegerField(
        label=_("or so many days after today, or after the post began"), required=False, min_value=1, max_value=730
    )
    counted_from = forms.ChoiceField(
        label=_("Days count from"),
        required=False,
        choices=[("assignment", _("today")), ("posting", _("the first day in the post"))],
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every person reads this sentence."),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, things: list[Target], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: forms.ChoiceField = self.fields["target"]  # type: ignore[assignment]
        choice.choices = [(f"{one.kind}:{one.uuid}", described(one)) for one in things]

    def clean(self) -> dict[str, Any]:
        """Make sure that there is one due date."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(found.get("due_on")) == bool(found.get("due_days")):
            self.add_error("due_on", _("Give either a day or a number of days."))
        return found

    @property
    def due(self) -> Due:
        """Return until when."""
        if self.cleaned_data["due_on"]:
            return Due.fixed(self.cleaned_data["due_on"])
        days = self.cleaned_data["due_days"]
        return Due.after_posting(days) if self.cleaned_data["counted_from"] == "posting" else Due.after_assignment(days)

    @property
    def asked(self) -> Ref:
        """Return the thing that was chosen."""
        kind, _colon, number = self.cleaned_data["target"].partition(":")
        return Ref(kind, UUID(number))


def described(target: Target) -> str:
    """Return a thing to choose in one line: its kind, title and length."""
    length = ngettext("%(n)d minute", "%(n)d minutes", target.minutes) % {"n": target.minutes} if target.minutes else ""
    words = f"{word_of(target.kind).capitalize()}: {target.title}"
    return f"{words} · {length}" if length else words


class NumberForm(forms.Form):
    """A NIP; posted, so that it never stands in an address or a log."""

    nip = forms.CharField(
        label=_("NIP"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("The whole number; spaces and dots do not matter."),
    )


class FilterForm(forms.Form):
    """Which people the map counts, where and by which framework. What it does not know in an address is left out."""

    jabatan = forms.ChoiceField(label=_("Kind of post"), required=False, choices=[EVERYBODY, *PositionKind.choices])
    pegawai = forms.ChoiceField(
        label=_("PNS or PPPK"), required=False, choices=[EVERYBODY, *((each.value, each.name) for each in EmployeeKind)]
    )
    golongan = forms.ChoiceField(
        label=_("Golongan"),
        required=False,
        choices=[
            EVERYBODY,
            *((each, each) for each in PNS_GRADES),
            *((each, f"{each} (PPPK)") for each in PPPK_GRADES),
        ],
    )
    umur = forms.ChoiceField(
        label=_("Age"), required=False, choices=[EVERYBODY, *((str(each), AGES[each]) for each in AGE_BANDS)]
    )
    wilayah = forms.CharField(label=_("Region"), required=False, max_length=60, widget=forms.Select)
    kerangka = forms.CharField(label=_("Framework"), required=False, max_length=60, widget=forms.Select)
    area = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

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
    def asked(self) -> Asked:
        """Return what is asked of the map."""
        chosen = self.cleaned_data
        facets = Facets(
            chosen["jabatan"], chosen["pegawai"], chosen["golongan"], int(chosen["umur"]) if chosen["umur"] else None
        )
        return Asked(chosen["area"], chosen["kerangka"], chosen["wilayah"], facets)

    @property
    def chosen(self) -> list[str]:
        """Return the names of the filters on people that are set."""
        return [name for name in ("jabatan", "pegawai", "golongan", "umur") if self.cleaned_data[name]]

    def words_of(self, name: str) -> str:
        """Return the choice of a filter in words."""
        field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]
        return str(dict(field.choices)[self.cleaned_data[name]])  # type: ignore[arg-type]

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Return everything that narrows the map, label and choice, in Indonesian: for what is handed to offices."""
        with translation.override("id"):
            people = [(str(self.fields[name].label), self.words_of(name)) for name in self.chosen]
            typed = [name for name in ("wilayah", "kerangka") if self.cleaned_data[name]]
            return [*people, *((str(self.fields[name].label), self.cleaned_data[name]) for name in typed)]

    def offer(self, *, regions: list[str], frameworks: list[tuple[str, str]]) -> None:
        """Offer regions and frameworks where there is a choice; leave the fields out where there is none."""
        for name, choices in (("wilayah", [(each, each) for each in regions]), ("kerangka", frameworks)):
            if len(choices) > 1:
                self.fields[name].widget.choices = [EVERYBODY, *choices] if name == "wilayah" else choices
            else:
                del self.fields[name]
