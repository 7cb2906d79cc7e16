"""Says in plain words why two people make a pair, and why somebody has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from mentoring.matching import Obstacle
from mentoring.models import Pair

# Points are kept as whole numbers up to 10,000 and read as points out of 100.
POINTS_SHOWN = 100


class Reader(StrEnum):
    """Who reads the explanation."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Reason:
    """One reason for a pair: a sentence, what it gave, and what it could have given (points out of 100)."""

    sentence: str
    points: str
    out_of: str
    share: float

    @property
    def counts(self) -> bool:
        """Whether it speaks for the pair at all."""
        return self.share > 0


def shown(points: int | None) -> str:
    """Return points as a person reads them: 4200 is “42”, 4167 “41,67”."""
    if points is None:
        return "–"
    value = Decimal(points) / POINTS_SHOWN
    places = 0 if value == value.to_integral() else 2
    return number_format(value, decimal_pos=places, use_l10n=True)


def reasons_for(pair: Pair, reader: Reader) -> list[Reason]:
    """Return why the two make a pair, the term with most points first; the points add up to the score."""
    terms = sorted(pair.explanation["terms"], key=lambda term: -term["points"])
    return [
        Reason(
            sentence=sentence_of(term["name"], term["facts"], code=pair.competency.code, reader=reader),
            points=shown(term["points"]),
            out_of=shown(term["weight"]),
            share=term["value"],
        )
        for term in terms
    ]


def sentence_of(name: str, facts: Mapping[str, Any], *, code: str, reader: Reader) -> str:
    """Return one term in words."""
    if name == "coverage":
        return coverage_sentence(facts, code=code, reader=reader)
    if name == "seniority":
        return rank_sentence(facts["distance"])
    if name == "other_unit":
        differs = gettext("Different units: each learns how another one works.")
        return differs if facts["differs"] else gettext("The same unit.")
    if name == "time_zone":
        return gettext("The same time zone.") if facts["same"] else gettext("Different time zones.")
    return wish_sentence(facts["wishes"])


def coverage_sentence(facts: Mapping[str, Any], *, code: str, reader: Reader) -> str:
    """Return what the mentee needs and what the mentor has."""
    attained = facts["attained"]
    sentences = {
        (Reader.MENTEE, False): gettext(
            "You need %(code)s at level %(required)s and have no evidence yet; your mentor is at level %(mentor)s."
        ),
        (Reader.MENTEE, True): gettext(
            "You need %(code)s at level %(required)s and are at level %(attained)s; your mentor is at level %(mentor)s."
        ),
        (Reader.MENTOR, False): gettext(
            "Your mentee needs %(code)s at level %(required)s and has no evidence yet; you are at level %(mentor)s."
        ),
        (Reader.MENTOR, True): gettext(
            "Your mentee needs %(code)s at level %(required)s and is at level %(attained)s; "
            "you are at level %(mentor)s."
        ),
        (Reader.COORDINATOR, False): gettext(
            "The mentee needs %(code)s at level %(required)s and has no evidence yet; "
            "the mentor is at level %(mentor)s."
        ),
        (Reader.COORDINATOR, True): gettext(
            "The mentee needs %(code)s at level %(required)s and is at level %(attained)s; "
            "the mentor is at level %(mentor)s."
        ),
    }
    sentence = sentences[(reader, attained is not None)] % {"code": code, **facts}
    if facts["covered"] < facts["needed"]:
        part = gettext("Over all that was asked for: %(covered)s of %(needed)s missing levels.") % facts
        return f"{sentence} {part}"
    return sentence


def rank_sentence(distance: int) -> str:
    """Return how far the two posts stand apart."""
    if not distance:
        return gettext("Posts of the same rank.")
    return ngettext("Posts %(distance)s rank apart.", "Posts %(distance)s ranks apart.", distance) % {
        "distance": distance
    }


def wish_sentence(wishes: int) -> str:
    """Return who asked for whom."""
    if wishes == 2:
        return gettext("Each of the two asked for the other.")
    return gettext("One of the two asked for this pair.") if wishes else gettext("Nobody asked for this pair by name.")


def why_without_pair(reason: str) -> str:
    """Return why somebody has no pair, for that person and the coordinator alike."""
    words = {
        Obstacle.NOBODY: gettext("Nobody with a free place has applied in the other role."),
        Obstacle.COMPETENCY: gettext("Nobody in the other role named one of these competencies."),
        Obstacle.LEVEL: gettext("Among those who named these competencies, no mentor stands far enough above."),
        Obstacle.SENIORITY: gettext("Those who would fit hold posts of a rank this programme does not pair."),
        Obstacle.NOT_TOGETHER: gettext("Those who would fit cannot be paired under the rules of the programme."),
        Obstacle.CAPACITY: gettext("Everybody who would fit has a pair already."),
    }
    return words.get(Obstacle(reason), "") if reason else ""


def why_not_instead(why: str) -> str:
    """Return why an alternative was not taken, for the coordinator."""
    words = {
        Obstacle.CAPACITY: gettext("is needed by others, so that more people find a pair"),
        Obstacle.LOWER_SCORE: gettext("fits less well"),
        Obstacle.SENIORITY: gettext("holds a post of a rank this programme does not pair"),
        Obstacle.NOT_TOGETHER: gettext("stands in the same reporting line"),
    }
    return words.get(Obstacle(why), "")
