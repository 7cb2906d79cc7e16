"""The forms of mentoring: applying, answering, recording a session, writing a programme."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Competency
from lms.people.models import Unit, User
from mentoring import selectors
from mentoring.models import (
    LARGEST_CAPACITY,
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    ApplicantRole,
    Application,
    Programme,
    ProgrammeKind,
)
from mentoring.optional import FOUND_BY_NAME
from mentoring.selectors import Choice
from mentoring.services.applying import MOST_COMPETENCIES, Offer, ProgrammeDays
from mentoring.services.sessions import Meeting

MOST_NAMES = 10


def day_input() -> forms.DateInput:
    """Return a field for a day, typed or picked."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CompetenciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Competencies to tick, each with what to know about it."""

    choices_shown: Sequence[Choice] = ()

    def label_from_instance(self, obj: Competency) -> str:
        """Return code and name with the person's level, and what the post asks."""
        choice = next((one for one in self.choices_shown if one.competency == obj), None)
        return f"{obj.code} {obj.name} · {words_of(choice)}" if choice else f"{obj.code} {obj.name}"


def words_of(choice: Choice) -> str:
    """Return the level of a choice in words, and what the post asks."""
    facts = {"level": choice.level, "required": choice.gap.gap.required if choice.gap else None}
    if choice.gap is None:
        return gettext("level %(level)s") % facts if choice.level is not None else gettext("no evidence yet")
    if choice.level is None:
        return gettext("no evidence yet, your post asks for level %(required)s") % facts
    return gettext("level %(level)s, your post asks for level %(required)s") % facts


class ApplicationForm(forms.Form):
    """What a person wants or offers in a programme, and whom they would rather (not) meet."""

    competencies = CompetenciesField(queryset=Competency.objects.none(), widget=forms.CheckboxSelectMultiple)
    capacity = forms.IntegerField(
        label=_("How many mentees you can take"),
        min_value=1,
        max_value=LARGEST_CAPACITY,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )
    motivation = forms.CharField(
        label=_("What you hope for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The coordinator reads this."),
    )
    wishes = forms.CharField(
        label=_("Colleagues you would like to be paired with"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("One a line: full name without titles, e-mail address or NIP."),
    )
    avoid = forms.CharField(
        label=_("Colleagues you do not want to be paired with"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("One a line, in the same way. Nobody reads this list, not even the coordinator."),
    )

    def __init__(self, data: Any = None, *, page: selectors.ProgrammePage, viewer: User, on: date) -> None:
        self.programme, self.viewer, self.on = page.programme, viewer, on
        super().__init__(data, initial=initial_of(page))
        field = self.fields["competencies"]
        assert isinstance(field, CompetenciesField)  # noqa: S101 - declared above
        field.choices_shown = page.choices
        field.queryset = Competency.objects.filter(pk__in=[choice.competency.pk for choice in page.choices])
        is_mentor = page.role == ApplicantRole.MENTOR
        field.label = gettext("What you can teach") if is_mentor else gettext("What you want to learn")
        field.help_text = gettext("Choose up to %(most)s. The one you are paired with sees your level in the goal.") % {
            "most": MOST_COMPETENCIES
        }
        if not is_mentor:
            del self.fields["capacity"]

    def clean_competencies(self) -> Any:
        """Ask for a few, not for everything."""
        chosen = self.cleaned_data["competencies"]
        if len(chosen) > MOST_COMPETENCIES:
            raise forms.ValidationError(
                gettext("You chose %(chosen)s. Keep at most %(most)s; you can change them later.")
                % {"chosen": len(chosen), "most": MOST_COMPETENCIES}
            )
        return chosen

    def clean_wishes(self) -> list[User]:
        """Return the people named."""
        return self.people_named("wishes")

    def clean_avoid(self) -> list[User]:
        """Return the people named."""
        return self.people_named("avoid")

    def people_named(self, field: str) -> list[User]:
        """Return everybody whom the lines of a field name; say which line names nobody."""
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data[field].splitlines() if line.strip()))
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(gettext("Name at most %(most)s colleagues.") % {"most": MOST_NAMES})
        if not names:
            return []
        unless = FOUND_BY_NAME if field == "wishes" else ""
        found = selectors.colleagues_named(names, self.programme, viewer=self.viewer, on=self.on, except_for=unless)
        missing = [name for name, people in found.items() if not people]
        if missing:
            raise forms.ValidationError(
                gettext("We found nobody in this programme's units for: %(names)s. Check the spelling.")
                % {"names": ", ".join(missing)}
            )
        return [person for people in found.values() for person in people]

    @property
    def offer(self) -> Offer:
        """Return what was typed."""
        typed = self.cleaned_data
        return Offer(
            competencies=list(typed["competencies"]),
            capacity=typed.get("capacity", 1),
            motivation=typed["motivation"].strip(),
            wishes=typed["wishes"],
            avoid=typed["avoid"],
        )


