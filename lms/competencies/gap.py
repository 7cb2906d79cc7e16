"""The gap between what a post requires and what evidence shows, and why it is a gap. Pure; imports no Django.

Attained level: None = no valid evidence, 0 = measured below level 1, 1 to 5. The reason tells HR what to do:
train (measured below), test (self-declared, completed but never tested, never assessed, expired), nothing (met).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lms.competencies.attainment import EvidenceFact, attain


class Reason(StrEnum):
    """Why a required level is met or not."""

    MET = "met"
    MEASURED_BELOW = "measured_below"
    SELF_DECLARED = "self_declared"
    COMPLETED_NOT_TESTED = "completed_not_tested"
    EXPIRED = "expired"
    NEVER_ASSESSED = "never_assessed"
    NO_INSTRUMENT = "no_instrument"


@dataclass(frozen=True)
class Requirement:
    """The level (1 to 5) a post requires in a competency; `has_instrument` says whether it can be measured yet."""

    level: int
    has_instrument: bool = True


@dataclass(frozen=True)
class Gap:
    """What is required, what is attained (None = no valid evidence), and why.

    `was_capped`: the measurement shows more than its kind of evidence may establish; then a stronger kind of
    evidence closes the gap, not another course.
    """

    required: int
    attained: int | None
    reason: Reason
    was_capped: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the requirement is met."""
        return self.reason is Reason.MET

    @property
    def missing_levels(self) -> int:
        """Return how many levels are missing; without evidence all of them are."""
        return max(self.required - (self.attained or 0), 0)


def gap(standard: Requirement, evidence: Sequence[EvidenceFact], *, at: date) -> Gap:
    """Return the gap on the day `at`."""
    attainment = attain(evidence, at=at)
    reason = reason_of(standard, attainment.level, evidence, at=at)
    return Gap(standard.level, attainment.level, reason, was_capped=attainment.was_capped)


def reason_of(standard: Requirement, level: int | None, evidence: Sequence[EvidenceFact], *, at: date) -> Reason:
    """Return why the standard is met or not; the strongest fact that exists decides.

    Order without a valid level: something counted once and expired, training completed without a test,
    a self-declaration, an instrument that does not exist, nothing at all.
    """
    if level is not None:
        return Reason.MET if level >= standard.level else Reason.MEASURED_BELOW
    past = [fact for fact in evidence if fact.performed_on <= at]
    if any(fact.counts and fact.is_expired(at) for fact in past):
        return Reason.EXPIRED
    if any(fact.kind == "completion" for fact in past):
        return Reason.COMPLETED_NOT_TESTED
    if any(fact.kind == "self_rating" for fact in past):
        return Reason.SELF_DECLARED
    return Reason.NEVER_ASSESSED if standard.has_instrument else Reason.NO_INSTRUMENT


def job_person_match(
    levels: Mapping[str, int | None],
    standards: Mapping[str, int],
    weights: Mapping[str, Decimal] | None = None,
    cap: bool = True,
) -> Decimal:
    """Return the job-person match (JPM) in percent, unrounded.

    100 * sum(w * min(level, standard)) / sum(w * standard) over the required competencies (standard above 0)
    that were assessed. With `cap` a surplus in one competency cannot hide a gap in another.

    Raises:
        ValueError: nothing that is required was assessed.

    Source: PermenPANRB 38/2017 as implemented in Berita Negara 35/2020; the cap is this platform's choice.
    """
    have = reach = Decimal(0)
    for code, standard in standards.items():
        level = levels.get(code)
        if standard <= 0 or level is None:
            continue
        weight = (weights or {}).get(code, Decimal(1))
        reach += weight * standard
        have += weight * (min(level, standard) if cap else level)
    if reach == 0:
        raise ValueError("no required competency was assessed")
    return 100 * have / reach


def unassessed(levels: Mapping[str, int | None], standards: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of required competencies without a valid level, sorted; while any, no band is given."""
    return tuple(sorted(code for code, required in standards.items() if required > 0 and levels.get(code) is None))
