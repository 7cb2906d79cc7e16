"""Two groups of people for each trait by which an item could be unfair; read for the statistics of items alone.

A NIP tells sex and date of birth, an account its time zone, which stands for the part of the country. Which kind of
agency somebody works in is not on record. Nothing of this is stored for a person: what is kept is one figure for each
item and trait, and that only where both groups are large.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from assessments.psychometrics.response_model import FloatArray
from lms.people.models import EmployeeNumber, User
from lms.people.models.persons import TimeZones
from lms.people.nip import InvalidNip, Nip, parse

# Those who were at school before there were computers there, roughly: half of the civil service.
OLDER_FROM_YEARS = 45
WOMAN = "2"  # digit 15 of a NIP
PEOPLE_AT_ONCE = 500

SEX, AGE, REGION = "sex", "age", "region"


def groups_of(people: Sequence[int], *, on: date) -> dict[str, FloatArray]:
    """Return by trait, in the order of `people`: 1 in the focal group, 0 in the reference group, NaN not known.

    Focal are women, people from 45 years, and people in the zones of WITA and WIT. Two queries for each 500 people.
    """
    numbers, zones = numbers_of(people, on=on), zones_of(people)
    return {
        SEX: as_array([is_woman(numbers.get(person)) for person in people]),
        AGE: as_array([is_older(numbers.get(person), on) for person in people]),
        REGION: as_array([is_eastern(zones.get(person)) for person in people]),
    }


def as_array(answers: Sequence[bool | None]) -> FloatArray:
    """Return yes, no and not known as 1, 0 and NaN."""
    return np.array([np.nan if answer is None else float(answer) for answer in answers])


def numbers_of(people: Sequence[int], *, on: date) -> dict[int, Nip]:
    """Return the NIP that each person holds on that day, where it can be read."""
    found: dict[int, Nip] = {}
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        rows = EmployeeNumber.objects.on(on).filter(person__in=people[start : start + PEOPLE_AT_ONCE])
        for person, digits in rows.values_list("person_id", "digits"):
            try:
                found[person] = parse(digits)
            except InvalidNip:
                continue
    return found


def zones_of(people: Sequence[int]) -> dict[int, str]:
    """Return the time zone of each account."""
    found: dict[int, str] = {}
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        rows = User.objects.filter(pk__in=people[start : start + PEOPLE_AT_ONCE])
        found.update(rows.values_list("pk", "time_zone"))
    return found


def is_woman(number: Nip | None) -> bool | None:
    """Whether the NIP is a woman's."""
    return None if number is None else number.digits[14] == WOMAN


def is_older(number: Nip | None, on: date) -> bool | None:
    """Whether the person is 45 or older on that day."""
    if number is None:
        return None
    born = number.born_on
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years >= OLDER_FROM_YEARS


def is_eastern(zone: str | None) -> bool | None:
    """Whether the account keeps the time of the centre or the east of the country."""
    return None if zone is None else zone in (TimeZones.WITA, TimeZones.WIT)
