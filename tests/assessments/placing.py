"""Fills a bank and takes placement tests, for tests."""

from __future__ import annotations

from assessments import services
from assessments.models import Blueprint
from tests.assessments import builders
from tests.assessments.builders import MORNING, row


def bank(codes, each=12):
    """Fill the bank with items of all five levels."""
    builders.competencies(*codes)
    builders.bank(
        row(f"{code}-{number:02}", competency=code, level=number % 5 + 1) for code in codes for number in range(each)
    )


def blueprint(**changes):
    Blueprint.objects.filter(is_placement=True).update(**changes)
    return Blueprint.objects.get(is_placement=True)


def begin(who, at=MORNING, seed=7):
    return services.start_placement(person=who, at=at, seed=seed)


def present(attempt):
    return builders.slots(attempt)[-1]


def answer(attempt, right=True, at=MORNING, slot=None):
    """Answer the present question for good; None says that one does not know."""
    slot = slot or present(attempt)
    payload = None if right is None else builders.right_answer(slot) if right else builders.wrong_answer(slot)
    return services.answer_and_go_on(
        person=attempt.person, attempt=attempt.uuid, position=slot.position, seq=1, payload=payload, at=at
    )


def to_the_end(attempt, says=lambda slot: True, at=MORNING):
    for _question in range(60):
        if not answer(attempt, says(present(attempt)), at=at).is_running:
            break
    attempt.refresh_from_db()
    return attempt


def level_asked(slot):
    return slot.item_version.item.level
