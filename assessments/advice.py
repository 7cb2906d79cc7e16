"""What would make an item better: advice that never blocks. Pure; imports no Django."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assessments.answers import UNSCORED, Kind
from assessments.authoring import ItemContent
from assessments.scoring import best_options
from lms.errors import gettext_noop

# A key this much longer than the next longest option gives itself away.
TELLING_LENGTH = 1.25

# Where one option is this many times as long as another, and by this many characters, the eye sorts by length.
UNEQUAL_TIMES = 3
UNEQUAL_CHARACTERS = 40

# Below this many items chance alone crowds a place.
LEAST_ITEMS_TO_JUDGE = 10

REMARKS: dict[str, str] = {
    "longest_key": gettext_noop(
        "The right option is clearly the longest; that gives it away. Shorten it or lengthen others."
    ),
    "unequal_options": gettext_noop(
        "The options are of very unequal length; length draws the eye. Bring them closer together."
    ),
    "all_of_the_above": gettext_noop(
        "An option such as “semua benar” rewards guessing and loses its meaning when options are shuffled. "
        "Name the facts instead."
    ),
    "negative_stem": gettext_noop(
        "The question asks for what does not hold. Ask for what does, or write the word in capitals: KECUALI, BUKAN, "
        "TIDAK."
    ),
    "no_rationale": gettext_noop(
        "There is no explanation of the key. Learners see it after the test; reviewers need it."
    ),
    "no_source": gettext_noop("No source is named. Name the regulation and article, or “practice”."),
    "no_indicator": gettext_noop(
        "No indicator is chosen. With one, learners read after a test which behaviours they showed and which not."
    ),
    "few_distractors": gettext_noop("With only two options every second guess is right. Add a plausible third."),
}

ALL_OF_THE_ABOVE = re.compile(
    r"\b(semua|seluruh)(nya)?\b.*\b(benar|salah|tepat|di atas|tersebut)\b"
    r"|\btidak (ada|satu ?pun)( (jawaban|pilihan|satu ?pun|di antaranya))?( yang)? (benar|tepat)\b"
    r"|\bbukan salah satu di atas\b",
    re.I,
)
NEGATIVE_STEM = re.compile(r"\b(kecuali|bukan(lah)?|tidak|yang salah)\b", re.I)
# What asks is the last sentence, and any with a question mark; a condition in it (“jika sistem tidak berjalan”)
# negates no option.
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\w)")
CONDITION = re.compile(
    r"\b(jika|bila|apabila|kalau|karena|ketika|saat|agar|supaya|sehingga|walau\w*|meski\w*)\b[^,?]*", re.I
)


def remarks(content: ItemContent, *, has_indicator: bool = True) -> list[str]:
    """Return advice on an item as message ids, in the order of REMARKS; an empty list is praise."""
    found = {
        "longest_key": is_key_telling(content),
        "unequal_options": are_options_unequal(content),
        "all_of_the_above": any(ALL_OF_THE_ABOVE.search(option.text) for option in content.options),
        "negative_stem": is_negative(content.stem),
        "no_rationale": content.kind not in UNSCORED and not content.rationale.strip(),
        "no_source": content.kind not in UNSCORED and not content.source.strip(),
        "no_indicator": content.kind not in UNSCORED and not has_indicator,
        "few_distractors": content.kind == Kind.SINGLE and len(content.options) == 2,
    }
    return [REMARKS[name] for name in REMARKS if found[name]]


def is_negative(stem: str) -> bool:
    """Whether a question asks for what does not hold, in a word that is not written in capitals."""
    *before, last = END_OF_SENTENCE.split(stem.strip())
    asking = " ".join(
        CONDITION.sub("", sentence) for sentence in [*before, last] if sentence is last or "?" in sentence
    )
    return any(not word[0].isupper() for word in NEGATIVE_STEM.finditer(asking))


def are_options_unequal(content: ItemContent) -> bool:
    """Whether the longest option to choose from is far longer than the shortest."""
    if content.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.SITUATIONAL):
        return False
    lengths = [len(option.text) for option in content.options]
    shortest, longest = min(lengths, default=0), max(lengths, default=0)
    return longest > shortest * UNEQUAL_TIMES and longest - shortest > UNEQUAL_CHARACTERS


def crowded_place(places: Sequence[int]) -> tuple[int, int] | None:
    """Return the place (from 0) that holds more than half of the keys, and how many; None where none does.

    Fewer than ten items tell nothing.
    """
    if len(places) < LEAST_ITEMS_TO_JUDGE:
        return None
    place, count = Counter(places).most_common(1)[0]
    return (place, count) if 2 * count > len(places) else None


def is_key_telling(content: ItemContent) -> bool:
    """Whether the only right option stands out by its length."""
    if content.kind not in (Kind.SINGLE, Kind.SITUATIONAL):
        return False
    right = set(best_options(content.kind, content.key))
    key = max((len(option.text) for option in content.options if option.id in right), default=0)
    others = max((len(option.text) for option in content.options if option.id not in right), default=0)
    return key > others * TELLING_LENGTH
