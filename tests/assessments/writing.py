"""Tests as trainers write them: who writes, what they type, and tests that are already published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments import services
from assessments.blueprint_content import BlueprintContent, CellSpec, FormSpec, Settings
from assessments.models import Blueprint, Item
from lms.people.models import Role, Unit, User
from tests.assessments import builders
from tests.assessments.builders import MORNING


def trainer(unit: Unit, name: str = "Wati Lestari") -> User:
    return builders.into_the_admin(builders.with_role(name, Role.TRAINER, unit), "Pelatih")


def second_reader(unit: Unit, name: str = "Joko Susilo") -> User:
    return builders.into_the_admin(builders.with_role(name, Role.SECOND_READER, unit), "Penelaah")


def learner(unit: Unit, name: str = "Rina Kartika") -> User:
    return builders.placed(builders.person(name), unit)


def typed(*cells: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What the form of a test sends; each of `cells` is a row."""
    told: dict[str, Any] = {
        "code": "TES-1",
        "title": "Tes pelindungan data",
        "summary": "Untuk semua pengelola data.",
        "mode": "random",
        "time_limit_minutes": 20,
        "questions_per_page": 1,
        "pass_percent": 60,
        "max_attempts": "",
        "gap_hours": "",
        "window_days": "",
        "feedback": "questions",
        "keys_shown": "settled",
        "fewest_items": 8,
        "most_items": 35,
        "target_error": "0,3",
        "level_chance": 90,
        "exposure_cap": 25,
        "kelompok-TOTAL_FORMS": len(cells),
        "kelompok-INITIAL_FORMS": 0,
    }
    for number, cell in enumerate(cells):
        row = {"topic": "", "level_min": 1, "level_max": 5, **cell}
        told |= {f"kelompok-{number}-{name}": value for name, value in row.items()}
    return {**told, **fields}


def cell(count: int = 3, **fields: Any) -> dict[str, Any]:
    return {"competency": builders.competencies("D2")["D2"].pk, "count": count, **fields}


def bank(count: int, unit: Unit | None = None, **fields: Any) -> list[Item]:
    """So many approved exam items of D2."""
    builders.competencies("D2")
    made = builders.bank(builders.row(f"SOAL-{number:02}", **fields) for number in range(1, count + 1))
    if unit is not None:
        Item.objects.filter(code__startswith="SOAL-").update(unit=unit)
    return sorted(made.values(), key=lambda item: item.code)


def content(title: str = "Tes pelindungan data", *cells: CellSpec, **settings: Any) -> BlueprintContent:
    return BlueprintContent(Settings(title, **settings), cells or (CellSpec("D2", 3),))


def published(
    wati: User,
    joko: User,
    *,
    cells: Sequence[CellSpec] = (CellSpec("D2", 3),),
    forms: Sequence[FormSpec] = (),
    **settings: Any,
) -> Blueprint:
    """A test that Wati wrote and Joko published."""
    code = settings.pop("code", "TES-1")
    content = BlueprintContent(Settings(**{"title": "Tes pelindungan data", **settings}), tuple(cells))
    test = services.write_test(code=code, content=content, by=wati, at=MORNING)
    for form in forms:
        chosen = dict.fromkeys(form.items, form.code)
        services.put_in_forms(test=test.uuid, chosen=chosen, group=[], by=wati, at=MORNING)
    return publish(test, wati, joko)


def publish(test: Blueprint, wati: User, joko: User) -> Blueprint:
    """Submit and approve what is being written."""
    version = services.submit_test(test=test.uuid, by=wati, at=MORNING)
    return services.approve_test(test=test.uuid, read=version.sha256, by=joko, at=MORNING)


def revised(test: Blueprint, wati: User, joko: User, **settings: Any) -> Blueprint:
    """Change settings of a published test and publish the change."""
    test.refresh_from_db()
    now = {**vars(test.settings), **settings}
    cells = tuple(
        CellSpec(row.competency.code, row.count, row.topic, row.level_min, row.level_max) for row in test.cells.all()
    )
    services.revise_test(test=test.uuid, content=BlueprintContent(Settings(**now), cells), by=wati, at=MORNING)
    return publish(test, wati, joko)
