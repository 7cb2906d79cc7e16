"""What HR's room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.personal_data import Erasure, Holding, register


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
        )
    )
