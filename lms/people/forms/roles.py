"""Forms of those who give roles, and of those who name an acting head."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.people.models import Role, ScopeKind, Unit, User
from lms.people.parts import Part

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def day_field(label: StrOrPromise, *, help_text: StrOrPromise = "", required: bool = True) -> forms.DateField:
    """Return a field for a day, typed or picked."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class FindPersonForm(forms.Form):
    """A NIP or a part of a name; posted, so that a NIP never stands in an address."""

    person = forms.CharField(
        label=_("NIP or name"),
        max_length=100,
        help_text=_("Type the whole NIP, or a part of the name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GiveRoleForm(forms.Form):
    """Which role, over what, from when until when, and why."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(
        label=_("For"), help_text=_("Over a unit, the role covers everything below it; over a programme, only that.")
    )
    since = day_field(_("First day"))
    until = day_field(
        _("Last day"), help_text=_("Leave empty where it has none. An auditor needs one."), required=False
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example the number of the decree. It stays in the log.")
    )

    def __init__(
        self,
        *args: Any,
        roles: Iterable[str],
        units: Iterable[Unit],
        parts: Iterable[Part],
        nation: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, capfirst(Role(role).label)) for role in Role.values if role in set(roles)]  # type: ignore[attr-defined]
        choices: list[Any] = [(ScopeKind.NATION.value, _("Every agency"))] if nation else []
        choices += [(f"{ScopeKind.UNIT}:{unit.uuid}", unit.name) for unit in units]
        for kind, group in groupby(parts, key=lambda part: part.kind):
            rows = [(f"{kind}:{part.uuid}", part.title) for part in group]
            choices.append((capfirst(ScopeKind(kind).label), rows))
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    @property
    def over(self) -> tuple[str, uuid.UUID | None]:
        """Return the kind of scope that was chosen, and which one; None for the nation."""
        kind, _colon, which = self.cleaned_data["scope"].partition(":")
        return kind, uuid.UUID(which) if which else None


class ReasonForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stays in the log of roles."))


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name with its titles."""
        return str(obj.display_name)


class ActingForm(forms.Form):
    """Who acts for which unit, from when until when."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), to_field_name="uuid", empty_label=None)
    person = PersonChoice(label=_("Who acts"), queryset=User.objects.none(), to_field_name="uuid")
    since = day_field(_("First day"))
    until = day_field(_("Last day"))
    basis = forms.CharField(label=_("Letter of appointment"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, people: Any, letter: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["since"].initial = today
        self.fields["basis"].required = letter
        if letter:
            self.fields["basis"].help_text = _("Number and date of the letter.")
        else:
            self.fields["basis"].help_text = _("If there is one.")
