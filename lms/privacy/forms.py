"""What people and officers type on the pages of privacy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.privacy.models import Incident, RequestKind, RequestSubject

WORDS = {"rows": 5}


class RequestForm(forms.Form):
    """A request in the person's own words; a correction says first what is wrong."""

    about = forms.ChoiceField(label=_("What is wrong?"), choices=RequestSubject, widget=forms.RadioSelect)
    text = forms.CharField(label=_("In your words"), max_length=2000, widget=forms.Textarea(attrs=WORDS))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != RequestKind.CORRECTION:
            del self.fields["about"]
        helps = {
            RequestKind.CORRECTION: _(
                "What stands there now, and what is right? Say where it is written, if you know."
            ),
            RequestKind.OBJECTION: _(
                "Which score or level, and why is it not right? A person looks at it, not a program."
            ),
            RequestKind.RESTRICTION: _("Which use do you want to stop, and why?"),
            RequestKind.ERASURE: _("You need not give a reason."),
        }
        self.fields["text"].help_text = helps[RequestKind(kind)]
        self.fields["text"].required = kind != RequestKind.ERASURE


class AnswerForm(forms.Form):
    """The answer to a request, with its reason."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("grant", _("Grant the request")), ("refuse", _("Refuse the request"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer and reason"),
        max_length=2000,
        widget=forms.Textarea(attrs=WORDS),
        help_text=_("The person reads this. If you refuse, name the rule."),
    )


class CorrectionForm(forms.Form):
    """Name, titles and address as they are right."""

    title_before = forms.CharField(label=_("Title before the name"), max_length=60, required=False)
    full_name = forms.CharField(label=_("Name without titles"), max_length=200)
    title_after = forms.CharField(label=_("Title after the name"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)


class NoticeForm(forms.Form):
    """A new version of the notice."""

    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    change = forms.CharField(
        label=_("What has changed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads this first."),
    )
    text = forms.CharField(
        label=_("The whole notice"),
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=_("Begin each part with a line that starts with ## and its heading."),
    )


class IncidentForm(forms.Form):
    """What is known about an incident."""

    title = forms.CharField(label=_("What happened, in one line"), max_length=200)
    nature = forms.ChoiceField(label=_("What happened to the data?"), choices=Incident.Nature, widget=forms.RadioSelect)
    detected_at = forms.DateTimeField(
        label=_("Known since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The clock of 3 × 24 hours runs from here."),
    )
    happened = forms.CharField(label=_("How it happened"), max_length=4000, widget=forms.Textarea(attrs=WORDS))
    data_concerned = forms.CharField(label=_("Which data"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    people_concerned = forms.IntegerField(
        label=_("How many people"), min_value=0, max_value=10_000_000, required=False,
        help_text=_("Leave empty while it is not known."),
    )  # fmt: skip
    measures = forms.CharField(
        label=_("What was done, and what is still to be done"), max_length=4000, widget=forms.Textarea(attrs=WORDS)
    )
    advice = forms.CharField(
        label=_("What people should do"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class StepForm(forms.Form):
    """One line of what was done."""

    text = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
