"""Draws the yearly statement of hours as a tagged PDF; nothing is fetched but the fonts of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from lms import printing

STYLE = Path(__file__).resolve().parent / "print" / "statement.css"


@dataclass(frozen=True)
class StatementSheet:
    """What is printed. `rules` are the rules of conversion behind the entries, each once."""

    number: str
    made_at: datetime
    holder: str
    nip: str
    post: str
    unit: str
    hours: Any
    entries: Sequence[Any]
    totals: Sequence[Any]
    rules: Sequence[Any]

    @property
    def has_examples(self) -> bool:
        """Whether a rule or the target was not yet compared with its source."""
        target = self.hours.target
        return any(not rule.verified for rule in self.rules) or bool(target and not target.verified)


def to_pdf(sheet: StatementSheet) -> bytes:
    """Return the PDF, in Indonesian: it is handed to offices. The same sheet gives the same page."""
    with translation.override("id"):
        page = render_to_string("development/print/statement.html", {"sheet": sheet})
    return printing.to_pdf(page, style=STYLE)
