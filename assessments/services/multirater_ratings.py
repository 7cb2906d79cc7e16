"""What raters do: answer, hand in, decline; and how colleagues are named and confirmed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    DeclineReason,
    MultiraterComment,
    MultiraterRater,
    MultiraterRating,
    MultiraterRound,
    RaterRelation,
    RaterState,
)
from assessments.multirater import next_in_circle
from assessments.multirater_access import (
    NoSuchRound,
    RoundOver,
    proposal_to_decide,
    request_of,
    require_still_leads,
    rounds_about,
)
from assessments.selectors.multirater_forms import missing_parts
from assessments.services.multirater_starting import rule_on
from lms.competencies.models import Indicator
from lms.errors import Conflict, InvalidInput, gettext_noop
from lms.notices.services import notify
from lms.people.models import Posting, PostingKind, Unit, User
from lms.people.nip import InvalidNip, parse
from lms.people.selectors import placement_of
from lms.people.selectors.circles import Circle, circles_of

LONGEST_COMMENT = 2000


class AlreadyHandedIn(Conflict):
    """What was handed in stays as it is."""

    code = "rating_handed_in"
    message = gettext_noop("Your rating is handed in and stays as it is.")


class NotAnswered(InvalidInput):
    """A behaviour has no answer yet."""

    code = "rating_incomplete"
    message = gettext_noop("Some behaviours have no answer yet. “Cannot judge” is an answer too.")


class OwnRatingDeclined(Conflict):
    """Nobody declines the rating of themselves."""

    code = "own_rating_declined"
    message = gettext_noop("The view of yourself cannot be declined. Leave it open if you do not want to give one.")


class NamedPersonFault(InvalidInput):
    """The colleague who was named cannot be asked."""

    code = "nobody_named"
    message = gettext_noop("We found nobody of your agency under this name. Type the full name, e-mail address or NIP.")


class SeveralNamed(NamedPersonFault):
    """Several colleagues bear the name."""

    code = "several_named"
    message = gettext_noop("Several colleagues bear this name. Type the e-mail address or the NIP instead.")


class DrawnByLot(NamedPersonFault):
    """The colleague belongs to those who are drawn by lot."""

    code = "drawn_by_lot"
    message = gettext_noop("Your superior is asked, and people you work with every day are drawn by lot. Name others.")


class NamedAlready(NamedPersonFault):
    """The colleague was named before."""

    code = "named_already"
    message = gettext_noop("You have named this colleague already.")


class EnoughNamed(NamedPersonFault):
    """No more can be named."""

    code = "enough_named"
    message = gettext_noop("You can name %(most)s colleagues, and have done so.")


class DecidedAlready(Conflict):
    """Somebody decided before."""

    code = "named_person_decided"
    message = gettext_noop("This was decided already.")


@dataclass(frozen=True)
class Part:
    """What a form sent about one competency: observation by indicator (None: cannot judge), and a comment."""

    competency: int
    observed: Mapping[int, int | None]
    comment: str


def request_under_lock(by: User, request: uuid.UUID, *, at: datetime) -> MultiraterRater:
    """Return a request of `by` that can be answered now, with its row locked.

    Raises:
        NoSuchRequest: not asked of `by`.
        NoLongerSuperior: `by` has moved on.
        AlreadyHandedIn, RoundOver: it can no longer be answered.

    """
    found = request_of(by, request, at=at)
    MultiraterRater.objects.select_for_update().get(pk=found.pk)
    found.refresh_from_db(fields=["state"])
    if found.is_submitted:
        raise AlreadyHandedIn
    if not found.round.is_open(at) or found.state != RaterState.INVITED:
        raise RoundOver
    require_still_leads(by, found, on=timezone.localdate(at))
    return found


@transaction.atomic
def save_part(*, request: uuid.UUID, part: Part, by: User, at: datetime) -> None:
    """Keep what was answered about one competency as a draft; answers not sent stay as they were.

    Raises:
        NoSuchRequest, NoLongerSuperior, AlreadyHandedIn, RoundOver: it cannot be answered.

    """
    rater = request_under_lock(by, request, at=at)
    asked = Indicator.objects.filter(
        competency=part.competency, competency__in=rater.round.competencies.all(), pk__in=part.observed
    )
    MultiraterRating.objects.bulk_create(
        [MultiraterRating(rater=rater, indicator=one, observed=part.observed[one.pk]) for one in asked],
        update_conflicts=True,
        unique_fields=["rater", "indicator"],
        update_fields=["observed"],
    )
    comment = part.comment.strip()[:LONGEST_COMMENT]
    mine = MultiraterComment.objects.filter(rater=rater, competency=part.competency)
    if not comment:
        mine.delete()
    elif not mine.update(text=comment) and rater.round.competencies.filter(pk=part.competency).exists():
        MultiraterComment.objects.create(rater=rater, competency_id=part.competency, text=comment)


@transaction.atomic
def hand_in(*, request: uuid.UUID, by: User, at: datetime) -> None:
    """Hand a rating in; a second time changes nothing.

    Raises:
        NotAnswered: a behaviour has no answer.
        NoSuchRequest, NoLongerSuperior, RoundOver: it cannot be answered.

    """
    try:
        rater = request_under_lock(by, request, at=at)
    except AlreadyHandedIn:
        return
    if missing_parts(rater):
        raise NotAnswered
    MultiraterRater.objects.filter(pk=rater.pk).update(state=RaterState.SUBMITTED, submitted_at=at)


@transaction.atomic
def decline(*, request: uuid.UUID, reason: DeclineReason, by: User, at: datetime) -> None:
    """Say no; the next one by lot is asked instead. A second time changes nothing.

    Raises:
        OwnRatingDeclined: it is about oneself.
        NoSuchRequest, AlreadyHandedIn, RoundOver: it can no longer be declined.

    """
    found = request_of(by, request, at=at)
    if found.state == RaterState.DECLINED:
        return
    if found.relation == RaterRelation.SELF:
        raise OwnRatingDeclined
    # The round's row is the lock: two who decline at once do not draw the same colleague.
    MultiraterRound.objects.select_for_update().get(pk=found.round_id)
    found.refresh_from_db(fields=["state"])
    if found.is_submitted:
        raise AlreadyHandedIn
    if not found.round.is_open(at):
        raise RoundOver
    MultiraterRater.objects.filter(pk=found.pk).update(state=RaterState.DECLINED, decline_reason=reason)
    forget_answers([found.pk])
    if found.is_anonymous and not found.is_named:
        ask_another(found, on=timezone.localdate(at))


def forget_answers(raters: Iterable[int]) -> None:
    """Delete what these raters (ids) have answered."""
    ids = list(raters)
    MultiraterRating.objects.filter(rater__in=ids).delete()
    MultiraterComment.objects.filter(rater__in=ids).delete()


def ask_another(instead_of: MultiraterRater, *, on: date) -> None:
    """Ask the next one of the same circle who was not asked yet, if there is one."""
    one = instead_of.round
    circle = circles_of([one.ratee_id], on=on).get(one.ratee_id, Circle())
    is_peer = instead_of.relation == RaterRelation.PEER
    known = set(one.raters.values_list("person_id", flat=True))
    left = set(circle.peers if is_peer else circle.subordinates) - known
    able = User.objects.filter(pk__in=left, activated_at__isnull=False).values_list("pk", flat=True)
    for person in next_in_circle(one.ratee_id, able, str(one.draw), 1):
        MultiraterRater.objects.create(round=one, person_id=person, relation=instead_of.relation)


@transaction.atomic
def name_colleague(*, number: uuid.UUID, text: str, by: User, at: datetime) -> None:
    """Name a colleague of another unit who knows one's work; the superior or HR confirms.

    Raises:
        NoSuchRound: it is not about `by`.
        RoundOver: it is over.
        NamedPersonFault: the colleague cannot be asked.

    """
    on = timezone.localdate(at)
    found = rounds_about(by).select_for_update().filter(uuid=number).first()
    if found is None:
        raise NoSuchRound
    if not found.is_running or at > found.closes_at:
        raise RoundOver
    colleague = colleague_named(text, by, on=on)
    circle = circles_of([by.pk], on=on).get(by.pk, Circle())
    if colleague.pk in {by.pk, circle.superior, *circle.peers, *circle.subordinates}:
        raise DrawnByLot
    named = set(found.raters.filter(is_named=True).values_list("person_id", flat=True))
    most = rule_on(on).peers_named
    if colleague.pk in named:
        raise NamedAlready
    if len(named) >= most:
        raise EnoughNamed(most=most)
    made, new = MultiraterRater.objects.get_or_create(
        round=found,
        person=colleague,
        defaults={"relation": RaterRelation.PEER, "state": RaterState.PROPOSED, "is_named": True},
    )
    if not new:
        raise DrawnByLot
    superior = User.objects.filter(pk=circle.superior).first() if circle.superior else None
    if superior is not None:
        notify(
            person=superior,
            kind="rater_named",
            facts={"name": by.display_name},
            url=reverse("assessments:multirater"),
            at=at,
            key=f"rater_named:{made.uuid}",
        )


def colleague_named(text: str, by: User, *, on: date) -> User:
    """Return the one colleague of the own agency with this name, e-mail address or NIP. Four queries.

    Raises:
        NamedPersonFault: there is none, or there are several.

    """
    typed = " ".join(text.split())
    placement = placement_of(by, on=on)
    if placement is None or not typed:
        raise NamedPersonFault
    posted = Posting.objects.on(on).filter(
        unit__path__startswith=placement.posting.unit.path[: Unit.steplen], kind=PostingKind.PRIMARY
    )
    people = User.objects.filter(pk__in=posted.values("person_id"), is_active=True, activated_at__isnull=False)
    try:
        which = Q(employee_numbers__digits=parse(typed).digits, employee_numbers__valid_to__isnull=True)
    except InvalidNip:
        which = Q(email__iexact=typed) | Q(full_name__iexact=typed)
    found = list(people.filter(which).distinct()[:2])
    if not found:
        raise NamedPersonFault
    if len(found) > 1:
        raise SeveralNamed
    return found[0]


@transaction.atomic
def decide_named(*, number: uuid.UUID, accept: bool, by: User, at: datetime) -> MultiraterRater:
    """Confirm or refuse a colleague who was named, as superior of today or HR in scope.

    Raises:
        NoSuchRequest: `by` is neither.
        DecidedAlready, RoundOver: there is nothing to decide.

    """
    found = proposal_to_decide(by, number, on=timezone.localdate(at))
    MultiraterRater.objects.select_for_update().get(pk=found.pk)
    found.refresh_from_db(fields=["state"])
    if found.state != RaterState.PROPOSED:
        raise DecidedAlready
    if not found.round.is_running or at > found.round.closes_at:
        raise RoundOver
    found.state = RaterState.INVITED if accept else RaterState.WITHDRAWN
    found.save(update_fields=["state"])
    return found
