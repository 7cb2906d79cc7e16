"""What is typed about standards of posts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Competency, FrameworkStatus, Level, Standard, StandardState
from lms.competencies.services.standards import StandardTold
from lms.people.models import Position, PositionKind, Unit

NATION = "nasional"
DAYS = ("valid_from", "valid_to")


class StandardFilterForm(forms.Form):
    """Which standards to list."""

    cari = forms.CharField(label=_("Competency, post or agency"), max_length=100, required=False)
    jenis = forms.ChoiceField(
        label=_("Kind of post"), choices=[("", _("All kinds")), *PositionKind.choices], required=False
    )
    milik = forms.ChoiceField(
        label=_("Set by"),
        choices=[("", _("Everybody")), (NATION, _("the nation")), ("instansi", _("an agency"))],
        required=False,
    )
    keadaan = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *StandardState.choices], required=False
    )


class StandardForm(forms.Form):
    """A standard to be proposed."""

    owner = forms.ChoiceField(label=_("Set by"))
    competency = forms.ModelChoiceField(
        label=_("Competency"), queryset=Competency.objects.none(), empty_label=_("Choose a competency")
    )
    position_kind = forms.ChoiceField(label=_("Kind of post"), choices=PositionKind.choices)
    position = forms.CharField(
        label=_("One post only"),
        max_length=200,
        required=False,
        help_text=_("The title as it stands in the list of posts; empty for all posts of the kind."),
    )
    level = forms.TypedChoiceField(
        label=_("Required level"), coerce=int, choices=[(0, _("not required")), *Level.choices]
    )
    highest = forms.TypedChoiceField(
        label=_("Up to level"),
        coerce=int,
        empty_value=None,
        choices=[("", _("no range")), *Level.choices],
        required=False,
        help_text=_("Within the range the standard is met; its lower end is what is required."),
    )
    weight = forms.DecimalField(label=_("Weight"), min_value=Decimal("0.01"), max_digits=5, decimal_places=2, initial=1)
    is_essential = forms.BooleanField(label=_("Essential for the post"), required=False, initial=True)
    may_be_lowered = forms.BooleanField(
        label=_("An agency may ask for less"), required=False, help_text=_("Only a standard of the nation says so.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("Regulation and article, or “example”.")
    )
    valid_from = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED)
        self.fields["competency"].queryset = rows.order_by("framework", "order")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the post by its title and kind."""
        told: dict[str, Any] = super().clean() or {}
        title = told.get("position", "")
        told["found"] = Position.objects.filter(title__iexact=title, kind=told.get("position_kind")).first()
        if title and told["found"] is None:
            self.add_error("position", _("There is no such post of this kind. Check the title."))
        return told

    @property
    def told(self) -> StandardTold:
        """Return what is proposed."""
        kept = self.cleaned_data
        names = (
            "level",
            "highest",
            "weight",
            "is_essential",
            "may_be_lowered",
            "legal_basis",
            "valid_from",
            "valid_to",
        )
        agency = None if kept["owner"] == NATION else Unit.objects.get(uuid=kept["owner"])
        return StandardTold(
            competency=kept["competency"],
            position_kind=kept["position_kind"],
            position=kept["found"],
            agency=agency,
            **{name: kept[name] for name in names},
        )


def typed_from(standard: Standard) -> dict[str, Any]:
    """Return what the form shows of a standard."""
    names = ("position_kind", "level", "highest", "weight", "is_essential", "may_be_lowered", "legal_basis", "valid_to")
    return {
        **{name: getattr(standard, name) for name in names},
        "owner": str(standard.agency.uuid) if standard.agency else NATION,
        "competency": standard.competency_id,
        "position": standard.position.title if standard.position else "",
        "valid_from": standard.valid_from,
    }
