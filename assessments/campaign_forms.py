"""The forms of campaigns: what is asked of whom, and why it is called off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.models import Blueprint
from assessments.multirater_forms import CompetenciesField, UnitField, day_input
from assessments.services.campaigns import CampaignPlan
from assessments.services.sittings import LONGEST_REASON
from lms.competencies.models import Competency, FrameworkStatus
from lms.competencies.selectors import measurable_competencies
from lms.people.models import PositionKind, Unit

USUAL_DAYS = 30


class CampaignForm(forms.Form):
    """Who takes which test, and when."""

    title = forms.CharField(
        label=_("Name of the campaign"), max_length=120, help_text=_("People read it. For example: Pemetaan 2027.")
    )
    unit = UnitField(label=_("Unit and below"), queryset=Unit.objects.none(), to_field_name="uuid")
    position_kinds = forms.MultipleChoiceField(
        label=_("Kinds of post"),
        choices=PositionKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody."),
    )
    blueprint = forms.ModelChoiceField(label=_("Test"), queryset=Blueprint.objects.none(), to_field_name="uuid")
    competencies = CompetenciesField(
        label=_("What a placement test measures"),
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most four. None ticked: what each post asks for, the widest gap first."),
    )
    is_supervised = forms.BooleanField(
        label=_("In rooms, under supervision"),
        required=False,
        help_text=_("Only what is taken in a room counts for the campaign. You plan the rooms afterwards."),
    )
    opens_on = forms.DateField(label=_("First day"), widget=day_input())
    closes_on = forms.DateField(label=_("Last day"), widget=day_input())
    counts_from = forms.DateField(
        label=_("A result counts from"),
        widget=day_input(),
        required=False,
        help_text=_("Empty: from the first day. An earlier day spares those who took the test lately."),
    )
    reminds_before = forms.IntegerField(
        label=_("Remind before the end (days)"), min_value=0, max_value=30, initial=3, help_text=_("0: no reminder.")
    )
    message = forms.CharField(
        label=_("What people should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, tests: QuerySet[Blueprint], units: QuerySet[Unit], on: date | None = None
    ) -> None:
        days = {"opens_on": on, "closes_on": on + timedelta(days=USUAL_DAYS)} if on else {}
        super().__init__(data, initial=days)
        chosen, where = self.fields["blueprint"], self.fields["unit"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(where, UnitField)  # noqa: S101 - declared above
        chosen.queryset = tests
        topics = self.fields["competencies"]
        assert isinstance(topics, CompetenciesField)  # noqa: S101 - declared above
        known = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED)
        topics.queryset = known.filter(pk__in=measurable_competencies())
        where.queryset = units
        where.show(units[:200])

    @property
    def plan(self) -> CampaignPlan:
        """Return what was typed."""
        return CampaignPlan(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})


class CancelCampaignForm(forms.Form):
    """Why a campaign is called off."""

    why = forms.CharField(
        label=_("Why it is called off"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who was asked and has not done it reads this."),
    )
