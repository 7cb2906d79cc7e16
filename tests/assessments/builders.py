"""People, competencies, items and tests for the tests of this room; dates are fixed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission

from assessments.answers import Answer
from assessments.importing import import_items
from assessments.item_table import ItemRow
from assessments.models import Attempt, AttemptSlot, Blueprint, Item
from assessments.rendering import shown_in_slot
from assessments.scoring import best_answer
from assessments.services import CellSpec, define_blueprint, save_answer
from lms.competencies.models import Area, Competency, Framework
from lms.people.models import Position, Posting, Role, RoleGrant, Unit, User
from lms.privacy.services import acknowledge

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # nine o'clock in Jakarta
SINCE = date(2025, 1, 1)


def person(name: str = "Rina Kartika", **fields: Any) -> User:
    email = fields.pop("email", f"{name.split()[0].lower()}@contoh.example")
    made = User.objects.create_user(email, "sandi-uji-panjang", full_name=name, **fields)
    acknowledge(by=made, at=MORNING)
    return made


def agency(name: str = "Kabupaten Contoh") -> Unit:
    return Unit.add_root(name=name, level=0)


def with_role(name: str, role: Role, unit: Unit) -> User:
    somebody = person(name)
    RoleGrant.objects.create(person=somebody, role=role, unit=unit, valid_from=SINCE)
    return somebody


def placed(somebody: User, unit: Unit) -> User:
    post = Position.objects.create(title="Pranata Komputer", kind="pelaksana")
    Posting.objects.create(person=somebody, position=post, unit=unit, valid_from=SINCE)
    return somebody


def competencies(*codes: str) -> dict[str, Competency]:
    framework, _ = Framework.objects.get_or_create(
        code="kkda", version="1", defaults={"title": "Kerangka contoh", "status": "published"}
    )
    area, _ = Area.objects.get_or_create(framework=framework, code="A", defaults={"name": "Area"})
    return {
        code: Competency.objects.get_or_create(
            framework=framework,
            code=code,
            defaults={"area": area, "name": f"Kompetensi {code}", "definition": "…", "order": order},
        )[0]
        for order, code in enumerate(codes, start=1)
    }


def row(code: str, **fields: Any) -> ItemRow:
    told: dict[str, Any] = {
        "line": 2,
        "competency": "D2",
        "level": 2,
        "kind": "single",
        "stem": f"Pertanyaan {code}?",
        "options": ("Salah satu", "RAHASIA-BENAR", "Salah dua", "Salah tiga"),
        "key": "B",
        "rationale": f"PENJELASAN-{code}",
        "source": f"SUMBER-{code}",
    }
    return ItemRow(code=code, **{**told, **fields})


def bank(rows: Iterable[ItemRow]) -> dict[str, Item]:
    report = import_items(list(rows), by=None, at=MORNING)
    assert report.errors == []
    return {item.code: item for item in Item.objects.filter(uuid__in=report.items.values())}


def simple_test(count: int = 3, **fields: Any) -> Blueprint:
    """A test with `count` single-choice questions of one competency, from a bank of that many."""
    competencies("D2")
    bank(row(f"UJI-{number:02}") for number in range(1, count + 1))
    told: dict[str, Any] = {"code": "UJI", "title": "Uji akhir", "cells": [CellSpec("D2", count)]}
    return define_blueprint(**{**told, **fields})


def slots(attempt: Attempt) -> list[AttemptSlot]:
    return list(attempt.slots.select_related("item_version__item", "item_version__secret").order_by("position"))


def right_answer(slot: AttemptSlot) -> Answer:
    """The key of a slot in the tokens of its attempt."""
    return shown_in_slot(slot).encode(best_answer(slot.item_version.item.kind, slot.item_version.secret.key)) or {}


def wrong_answer(slot: AttemptSlot) -> Answer:
    """A wrong choice in the tokens of its attempt."""
    shown = shown_in_slot(slot)
    right = set(slot.item_version.secret.key["choice"])
    return {"choice": [next(token for name, token in shown.of_option.items() if name not in right)]}


def answer_all(attempt: Attempt, *, right: int, at: datetime = MORNING) -> None:
    """Answer every question of an attempt, the first `right` of them rightly."""
    for slot in slots(attempt):
        payload = right_answer(slot) if slot.position <= right else wrong_answer(slot)
        save_answer(person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at)


def into_the_admin(somebody: User, name: str) -> User:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    somebody.groups.add(group)
    return somebody


def trainer(unit: Unit) -> User:
    return into_the_admin(with_role("Wati Lestari", Role.TRAINER, unit), "Pelatih")
