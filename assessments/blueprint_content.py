"""What a test consists of: its settings, the groups it asks from, its fixed forms. Pure; imports no Django.

Everything here goes into JSON and comes back equal, so that the version under which somebody was tested can be read
years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class CellSpec:
    """So many items (`count`) of a competency (its code) between two levels, from one topic or from any.

    `is_rated` asks for answers that people rate, `is_unscored` for self-ratings that count for nothing; otherwise none
    of those is drawn.
    """

    competency: str
    count: int
    topic: str = ""
    level_min: int = 1
    level_max: int = 5
    is_rated: bool = False
    is_unscored: bool = False

    def takes(self, competency: str, level: int, topic: str, *, is_rated: bool, is_unscored: bool = False) -> bool:
        """Whether an item that stands there belongs to this group."""
        is_within = self.level_min <= level <= self.level_max
        is_alike = (competency, is_rated, is_unscored) == (self.competency, self.is_rated, self.is_unscored)
        return is_alike and is_within and self.topic in ("", topic)


@dataclass(frozen=True)
class FormSpec:
    """A fixed form: its code (A, B, …) and the ids of its items in the order in which they are asked."""

    code: str
    items: tuple[int, ...]


@dataclass(frozen=True)
class Settings:
    """How a test runs and what it tells. None: the dated rule of retakes that is in force.

    Minutes, percent, hours and days are whole numbers; `target_error` in logits; the chances and shares 0 to 1.
    """

    title: str
    summary: str = ""
    mode: str = "random"
    pass_percent: int = 70
    time_limit_minutes: int = 30
    questions_per_page: int = 1
    max_attempts: int | None = None
    gap_hours: int | None = None
    window_days: int | None = None
    repeats_after_pass: bool = False
    is_supervised_only: bool = False
    feedback: str = "questions"
    keys_shown: str = "settled"
    fewest_items: int = 8
    most_items: int = 35
    target_error: float = 0.30
    level_chance: float = 0.90
    exposure_cap: float = 0.25


SETTINGS = tuple(one.name for one in fields(Settings))
# What a course decides about its own final test; the rest is the trainer's.
GIVEN_BY_SOURCE = ("title", "summary", "mode", "pass_percent", "time_limit_minutes")


@dataclass(frozen=True)
class BlueprintContent:
    """A whole test."""

    settings: Settings
    cells: tuple[CellSpec, ...] = ()
    forms: tuple[FormSpec, ...] = ()

    @property
    def question_count(self) -> int:
        """Return how many questions one attempt asks, at most in an adaptive test."""
        if self.settings.mode == "adaptive":
            return self.settings.most_items
        return sum(cell.count for cell in self.cells)

    def as_json(self) -> dict[str, Any]:
        """Return the test as it is stored."""
        return {
            "settings": asdict(self.settings),
            "cells": [asdict(cell) for cell in self.cells],
            "forms": [{"code": form.code, "items": list(form.items)} for form in self.forms],
        }


def content_from(stored: Mapping[str, Any]) -> BlueprintContent:
    """Return a stored test; a setting that a later version of the program added has its usual value."""
    return BlueprintContent(
        settings=Settings(**{name: value for name, value in stored["settings"].items() if name in SETTINGS}),
        cells=tuple(CellSpec(**cell) for cell in stored.get("cells", ())),
        forms=tuple(FormSpec(form["code"], tuple(form["items"])) for form in stored.get("forms", ())),
    )


@dataclass(frozen=True)
class Change:
    """A setting (or `cells`, `forms`) that differs between two versions, with what it was and what it became."""

    name: str
    before: Any
    after: Any


def changes(before: BlueprintContent, after: BlueprintContent) -> tuple[Change, ...]:
    """Return what differs, in the order of the settings."""
    found = [
        Change(name, getattr(before.settings, name), getattr(after.settings, name))
        for name in SETTINGS
        if getattr(before.settings, name) != getattr(after.settings, name)
    ]
    for name in ("cells", "forms"):
        if getattr(before, name) != getattr(after, name):
            found.append(Change(name, getattr(before, name), getattr(after, name)))
    return tuple(found)
