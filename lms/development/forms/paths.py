"""The forms of learning paths: their words, and one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.development.models import LearningPath
from lms.development.models.paths import LONGEST_PURPOSE
from lms.development.services.paths import TypedPath
from lms.development.targets import Ref
from lms.people.models import Unit

FOR_ALL = "semua"


class PathForm(forms.Form):
    """What a path is called, why and for whom it is."""

    title = forms.CharField(
        label=_("Name of the path"), max_length=120, help_text=_("For example: Data protection for service officers.")
    )
    purpose = forms.CharField(
        label=_("Why, and for whom"),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. Everybody who opens the path reads them."),
    )
    unit = forms.ChoiceField(label=_("Open to the people of"), help_text=_("Units below it are included."))

    def __init__(
        self, *args: Any, units: Sequence[Unit], for_all: bool, row: LearningPath | None = None, **kwargs: Any
    ) -> None:
        if row is not None:
            unit = str(row.unit.uuid) if row.unit else FOR_ALL
            kwargs["initial"] = {"title": row.title, "purpose": row.purpose, "unit": unit}
        super().__init__(*args, **kwargs)
        everybody = [(FOR_ALL, _("Everybody, in every agency"))] if for_all else []
        choice: forms.ChoiceField = self.fields["unit"]  # type: ignore[assignment]
        choice.choices = [*everybody, *((str(unit.uuid), unit.name) for unit in units)]

    @property
    def typed(self) -> TypedPath:
        """Return what was typed."""
        data = self.cleaned_data
        return TypedPath(data["title"], data["purpose"], None if data["unit"] == FOR_ALL else UUID(data["unit"]))


class StepForm(forms.Form):
    """Which thing becomes a step."""

    kind = forms.CharField(max_length=40)
    number = forms.UUIDField()

    @property
    def thing(self) -> Ref:
        """Return the thing that was chosen."""
        return Ref(self.cleaned_data["kind"], self.cleaned_data["number"])