def initial_of(page: selectors.ProgrammePage) -> dict[str, Any]:
    """Return what the form shows first: the application as it stands, or what the person's levels suggest."""
    before: Application | None = page.applications.get(page.role)
    filled = {"competencies": [choice.competency.pk for choice in page.choices if choice.filled_in]}
    if before is None:
        return filled
    return {
        **filled,
        "capacity": before.capacity,
        "motivation": before.motivation,
        "wishes": "\n".join(person.full_name for person in before.wishes.all()),
        "avoid": "\n".join(person.full_name for person in before.avoid.all()),
    }


class SessionForm(forms.Form):
    """A session that was held. `key` makes a form sent twice one session."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("Day of the session"), widget=day_input())
    minutes = forms.IntegerField(
        label=_("How long (minutes)"),
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
        help_text=_("Count only the time you spent together."),
    )
    agenda = forms.CharField(label=_("What it was about"), max_length=200)
    shared_note = forms.CharField(
        label=_("Note for the two of you"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you agreed on. Only the two of you read it."),
    )

    def __init__(self, data: Any = None, *, on: date | None = None) -> None:
        """Begin with the day on which the form is opened: most people record a session right after it."""
        super().__init__(data, initial={"key": uuid.uuid4(), "held_on": on})

    @property
    def meeting(self) -> Meeting:
        """Return what was typed."""
        typed = self.cleaned_data
        return Meeting(typed["held_on"], typed["minutes"], typed["agenda"], typed["shared_note"])


class DeclineForm(forms.Form):
    """Why somebody does not want a proposed pair."""

    reason = forms.CharField(
        label=_("Why it does not suit"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the coordinator reads this, so that the next proposal suits better."),
    )


class EndForm(forms.Form):
    """Why one of the two ends the pair early."""

    end_reason = forms.CharField(
        label=_("Why you end it now"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the coordinator reads this."),
    )


class DisputeForm(forms.Form):
    """What is not right about a recorded session."""

    reason = forms.CharField(
        label=_("What is not right"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your partner reads this and can record the session anew."),
    )


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, set in by its depth."""

    def label_from_instance(self, obj: Unit) -> str:
        """Return the name, indented under the unit above."""
        return f"{'– ' * (obj.depth - 1)}{obj.name}"


class ProgrammeForm(forms.Form):
    """A new programme."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("What it is for"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that everybody in the unit reads before applying."),
    )
    unit = UnitField(label=_("For whom"), queryset=Unit.objects.none(), help_text=_("This unit and all below it."))
    kind = forms.ChoiceField(label=_("Who teaches whom"), choices=ProgrammeKind, widget=forms.RadioSelect)
    opens_on = forms.DateField(label=_("Applications from"), widget=day_input())
    closes_on = forms.DateField(label=_("Applications until"), widget=day_input())
    starts_on = forms.DateField(label=_("Sessions from"), widget=day_input())
    ends_on = forms.DateField(label=_("Sessions until"), widget=day_input())
    sessions_planned = forms.IntegerField(
        label=_("Sessions planned"),
        min_value=1,
        max_value=24,
        initial=Programme._meta.get_field("sessions_planned").default,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, viewer: User, on: date) -> None:
        super().__init__(data, initial={"kind": ProgrammeKind.CLASSIC})
        units = self.fields["unit"]
        assert isinstance(units, UnitField)  # noqa: S101 - declared above
        units.queryset = selectors.units_for_programmes(viewer=viewer, on=on)

    @property
    def days(self) -> ProgrammeDays:
        """Return the days that were typed."""
        typed = self.cleaned_data
        return ProgrammeDays(typed["opens_on"], typed["closes_on"], typed["starts_on"], typed["ends_on"])
