"""What people type: numbers the Indonesian way, words, and running text with gaps. Pure; imports no Django.

A number is written with a comma before its decimals and, if at all, with dots between groups of three digits. A dot
alone is taken for a decimal mark where it cannot stand before a group of three:

    12,5     12.5       twelve and a half
    0,125    0.125      an eighth
    1.250    1.250,5    one thousand two hundred and fifty, without and with a half

What can be read in two ways, such as 1234.567, is no number: the person is asked, not marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction

# Longer than any quantity of an office; what is longer is refused, not read.
LONGEST_NUMBER = 40
LONGEST_TEXT = 200
# About four pages; what is longer belongs into a file.
LONGEST_ESSAY = 10_000
# When and where somebody can be watched at work.
LONGEST_APPOINTMENT = 500
# A key of this length can still be typed with dots between its groups.
LONGEST_KEY = 28

# The minus of typography (U+2212) is what word processors make of a hyphen before a digit.
WITH_COMMA = re.compile(r"[\-+\u2212]?(?:(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?|,[0-9]+)")
WITH_DOT = re.compile(r"[\-+\u2212]?(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]{3})")
# The same for the `pattern` of a field, so that the browser doubts what the server would doubt.
NUMBER_PATTERN = rf"\s*(?:{WITH_COMMA.pattern}|{WITH_DOT.pattern})\s*"

CANONICAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")


# One small letter, as the options of an item are named.
GAP = re.compile(r"\[\[([a-z])\]\]")


def canonical_number(text: str) -> str | None:
    """Return a typed number as a plain decimal with a dot (12.5), the same for every way to write it; else None."""
    told = text.strip()
    if len(told) > LONGEST_NUMBER:
        return None
    if WITH_COMMA.fullmatch(told):
        told = told.replace(".", "").replace(",", ".")
    elif not WITH_DOT.fullmatch(told):
        return None
    whole, _dot, decimals = told.lstrip("+-\u2212").partition(".")
    number = whole.lstrip("0") or "0"
    if decimals.strip("0"):
        number += "." + decimals.rstrip("0")
    return f"-{number}" if told[0] in "-\u2212" and number != "0" else number


def read_number(text: str) -> Fraction | None:
    """Return the exact number that was typed, None where it is no number."""
    canonical = canonical_number(text)
    return None if canonical is None else Fraction(canonical)


def is_canonical(text: object) -> bool:
    """Whether this is a plain decimal as `canonical_number` gives it, short enough for a key."""
    return isinstance(text, str) and len(text) <= LONGEST_KEY and bool(CANONICAL.fullmatch(text))


def shown_number(canonical: str) -> str:
    """Return a plain decimal the way it is read in Indonesia: 1250.5 is 1.250,5."""
    whole, _dot, decimals = canonical.removeprefix("-").partition(".")
    shown = f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")
    return f"-{shown}" if canonical.startswith("-") else shown


def normalised(text: str) -> str:
    """Return a text so that two which mean the same compare equal: width, case, spaces, and marks around it.

    Source: Unicode Standard Annex 15 (NFKC) and section 3.13 (caseless matching).
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace())
    words = " ".join(seen.split())
    inner = [place for place, sign in enumerate(words) if not is_around(sign)]
    return words[inner[0] : inner[-1] + 1] if inner else ""


def is_around(sign: str) -> bool:
    """Whether a sign at the end of a text tells nothing: a space or a mark of punctuation."""
    return sign.isspace() or unicodedata.category(sign).startswith("P")


def is_accepted(text: str, accepted: Sequence[str]) -> bool:
    """Whether a typed text is one of those that count as right."""
    given = normalised(text)
    return bool(given) and any(given == normalised(one) for one in accepted)


def without_controls(text: str) -> str:
    """Return the text as one line without signs that no keyboard writes and no database keeps."""
    line = " ".join(text.splitlines()).replace("\t", " ")
    return "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def with_lines(text: str) -> str:
    """Return a text of several lines without signs that no keyboard writes; a line ends with one sign everywhere."""
    return "\n".join(without_controls(line) for line in text.replace("\r\n", "\n").split("\n")).strip()


def gaps_in(stem: str) -> list[str]:
    """Return the names of the gaps in a text ([[a]], [[b]] …), in order."""
    return GAP.findall(stem)


def texts_around(stem: str) -> tuple[str, ...]:
    """Return the text before each gap and after the last; one more than there are gaps."""
    return tuple(GAP.split(stem)[::2])


def with_labels(stem: str, labels: Mapping[str, str]) -> str:
    """Return a text whose gaps show their labels in brackets, such as [Isian 1]."""
    return GAP.sub(lambda gap: f"[{labels.get(gap[1], '…')}]", stem)
