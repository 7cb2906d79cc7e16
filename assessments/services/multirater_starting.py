"""Starts 360-degree rounds: for oneself, for one person, for a whole unit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import (
    MultiraterComment,
    MultiraterRater,
    MultiraterRating,
    MultiraterRound,
    MultiraterRule,
    RaterRelation,
    RoundPurpose,
    RoundState,
)
from assessments.multirater import next_in_circle
from assessments.multirater_access import NoSuchRound, RoundOver, round_for_hr, rounds_about
from lms.competencies.models import Competency, Framework, FrameworkStatus
from lms.errors import Conflict, InvalidInput, NotAllowed, gettext_noop
from lms.people import access
from lms.people.models import Posting, PostingKind, User
from lms.people.selectors.circles import Circle, circles_of

MOST_COMPETENCIES = 4
MOST_PEOPLE = 500
LATEST_START = timedelta(days=60)
ROWS_AT_ONCE = 1000


class PlanFault(InvalidInput):
    """Something about a planned round cannot be; `field` names the field of the form."""

    field = "competencies"


class WrongCompetencies(PlanFault):
    """None, too many, or without indicators."""

    code = "wrong_competencies"
    message = gettext_noop("Choose one to %(most)s competencies of the framework in use.")


class WrongStart(PlanFault):
    """The first day is past or too far away."""

    code = "wrong_start"
    field = "opens_on"
    message = gettext_noop("The first day has to lie between today and %(latest)s.")


class WrongWindow(PlanFault):
    """The window is too short or too long."""

    code = "wrong_window"
    field = "closes_on"
    message = gettext_noop("Give raters %(shortest)s to %(longest)s days; these are %(days)s.")


class NobodyThere(PlanFault):
    """Nobody of the unit can be rated now."""

    code = "nobody_to_rate"
    field = "unit"
    message = gettext_noop("Nobody in this unit can be rated now: there is nobody, or each has had a round lately.")


class TooManyPeople(PlanFault):
    """The unit is too large for one start."""

    code = "too_many_people"
    field = "unit"
    message = gettext_noop("This unit has %(people)s people. Start for parts of at most %(most)s each.")


class RoundRunning(Conflict):
    """The person has a round already, or had one lately."""

    code = "round_running"
    message = gettext_noop(
        "%(name)s has a 360-degree rating already, or had one within the last %(days)s days. Wait until that pause is "
        "over: raters are asked a lot, and answers close together could be told apart."
    )


class OwnEvidence(NotAllowed):
    """HR does not start a round about themselves that becomes evidence."""

    code = "own_evidence"
    message = gettext_noop("You cannot start a rating of yourself as evidence. Ask another HR officer.")


@dataclass(frozen=True)
class Plan:
    """What a round is about, and its first and last day."""

    competencies: Sequence[Competency]
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Started:
    """How many rounds began, and how many people were passed over because one runs or was held lately."""

    rounds: list[MultiraterRound]
    passed_over: int


def rule_on(day: date) -> MultiraterRule:
    """Return the rule of the day. One query."""
    found: MultiraterRule = MultiraterRule.objects.newest_in_force(day)
    return found


def check(plan: Plan, rule: MultiraterRule, *, on: date) -> None:
    """Refuse a plan that cannot be carried out.

    Raises:
        WrongCompetencies, WrongStart, WrongWindow: see there.

    """
    wanted = {competency.pk for competency in plan.competencies}
    published = Framework.objects.filter(status=FrameworkStatus.PUBLISHED)
    fit = Competency.objects.filter(pk__in=wanted, framework__in=published, indicators__isnull=False).distinct()
    if not 1 <= len(wanted) <= MOST_COMPETENCIES or fit.count() != len(wanted):
        raise WrongCompetencies(most=MOST_COMPETENCIES)
    if not on <= plan.opens_on <= on + LATEST_START:
        raise WrongStart(latest=(on + LATEST_START).strftime("%d-%m-%Y"))
    days = (plan.closes_on - plan.opens_on).days + 1
    if not rule.shortest_days <= days <= rule.longest_days:
        raise WrongWindow(shortest=rule.shortest_days, longest=rule.longest_days, days=days)


@transaction.atomic
def start_own(*, plan: Plan, by: User, at: datetime) -> MultiraterRound:
    """Begin a round about oneself, for one's own development; it never becomes evidence.

    Raises:
        PlanFault: the plan cannot be.
        RoundRunning: there is one, or there was one lately.

    """
    return one_of(start([by.pk], RoundPurpose.OWN, plan, by=by, at=at), by, at)


@transaction.atomic
def start_for_person(*, person: uuid.UUID, plan: Plan, by: User, at: datetime) -> MultiraterRound:
    """Begin a round about one person of HR's part of the organisation; what comes out becomes evidence.

    Raises:
        MayNotView: the person works elsewhere.
        OwnEvidence: `by` is that person.
        PlanFault: the plan cannot be.
        RoundRunning: there is one, or there was one lately.

    """
    ratee = access.require_hr_may_view(by, person, on=timezone.localdate(at))
    if ratee == by:
        raise OwnEvidence
    return one_of(start([ratee.pk], RoundPurpose.EVIDENCE, plan, by=by, at=at), ratee, at)


def one_of(started: Started, ratee: User, at: datetime) -> MultiraterRound:
    """Return the only round that began.

    Raises:
        RoundRunning: none did.

    """
    if not started.rounds:
        raise RoundRunning(name=ratee.display_name, days=rule_on(timezone.localdate(at)).pause_days)
    return started.rounds[0]


@transaction.atomic
def start_for_unit(*, unit: uuid.UUID, plan: Plan, by: User, at: datetime) -> Started:
    """Begin rounds about everybody of a unit and below, in a constant number of statements a thousand rows.

    Raises:
        OutsideScope: `by` is no HR of the unit.
        PlanFault: the plan cannot be, nobody is there, or too many are.

    """
    on = timezone.localdate(at)
    where = access.require_unit(by, unit, on=on)
    posted = Posting.objects.on(on).filter(
        access.below((where.path,), "unit__path"), kind=PostingKind.PRIMARY, person__is_active=True
    )
    people = list(posted.order_by("person_id").values_list("person_id", flat=True))
    if len(people) > MOST_PEOPLE:
        raise TooManyPeople(people=len(people), most=MOST_PEOPLE)
    started = start(people, RoundPurpose.EVIDENCE, plan, by=by, at=at)
    if not started.rounds:
        raise NobodyThere
    return started


def start(people: Sequence[int], purpose: RoundPurpose, plan: Plan, *, by: User, at: datetime) -> Started:
    """Begin a round for each of `people` (ids) who may have one now; the raters follow from the postings."""
    on = timezone.localdate(at)
    rule = rule_on(on)
    check(plan, rule, on=on)
    # The rows of the people are the lock: two starts at once go one after the other.
    locked = list(User.objects.select_for_update().filter(pk__in=people, is_active=True).order_by("pk"))
    busy = busy_people(people, purpose, since=at - timedelta(days=rule.pause_days))
    free = [person.pk for person in locked if person.pk not in busy]
    draw = uuid.uuid4()
    rounds = MultiraterRound.objects.bulk_create(
        [
            MultiraterRound(
                ratee_id=person,
                purpose=purpose,
                opens_at=max(at, start_of(plan.opens_on)),
                closes_at=start_of(plan.closes_on + timedelta(days=1)) - timedelta(seconds=1),
                draw=draw,
                started_by=by,
                started_at=at,
            )
            for person in free
        ],
        batch_size=ROWS_AT_ONCE,
    )
    topics = MultiraterRound.competencies.through
    topics.objects.bulk_create(
        [topics(multiraterround=one, competency=competency) for one in rounds for competency in plan.competencies],
        batch_size=ROWS_AT_ONCE,
    )
    MultiraterRater.objects.bulk_create(raters_of(rounds, rule, on=on), batch_size=ROWS_AT_ONCE)
    return Started(rounds, passed_over=len(people) - len(free))


def start_of(day: date) -> datetime:
    """Return the first moment of a day, in the reader's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def busy_people(people: Sequence[int], purpose: RoundPurpose, *, since: datetime) -> set[int]:
    """Return the ids of those who have a round now, or had one since that does not let them have another. One query.

    HR's rounds wait for HR's only, so that nobody puts HR off by a round of their own.
    """
    rows = MultiraterRound.objects.filter(ratee_id__in=people).exclude(state=RoundState.CANCELLED)
    lately = rows.filter(closes_at__gte=since)
    if purpose == RoundPurpose.EVIDENCE:
        lately = lately.filter(purpose=RoundPurpose.EVIDENCE)
    return set((lately | rows.filter(state=RoundState.RUNNING)).values_list("ratee_id", flat=True))


