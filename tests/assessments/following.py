"""A framework of a few competencies and the versions that follow it, for tests of the bank."""

from __future__ import annotations

from typing import Any

from lms.competencies.models import Competency, Crosswalk, Framework, Indicator, LevelDescriptor, Standard
from lms.people.models import Position
from tests.assessments import builders
from tests.builders import person
from tests.competencies.keeping import keeping_role, next_version, publish


def house(*codes: str) -> dict[str, Any]:
    """Competencies with all that a framework needs to be followed, and two people who keep it."""
    known = builders.competencies(*codes)
    LevelDescriptor.objects.bulk_create(
        LevelDescriptor(competency=one, level=level, text="…") for one in known.values() for level in range(1, 6)
    )
    Indicator.objects.bulk_create(
        Indicator(competency=one, level=level, order=1, text=f"Perilaku {one.code} jenjang {level}")
        for one in known.values()
        for level in range(1, 6)
    )
    people = {name: person(name) for name in ("Wulan", "Bima")}
    for one in people.values():
        keeping_role(one)
    return {"framework": Framework.objects.get(), "Wati": people["Wulan"], "Budi": people["Bima"]}


def asks(*codes: str, level: int = 2) -> None:
    """Let the post of `builders.placed` ask for these."""
    Position.objects.get_or_create(title="Pranata Komputer", kind="pelaksana")
    for code in codes:
        Standard.objects.create(
            competency=today(code), position_kind="pelaksana", level=level, valid_from=builders.SINCE
        )


def today(code: str) -> Competency:
    """Return the competency that has the code now."""
    return Competency.objects.get(code=code, framework__status="published")


def drafted(house: dict[str, Any], version: str = "2", **codes: str) -> Framework:
    """Draft the version that follows; `codes` are new codes of what stays the same, by the old one."""
    draft = next_version(house, version)
    for old, new in codes.items():
        draft.competencies.filter(code=old).update(code=new)
    return draft


def follow(house: dict[str, Any], version: str = "2", **codes: str) -> Framework:
    """Publish the version that follows, in which all competencies stay the same."""
    return publish(house, drafted(house, version, **codes))


def split(house: dict[str, Any], old: str, other: str) -> Framework:
    """Publish a version in which `other` takes the place of `old` as well."""
    draft = drafted(house)
    origin, destination = today(old), draft.competencies.get(code=other)
    Crosswalk.objects.create(origin=origin, destination=destination, kind="replacedBy")
    return publish(house, draft)
