"""What changes competencies: evidence and levels, frameworks, standards, instruments."""

from lms.competencies.services.levels import (
    Finding,
    Source,
    announce_instrument,
    carry_levels,
    chance_of,
    derive_expired_levels,
    derive_level,
    derived,
    months_later,
    rebuild_levels,
    record_evidence,
    replace_evidence,
    says,
    withdraw_instrument,
    write,
)

__all__ = [
    "Finding",
    "Source",
    "announce_instrument",
    "carry_levels",
    "chance_of",
    "derive_expired_levels",
    "derive_level",
    "derived",
    "months_later",
    "rebuild_levels",
    "record_evidence",
    "replace_evidence",
    "says",
    "withdraw_instrument",
    "write",
]
