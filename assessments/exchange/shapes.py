"""Turns what programs share (options with percentages, pairs, numbers) into contents of the bank. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from assessments.answers import Answer, Kind
from assessments.authoring import REASONS, ItemContent, Part
from assessments.exchange import kinds, labels, remarks
from assessments.exchange.entries import EntryRefused, Remark
from assessments.exchange.labels import Labels
from assessments.notation import GAP_LABELS, letter, lines_of, rubric_from
from assessments.typed import canonical_number

# Programs write a third as 33.33333.
CLOSE = Fraction(1, 1000)
MOST_DIGITS = 40

Shape = tuple[ItemContent, list[Remark]]
Weighted = tuple[str, Fraction]


def parts(texts: Iterable[str]) -> tuple[Part, ...]:
    """Return options by letter."""
    return tuple(Part(letter(index), text) for index, text in enumerate(texts))


def numbered(texts: Iterable[str]) -> tuple[Part, ...]:
    """Return partners by number."""
    return tuple(Part(str(index), text) for index, text in enumerate(texts, start=1))


def require_letters(texts: Sequence[object]) -> None:
    """Refuse more options than there are letters, with the reason that every item of so many has."""
    if len(texts) > 26:
        raise EntryRefused(REASONS["many_options"])


def content(
    kind: str, stem: str, options: tuple[Part, ...], key: Answer, told: Labels, *, choices: tuple[Part, ...] = ()
) -> ItemContent:
    """Return a content with what its labels tell."""
    return ItemContent(
        kind=str(kind),
        stem=stem,
        options=options,
        choices=choices,
        key=key,
        rationale=told.get(labels.RATIONALE, ""),
        source=told.get(labels.SOURCE, ""),
        language=told.get(labels.LANGUAGE, "") or "id",
    )


def percent(text: str) -> Fraction:
    """Return a percentage as a share of one.

    Raises:
        EntryRefused: it is no number.
    """
    try:
        number = Decimal(text.strip().replace(",", "."))
        if len(text) > MOST_DIGITS or not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
            raise EntryRefused(remarks.BAD_WEIGHT)
    except InvalidOperation as problem:
        raise EntryRefused(remarks.BAD_WEIGHT) from problem
    return Fraction(number) / 100


def canonical(text: str) -> str:
    """Return a number as programs write it (12.5, 1e3) as a plain decimal.

    Raises:
        EntryRefused: it is none, or too long for a key.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal(canonical_number(text) or "NaN")
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise EntryRefused(remarks.NO_NUMBER)
    return plain_decimal(number)


def plain_decimal(number: Decimal) -> str:
    """Return a decimal without exponent and without zeros that say nothing."""
    told = f"{number:f}"
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return "0" if told in ("-0", "") else told


def choice(stem: str, answers: Sequence[Weighted], told: Labels, *, is_single: bool) -> Shape:
    """Return a choice among options that are each worth a share of the points."""
    require_letters(answers)
    options = parts(text for text, _ in answers)
    shares = {option.id: share for option, (_, share) in zip(options, answers, strict=True)}
    kind = labels.kind_in(told)
    if kind == Kind.SITUATIONAL:
        return content(kind, stem, options, {"weights": weights(told, shares)}, told), []
    if is_single:
        right = [name for name, share in shares.items() if share == max(shares.values()) and share > 0]
        lost = [Remark(remarks.PARTIAL)] if any(0 < share < 1 or share < 0 for share in shares.values()) else []
        is_two = kind == Kind.TRUE_FALSE
        return content(Kind.TRUE_FALSE if is_two else Kind.SINGLE, stem, options, {"choice": right}, told), lost
    right = [name for name, share in shares.items() if share > 0]
    if labels.is_whole(Kind.MULTIPLE, told):
        return content(Kind.MULTIPLE, stem, options, {"choice": right, "all_or_nothing": True}, told), []
    return content(Kind.MULTIPLE, stem, options, {"choice": right}, told), other_weights(shares, len(right))


def other_weights(shares: dict[str, Fraction], count: int) -> list[Remark]:
    """Return how the points of a multiple choice differ from ours: an equal share for right, the same against wrong."""
    equal = Fraction(1, max(count, 1))
    lost = []
    if any(share > 0 and abs(share - equal) > CLOSE for share in shares.values()):
        lost.append(Remark(remarks.OTHER_WEIGHTS))
    if any(share <= 0 and abs(share + equal) > CLOSE for share in shares.values()):
        lost.append(Remark(remarks.WRONG_COSTS))
    return lost


def weights(told: Labels, shares: dict[str, Fraction]) -> dict[str, str]:
    """Return the weights of a judgement: as its author wrote them where a label tells, else the shares."""
    written = [canonical_number(text) for text in told.get(labels.WEIGHTS, "").split(";")]
    if len(written) == len(shares) and None not in written:
        return {name: str(weight) for name, weight in zip(shares, written, strict=True)}
    return {name: plain_decimal(round(decimal(max(share, Fraction(0))), 4)) for name, share in shares.items()}


def decimal(share: Fraction) -> Decimal:
    """Return a fraction as a decimal."""
    return Decimal(share.numerator) / Decimal(share.denominator)


def matching(stem: str, pairs: Sequence[tuple[str, str]], told: Labels) -> Shape:
    """Return pairs to match; partners without anything on the left are left out."""
    require_letters(pairs)
    kept = [(left, right) for left, right in pairs if left.strip()]
    lost = [Remark(remarks.DISTRACTORS)] if len(kept) < len(pairs) else []
    options, choices = parts(left for left, _ in kept), numbered(right for _, right in kept)
    key = {"pairs": {option.id: partner.id for option, partner in zip(options, choices, strict=True)}}
    return content(Kind.MATCHING, stem, options, key, told, choices=choices), lost


