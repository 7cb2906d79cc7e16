"""Says why an item was refused, or what it lost, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from assessments.exchange.entries import Remark


def reason_of(remark: Remark) -> str:
    """Return a remark as a sentence."""
    text = gettext(remark.message)
    text = text % remark.facts if remark.facts else text
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")
