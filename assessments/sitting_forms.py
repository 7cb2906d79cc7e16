"""The forms of supervised sittings: planning, seating, watching, deciding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.models import Blueprint, Campaign, Card, IncidentKind, Sitting
from assessments.models.sittings import MOST_SEATS
from assessments.multirater_forms import UnitField
from assessments.services.sitting_rooms import MOST_MINUTES
from assessments.services.sittings import LONGEST_REASON, Plan
from lms.people.models import Unit, User

# What whoever watches may write down by hand; the other kinds follow from what is done.
NOTED_BY_HAND = tuple(
    (kind.value, kind.label)
    for kind in IncidentKind
    if kind not in (IncidentKind.TIME, IncidentKind.ENDED, IncidentKind.IDENTITY)
)
AT_A_SEAT = (*NOTED_BY_HAND, (IncidentKind.IDENTITY.value, IncidentKind.IDENTITY.label))


def moment() -> forms.DateTimeField:
    """Return a field for a day and an hour, typed or picked."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(
        widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M"]
    )


class PlanForm(forms.Form):
    """The test, the room and its hours; a new sitting also names the unit whose HR plans it."""

    unit = UnitField(label=_("Planned for"), queryset=Unit.objects.none(), to_field_name="uuid")
    blueprint = forms.ModelChoiceField(label=_("Test"), queryset=Blueprint.objects.none(), to_field_name="uuid")
    room = forms.CharField(label=_("Room"), max_length=120)
    directions = forms.CharField(
        label=_("Where it is"), max_length=300, required=False, help_text=_("Building, floor, street.")
    )
    seats_in_room = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS)
    starts_at = moment()
    ends_at = moment()
    note = forms.CharField(
        label=_("What people should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example what to bring. That a card with a photo is needed, they are told anyway."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        tests: QuerySet[Blueprint],
        units: QuerySet[Unit],
        sitting: Sitting | None = None,
        of: Campaign | None = None,
    ) -> None:
        names = [field.name for field in Sitting._meta.fields]
        kept = {name: getattr(sitting, name) for name in self.base_fields if name in names} if sitting else {}
        kept |= {"blueprint": sitting.blueprint.uuid} if sitting else {}
        kept |= {"blueprint": of.blueprint.uuid, "unit": of.unit.uuid} if of else {}
        super().__init__(data, initial=kept)
        self.fields["starts_at"].label, self.fields["ends_at"].label = _("Starts"), _("Ends")
        self.fields["ends_at"].help_text = _("At least as long as the test. Whoever comes late has until then.")
        chosen, where = self.fields["blueprint"], self.fields["unit"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(where, UnitField)  # noqa: S101 - declared above
        chosen.queryset = tests
        where.queryset = units
        where.show(units[:200])
        if sitting is not None:
            del self.fields["unit"]

    @property
    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People to tick."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name with its titles."""
        return obj.display_name


class ProctorsForm(forms.Form):
    """Who watches."""

    proctors = PeopleField(
        label=_("Who watches"),
        queryset=User.objects.none(),
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, people: QuerySet[User], chosen: Any = ()) -> None:
        super().__init__(data, initial={"proctors": [person.uuid for person in chosen]})
        field = self.fields["proctors"]
        assert isinstance(field, PeopleField)  # noqa: S101 - declared above
        field.queryset = people


class CancelForm(forms.Form):
    """Why a sitting is called off."""

    why = forms.CharField(
        label=_("Why it is called off"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody on the list reads this."),
    )


class DecideForm(forms.Form):
    """What a result counts as."""

    supervised = forms.TypedChoiceField(
        label=_("The result counts"),
        choices=(("ya", _("as supervised")), ("tidak", _("as unsupervised: it guides learning and ranks nobody"))),
        coerce=lambda text: text == "ya",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads this."),
    )


class IdentityForm(forms.Form):
    """The card that was shown."""

    card = forms.TypedChoiceField(
        label=_("Card shown"), choices=Card, coerce=Card, initial=Card.KTP, widget=forms.RadioSelect
    )


class ReasonForm(forms.Form):
    """One sentence that is noted."""

    why = forms.CharField(label=_("In a sentence"), max_length=LONGEST_REASON)


class TimeForm(ReasonForm):
    """How many minutes more, and why."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, initial=10)
    field_order = ("minutes", "why")


class IncidentForm(forms.Form):
    """What happened in the room."""

    kind = forms.TypedChoiceField(label=_("What happened"), choices=NOTED_BY_HAND, coerce=IncidentKind)
    text = forms.CharField(label=_("In a sentence"), max_length=LONGEST_REASON)


class SeatIncidentForm(IncidentForm):
    """What happened at a seat."""

    kind = forms.TypedChoiceField(
        label=_("What happened"),
        choices=AT_A_SEAT,
        coerce=IncidentKind,
        help_text=_("Doubt about identity, or help that is not allowed, leaves it to HR how the result counts."),
    )


class SignForm(forms.Form):
    """The report of a room."""

    report = forms.CharField(
        label=_("Report"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How it went, in your words. What you noted above belongs to it already."),
    )


class PinForm(forms.Form):
    """The number on the board."""

    pin = forms.CharField(
        label=_("Number on the board"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]{6}", "class": "input-short"}
        ),
    )
