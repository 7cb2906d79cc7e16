"""The record of processing, made from the register of personal data (UU 27/2022, article 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from lms.people.models import User
from lms.people.personal_data import Erasure, Holding, Text, holdings
from lms.privacy.access import READS_RECORDS, require_officer
from lms.privacy.models import ProcessingPurpose, RetentionRule


@dataclass(frozen=True)
class RecordLine:
    """One kind of row: what it says, how long it stays, what becomes of it when its person is erased."""

    holding: Holding
    rule: RetentionRule | None

    @property
    def what(self) -> Text:
        """Return what the rows say."""
        return self.holding.what

    @property
    def days(self) -> int | None:
        """Return for how many days rows stay; None as long as the duty to keep them."""
        return self.rule.days if self.rule else None

    @property
    def fate(self) -> str:
        """Return what an erasure does to the rows, in words."""
        if not self.holding.is_about_people:
            return gettext("lead to an account without a name")
        words = {
            Erasure.DELETE: gettext("deleted"),
            Erasure.ANONYMISE: gettext("made nameless"),
            Erasure.KEEP: gettext("kept without a name"),
        }
        return words[self.holding.erasure]


@dataclass(frozen=True)
class RecordSection:
    """One purpose with its legal basis and recipients, and the rows that serve it."""

    purpose: ProcessingPurpose
    lines: list[RecordLine]


def record_of_processing(*, viewer: User, on: date) -> list[RecordSection]:
    """Return the record of processing, for the officer and the auditor. Three queries.

    Raises:
        NotTheOfficer: the viewer is neither.
    """
    require_officer(viewer, on=on, readers=READS_RECORDS)
    rules = rules_in_force(on=on)
    lines: dict[str, list[RecordLine]] = {}
    for holding in holdings():
        lines.setdefault(holding.purpose, []).append(RecordLine(holding, rules.get(holding.retention)))
    purposes = ProcessingPurpose.objects.in_force(on).order_by("pk")
    return [RecordSection(purpose, lines.get(purpose.key, [])) for purpose in purposes]


def rules_in_force(*, on: date) -> dict[str, RetentionRule]:
    """Return the rule of each key that holds on that day; where several do, the one that began last. One query."""
    rows = RetentionRule.objects.in_force(on).order_by("valid_from", "pk")
    return {row.key: row for row in rows}