def raters_of(rounds: Sequence[MultiraterRound], rule: MultiraterRule, *, on: date) -> list[MultiraterRater]:
    """Return who is asked in each round: oneself, the superior, and by lot peers and subordinates. Four queries."""
    circles = circles_of([one.ratee_id for one in rounds], on=on)
    around = {person for circle in circles.values() for person in (*circle.peers, *circle.subordinates)}
    # Who has never signed in cannot answer; a group counts those who can.
    able = set(User.objects.filter(pk__in=around, activated_at__isnull=False).values_list("pk", flat=True))
    return [
        MultiraterRater(round=one, person_id=person, relation=relation)
        for one in rounds
        for person, relation in asked_in(one, circles.get(one.ratee_id, Circle()), able, rule).items()
    ]


def asked_in(one: MultiraterRound, circle: Circle, able: set[int], rule: MultiraterRule) -> Mapping[int, RaterRelation]:
    """Return who is asked in one round, by id, and as what."""
    draw = str(one.draw)
    found: dict[int, RaterRelation] = {one.ratee_id: RaterRelation.SELF}
    if circle.superior is not None:
        found[circle.superior] = RaterRelation.SUPERIOR
    peers = next_in_circle(one.ratee_id, able.intersection(circle.peers), draw, rule.peers_asked)
    below = next_in_circle(one.ratee_id, able.intersection(circle.subordinates), draw, rule.subordinates_asked)
    found |= dict.fromkeys(peers, RaterRelation.PEER)
    return found | dict.fromkeys(below, RaterRelation.SUBORDINATE)


@transaction.atomic
def cancel_own(*, number: uuid.UUID, by: User, at: datetime) -> None:
    """Stop a round that one began about oneself; what was answered goes. Twice changes nothing.

    Raises:
        NoSuchRound: it is not one's own.
        RoundOver: its results stand.

    """
    cancel(rounds_about(by).filter(purpose=RoundPurpose.OWN), number)


@transaction.atomic
def cancel_as_hr(*, number: uuid.UUID, by: User, at: datetime) -> None:
    """Stop a round of HR; what was answered goes. Twice changes nothing.

    Raises:
        NoSuchRound: out of scope.
        RoundOver: its results stand.

    """
    found = round_for_hr(by, number, on=timezone.localdate(at))
    cancel(MultiraterRound.objects.filter(pk=found.pk), number)


def cancel(rows: Any, number: uuid.UUID) -> None:
    """Stop the round among `rows`, under its lock."""
    found = rows.select_for_update().filter(uuid=number).first()
    if found is None:
        raise NoSuchRound
    if found.is_closed:
        raise RoundOver
    rows.filter(pk=found.pk).update(state=RoundState.CANCELLED)
    MultiraterRating.objects.filter(rater__round=found).delete()
    MultiraterComment.objects.filter(rater__round=found).delete()
