"""What makes an item usable: `check` refuses what cannot be asked at all. Pure; imports no Django.

What would make it better is said by `advice`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from assessments.answers import RATED, Answer, Kind
from assessments.regions import fault_of_outline
from assessments.rubrics import seen_in
from assessments.stimuli import REASONS as CASE_REASONS
from assessments.stimuli import CaseContent, Picture, fault_of_case, fault_of_picture
from assessments.typed import LONGEST_TEXT, gaps_in, is_canonical, normalised, texts_around
from lms.errors import InvalidInput, gettext_noop

MOST_OPTIONS = 10
LONGEST_OPTION = 500
LONGEST_STEM = 2000
LONGEST_UNIT = 20
MOST_ACCEPTED = 20
LEAST_ACTIONS = 3
MOST_GRADES = 6


class UnusableItem(InvalidInput):
    """The item cannot be asked as it stands; `reason` (a message id) says why."""

    code = "unusable_item"
    message = gettext_noop("This item cannot be used: %(reason)s")


class Part(NamedTuple):
    """An option, or the partner of an option, under the id it has inside its version."""

    id: str
    text: str


@dataclass(frozen=True)
class ItemContent:
    """What an author writes: the question, its options, the key in ids, why, and from where."""

    kind: str
    stem: str
    options: tuple[Part, ...]
    key: Answer
    choices: tuple[Part, ...] = ()
    rationale: str = ""
    source: str = ""
    language: str = field(default="id")
    case: CaseContent | None = None
    picture: Picture | None = None

    @property
    def sha256(self) -> str:
        """Return a fingerprint: two contents that mean the same have the same."""
        told = [self.kind, self.stem, self.options, self.choices, self.key, self.rationale, self.source, self.language]
        # Items from before cases and pictures keep their fingerprint.
        told += [self.case.sha256] if self.case else []
        told += [asdict(self.picture)] if self.picture else []
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


REASONS: dict[str, str] = {
    "kind": gettext_noop("the kind of question is not known"),
    "no_stem": gettext_noop("the question has no text"),
    "long_stem": gettext_noop("the question is longer than 2,000 characters"),
    "few_options": gettext_noop("it needs at least two options"),
    "many_options": gettext_noop("it has more than ten options"),
    "empty_option": gettext_noop("an option has no text"),
    "long_option": gettext_noop("an option is longer than 500 characters"),
    "same_options": gettext_noop("two options are the same"),
    "no_key": gettext_noop("the key is missing"),
    "unknown_key": gettext_noop("the key names an option that is not there"),
    "one_key": gettext_noop("a single choice needs exactly one right option"),
    "all_places": gettext_noop("the key must give every option a place of its own"),
    "all_pairs": gettext_noop("every option needs a partner of its own"),
    "two_options": gettext_noop("true or false needs exactly two options"),
    "no_number": gettext_noop("the key must be a number, its tolerance and its unit, such as 12,5 ± 0,1 GB"),
    "long_unit": gettext_noop("the unit is longer than 20 characters"),
    "no_gaps": gettext_noop("the text has no gap; write each gap as [[a]], [[b]] and so on"),
    "many_gaps": gettext_noop("the text has more than ten gaps"),
    "same_gap": gettext_noop("a gap stands in the text twice; give each a letter of its own"),
    "stray_gap": gettext_noop("a gap in the text cannot be read; write each as [[a]], [[b]] with one small letter"),
    "gap_key": gettext_noop("the text and the key do not name the same gaps"),
    "three_options": gettext_noop("a judgement needs at least three actions to choose from"),
    "all_weights": gettext_noop("every action needs a weight in brackets before it, such as [0,5], not below 0"),
    "same_weights": gettext_noop("all actions have the same weight; at least two must differ"),
    "no_criteria": gettext_noop(
        "a rubric needs one to ten criteria, each on a line that begins with # and bears a name of its own"
    ),
    "few_grades": gettext_noop(
        "each criterion needs two to six grades below it, such as 0 = Names no rule, each with a description"
    ),
    "rising_grades": gettext_noop("the points of a criterion must rise from line to line, from 0 or more"),
    "many_accepted": gettext_noop("more than twenty answers are accepted for one field"),
    "long_accepted": gettext_noop("an accepted answer is longer than 200 characters"),
    "empty_accepted": gettext_noop("an accepted answer has neither letter nor digit"),
    "same_accepted": gettext_noop(
        "two accepted answers count as the same; capitals, spaces and marks around an answer do not matter"
    ),
    "no_picture": gettext_noop("it needs a picture in which one of the regions is right"),
    "stray_picture": gettext_noop("only a question about regions of a picture has a picture of its own"),
    "no_region": gettext_noop(
        "each region needs its name, = and its place, such as: address of the sender = kotak 10 20 30 15"
    ),
    "region_outside": gettext_noop("a region reaches beyond the picture; its numbers are percent of it, 0 to 100"),
    "small_region": gettext_noop("a region is too small to be hit on a phone; give it 4 percent at least each way"),
    "own_grades": gettext_noop("a behaviour is not done, partly done or done; it has no grades of its own"),
    "stray_key": gettext_noop("a self-rating has no key: nothing is right or wrong"),
    "one_region": gettext_noop("exactly one region is right; put a star (*) before it"),
    **CASE_REASONS,
}


# These stand in the text of the question, all others in its options and key.
FAULTS_OF_PICTURE = frozenset({"no_picture", "stray_picture", "bad_picture", "long_alt", "long_description"})
FAULTS_OF_STEM = frozenset({"no_stem", "long_stem", "no_gaps", "many_gaps", "same_gap", "stray_gap"})


def check(content: ItemContent) -> ItemContent:
    """Return the content after checking that it can be asked and scored.

    Raises:
        UnusableItem: with the first reason found.

    """
    reason = fault_of(content)
    if reason:
        raise UnusableItem(reason=REASONS[reason])
    return content


def fault_of(content: ItemContent) -> str | None:
    """Return the name of the first fault, or None."""
    if content.kind not in list(Kind):
        return "kind"
    if not content.stem.strip():
        return "no_stem"
    if len(content.stem) > LONGEST_STEM:
        return "long_stem"
    if content.case is not None and (fault := fault_of_case(content.case)):
        return fault
    if content.picture is not None and content.kind != Kind.HOTSPOT:
        return "stray_picture"
    if content.kind in FAULTS_OF_KIND:
        return FAULTS_OF_KIND[content.kind](content)
    if content.kind == Kind.TRUE_FALSE and len(content.options) != 2:
        return "two_options"
    return fault_of_options(content.options) or fault_of_options(content.choices, least=0) or fault_of_key(content)


def fault_of_options(options: Sequence[Part], least: int = 2) -> str | None:
    """Return what is wrong with a list of options, or None."""
    texts = [option.text.strip() for option in options]
    if len(texts) < least:
        return "few_options"
    if len(texts) > MOST_OPTIONS:
        return "many_options"
    if not all(texts):
        return "empty_option"
    if any(len(text) > LONGEST_OPTION for text in texts):
        return "long_option"
    if len({text.casefold() for text in texts}) < len(texts):
        return "same_options"
    return None


def fault_of_key(content: ItemContent) -> str | None:
    """Return what is wrong with the key, or None."""
    ids = {option.id for option in content.options}
    if content.kind == Kind.ORDERING:
        places = content.key.get("places", {})
        return None if set(places) == ids and sorted(places.values()) == list(range(1, len(ids) + 1)) else "all_places"
    if content.kind == Kind.MATCHING:
        pairs = content.key.get("pairs", {})
        partners = {choice.id for choice in content.choices}
        fits = set(pairs) == ids and set(pairs.values()) <= partners and len(set(pairs.values())) == len(pairs)
        return None if fits else "all_pairs"
    picks = content.key.get("choice", [])
    if not picks:
        return "no_key"
    if not set(picks) <= ids:
        return "unknown_key"
    return "one_key" if content.kind != Kind.MULTIPLE and len(picks) != 1 else None


def fault_of_number(content: ItemContent) -> str | None:
    """Return what is wrong with a number, its tolerance or its unit, or None."""
    number, tolerance = content.key.get("number"), content.key.get("tolerance")
    if not (is_canonical(number) and is_not_negative(tolerance)):
        return "no_number"
    # Learners see the unit, so it stands among the options as well: a learner's page never reads the key.
    unit = content.key.get("unit", "")
    if [option.text for option in content.options] != ([unit] if unit else []) or unit[:1].isdigit():
        return "no_number"
    return "long_unit" if len(unit) > LONGEST_UNIT else None


def fault_of_text(content: ItemContent) -> str | None:
    """Return what is wrong with the accepted answers of a short text, or None."""
    return fault_of_accepted(content.key.get("accepted", []))


def fault_of_accepted(accepted: Sequence[str]) -> str | None:
    """Return what is wrong with the answers that one field accepts, or None."""
    meant = [normalised(text) for text in accepted]
    if not meant:
        return "no_key"
    if len(meant) > MOST_ACCEPTED:
        return "many_accepted"
    if any(len(text) > LONGEST_TEXT for text in accepted):
        return "long_accepted"
    if not all(meant):
        return "empty_accepted"
    return "same_accepted" if len(set(meant)) < len(meant) else None


def fault_of_gaps(content: ItemContent) -> str | None:
    """Return what is wrong with the gaps of a text or with what they accept, or None."""
    names = gaps_in(content.stem)
    if any("[[" in text or "]]" in text for text in texts_around(content.stem)):
        return "stray_gap"
    if not names:
        return "no_gaps"
    if len(names) > MOST_OPTIONS:
        return "many_gaps"
    if len(set(names)) < len(names):
        return "same_gap"
    gaps = content.key.get("gaps", {})
    if set(gaps) != set(names) or [option.id for option in content.options] != names:
        return "gap_key"
    return next((fault for name in names if (fault := fault_of_accepted(gaps[name]))), None)


def fault_of_judgement(content: ItemContent) -> str | None:
    """Return what is wrong with the actions of a judgement or with their weights, or None."""
    if len(content.options) < LEAST_ACTIONS:
        return "three_options"
    weights = content.key.get("weights", {})
    if set(weights) != {option.id for option in content.options} or not all(map(is_not_negative, weights.values())):
        return "all_weights"
    if len(set(weights.values())) < 2:
        return "same_weights"
    return fault_of_options(content.options)


def fault_of_statements(content: ItemContent) -> str | None:
    """Return what is wrong with statements that people rate themselves by, or None."""
    return fault_of_options(content.options, least=1) or ("stray_key" if content.key else None)


def fault_of_hotspot(content: ItemContent) -> str | None:
    """Return what is wrong with the regions of a picture, or None."""
    ids = [option.id for option in content.options]
    if content.picture is None:
        return "no_picture"
    if [choice.id for choice in content.choices] != ids:
        return "no_region"
    places = (fault_of_outline(choice.text) for choice in content.choices)
    fault = fault_of_picture(content.picture) or fault_of_options(content.options) or next(filter(None, places), None)
    if fault:
        return fault
    right = content.key.get("choice", [])
    return None if len(right) == 1 and right[0] in ids else "one_region"


def fault_of_rubric(content: ItemContent) -> str | None:
    """Return what is wrong with a rubric, or None."""
    criteria = content.key.get("criteria", {})
    names = [option.text.strip() for option in content.options]
    if not 1 <= len(names) <= MOST_OPTIONS or set(criteria) != {option.id for option in content.options}:
        return "no_criteria"
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        return "no_criteria"
    if any(len(name) > LONGEST_OPTION for name in names):
        return "long_option"
    return next((fault for grades in criteria.values() if (fault := fault_of_grades(grades))), None)


def fault_of_checklist(content: ItemContent) -> str | None:
    """Return what is wrong with the behaviours of an observed task, or None."""
    behaviours = fault_of_options(content.options, least=1)
    told = content.key.get("criteria", {})
    is_seen = all([list(pair) for pair in grades] == seen_in(content.language) for grades in told.values())
    return behaviours or (fault_of_rubric(content) if is_seen else "own_grades")


def fault_of_grades(grades: Sequence[Sequence[str]]) -> str | None:
    """Return what is wrong with the grades of one criterion, or None."""
    if not 2 <= len(grades) <= MOST_GRADES or not all(text.strip() for _points, text in grades):
        return "few_grades"
    if any(len(text) > LONGEST_OPTION for _points, text in grades):
        return "long_option"
    if not all(is_not_negative(points) for points, _text in grades):
        return "rising_grades"
    worth = [Fraction(points) for points, _text in grades]
    return None if all(low < high for low, high in pairwise(worth)) else "rising_grades"


def is_not_negative(text: object) -> bool:
    """Whether this is a plain decimal of 0 or more."""
    return is_canonical(text) and not str(text).startswith("-")


FAULTS_OF_KIND: dict[str, Callable[[ItemContent], str | None]] = {
    Kind.NUMERIC: fault_of_number,
    Kind.SHORT_TEXT: fault_of_text,
    Kind.CLOZE: fault_of_gaps,
    Kind.SITUATIONAL: fault_of_judgement,
    Kind.HOTSPOT: fault_of_hotspot,
    Kind.LIKERT: fault_of_statements,
    **dict.fromkeys(RATED, fault_of_rubric),
    Kind.CHECKLIST: fault_of_checklist,
}
