"""The forms of plans: a goal, an answer, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Level
from lms.competencies.selectors import CompetencyGap
from lms.development.forms.obligations import day_input
from lms.development.models import Standing
from lms.development.models.plans import LONGEST_TEXT
from lms.development.offers import Offer
from lms.development.services.plans import TypedGoal


class GoalForm(forms.Form):
    """What to reach, until when, and how."""

    competency = forms.ChoiceField(label=_("Competency"))
    to_level = forms.TypedChoiceField(
        label=_("Up to level"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[
            ("", _("what the post asks for")),
            *((level.value, f"{level.value} · {level.label}") for level in Level),
        ],
    )
    by_on = forms.DateField(label=_("Until when"), widget=day_input())
    offer = forms.ChoiceField(label=_("How"), required=False)
    how = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a task at work, a mentor, a book. Needed where you choose no offer."),
    )

    def __init__(self, *args: Any, gaps: Sequence[CompetencyGap], offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gaps = {row.competency.code: row for row in gaps}
        self.offers = {f"{offer.kind}:{offer.uuid}": offer for offer in offers}
        self.fields["competency"].choices = [(row.competency.code, words_of(row)) for row in gaps]  # type: ignore[attr-defined]
        offered = [(key, f"{offer.title} ({', '.join(offer.competency_codes)})") for key, offer in self.offers.items()]
        self.fields["offer"].choices = [("", gettext("none of these")), *offered]  # type: ignore[attr-defined]

    @property
    def typed(self) -> TypedGoal:
        """Return what was typed."""
        data = self.cleaned_data
        row = self.gaps[data["competency"]]
        return TypedGoal(
            competency=row.competency,
            to_level=data["to_level"] or row.gap.required,
            by_on=data["by_on"],
            offer=self.offers.get(data["offer"]),
            how=data["how"],
        )


def words_of(row: CompetencyGap) -> str:
    """Return a competency with where the person stands and what the post asks."""
    facts = {"name": f"{row.competency.code} {row.competency.name}", "required": row.gap.required}
    if row.gap.attained is None:
        return gettext("%(name)s: no level yet, the post asks for %(required)s") % facts
    return gettext("%(name)s: level %(level)s, the post asks for %(required)s") % {**facts, "level": row.gap.attained}


class AnswerForm(forms.Form):
    """How a plan goes."""

    standing = forms.ChoiceField(label=_("How does it go?"), choices=Standing.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a sentence"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """Why something goes back."""

    reason = forms.CharField(
        label=_("What should change"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this."),
    )
