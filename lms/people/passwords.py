"""Refuses passwords that a colleague would guess: words of the house, of the person and of the agency."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words everybody here thinks of first. What is left of a password without them has to carry it.
WORDS_OF_THE_HOUSE = (
    "lontar", "asn", "pns", "pppk", "korpri", "pegawai", "kabupaten", "provinsi", "kementerian", "dinas", "badan",
    "indonesia", "merdeka", "pancasila", "garuda", "sandi", "password", "rahasia", "belajar", "kompetensi",
)  # fmt: skip
SHORTEST_REST = 6
SHORTEST_WORD = 4


class NoGuessableWords:
    """Asks for at least six signs beside words of the house, the name and the NIP."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that consists of guessable words.

        Raises:
            ValidationError: too little is left without them.
        """
        rest = password.lower()
        for word in sorted({*WORDS_OF_THE_HOUSE, *words_of(user)}, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\W_]", "", rest)) < SHORTEST_REST:
            raise ValidationError(self.get_help_text(), code="guessable")

    def get_help_text(self) -> str:
        """Return the rule as one sentence."""
        return _("Use at least one word that has nothing to do with your name, NIP, agency or this platform.")


def words_of(user: Any) -> set[str]:
    """Return what a colleague knows of the person: parts of the name, and the number with its first eight digits."""
    if user is None or user.pk is None:
        return set()
    numbers = list(user.employee_numbers.values_list("digits", flat=True))
    parts = {part for part in re.split(r"\W+", user.full_name.lower()) if len(part) >= SHORTEST_WORD}
    return parts | set(numbers) | {digits[:8] for digits in numbers}
