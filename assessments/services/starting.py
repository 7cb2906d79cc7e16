"""Starts attempts: asks whether one may begin, states the version of the test, and finds the questions."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments import selectors
from assessments.assembling import form_for
from assessments.blueprint_content import BlueprintContent
from assessments.drawing import BankTooSmall, Pool, draw, together
from assessments.models import (
    Attempt,
    AttemptSlot,
    AttemptState,
    Blueprint,
    BlueprintCell,
    BlueprintMode,
    ScoreScale,
)
from assessments.selectors.accommodations import conditions_for
from assessments.selectors.attempts import NoSuchTest, offered_to
from assessments.selectors.cells import askable, asked_for, cells_in_order, items_in
from assessments.selectors.pilots import count_to_try_out, on_trial_for
from assessments.selectors.pools import counts_of_items
from assessments.services.adaptive import serve
from assessments.services.answering import LINE_ALLOWANCE
from assessments.services.attempts import finish
from assessments.services.blueprints import stated
from assessments.services.pilots import pilots_beside, time_for, with_pilots
from lms.competencies.carrying import Edges
from lms.competencies.selectors import carrying_edges, heard_by
from lms.competencies.services import Source
from lms.errors import Conflict, Unavailable, gettext_noop
from lms.people.models import User
from lms.rows import hold, the_one


class AlreadyPassed(Conflict):
    """The person has passed this test and its result still stands."""

    code = "already_passed"
    message = gettext_noop("You passed this test on %(day)s. There is nothing left to prove here.")


class TooSoon(Conflict):
    """The time between two attempts is not over."""

    code = "too_soon"
    message = gettext_noop("You can take this test again from %(moment)s. Until then, the lessons are open to you.")


class NoTriesLeft(Conflict):
    """All attempts are used."""

    code = "no_tries_left"
    message = gettext_noop("You have used all attempts at this test. A new one opens on %(moment)s.")


class FormIncomplete(Unavailable):
    """A question of the person's form was taken out of use, and its trainers have not replaced it yet."""

    code = "form_incomplete"
    message = gettext_noop(
        "This test cannot start yet, because one of its questions is being replaced. "
        "Your attempts are untouched; please try again later or tell the organiser."
    )


class StillBeingRated(Conflict):
    """People are still reading the answers of the attempt before."""

    code = "still_being_rated"
    message = gettext_noop("People are still rating your last attempt at this test. Its result may be all you need.")


def start_attempt(
    *, person: User, blueprint: Blueprint | UUID, context: Source | None = None, at: datetime, seed: int | None = None
) -> Attempt:
    """Return the attempt that now runs: a new one, or the one already running (double click, second tab).

    Raises:
        NoSuchTest: the test is not offered to this person.
        AlreadyPassed, TooSoon, NoTriesLeft: the rule of retakes says no.
        BankTooSmall: the bank cannot fill the form.

    """
    uuid = blueprint if isinstance(blueprint, UUID) else blueprint.uuid
    with transaction.atomic():
        # The person's row is the lock: of two clicks at once, the second finds the attempt of the first.
        hold(User, person.pk)
        before = list(Attempt.objects.filter(person=person, blueprint__uuid=uuid).exclude(state=AttemptState.VOIDED))
        running = next((attempt for attempt in before if attempt.is_running), None)
        if running is None:
            test = the_one(offered_to(person, at=at).filter(uuid=uuid).prefetch_related("cells__competency"))
            if test is None:
                raise NoSuchTest
            require_may_start(test, before, at=at)
            seed = secrets.randbits(62) if seed is None else seed
            return begin(person, test, context, is_first=not before, at=at, seed=seed)
    if at < running.deadline + LINE_ALLOWANCE:
        return running
    finish(running, at=at)
    return start_attempt(person=person, blueprint=uuid, context=context, at=at, seed=seed)


def require_may_start(blueprint: Blueprint, ended: Sequence[Attempt], *, at: datetime) -> None:
    """Refuse an attempt that the rule of retakes does not allow after those that ended, with the moment from which."""
    if any(attempt.is_being_rated for attempt in ended):
        raise StillBeingRated
    where = selectors.standing_in(blueprint, ended, selectors.retake_rule(at), at=at)
    if where.may_start:
        return
    if where.is_over and where.passed_at is not None:
        raise AlreadyPassed(day=date_format(timezone.localtime(where.passed_at), "j F Y"))
    moment = date_format(timezone.localtime(where.next_at), "j F Y, H.i") if where.next_at else ""
    raise TooSoon(moment=moment) if where.attempts_left else NoTriesLeft(moment=moment)


