"""The optional use of a name: colleagues may ask for a person by name, until that person says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.consents import OptionalUse, register

FOUND_BY_NAME = "mentoring_by_name"


def register_use() -> None:
    """Make the optional use known."""
    register(
        OptionalUse(
            key=FOUND_BY_NAME,
            title=_("Colleagues may ask for me by name in mentoring"),
            text=_("Whoever applies for a mentoring programme may name you as a wish. You are still asked first."),
            if_not=_("Your name is not found there. You can take part in mentoring all the same."),
        )
    )
