"""The forms of adjustments in tests: what a person needs, and HR's answer. None asks for a reason of health."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import BreakTime, ExtraTime
from assessments.services.accommodations import LONGEST_ANSWER, Wish


class WishForm(forms.Form):
    """What a person needs in tests."""

    extra_percent = forms.TypedChoiceField(
        label=_("Extra time"), choices=ExtraTime, coerce=int, initial=ExtraTime.NONE, widget=forms.RadioSelect
    )
    break_minutes = forms.TypedChoiceField(
        label=_("Breaks that do not count"),
        choices=BreakTime,
        coerce=int,
        initial=BreakTime.NONE,
        widget=forms.RadioSelect,
    )
    is_one_a_page = forms.BooleanField(label=_("One question on a page"), required=False)
    is_large_print = forms.BooleanField(label=_("Large print"), required=False)
    is_unobserved = forms.BooleanField(
        label=_("Speed and change of window are not observed"),
        required=False,
        help_text=_("Every other adjustment brings this along; choose it where you need nothing else."),
    )

    @property
    def wish(self) -> Wish:
        """Return what was chosen."""
        return Wish(**self.cleaned_data)


class ConfirmForm(forms.Form):
    """From when until when an adjustment holds."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, initial={"first": on})


class DeclineForm(forms.Form):
    """Why an adjustment is not given."""

    answer = forms.CharField(
        label=_("Why not, and what instead"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. Write nothing about health."),
    )
