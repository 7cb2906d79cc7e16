"""Fields of forms in which somebody chooses a place in the framework."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from lms.competencies.models import Competency, FrameworkStatus, Indicator

OLDER_VERSION = _(
    "This question was written for an earlier version of the framework and may stay there: tests of the new version "
    "ask it as well. Choose another place only where it means something else now; a second person then reads it again."
)


def version_of(competency: Competency) -> str:
    """Return what tells a competency of an earlier version from that of the version in use."""
    is_used = competency.framework.status == FrameworkStatus.PUBLISHED
    return "" if is_used else f" ({competency.framework.version})"


class CompetencyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A competency of the published framework, with its code first."""

    def __init__(self, **options: Any) -> None:
        rows = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED)
        super().__init__(queryset=rows.select_related("framework").order_by("order", "code"), **options)

    def label_from_instance(self, obj: Competency) -> str:
        """Return code and name, of an earlier version with that."""
        return f"{obj.code} {obj.name}{version_of(obj)}"

    def offer_older(self, one: Competency) -> None:
        """Offer a competency of an earlier version beside the others."""
        rows = Competency.objects.filter(Q(framework__status=FrameworkStatus.PUBLISHED) | Q(pk=one.pk))
        self.queryset = rows.select_related("framework").order_by("order", "code", "pk")
        self.help_text = OLDER_VERSION


class IndicatorsByPlace(ModelChoiceIterator):  # type: ignore[type-arg]
    """Indicators under the competency and level to which they belong."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the empty choice, then each group with its choices."""
        yield ("", self.field.empty_label)
        for (competency, level), rows in groupby(self.queryset, key=lambda row: (row.competency, row.level)):
            name = f"{competency.code} {competency.name}{version_of(competency)}"
            yield f"{name} · {level}", [self.choice(row) for row in rows]


class IndicatorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An indicator of the published framework, found under its competency and level."""

    iterator = IndicatorsByPlace

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=self.of(Q(competency__framework__status=FrameworkStatus.PUBLISHED)), **options)

    def of(self, which: Q) -> Any:
        """Return indicators in the order in which they are offered."""
        order = ("competency__order", "competency__code", "competency", "level", "order")
        return Indicator.objects.filter(which).select_related("competency__framework").order_by(*order)

    def offer_older(self, one: Competency) -> None:
        """Offer the indicators of a competency of an earlier version beside the others."""
        self.queryset = self.of(Q(competency__framework__status=FrameworkStatus.PUBLISHED) | Q(competency=one.pk))
