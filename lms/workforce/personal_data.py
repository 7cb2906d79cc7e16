"""What HR's room holds about people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people.personal_data import Erasure, Expiry, Holding, register, register_expiry
from lms.workforce.models import DataImport, private_storage


def register_holdings() -> None:
    """Fill the register."""
    register(
        Holding(
            model="workforce.PersonState",
            what=_("Where you are counted on your agency's gap map, and the sums of what your post still asks of you."),
            purpose="learning",
            retention="learning_record",
            person=("person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="workforce.ReadyEntry",
            what=_("On which lists of people ready for a post you stood, made by whom and what for."),
            purpose="access",
            retention="accountability",
            person=("person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="workforce.ReadyGround",
            what=_("By which of your evidence you stood on a list of people ready for a post."),
            purpose="access",
            retention="accountability",
            person=("entry__person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="workforce.ImportLine",
            what=_("What a file that HR brought in would change about you, until it is applied."),
            purpose="learning",
            retention="imports",
            person=("person",),
            erasure=Erasure.DELETE,
        ),
        Holding(
            model="workforce.DataImport",
            what=_("Who brought in a file of people or units, and when it was applied."),
            purpose="access",
            retention="imports",
            mentions=("by",),
        ),
        Holding(
            model="workforce.TrainingPlan",
            what=_("Who asked for a plan of training and who adopted it; the plan itself names nobody."),
            purpose="learning",
            retention="learning_record",
            mentions=("by", "adopted_by"),
        ),
    )
    register_expiry(
        Expiry(
            key="imports",
            what=_("Files of people and units that were not applied, and reports of those that were"),
            rows=lambda before: DataImport.objects.filter(requested_at__lt=before),
            act=delete_imports,
        )
    )


def delete_imports(ids: list[Any]) -> int:
    """Delete imports with their files and reports."""
    for name in DataImport.objects.filter(pk__in=ids).exclude(file="").values_list("file", flat=True):
        private_storage().delete(name)
    _all, by_model = DataImport.objects.filter(pk__in=ids).delete()
    return by_model.get(DataImport._meta.label, 0)
