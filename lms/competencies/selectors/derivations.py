"""How a level came about, in rows a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.competencies.attainment import Attainment, EvidenceFact, attain
from lms.competencies.carrying import heard_for
from lms.competencies.models import Competency, Evidence
from lms.competencies.selectors.levels import as_fact, carrying_edges, evidence_of, rules_in_force
from lms.people import access
from lms.people.models import User


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence as a person reads it: what it shows, whether it still holds, whether it decided.

    `carried_from` is the competency for which it was given, where that was an older one.
    """

    evidence: Evidence
    fact: EvidenceFact
    decided: bool
    expired: bool
    carried_from: Competency | None = None
    error_now: float | None = None
    chance_now: float | None = None

    @property
    def has_aged(self) -> bool:
        """Whether its uncertainty has grown by as much as a reader can see."""
        was = self.evidence.standard_error
        return self.fact.counts and was is not None and self.error_now is not None and self.error_now - was >= 0.01

    @property
    def chance_now_percent(self) -> int | None:
        """Return today's chance that the level is at least this one, in whole percent; none for level 0."""
        return round(self.chance_now * 100) if self.chance_now is not None and self.evidence.level else None


@dataclass(frozen=True)
class Derivation:
    """How the level of a competency came about: the rule applied to all evidence there is."""

    attainment: Attainment
    rows: tuple[EvidenceRow, ...]


def derivation_of(person: User, competency: Competency, *, viewer: access.Viewer, on: date) -> Derivation:
    """Return all evidence of the person heard for the competency, newest first, and how it makes the level.

    That is the competency's own, and that of those whose place it took.
    """
    heard = heard_for(competency.pk, carrying_edges())
    evidence = list(
        evidence_of(person, viewer=viewer, on=on).filter(competency__in=heard).select_related("competency__framework")
    )
    rules = rules_in_force(on)
    facts = [as_fact(row, rules, on=on) for row in evidence]
    attainment = attain(facts, at=on)
    rows = tuple(
        EvidenceRow(
            row,
            fact,
            decided=fact is attainment.decided_by,
            expired=fact.is_expired(on),
            carried_from=row.competency if row.competency_id != competency.pk else None,
            error_now=fact.error_at(on),
            chance_now=fact.chance_at(on),
        )
        for row, fact in zip(evidence, facts, strict=True)
    )
    return Derivation(attainment, rows)
