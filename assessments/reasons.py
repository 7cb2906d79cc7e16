"""Says why an item was refused, or what it lost, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from assessments.exchange.entries import Remark
from lms.errors import DomainError


def reason_of(remark: Remark) -> str:
    """Return a remark as a sentence."""
    text = gettext(remark.message)
    text = text % remark.facts if remark.facts else text
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def refusal_of(problem: DomainError) -> str:
    """Return a refusal in the reader's language, with the reason in it that is a message id itself."""
    facts = {name: gettext(value) if name == "reason" else value for name, value in problem.facts.items()}
    text = gettext(problem.message)
    return text % facts if facts else text
