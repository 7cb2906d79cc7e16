"""The forms of 360-degree ratings: starting a round, answering a part, declining, naming a colleague."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.models import DeclineReason, Observed
from assessments.selectors.multirater import StartPage
from assessments.selectors.multirater_forms import RatingPart
from assessments.services.multirater_ratings import LONGEST_COMMENT, Part
from assessments.services.multirater_starting import MOST_COMPETENCIES, Plan
from lms.competencies.models import Competency
from lms.people.models import Unit

CANNOT_JUDGE = "x"
USUAL_DAYS = 21


def day_input() -> forms.DateInput:
    """Return a field for a day, typed or picked."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CompetenciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Competencies to tick."""

    def label_from_instance(self, obj: Competency) -> str:
        """Return code and name."""
        return f"{obj.code} {obj.name}"


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, set in by its depth; few are shown, any in scope is taken."""

    def show(self, units: Iterable[Unit]) -> None:
        """Offer only these."""
        self.choices = [
            ("", gettext("Choose a unit")),
            *((str(one.uuid), f"{'– ' * (one.depth - 1)}{one.name}") for one in units),
        ]


class StartForm(forms.Form):
    """What a new round is about, and when; for HR also the unit."""

    unit = UnitField(
        label=_("For everybody of this unit and below"),
        queryset=Unit.objects.none(),
        to_field_name="uuid",
    )
    competencies = CompetenciesField(
        label=_("What is rated"),
        queryset=Competency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One to four. Each has about five behaviours, so that raters need five minutes for each."),
    )
    opens_on = forms.DateField(label=_("Raters can answer from"), widget=day_input())
    closes_on = forms.DateField(label=_("Raters can answer until"), widget=day_input())

    def __init__(self, data: Any = None, *, page: StartPage, for_unit: bool = False) -> None:
        last = page.on + timedelta(days=USUAL_DAYS - 1)
        super().__init__(data, initial={"opens_on": page.on, "closes_on": last})
        topics, units = self.fields["competencies"], self.fields["unit"]
        assert isinstance(topics, CompetenciesField)  # noqa: S101 - declared above
        assert isinstance(units, UnitField)  # noqa: S101 - declared above
        topics.queryset = page.competencies
        units.queryset = page.units
        units.show(page.units_shown)
        if not for_unit:
            del self.fields["unit"]

    def clean_competencies(self) -> Any:
        """Ask for a few, not for everything."""
        chosen = self.cleaned_data["competencies"]
        if len(chosen) > MOST_COMPETENCIES:
            raise forms.ValidationError(
                gettext("You chose %(chosen)s. Keep at most %(most)s, so that raters answer with care.")
                % {"chosen": len(chosen), "most": MOST_COMPETENCIES}
            )
        return chosen

    @property
    def plan(self) -> Plan:
        """Return what was typed."""
        typed = self.cleaned_data
        return Plan(list(typed["competencies"]), typed["opens_on"], typed["closes_on"])


class RatingForm(forms.Form):
    """One competency: for each behaviour how often it was seen, and one comment. Nothing is required of a draft."""

    comment = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, part: RatingPart, is_self: bool) -> None:
        self.rated = part
        kept = {f"i{pk}": CANNOT_JUDGE if seen is None else str(seen) for pk, seen in part.observed.items()}
        super().__init__(data, initial={**kept, "comment": part.comment})
        if is_self:  # nobody reads what one writes to oneself
            del self.fields["comment"]
        choices = [(str(value), label) for value, label in Observed.choices]
        choices.append((CANNOT_JUDGE, pgettext_lazy("how often a behaviour was seen", "cannot judge")))
        for indicator in part.indicators:
            self.fields[f"i{indicator.pk}"] = forms.ChoiceField(
                label=indicator.text, choices=choices, required=False, widget=forms.RadioSelect
            )

    @property
    def behaviours(self) -> list[forms.BoundField]:
        """Return the fields of the behaviours, in order."""
        return [self[f"i{indicator.pk}"] for indicator in self.rated.indicators]

    @property
    def part(self) -> Part:
        """Return what was answered; a behaviour without an answer is left out."""
        typed = self.cleaned_data
        observed = {
            indicator.pk: None if typed[f"i{indicator.pk}"] == CANNOT_JUDGE else int(typed[f"i{indicator.pk}"])
            for indicator in self.rated.indicators
            if typed.get(f"i{indicator.pk}")
        }
        return Part(self.rated.competency.pk, observed, typed.get("comment", ""))


class DeclineRatingForm(forms.Form):
    """Why somebody does not rate."""

    reason = forms.ChoiceField(label=_("Why you do not rate"), choices=DeclineReason, widget=forms.RadioSelect)


class ColleagueForm(forms.Form):
    """A colleague of another unit who knows one's work."""

    colleague = forms.CharField(
        label=_("Colleague"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Full name without titles, e-mail address or NIP."),
    )
