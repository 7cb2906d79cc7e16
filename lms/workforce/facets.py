"""What the map can be narrowed to: kinds of people, a region, a framework, an area. Pure; imports no Django."""

from __future__ import annotations

from dataclasses import dataclass

from lms.errors import InvalidInput, gettext_noop

# The lowest age of each band; 0 stands for people whose age is not known.
AGE_BANDS = (20, 30, 40, 50)
FACETS = ("kind", "employee", "grade", "age")


class OneFilterAtATime(InvalidInput):
    """A reader of totals narrowed the map in two ways at once, which would tell of few people."""

    code = "one_filter_at_a_time"
    message = gettext_noop("Choose one filter at a time: several together would tell of a few people.")


@dataclass(frozen=True)
class Facets:
    """The kinds of people who are counted; an empty field means everybody.

    `kind` of post, `employee` pns or pppk, `grade` the golongan without its letter, `age` the lowest of a band.
    """

    kind: str = ""
    employee: str = ""
    grade: str = ""
    age: int | None = None

    @property
    def chosen(self) -> dict[str, str | int]:
        """Return the fields that narrow, by name."""
        found = {name: getattr(self, name) for name in FACETS}
        return {name: value for name, value in found.items() if value not in ("", None)}

    @property
    def only(self) -> tuple[str, str | int] | None:
        """Return the one field that narrows and its value, or None where nothing does.

        Raises:
            OneFilterAtATime: several do, or one that adds up with another to what a reader of totals may not see: the
                golongan of PNS and of PPPK together are the two kinds of employee.
        """
        if len(self.chosen) > 1 or self.grade:
            raise OneFilterAtATime
        return next(iter(self.chosen.items()), None)


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the map: an area and a framework (codes), a region, and kinds of people."""

    area: str = ""
    framework: str = ""
    region: str = ""
    facets: Facets = Facets()
