"""Essays, files and their raters for the tests of rating."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments import services
from assessments.models import Attempt, Item, Rating, RatingPolicy
from lms.people.models import Position, Posting, Role, User
from tests.assessments import builders
from tests.assessments.builders import MORNING, SINCE, row

ESSAY = row(
    "ESAI",
    kind="ES",
    level=3,
    options=(),
    key="# Dasar hukum | 0 = RAHASIA tidak menyebut | 1 = RAHASIA menyebut undang-undang | 2 = RAHASIA pasal tepat"
    " | # Kejelasan | 0 = RAHASIA sulit diikuti | 4 = RAHASIA runtut",
    stem="Tulis nota dinas tentang kebocoran data.",
)
UPLOAD = row(
    "BERKAS",
    kind="UP",
    level=3,
    options=(),
    key="# Kelengkapan | 0 = RAHASIA kosong | 1 = RAHASIA lengkap",
    stem="Unggah nota dinas Anda.",
)


def at_work(name: str, unit: Any, *, is_head: bool = False) -> User:
    post = Position.objects.create(title=f"Jabatan {name}", kind="pelaksana")
    somebody = builders.person(name)
    Posting.objects.create(person=somebody, position=post, unit=unit, valid_from=SINCE, is_head=is_head)
    return somebody


def rated_by_two(share: int) -> None:
    """Have this share (percent) of the answers rated by two."""
    RatingPolicy.objects.update(double_percent=share)


def test_of(*rows: Any, **fields: Any) -> Any:
    """A test that asks each of these rated questions, and nothing else."""
    builders.competencies("D2")
    builders.bank(rows)
    cell = services.CellSpec("D2", len(rows), is_rated=True)
    return services.define_blueprint(**{"code": "ESAI", "title": "Tes esai", "cells": [cell], **fields})


test_of.__test__ = False  # type: ignore[attr-defined]


def handed_in(
    person: User, blueprint: Any, text: str = "Nota: pasal 46 UU 27/2022.", at: datetime = MORNING
) -> Attempt:
    """An attempt whose essays are answered and handed in."""
    attempt = services.start_attempt(person=person, blueprint=blueprint, at=at, seed=7)
    for slot in builders.slots(attempt):
        if text and slot.item_version.item.kind == "essay":
            services.save_answer(
                person=person, attempt=attempt.uuid, position=slot.position, seq=1, payload={"text": text}, at=at
            )
    return services.submit(person=person, attempt=attempt.uuid, at=at)


def rater(name: str, unit: Any) -> User:
    return builders.with_role(name, Role.RATER, unit)


def rate_next(by: User, grades: dict[str, int], comment: str = "", at: datetime = MORNING) -> Rating:
    """Take the next answer and give it these grades."""
    taken = services.take_answer(by=by, at=at)
    return services.give_rating(rating=taken.uuid, by=by, grades=grades, comment=comment, at=at)


def item(code: str) -> Item:
    return Item.objects.get(code=code)
