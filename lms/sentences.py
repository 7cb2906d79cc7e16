"""Turns what the domain refuses into the sentence a person reads."""

from __future__ import annotations

from django.utils.translation import gettext

from lms.errors import DomainError


def sentence(error: DomainError) -> str:
    """Return the error in the reader's language, with its facts filled in."""
    text = gettext(error.message)
    return text % error.facts if error.facts else text
