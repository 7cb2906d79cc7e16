"""The forms of training outside the platform: handing it in, and deciding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Competency
from lms.development.forms.obligations import day_input
from lms.development.models import OutsideKind, OutsideTraining
from lms.development.services.outside import MOST_JP, PROOF_ENDINGS, Typed

MOST_COMPETENCIES = 8


class CompetenciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Competencies of the framework in use, to tick."""

    def label_from_instance(self, obj: Competency) -> str:
        """Return code and name."""
        return f"{obj.code} {obj.name}"


def competencies_in_use() -> Any:
    """Return the competencies that can be named."""
    return Competency.objects.filter(framework__status="published").order_by("order")


class OutsideForm(forms.Form):
    """What a person says about a training."""

    title = forms.CharField(label=_("Name of the training"), max_length=200)
    organiser = forms.CharField(label=_("Organiser"), max_length=200)
    number = forms.CharField(
        label=_("Certificate number"),
        max_length=120,
        required=False,
        help_text=_("As it stands on the paper. It shows that nothing counts twice."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=OutsideKind.choices,
        help_text=_("As the index of professionality (IP ASN) tells them apart."),
    )
    began_on = forms.DateField(label=_("First day"), widget=day_input())
    ended_on = forms.DateField(label=_("Last day"), widget=day_input())
    jp = forms.DecimalField(
        label=_("Hours (JP) on the paper"),
        min_value=Decimal("0.5"),
        max_value=MOST_JP,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "decimal", "step": "0.5"}),
    )
    file = forms.FileField(
        label=_("Certificate or letter"),
        required=False,
        help_text=_("PDF or picture (JPEG, PNG), up to 10 MB. Only you and the reviewers of your agency see it."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in PROOF_ENDINGS)}),
    )
    competencies = CompetenciesField(
        label=_("What it was about"),
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A training shows that you were taught, not how far you are: your level does not change."),
    )

    def __init__(self, *args: Any, row: OutsideTraining | None = None, **kwargs: Any) -> None:
        if row is not None:
            names = ("title", "organiser", "number", "kind", "began_on", "ended_on", "jp")
            kwargs["initial"] = {name: getattr(row, name) for name in names}
            kwargs["initial"]["competencies"] = list(row.competencies.all())
        super().__init__(*args, **kwargs)
        self.fields["competencies"].queryset = competencies_in_use()  # type: ignore[attr-defined]

    def clean_competencies(self) -> list[Competency]:
        """Return a few; who names everything names nothing."""
        found = list(self.cleaned_data["competencies"])
        if len(found) > MOST_COMPETENCIES:
            raise forms.ValidationError(_("Choose at most 8."))
        return found

    @property
    def typed(self) -> Typed:
        """Return what was typed."""
        data = self.cleaned_data
        names = ("title", "organiser", "number", "began_on", "ended_on", "jp", "competencies")
        return Typed(kind=OutsideKind(data["kind"]), **{name: data[name] for name in names})


class ReviewForm(forms.Form):
    """What a reviewer decides."""

    ACTIONS = (
        ("accept", _("Accept")),
        ("return", _("Return, so that it can be mended")),
        ("refuse", _("Refuse")),
    )

    action = forms.ChoiceField(label=_("Decision"), choices=ACTIONS, widget=forms.RadioSelect)
    jp = forms.DecimalField(
        label=_("Hours accepted (JP)"),
        required=False,
        min_value=Decimal("0.5"),
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "decimal", "step": "0.5"}),
    )
    competencies = CompetenciesField(
        label=_("Competencies it was about"),
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Give both, hours and competencies, or neither."),
    )
    reason = forms.CharField(
        label=_("Reason, where you do not accept"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this."),
    )

    def __init__(self, *args: Any, row: OutsideTraining, **kwargs: Any) -> None:
        kwargs["initial"] = {"jp": row.jp, "competencies": list(row.competencies.all())}
        super().__init__(*args, **kwargs)
        self.fields["competencies"].queryset = competencies_in_use()  # type: ignore[attr-defined]
