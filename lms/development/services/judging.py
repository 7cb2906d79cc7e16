"""What a superior does in the inbox, and what goes on to the next when nobody does it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from lms.development import inbox
from lms.development.inbox import InboxKind, Waiting
from lms.development.models import FollowUp, Passing, Plan, Standing, TermKey
from lms.development.selectors.inbox import NotWaitingForYou, inbox_of, ladder_of, require_waiting
from lms.development.selectors.outside import reviewers_of
from lms.development.selectors.terms import term
from lms.development.services.plans import answer_as_superior
from lms.development.workdays import workdays_after
from lms.errors import Conflict, gettext_noop
from lms.notices.services import notify
from lms.people.models import User
from lms.people.services.looks import log_look
from lms.rows import hold

Key = tuple[str, uuid.UUID]


class OneByOne(Conflict):
    """A judgement is not given to many at once."""

    code = "one_by_one"
    message = gettext_noop("Only what needs no judgement is approved together. Open the others one by one.")


@transaction.atomic
def approve_together(*, items: Iterable[Key], by: User, at: datetime) -> int:
    """Approve harmless things that wait for `by`; return how many. All of them or none.

    Raises:
        NotWaitingForYou, OneByOne.
    """
    rows = require_waiting(items, viewer=by, on=timezone.localdate(at))
    if not all(row.may_be_approved_together for row in rows):
        raise OneByOne
    for row in rows:
        approve(row.kind, row.waiting, by=by, at=at)
    return len(rows)


@transaction.atomic
def approve_one(*, item: Key, by: User, at: datetime) -> None:
    """Approve one thing that waits for `by`.

    Raises:
        NotWaitingForYou, and what its room refuses.
    """
    [row] = require_waiting([item], viewer=by, on=timezone.localdate(at))
    approve(row.kind, row.waiting, by=by, at=at)


@transaction.atomic
def return_one(*, item: Key, reason: str, by: User, at: datetime) -> None:
    """Return one thing that waits for `by`, with a reason.

    Raises:
        NotWaitingForYou, and what its room refuses.
    """
    [row] = require_waiting([item], viewer=by, on=timezone.localdate(at))
    if row.kind.send_back is None:
        raise NotWaitingForYou
    row.kind.send_back(uuid=row.waiting.uuid, reason=reason, by=by, at=at)


def approve(kind: InboxKind, waiting: Waiting, *, by: User, at: datetime) -> None:
    """Let the room of a thing approve it."""
    if kind.approve is None:
        raise NotWaitingForYou
    kind.approve(uuid=waiting.uuid, by=by, at=at)


@transaction.atomic
def answer_question(*, plan: uuid.UUID, standing: Standing, text: str, by: User, at: datetime) -> FollowUp:
    """Answer the question about a plan that waits for `by`.

    Raises:
        NotWaitingForYou, PlanStands.
    """
    found = FollowUp.objects.filter(plan__uuid=plan, role="superior").first()
    if found is None:
        raise NotWaitingForYou
    require_waiting([("follow_up", found.uuid)], viewer=by, on=timezone.localdate(at))
    return answer_as_superior(question=found.uuid, standing=standing, text=text, by=by, at=at)


def look_at_plan(*, plan: uuid.UUID, by: User, at: datetime) -> tuple[Plan, set[str]]:
    """Return a plan about which something waits for `by`, with what waits; the look is noted.

    Raises:
        NotWaitingForYou: nothing does.
    """
    waiting = inbox_of(by, on=timezone.localdate(at)).rows
    rows = Plan.objects.select_related("person").prefetch_related("goals__competency", "follow_ups")
    found = rows.filter(uuid=plan).first()
    if found is None:
        raise NotWaitingForYou
    mine = {found.uuid} | {row.uuid for row in found.follow_ups.all()}
    kinds = {row.kind.code for row in waiting if row.waiting.uuid in mine}
    if not kinds:
        raise NotWaitingForYou
    log_look(viewer=by, subject=found.person, purpose="superior", at=at)
    return found, kinds


def pass_on_what_waits(*, at: datetime) -> int:
    """Pass what waited too long to the next superior, or to HR; return how much. Twice passes nothing twice."""
    on = timezone.localdate(at)
    patience = term(TermKey.PASS_ON_WORKING_DAYS, on=on)
    passed = 0
    for kind in list(inbox.KINDS.values()):
        for waiting in kind.left(on - timedelta(days=1)) if kind.left else []:
            passed += pass_on(kind, waiting, patience, at=at)
    return passed


@transaction.atomic
def pass_on(kind: InboxKind, waiting: Waiting, patience: int, *, at: datetime) -> bool:
    """Pass one thing on if it has waited too long where it is; return whether it went on."""
    on = timezone.localdate(at)
    hold(User, waiting.person.pk)  # two sweeps at once pass it on once
    earlier = Passing.objects.filter(kind=kind.code, item_uuid=waiting.uuid, passed_at__gte=waiting.since)
    last = earlier.order_by("-rung").first()
    ladder = ladder_of(waiting.person, on=on)
    nobody_there = not ladder and last is None
    since = timezone.localdate(last.passed_at if last else waiting.since)
    if (last and last.to_hr) or (not nobody_there and workdays_after(since, on) <= patience):
        return False
    here = last.to if last else (ladder[0] if ladder else None)
    following = next_on(ladder, here)
    highest = Passing.objects.filter(kind=kind.code, item_uuid=waiting.uuid).order_by("-rung").first()
    passing = Passing.objects.create(
        kind=kind.code,
        item_uuid=waiting.uuid,
        person=waiting.person,
        left=here,
        to=following,
        to_hr=following is None,
        rung=highest.rung + 1 if highest else 1,
        passed_at=at,
    )
    log(passing, "development.pass_on", data={"kind": kind.code, "item": str(waiting.uuid)})
    tell_of(passing, waiting, at=at)
    return True


def next_on(ladder: list[User], here: User | None) -> User | None:
    """Return who comes after `here`; nobody after the highest."""
    if here is None or here not in ladder:
        return ladder[0] if ladder and here is None else None
    above = ladder[ladder.index(here) + 1 :]
    return next((one for one in above if one != here), None)


def tell_of(passing: Passing, waiting: Waiting, *, at: datetime) -> None:
    """Tell who did not get to it, and who has it now."""
    on = timezone.localdate(at)
    facts = {"title": waiting.title, "name": waiting.person.display_name}
    receivers = [passing.to] if passing.to else reviewers_of(waiting.person, on=on)
    told = [("passed_to_you", one) for one in receivers]
    if passing.left is not None:
        told.append(("passed_from_you", passing.left))
    for kind, whom in told:
        notify(
            person=whom,
            kind=kind,
            facts=facts,
            url=reverse("home:inbox"),
            at=at,
            key=f"{kind}:{passing.pk}:{whom.pk}",
        )
