"""The forms of appeals against levels."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.development.models.appeals import LONGEST_APPEAL


class AppealForm(forms.Form):
    """Why the level is not right."""

    reason = forms.CharField(
        label=_("Why the level is not right"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The HR officers of your agency read this and answer it."),
    )


class AnswerAppealForm(forms.Form):
    """What HR decides about an appeal."""

    DECISIONS = (
        ("uphold", _("Uphold: this evidence counts no more")),
        ("keep", _("Do not uphold: the evidence stays")),
    )

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads this."),
    )
