"""The two names of a certificate: a public code nobody can guess, and a number that counts. Pure.

The public code is final: 80 random bits as 16 characters of Crockford's base32 and one check character
(the value modulo 37), written `XXXX-XXXX-XXXX-XXXX-C`. It says nothing about the holder or the order of issue.

The number is what an office files by, such as `001/LONTAR/PDP-101/2026`; its pattern belongs to the series.

Source of the alphabet, the confusions it forgives and the check: Douglas Crockford, "Base 32",
https://www.crockford.com/base32.html
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from lms.errors import InvalidInput, gettext_noop

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_ALPHABET = ALPHABET + "*~$=U"
RANDOM_BYTES = 10
BODY_LENGTH = RANDOM_BYTES * 8 // 5
GROUP_LENGTH = 4

DEFAULT_PATTERN = "{nomor:3}/LONTAR/{seri}/{tahun}"
PLACEHOLDER = re.compile(r"\{([^{}:]*)(?::([1-9]))?\}")

# What people type for 0 and 1, and the dashes and spaces that copying from a page adds.
FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", **dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2212", None)})

NOT_A_CODE = gettext_noop(
    "This is not a certificate code. A code has 17 characters, written as XXXX-XXXX-XXXX-XXXX-X below the QR picture."
)
ONE_IS_WRONG = gettext_noop("One character of this code is not right. Compare it with the certificate and try again.")


class InvalidCode(InvalidInput):
    """The text cannot be a certificate code; `reason` is the English message id that says why."""

    code = "invalid_certificate_code"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.message = reason  # type: ignore[misc]


class InvalidPattern(InvalidInput):
    """A pattern of numbers would not give every certificate of every year its own number."""

    code = "invalid_number_pattern"
    message = gettext_noop("A number pattern needs {nomor} and {tahun}, may use {seri}, and nothing else in braces.")


def new_code(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a new public code; `random_bytes(n)` gives n bytes."""
    value = int.from_bytes(random_bytes(RANDOM_BYTES), "big")
    body = "".join(ALPHABET[value >> shift & 31] for shift in range(5 * (BODY_LENGTH - 1), -1, -5))
    return grouped(body + check_character(body))


def check_character(body: str) -> str:
    """Return the character that guards against one wrong or two swapped characters in `body`."""
    value = 0
    for character in body:
        value = value * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[value % 37]


def grouped(code: str) -> str:
    """Return 17 characters in groups of four, as they are printed and stored."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))


def normalise(text: str) -> str:
    """Return the code in `text` as it is stored.

    Lower case, spaces, other dashes, O for 0, I and L for 1, and a pasted verification address are forgiven.

    Raises:
        InvalidCode: with the reason, in a sentence.
    """
    typed = text.strip().rstrip("/").rpartition("/")[2]
    characters = "".join(typed.upper().split()).translate(FORGIVEN)
    body, check = characters[:BODY_LENGTH], characters[BODY_LENGTH:]
    if len(characters) != BODY_LENGTH + 1 or not set(body) <= set(ALPHABET) or check not in CHECK_ALPHABET:
        raise InvalidCode(NOT_A_CODE)
    if check_character(body) != check:
        raise InvalidCode(ONE_IS_WRONG)
    return grouped(characters)


def format_number(pattern: str, *, number: int, series: str, year: int) -> str:
    """Return the certificate number: `{nomor:3}` (at least 3 digits), `{seri}` and `{tahun}` filled in.

    Raises:
        InvalidPattern: it lacks {nomor} or {tahun}, or names something else.
    """
    values = {"nomor": str(number), "seri": series, "tahun": str(year)}
    used = {match[1] for match in PLACEHOLDER.finditer(pattern)}
    if not {"nomor", "tahun"} <= used <= set(values) or set("{}") & set(PLACEHOLDER.sub("", pattern)):
        raise InvalidPattern
    return PLACEHOLDER.sub(lambda match: values[match[1]].zfill(int(match[2] or 0)), pattern)
