"""The forms of those who ask people to do something: settling exceptions, excusing, another day."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.development.models.obligations import LONGEST_REASON

MOST_AT_ONCE = 200


def day_input() -> forms.DateInput:
    """Return a field for a day, typed or picked."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NumbersField(forms.MultipleChoiceField):
    """Ids that were ticked; whether they exist and are in reach is the domain's question."""

    def valid_value(self, value: str) -> bool:
        """Whether it is an id at all."""
        try:
            uuid.UUID(value)
        except ValueError:
            return False
        return True

    def clean(self, value: Any) -> list[uuid.UUID]:
        """Return the ids."""
        return [uuid.UUID(one) for one in super().clean(value)[:MOST_AT_ONCE]]


class SettleForm(forms.Form):
    """What becomes of the exceptions that were ticked."""

    ACTIONS = (
        ("anyway", _("Assign as it is")),
        ("realistic", _("Assign with a due date that can be met")),
        ("refuse", _("Do not assign, now or later")),
        ("dismiss", _("Take off this list, without a decision")),
    )

    obligations = NumbersField(error_messages={"required": _("Tick at least one person.")})
    action = forms.ChoiceField(label=_("What to do"), choices=ACTIONS)


class ExcuseForm(forms.Form):
    """Why somebody need not do it."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this."),
    )


class MoveForm(forms.Form):
    """Until when instead."""

    due_on = forms.DateField(label=_("New due date"), widget=day_input())
