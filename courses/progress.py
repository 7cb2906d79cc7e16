"""How far somebody is in a course. Pure; imports no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One required lesson, in the order of the course: its id, how long it takes, whether it is done."""

    id: int
    minutes: int
    is_done: bool


def share_done(steps: Sequence[Step]) -> float:
    """Return how much is done, from 0 to 1; a course without lessons is not done."""
    return sum(step.is_done for step in steps) / len(steps) if steps else 0.0


def all_done(steps: Sequence[Step]) -> bool:
    """Whether every lesson is done; a course without lessons is not."""
    return bool(steps) and all(step.is_done for step in steps)


def minutes_left(steps: Sequence[Step]) -> int:
    """Return how many minutes the lessons that are not done take."""
    return sum(step.minutes for step in steps if not step.is_done)


def next_step(steps: Sequence[Step], place: int | None = None) -> Step | None:
    """Return what comes next: the first lesson not done from the place on, else the first not done, else None.

    A place that is no lesson of the course (the author took it out) counts as none.
    """
    open_steps = [step for step in steps if not step.is_done]
    places = {step.id: number for number, step in enumerate(steps)}
    ahead = [step for step in open_steps if place in places and places[step.id] >= places[place]]
    return next(iter(ahead or open_steps), None)


def neighbours(steps: Sequence[Step], id: int) -> tuple[Step | None, Step | None]:
    """Return the lessons before and behind the one with this id."""
    place = next(place for place, step in enumerate(steps) if step.id == id)
    return (steps[place - 1] if place > 0 else None), (steps[place + 1] if place + 1 < len(steps) else None)
