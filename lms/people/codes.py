"""Codes that open an account: ten signs of Crockford's base 32, derived, never stored. Pure.

A code follows from the id of its row and the platform's key, so that a printed list can be printed again and a
stolen database opens nothing. 50 bits; five wrong tries end a code.
Source of the alphabet: Douglas Crockford, Base 32 (https://www.crockford.com/base32.html).
"""

from __future__ import annotations

import hashlib
import hmac
import uuid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
# What a hand writes and an eye reads for another sign.
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def derive(row: uuid.UUID, *, key: str) -> str:
    """Return the code of a row: ten signs without a dash."""
    digest = hmac.new(key.encode(), b"lontar access code" + row.bytes, hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH)))


def written(code: str) -> str:
    """Return the code as it is printed: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def normal(text: str) -> str:
    """Return what somebody typed as a code: without spaces and dashes, look-alikes forgiven."""
    return "".join(sign for sign in text.upper() if sign.isalnum()).translate(LOOKALIKES)


def fits(text: str, row: uuid.UUID, *, key: str) -> bool:
    """Whether the typed text is the code of the row; takes the same time whatever is wrong."""
    return hmac.compare_digest(normal(text).encode(), derive(row, key=key).encode())
