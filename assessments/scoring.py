"""How much an answer is worth. Pure; exact fractions, so that a pass mark is never missed by a rounding.

The percentage of a test counts partial credit; the measurement of an ability counts only full credit.

A key has the shape of an answer (see `answers`), except:

    numeric      {"number": "12.5", "tolerance": "0.1", "unit": "GB"}   plain decimals
    short_text   {"accepted": ["…", "…"]}                                 texts as `typed` compares them
    cloze        {"gaps": {"a": ["…", "…"]}}                              the same for each gap
    situational  {"weights": {"a": "0", "b": "0.5", "c": "1"}}            what experts give each action, plain decimals
    likert       {}                                                       nothing is right; it is never scored
    multiple     {"choice": ["a", "c"], "all_or_nothing": true}           where part of it earns nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

from assessments.answers import UNSCORED, Answer, Kind
from assessments.typed import is_accepted, read_number, shown_number

NOTHING = Fraction(0)
FULL = Fraction(1)


def credit(kind: str, key: Answer, answer: Answer | None) -> Fraction:
    """Return the credit of an answer, 0 to 1; a question left open earns nothing."""
    if not answer:
        return NOTHING
    if kind == Kind.ORDERING:
        return order_credit(key["places"], answer.get("places", {}))
    if kind == Kind.MATCHING:
        return match_credit(key["pairs"], answer.get("pairs", {}))
    if kind == Kind.NUMERIC:
        return number_credit(key, answer.get("number", ""))
    if kind == Kind.SHORT_TEXT:
        return text_credit(key["accepted"], answer.get("text", ""))
    if kind == Kind.CLOZE:
        return gap_credit(key["gaps"], answer.get("gaps", {}))
    if kind == Kind.SITUATIONAL:
        return judgement_credit(key["weights"], answer.get("choice", []))
    picks = set(answer.get("choice", []))
    if key.get("all_or_nothing"):
        return FULL if picks == set(key["choice"]) else NOTHING
    return choice_credit(set(key["choice"]), picks)


def choice_credit(key: set[str], picks: set[str]) -> Fraction:
    """Return right picks minus wrong picks as a share of the key, never below 0; one of one is 1 or 0."""
    return max(NOTHING, Fraction(len(key & picks) - len(picks - key), len(key)))


def order_credit(key: dict[str, int], places: dict[str, int]) -> Fraction:
    """Return Kendall's rank correlation with the key, never below 0: a shuffled order earns nothing on average.

    Pairs that were not placed, or placed alike, count neither way.

    Source: Kendall (1938), A new measure of rank correlation, Biometrika 30, 81-93: tau = S / (n (n - 1) / 2).
    """
    agreement = 0
    pairs = list(combinations(sorted(key), 2))
    for one, other in pairs:
        if one in places and other in places and places[one] != places[other]:
            agrees = (places[one] < places[other]) == (key[one] < key[other])
            agreement += 1 if agrees else -1
    return max(NOTHING, Fraction(agreement, len(pairs)))


def match_credit(key: dict[str, str], pairs: dict[str, str]) -> Fraction:
    """Return the share of pairs that are right."""
    return Fraction(sum(1 for left, right in key.items() if pairs.get(left) == right), len(key))


def number_credit(key: Answer, number: str) -> Fraction:
    """Return full credit for a number within the tolerance of the key, its ends included; nothing for any other."""
    given = read_number(number)
    if given is None:
        return NOTHING
    return FULL if abs(given - Fraction(key["number"])) <= Fraction(key["tolerance"]) else NOTHING


def text_credit(accepted: Sequence[str], text: str) -> Fraction:
    """Return full credit for a text that is accepted, nothing for any other."""
    return FULL if is_accepted(text, accepted) else NOTHING


def gap_credit(key: dict[str, list[str]], gaps: dict[str, str]) -> Fraction:
    """Return the share of gaps that are right."""
    right = sum(1 for name, accepted in key.items() if is_accepted(gaps.get(name, ""), accepted))
    return Fraction(right, len(key))


def judgement_credit(weights: dict[str, str], picks: Sequence[str]) -> Fraction:
    """Return the weight of the chosen action as a share of the highest weight."""
    highest = max(Fraction(weight) for weight in weights.values())
    return Fraction(weights[picks[0]]) / highest if picks else NOTHING


def best_options(kind: str, key: Answer) -> list[str]:
    """Return the options (ids) that are right: the key of a choice, or the actions of the highest weight."""
    if kind == Kind.SITUATIONAL:
        return sorted(name for name in key["weights"] if judgement_credit(key["weights"], [name]) == FULL)
    return sorted(key.get("choice", []))


def best_answer(kind: str, key: Answer) -> Answer:
    """Return an answer (in ids) that earns full credit."""
    if kind == Kind.NUMERIC:
        return {"number": shown_number(key["number"])}
    if kind == Kind.SHORT_TEXT:
        return {"text": key["accepted"][0]}
    if kind == Kind.CLOZE:
        return {"gaps": {name: accepted[0] for name, accepted in key["gaps"].items()}}
    if kind in UNSCORED:
        return {}
    if kind == Kind.SITUATIONAL:
        return {"choice": best_options(kind, key)[:1]}
    return key


def percent_of(credits: Sequence[Fraction], weights: Sequence[int] | None = None) -> Fraction:
    """Return the mean credit in percent (0 to 100), exact, each counted as often as its weight; nothing asked is 0."""
    counts = [1] * len(credits) if weights is None else weights
    earned = sum((one * count for one, count in zip(credits, counts, strict=True)), NOTHING)
    return 100 * earned / sum(counts) if credits else NOTHING


def rounded(value: Fraction, digits: int = 2) -> Decimal:
    """Return a fraction as a decimal for storing and showing, half up; decisions are made on the fraction."""
    step = Decimal(1).scaleb(-digits)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, rounding=ROUND_HALF_UP)
