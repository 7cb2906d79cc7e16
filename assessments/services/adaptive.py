"""An adaptive attempt, step by step: an answer becomes final, what is believed changes, and the next question follows.

The question is written before it is shown, so that a reload shows the same one. Everything a step needs is in the
slots: with the same answers and the same seed the same questions follow.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone

from assessments.answers import Answer
from assessments.blueprint_content import Settings
from assessments.drawing import MOST_OF_A_CASE, BankTooSmall
from assessments.models import Attempt, AttemptSlot, Blueprint, ClosedReason, Response, ScoreScale
from assessments.psychometrics.estimation import Ability
from assessments.psychometrics.selection import NO_ENEMY, Rules, Sitting, Stopping, why_stop
from assessments.rendering import shown_in_slot
from assessments.scoring import FULL, credit
from assessments.selectors.accommodations import conditions_for
from assessments.selectors.attempts import NoSuchAttempt
from assessments.selectors.placement import PlacementPage, placement_page
from assessments.selectors.pools import Pool, pools_for, usage_of
from assessments.services.answering import LINE_ALLOWANCE, AnswerIsFinal, keep, require_open
from assessments.services.attempts import close, finish
from assessments.services.blueprints import stated
from assessments.services.pilots import time_for, try_out_now
from assessments.services.sources import Seen, note_seen
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.people.models import User
from lms.people.selectors import placement_of
from lms.rows import hold


class NothingToMeasure(Conflict):
    """No competency can be measured for this person now."""

    code = "nothing_to_measure"
    message = gettext_noop("There is nothing to measure for you at the moment. Your results stand.")


class AnswerMissing(InvalidInput):
    """An adaptive test needs an answer, or the word that one does not know."""

    code = "answer_missing"
    message = gettext_noop("Choose an answer first. If you do not know it, press “I do not know”.")


@dataclass(frozen=True, eq=False)
class Line:
    """One competency inside the attempt: its items, what is believed of the person, how much was answered."""

    competency: int
    pool: Pool
    sitting: Sitting
    answered: int

    @property
    def ability(self) -> Ability:
        """Return what is believed so far."""
        return self.sitting.ability


def start_placement(
    *, person: User, at: datetime, seed: int | None = None, invited_to: Blueprint | None = None
) -> Attempt:
    """Return the placement attempt that now runs: a new one with its first question, or the one already running.

    An invitation to a room stands above the rule of retakes.

    Raises:
        NoSuchTest: no placement test is offered.
        NothingToMeasure: nothing that the post asks for can be measured now.

    """
    page = placement_page(person, at=at, invited_to=invited_to)
    if page.running is not None and at > page.running.deadline + LINE_ALLOWANCE:
        finish(page.running, at=at)
        page = placement_page(person, at=at, invited_to=invited_to)
    with transaction.atomic():
        # The person's row is the lock: of two clicks at once, the second finds the attempt of the first.
        hold(User, person.pk)
        running: Attempt | None = Attempt.objects.running().filter(person=person, blueprint=page.blueprint).first()
        return running or begin(person, page, at=at, seed=secrets.randbits(62) if seed is None else seed)


def begin(person: User, page: PlacementPage, *, at: datetime, seed: int) -> Attempt:
    """Write a new attempt and its first question."""
    if not page.now:
        raise NothingToMeasure
    placement = placement_of(person, on=timezone.localdate(at))
    blueprint, _content = stated(page.blueprint, at=at)
    limit = time_for(blueprint.time_limit_minutes, counted=page.most_items, tried=page.pilot_count)
    attempt: Attempt = Attempt.objects.create(
        person=person,
        blueprint=blueprint,
        blueprint_version=blueprint.current,
        started_at=at,
        seed=seed,
        scale=ScoreScale.objects.newest_in_force(timezone.localdate(at)),
        agency=placement.agency if placement else None,
        most_items=page.most_items,
        tries_out=page.pilot_count,
        measures=[choice.competency.pk for choice in page.now],
        **conditions_for(person, limit, at=at),
    )
    if not serve(attempt, [], at=at):
        raise BankTooSmall
    return attempt


def answer_and_go_on(
    *,
    person: User,
    attempt: UUID,
    position: int,
    seq: int,
    payload: Answer | None,
    at: datetime,
    seen: Seen | None = None,
) -> Attempt:
    """Make the answer of the present question final, and ask the next one or end the attempt.

    `payload` None says that the person does not know. The same answer to an earlier question (a second click) changes
    nothing. Half an answer is kept before it is refused.

    Raises:
        NoSuchAttempt: it is not this person's.
        AttemptClosed, AnswerTooLate: it has ended.
        AnswerIsFinal: another answer to an earlier question (the way back in the browser, another tab).
        UnreadableAnswer, AnswerMissing: this is no answer to the question.

    """
    with transaction.atomic():
        row = require_open(person, attempt, at=at)
        note_seen(row, seen, at=at)
        slots = slots_in(row)
        present = slots[-1]
        if position != present.position:
            require_same(slots, position, payload)
            return row
        is_whole = present.answered_at is not None or take(present, seq=seq, payload=payload, at=at)
        # Answer and end are one transaction: a process that dies after it leaves an attempt that the sweep scores.
        if is_whole and not serve(row, slots, at=at):
            close(row, at=at, reason=ClosedReason.ENOUGH)
    if not is_whole:
        raise AnswerMissing
    return row if row.is_running else finish(row, at=at)


def require_same(slots: Sequence[AttemptSlot], position: int, payload: Answer | None) -> None:
    """Refuse another answer to a question that was answered for good; the same one again is a second click.

    Raises:
        NoSuchAttempt: there is no such question.
        AnswerIsFinal: it is another answer.

    """
    slot = next((one for one in slots if one.position == position), None)
    if slot is None:
        raise NoSuchAttempt
    response = getattr(slot, "response", None)
    given = None if payload is None else shown_in_slot(slot).decode(payload)
    if (response.payload if response else None) != given:
        raise AnswerIsFinal


def take(slot: AttemptSlot, *, seq: int, payload: Answer | None, at: datetime) -> bool:
    """Keep an answer, and make it final if it is whole; return whether it is. “I do not know” takes a half one back."""
    answer: Answer | None = None
    if payload is None:
        Response.objects.filter(slot=slot).delete()
    else:
        shown = shown_in_slot(slot)
        answer = shown.decode(payload)
        keep(slot, seq=max(seq, newest_seq(slot) + 1), payload=payload, at=at)
        if not shown.question.is_complete(answer):
            return False
    slot.answered_at, slot.is_right = at, is_fully_right(slot, answer)
    slot.save(update_fields=["answered_at", "is_right"])
    return True


def newest_seq(slot: AttemptSlot) -> int:
    """Return the number of the stored answer, 0 without one: what is pressed last is what counts."""
    response = getattr(slot, "response", None)
    return response.seq if response else 0


def is_fully_right(slot: AttemptSlot, answer: Answer | None) -> bool:
    """Whether an answer earns full credit."""
    return credit(slot.item_version.item.kind, slot.item_version.secret.key, answer) == FULL


def slots_in(attempt: Attempt) -> list[AttemptSlot]:
    """Return the slots asked so far, with question, key and answer. One query."""
    related = ("item_version__item", "item_version__secret", "response")
    return list(AttemptSlot.objects.filter(attempt=attempt).select_related(*related).order_by("position"))


def serve(attempt: Attempt, slots: Sequence[AttemptSlot], *, at: datetime) -> bool:
    """Write the next question of an attempt; return False where it has asked enough.

    What is tried out stands between the questions that count, and neither their choice nor the end depends on it.
    """
    settings, scale = attempt.settings, attempt.scale
    assert scale is not None  # noqa: S101 - an adaptive attempt has one from its start
    pools = pools_for(attempt.measures, attempt.agency_id, scale.cuts)
    if attempt.tries_out:
        barred = {word for pool in pools.values() for word in pool.groups}
        heard = {own for pool in pools.values() for own in pool.heard}
        if try_out_now(attempt, slots, heard=heard, barred=barred, at=at):
            return True
    counted = [slot for slot in slots if not slot.is_pilot]
    lines = lines_of(attempt, counted, pools)
    usage = usage_of(pools, attempt.blueprint_id, attempt.agency_id, at=at)
    generator = np.random.default_rng([attempt.seed, len(counted) + 1])
    for line in in_turn(lines, settings, scale.cuts, asked=len(counted)):
        rules = Rules(exposure_cap=settings.exposure_cap, shares=line.pool.shares)
        place = line.sitting.choose(generator, rules, usage[line.competency])
        if place is not None:
            AttemptSlot.objects.create(
                attempt=attempt,
                position=len(slots) + 1,
                item_version_id=line.pool.versions[place],
                competency_id=line.competency,
                slope=float(line.pool.bank.a[place]),
                difficulty=float(line.pool.bank.b[place]),
                served_at=at,
            )
            return True
    return False


def lines_of(attempt: Attempt, slots: Sequence[AttemptSlot], pools: dict[int, Pool]) -> list[Line]:
    """Return the competencies of an attempt as far as they have come, from the answers and the stored parameters."""
    lines = []
    exhausted = cases_asked_enough(slots)
    for competency in attempt.measures:
        if competency not in pools:
            continue
        pool = pools[competency]
        sitting = Sitting(pool.bank)
        own = [slot for slot in slots if slot.asked_for_id == competency]
        for slot in own:
            item = slot.item_version.item
            place = pool.place_of(item.pk)
            if place is None:  # taken out since; what it gives away stays away
                sitting.block(pool.groups.get(item.enemies, NO_ENEMY))
            else:
                sitting.present(place)
            sitting.learn(int(bool(slot.is_right)), slot.slope or 1.0, slot.difficulty or 0.0)
        sitting.block_places(asked_elsewhere(slots, competency, pool))
        for case in exhausted:
            sitting.block_places(pool.on_case(case))
        lines.append(Line(competency, pool, sitting, len(own)))
    return lines


def asked_elsewhere(slots: Sequence[AttemptSlot], competency: int, pool: Pool) -> list[int]:
    """Return where the items stand that were asked for another competency, which took the place of the same as this."""
    rest = [slot.item_version.item for slot in slots if slot.asked_for_id != competency]
    places = [pool.place_of(item.pk) for item in rest if item.competency_id in pool.heard]
    return [place for place in places if place is not None]


def cases_asked_enough(slots: Sequence[AttemptSlot]) -> list[int]:
    """Return the cases of which a sitting has asked as many questions as it may."""
    counts = Counter(slot.item_version.item.case_id for slot in slots if slot.item_version.item.case_id)
    return [case for case, count in counts.items() if count >= MOST_OF_A_CASE]


def in_turn(lines: Sequence[Line], settings: Settings, cuts: Sequence[float], *, asked: int) -> list[Line]:
    """Return the competencies that still need a question, the neediest first.

    Each gets its fewest questions, in turn; after that the least certain comes first, while the test has questions
    left. None: the test has asked enough.
    """
    if asked >= settings.most_items:
        return []
    stopping = Stopping(
        fewest=settings.fewest_items,
        most=settings.most_items,
        standard_error=settings.target_error,
        chance=settings.level_chance,
    )
    short = [line for line in lines if line.answered < settings.fewest_items]
    unsure = [
        line for line in lines if line not in short and why_stop(line.ability, line.answered, stopping, cuts) is None
    ]
    return sorted(short, key=lambda line: line.answered) + sorted(unsure, key=lambda line: -line.ability.standard_error)