def ordering(stem: str, texts: Sequence[str], places: Sequence[int], told: Labels) -> Shape:
    """Return options to put in order, each with its place."""
    require_letters(texts)
    options = parts(texts)
    key = {"places": {option.id: place for option, place in zip(options, places, strict=True)}}
    return content(Kind.ORDERING, stem, options, key, told), []


def ordering_in_order(stem: str, texts: Sequence[str], told: Labels) -> Shape:
    """Return options that stand in their right order; a label may tell in which order their author wrote them."""
    names = [name.strip().lower() for name in told.get(labels.KEY, "").split(">") if name.strip()]
    if sorted(names) == [letter(index) for index in range(len(texts))] and len(texts) <= 26:
        places = {name: place for place, name in enumerate(names, start=1)}
        written = sorted(names)
        return ordering(stem, [texts[places[name] - 1] for name in written], [places[name] for name in written], told)
    return ordering(stem, texts, range(1, len(texts) + 1), told)


def numeric(stem: str, number: str, tolerance: str, unit: str, told: Labels) -> Shape:
    """Return a number to type, with its tolerance and unit."""
    unit = unit.strip()
    key = {"number": canonical(number), "tolerance": canonical(tolerance or "0").removeprefix("-"), "unit": unit}
    return content(Kind.NUMERIC, stem, parts([unit] if unit else []), key, told), []


def short_text(stem: str, accepted: Sequence[Weighted], told: Labels) -> Shape:
    """Return a text to type; only answers worth all the points are kept."""
    kept = [text for text, share in accepted if share == 1]
    lost = [Remark(remarks.PARTIAL_ANSWERS)] if len(kept) < len(accepted) else []
    return content(Kind.SHORT_TEXT, stem, (), {"accepted": kept}, told), lost


def cloze(stem: str, gaps: dict[str, list[str]], told: Labels) -> Shape:
    """Return a text with gaps, named in `stem` as [[a]], in the order of the text."""
    language = told.get(labels.LANGUAGE, "") or "id"
    label = GAP_LABELS.get(language, GAP_LABELS["en"])
    options = tuple(Part(name, label % number) for number, name in enumerate(gaps, start=1))
    return content(Kind.CLOZE, stem, options, {"gaps": gaps}, told), []


def gap_names(told: Labels, count: int) -> list[str]:
    """Return the names of the gaps of a text: as a label tells, else by letter."""
    named = [name for name in told.get(labels.GAPS, "").split(";") if name]
    if len(named) == count and all(len(name) == 1 and name.islower() and name.isascii() for name in named):
        return named
    if count > 26:
        raise EntryRefused(REASONS["many_gaps"])
    return [letter(index) for index in range(count)]


def rubric(kind: str, stem: str, text: str, told: Labels) -> Shape:
    """Return a question that people rate along the rubric that a text for graders writes out."""
    written = rubric_from([line.strip() for line in text.split("\n") if line.strip()])
    return content(kind, stem, written.options, written.key, told), []


def rubric_text(one: ItemContent) -> str:
    """Return a rubric as a text for graders."""
    return "\n".join(lines_of(one))


def true_false(stem: str, is_true: bool, told: Labels) -> Shape:
    """Return a statement that is true or false, in the words of its language."""
    words = kinds.true_words(told.get(labels.LANGUAGE, "") or "id")
    return content(Kind.TRUE_FALSE, stem, parts(words), {"choice": ["a" if is_true else "b"]}, told), []


def is_plain_true_false(one: ItemContent) -> bool:
    """Whether an item calls true and false as everybody does."""
    return tuple(option.text for option in one.options) == kinds.true_words(one.language)


def is_key(one: ItemContent, name: str) -> bool:
    """Whether an option is right."""
    return name in one.key["choice"]


def shares_of(one: ItemContent) -> list[Weighted]:
    """Return the options of a choice with the share of the points that each earns."""
    if one.kind == Kind.SITUATIONAL:
        weights = {name: Fraction(weight) for name, weight in one.key["weights"].items()}
        highest = max(weights.values())
        return [(option.text, weights[option.id] / highest) for option in one.options]
    share = Fraction(1, len(one.key["choice"]))
    wrong = -share if one.kind == Kind.MULTIPLE else Fraction(0)
    return [(option.text, share if is_key(one, option.id) else wrong) for option in one.options]


def percent_text(share: Fraction) -> str:
    """Return a share in percent as programs write it."""
    return plain_decimal(round(decimal(share * 100), 5))


def in_order(one: ItemContent) -> tuple[list[str], str]:
    """Return the options of an order in their right order, and the label that tells how they were written."""
    places = one.key["places"]
    right = sorted(one.options, key=lambda option: places[option.id])
    names = [option.id for option in right]
    return [option.text for option in right], "" if names == sorted(names) else ">".join(names).upper()


def pairs_of(one: ItemContent) -> list[tuple[str, str]]:
    """Return the pairs of a matching question."""
    partners = {part.id: part.text for part in one.choices}
    return [(option.text, partners[one.key["pairs"][option.id]]) for option in one.options]


def kind_labels(entry_kind: str, one: ItemContent) -> Labels:
    """Return the labels without which our kind of question would come back as another."""
    if entry_kind == Kind.SITUATIONAL:
        told = ";".join(one.key["weights"][option.id].replace(".", ",") for option in one.options)
        return {labels.KIND: str(Kind.SITUATIONAL), labels.WEIGHTS: told}
    if entry_kind == Kind.TRUE_FALSE and not is_plain_true_false(one):
        return {labels.KIND: str(Kind.TRUE_FALSE)}
    return {}