def begin(
    person: User, blueprint: Blueprint, context: Source | None, *, is_first: bool, at: datetime, seed: int
) -> Attempt:
    """Write a new attempt with its whole form, before any question is shown; an adaptive one with its first question.

    Only the first one at a test tries questions out.

    Raises:
        BankTooSmall, FormIncomplete: the bank cannot fill the form.

    """
    blueprint, content = stated(blueprint, at=at)
    edges = carrying_edges()
    form, versions = questions_for(person, blueprint, content, edges, seed=seed)
    pilots = pilots_beside(person, blueprint, versions, edges, seed=seed) if is_first else []
    measures = measures_of(person, blueprint, edges, is_first=is_first, at=at)
    counted, tried = measures.get("most_items", len(versions)), measures.get("tries_out", len(pilots))
    limit = time_for(blueprint.time_limit_minutes, counted=counted, tried=tried)
    attempt = Attempt(
        person=person,
        blueprint=blueprint,
        blueprint_version=blueprint.current,
        form_code=form,
        started_at=at,
        seed=seed,
        context_kind=context.kind if context else "",
        context_uuid=context.uuid if context else None,
        context_title=context.title if context else "",
        **conditions_for(person, limit, at=at),
        **measures,
    )
    attempt.save()
    if blueprint.is_adaptive:
        if not serve(attempt, [], at=at):
            raise BankTooSmall
        return attempt
    AttemptSlot.objects.bulk_create(with_pilots(attempt, asked_for(blueprint, versions, edges), pilots))
    return attempt


def measures_of(person: User, blueprint: Blueprint, edges: Edges, *, is_first: bool, at: datetime) -> dict[str, Any]:
    """Return what an adaptive attempt measures and how long it can get; nothing for any other. At most six queries.

    Raises:
        BankTooSmall: a competency has fewer items than the test must ask of it.

    """
    if not blueprint.is_adaptive:
        return {}
    measures = list(dict.fromkeys(cell.competency_id for cell in cells_in_order(blueprint)))
    counts = counts_of_items(blueprint.unit_id)
    if not measures or min(counts.get(one, 0) for one in measures) < blueprint.fewest_items:
        raise BankTooSmall
    return {
        "scale": ScoreScale.objects.newest_in_force(timezone.localdate(at)),
        "agency": blueprint.unit,
        "measures": measures,
        "most_items": min(blueprint.most_items, sum(counts[one] for one in measures)),
        "tries_out": count_to_try_out(person, on_trial_for(blueprint, edges)) if is_first else 0,
    }


def questions_for(
    person: User, blueprint: Blueprint, content: BlueprintContent, edges: Edges, *, seed: int
) -> tuple[str, list[int]]:
    """Return the code of the form, empty where there are none, and the versions that it asks in order.

    Raises:
        BankTooSmall, FormIncomplete: the bank cannot fill it.

    """
    if blueprint.is_adaptive:
        return "", []
    if blueprint.mode == BlueprintMode.FIXED:
        return fixed_questions(person, blueprint, content)
    return "", draw(pools_of(blueprint, edges), seed=seed)


def fixed_questions(person: User, blueprint: Blueprint, content: BlueprintContent) -> tuple[str, list[int]]:
    """Return the form that is this person's turn, with the newest approved version of each item. Four queries.

    Raises:
        FormIncomplete: an item of that form cannot be asked now.

    """
    forms = {form.code: form for form in content.forms}
    if not forms:
        raise FormIncomplete
    used = Attempt.objects.ended().filter(person=person, blueprint=blueprint).values_list("form_code", flat=True)
    code = form_for(str(blueprint.uuid), person.pk, list(forms), list(used))
    known = items_in([forms[code]], blueprint.unit_id)
    if len(known) < len(forms[code].items):
        raise FormIncomplete
    asked = [known[item] for item in forms[code].items]
    return code, together([one.version for one in asked], {one.version: one.case for one in asked if one.case})


def pools_of(blueprint: Blueprint, edges: Edges) -> list[Pool]:
    """Return what each cell may draw: approved exam items of everybody, or of the test's own agency.

    One query for each cell, and one for the cells where they were not read already.
    """
    cells = list(blueprint.cells.all())
    heard = heard_by((cell.competency_id for cell in cells), edges)
    return [pool_of(cell, heard[cell.competency_id], blueprint.unit_id) for cell in cells]


def pool_of(cell: BlueprintCell, heard: Collection[int], unit: int | None) -> Pool:
    """Return what one cell may draw of the items that are heard for its competency. One query."""
    items = askable(unit).of_way(is_rated=cell.is_rated, is_unscored=cell.is_unscored)
    items = items.filter(competency__in=heard, level__range=(cell.level_min, cell.level_max))
    if cell.topic:
        items = items.filter(topic=cell.topic)
    rows = list(items.order_by("pk").values_list("approved_id", "enemies", "case_id"))
    return Pool(
        cell.count,
        tuple(version for version, _word, _case in rows),
        {version: word for version, word, _case in rows if word},
        {version: case for version, _word, case in rows if case},
    )
