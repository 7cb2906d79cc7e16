"""The employee number of a civil servant (NIP, 18 digits): read, check, mask.

PNS     YYYYMMDD birth, YYYYMM month of appointment, 1 sex, NNN sequence
PPPK    YYYYMMDD birth, YYYY year of appointment, 2N contract, 1 sex, NNN sequence

Digits 13 and 14 tell the two apart: 01 to 12 is a month (PNS), 21 to 29 a contract (PPPK).
Source: numbering rules of BKN as summarised in the domain notes of this project.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.errors import InvalidInput, gettext_noop

LENGTH = 18
YOUNGEST_AT_APPOINTMENT = 16


class EmployeeKind(StrEnum):
    """Permanent civil servant, or government employee with a work agreement."""

    PNS = "pns"
    PPPK = "pppk"


class InvalidNip(InvalidInput):
    """The number cannot be a NIP; `reason` says why, in an English message id."""

    code = "invalid_nip"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason
        self.message = reason  # type: ignore[misc]


NOT_18_DIGITS = gettext_noop("A NIP has 18 digits.")
NO_BIRTH_DATE = gettext_noop("The first eight digits of a NIP are a date of birth; these are not a date.")
NO_APPOINTMENT = gettext_noop("Digits 13 and 14 of a NIP are a month (01 to 12) or a contract (21 to 29).")
NO_SEX = gettext_noop("Digit 15 of a NIP is 1 or 2.")
NO_SEQUENCE = gettext_noop("The last three digits of a NIP count from 001.")
TOO_YOUNG = gettext_noop("The NIP names an appointment before the age of 16.")


@dataclass(frozen=True)
class Nip:
    """A well-formed NIP and what it says."""

    digits: str
    kind: EmployeeKind
    born_on: date
    appointed_year: int
    appointed_month: int | None
    contract: int | None
    sequence: int

    @property
    def grouped(self) -> str:
        """Return the number as people write it: 8-6-1-3 digits."""
        return f"{self.digits[:8]} {self.digits[8:14]} {self.digits[14]} {self.digits[15:]}"

    @property
    def masked(self) -> str:
        """Return the number with birth date, appointment and sex hidden."""
        return mask(self.digits)

    def __str__(self) -> str:
        return self.masked


def parse(text: str) -> Nip:
    """Return the NIP in `text`, which may hold spaces, dots or hyphens.

    Raises:
        InvalidNip: with the reason, in a sentence.
    """
    digits = text.translate(str.maketrans("", "", " .-\u00a0\t"))
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise InvalidNip(NOT_18_DIGITS)
    born_on = birth_date(digits[:8])
    kind, month, contract = appointment(int(digits[12:14]))
    if digits[14] not in "12":
        raise InvalidNip(NO_SEX)
    if digits[15:] == "000":
        raise InvalidNip(NO_SEQUENCE)
    year = int(digits[8:12])
    if year - born_on.year < YOUNGEST_AT_APPOINTMENT:
        raise InvalidNip(TOO_YOUNG)
    return Nip(digits, kind, born_on, year, month, contract, int(digits[15:]))


def birth_date(digits: str) -> date:
    """Return the date in YYYYMMDD, or raise InvalidNip."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidNip(NO_BIRTH_DATE) from None


def appointment(number: int) -> tuple[EmployeeKind, int | None, int | None]:
    """Return kind, month of appointment (PNS) and number of the contract (PPPK) from digits 13 and 14."""
    if 1 <= number <= 12:
        return EmployeeKind.PNS, number, None
    if 21 <= number <= 29:
        return EmployeeKind.PPPK, None, number - 20
    raise InvalidNip(NO_APPOINTMENT)


def mask(digits: str) -> str:
    """Return the number with only its year of birth and last three digits readable."""
    return f"{digits[:4]}•••• •••••• • {digits[-3:]}"
