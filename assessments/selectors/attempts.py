"""What a person reads about tests: what may be taken, the running attempt, what is left open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, IntegerField, Q, QuerySet, Sum, UUIDField, prefetch_related_objects
from django.utils import timezone

from assessments.answers import Answer, field_prefix, is_complete
from assessments.campaign_access import asked_of
from assessments.models import (
    Accommodation,
    Attempt,
    AttemptSlot,
    AttemptState,
    Blueprint,
    BlueprintStatus,
    CampaignMember,
    Observation,
    RetakeRule,
    Seat,
)
from assessments.rendering import shown_in_slot, whole
from assessments.retakes import Past, Rule, Standing, standing
from assessments.selectors.accommodations import accommodation_of
from assessments.selectors.attempt_parts import Asked, AttemptPage, ClosingPage, SlotState
from assessments.selectors.cells import may_be_watched
from assessments.selectors.pilots import count_to_try_out, on_trial_for
from lms.competencies.models import Competency
from lms.errors import NotFound, gettext_noop
from lms.kept import Kept, given
from lms.people.access import Viewer
from lms.people.selectors import placement_of


class NoSuchAttempt(NotFound):
    """There is no such attempt, or it is somebody else's (the two are not told apart)."""

    code = "no_such_attempt"
    message = gettext_noop("We could not find this attempt among yours. Your tests are listed under “Tests”.")


class NoSuchTest(NotFound):
    """There is no such test, or it is not offered to this person."""

    code = "no_such_test"
    message = gettext_noop("This test is not offered at the moment. Your tests are listed under “Tests”.")


# What a slot needs beside itself to be shown; pictures and cases, which few questions have, are read where they are.
SHOWN_WITH = ("item_version__item", "response")


attempt_of: Kept[Attempt] = Kept(
    lambda: (
        Attempt.objects.filter(uuid=given("uuid", UUIDField()), person=given("person", BigIntegerField()))
        .select_related("blueprint", "blueprint_version", "scale")
        .order_by()
    )
)
places_of: Kept[tuple[int, str, Any, Answer | None]] = Kept(
    lambda: (
        AttemptSlot.objects.filter(attempt=given("attempt", BigIntegerField()))
        .order_by("position")
        .values_list("position", "item_version__item__kind", "item_version__options", "response__payload")
    )
)
slots_between: Kept[AttemptSlot] = Kept(
    lambda: (
        AttemptSlot.objects.filter(
            attempt=given("attempt", BigIntegerField()),
            position__gte=given("first", IntegerField()),
            position__lte=given("last", IntegerField()),
        )
        .select_related(*SHOWN_WITH)
        .order_by("position")
    )
)


@dataclass(frozen=True)
class TestOnOffer:
    """A test the viewer could take: its size, where the viewer stands with it, and the attempt that runs."""

    __test__ = False  # not a class of tests

    blueprint: Blueprint
    question_count: int
    competencies: tuple[Competency, ...]
    standing: Standing
    running: Attempt | None
    is_being_rated: bool = False

    @property
    def rated_count(self) -> int:
        """Return how many of its questions people rate."""
        return sum(cell.count for cell in self.blueprint.cells.all() if cell.is_rated)


@dataclass(frozen=True)
class MyTests:
    """The viewer's tests: what runs, what is on offer, and a queryset of what ended, the newest first."""

    running: tuple[Attempt, ...]
    on_offer: tuple[TestOnOffer, ...]
    ended: QuerySet[Attempt]
    placement: Blueprint | None
    seats: tuple[Seat, ...] = ()
    asked: tuple[CampaignMember, ...] = ()


@dataclass(frozen=True)
class StartPage:
    """What a person should know before a test begins; `pilot_count` questions beside its own are tried out.

    `asked_again`: a reviewer of the last attempt asks for a supervised sitting.
    """

    offer: TestOnOffer
    rule: Rule
    pilot_count: int = 0
    accommodation: Accommodation | None = None
    asked_again: Observation | None = None
    may_be_watched: bool = False


def retake_rule(at: datetime) -> Rule:
    """Return the rule of retakes in force. One query."""
    row: RetakeRule = RetakeRule.objects.newest_in_force(timezone.localdate(at))
    return row.rule


def standing_in(blueprint: Blueprint, attempts: Iterable[Attempt], house: Rule, *, at: datetime) -> Standing:
    """Return where a person stands with a test, from the person's attempts at anything. No query."""
    past = [
        Past(one.submitted_at, bool(one.passed))
        for one in attempts
        if one.blueprint_id == blueprint.pk and one.state != AttemptState.VOIDED and one.submitted_at
    ]
    return standing(blueprint.retakes(house), past, at=at)


def offered_to(viewer: Viewer, *, at: datetime) -> QuerySet[Blueprint]:
    """Return the tests offered to `viewer` to take alone: everybody's, and those of the own agency.

    Two queries beside the list.
    """
    placement = placement_of(viewer, on=timezone.localdate(at))
    owner = Q(unit__isnull=True) | (Q(unit=placement.agency) if placement else Q(pk__in=[]))
    published = Blueprint.objects.filter(owner, status=BlueprintStatus.PUBLISHED, is_placement=False)
    published = published.filter(is_supervised_only=False)
    return published.select_related("current")


def offers_from(
    blueprints: QuerySet[Blueprint], attempts: Sequence[Attempt], rule: Rule, *, at: datetime
) -> list[TestOnOffer]:
    """Return the tests with the viewer's standing. Three queries."""
    running = {attempt.blueprint_id: attempt for attempt in attempts if attempt.is_running}
    rated = {attempt.blueprint_id for attempt in attempts if attempt.is_being_rated}
    rows = blueprints.annotate(question_count=Sum("cells__count")).prefetch_related("cells__competency")
    return [
        TestOnOffer(
            blueprint=row,
            question_count=row.most_items if row.is_adaptive else row.question_count or 0,
            competencies=tuple({cell.competency_id: cell.competency for cell in row.cells.all()}.values()),
            standing=standing_in(row, attempts, rule, at=at),
            running=running.get(row.pk),
            is_being_rated=row.pk in rated,
        )
        for row in rows
    ]


def my_tests(viewer: Viewer, *, at: datetime) -> MyTests:
    """Return the viewer's tests. Ten queries, without the page of ended attempts."""
    attempts = list(Attempt.objects.filter(person=viewer).select_related("blueprint").order_by("-started_at"))
    offers = offers_from(offered_to(viewer, at=at), attempts, retake_rule(at), at=at)
    ended = Attempt.objects.ended().filter(person=viewer).select_related("blueprint").order_by("-submitted_at", "-pk")
    return MyTests(
        running=tuple(attempt for attempt in attempts if attempt.is_running),
        on_offer=tuple(offer for offer in offers if offer.running is None),
        ended=ended,
        placement=placement_blueprints().first(),
        seats=seats_coming(viewer, at=at),
        asked=tuple(asked_of(viewer, on=timezone.localdate(at)).filter(is_done=False)),
    )


def seats_coming(viewer: Viewer, *, at: datetime) -> tuple[Seat, ...]:
    """Return the viewer's seats in sittings that are to come, the next one first. One query."""
    rows = Seat.objects.coming(at).filter(person=viewer).select_related("sitting__blueprint")
    return tuple(rows.order_by("sitting__starts_at", "pk"))


def placement_blueprints() -> QuerySet[Blueprint]:
    """Return the placement tests on offer, the newest first."""
    return (
        Blueprint.objects.filter(is_placement=True, status=BlueprintStatus.PUBLISHED)
        .select_related("current")
        .order_by("-pk")
    )


def start_page(viewer: Viewer, blueprint: UUID, *, at: datetime) -> StartPage:
    """Return what a person should know before the test begins. At most ten queries, two more where people rate.

    Raises:
        NoSuchTest: it is not offered to this person.

    """
    attempts = list(Attempt.objects.filter(person=viewer, blueprint__uuid=blueprint).select_related("observation"))
    rule = retake_rule(at)
    found = offers_from(offered_to(viewer, at=at).filter(uuid=blueprint), attempts, rule, at=at)
    if not found:
        raise NoSuchTest
    test = found[0].blueprint
    accommodation = accommodation_of(viewer, on=timezone.localdate(at))
    again = asked_again(attempts)
    watched = bool(found[0].rated_count) and may_be_watched(test)
    is_first = all(one.state == AttemptState.VOIDED for one in attempts)
    tried = count_to_try_out(viewer, on_trial_for(test)) if is_first else 0
    return StartPage(found[0], test.retakes(rule), tried, accommodation, again, watched)


def asked_again(attempts: Iterable[Attempt]) -> Observation | None:
    """Return why a supervised sitting is asked for after the newest of these attempts. No query."""
    counting = [one for one in attempts if one.state != AttemptState.VOIDED and not one.is_running]
    newest = max(counting, key=lambda one: one.started_at, default=None)
    found: Observation | None = getattr(newest, "observation", None)
    return found if found is not None and found.asks_retake else None


def own_attempt(viewer: Viewer, attempt: Attempt | UUID) -> Attempt:
    """Return the viewer's attempt by its id, or the one that was fetched already. One query at most.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    if isinstance(attempt, Attempt):
        if attempt.person_id != viewer.pk:
            raise NoSuchAttempt
        return attempt
    found = attempt_of.one(uuid=attempt, person=viewer.pk)
    if found is None:
        raise NoSuchAttempt
    found.person = viewer
    return found


def answered_places(attempt: Attempt) -> dict[int, bool]:
    """Return for each number of an attempt, in order, whether its answer is complete. One query, no question's text."""
    rows = places_of(attempt=attempt.pk)
    return {position: is_complete(kind, answer, len(options)) for position, kind, options, answer in rows}


def slots_on(attempt: Attempt, positions: Sequence[int]) -> list[AttemptSlot]:
    """Return neighbouring slots in order, with question and answer but without key. One query, three with a case."""
    return with_pictures(slots_between(attempt=attempt.pk, first=positions[0], last=positions[-1]))


def with_pictures(slots: list[AttemptSlot]) -> list[AttemptSlot]:
    """Return the slots with the pictures and cases of those questions that have any. Three queries at most."""
    versions = [slot.item_version for slot in slots]
    prefetch_related_objects([one for one in versions if one.picture_id], "picture")
    prefetch_related_objects([one for one in versions if one.case_version_id], "case_version__picture")
    return slots


def stored_answer(slot: AttemptSlot) -> Answer | None:
    """Return the answer of a slot in ids, or None."""
    response = getattr(slot, "response", None)
    return dict(response.payload) if response else None


def remaining(attempt: Attempt, at: datetime) -> int:
    """Return the whole seconds until the deadline, never below 0."""
    return max(0, int((attempt.deadline - at).total_seconds()))


def attempt_page(viewer: Viewer, attempt: Attempt | UUID, position: int, *, at: datetime) -> AttemptPage:
    """Return the page of the viewer's attempt that holds a number, the nearest beyond the form. At most three queries.

    One more for each picture. Only the questions of this page are read whole. An adaptive attempt shows its last
    question, whatever number is asked for.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    mine = own_attempt(viewer, attempt)
    answered = answered_places(mine)
    numbers = list(answered)
    wanted = len(numbers) if mine.blueprint.is_adaptive else min(max(position, 1), len(numbers))
    is_alone = mine.blueprint.is_adaptive or mine.is_one_a_page
    size = 1 if is_alone else mine.settings.questions_per_page
    start = (wanted - 1) // size * size
    here = numbers[start : start + size]
    return AttemptPage(
        attempt=mine,
        asked=tuple(asked_in(slot, alone=len(here) == 1) for slot in slots_on(mine, here)),
        slots=tuple(SlotState(number, is_whole, number in here) for number, is_whole in answered.items()),
        remaining_seconds=remaining(mine, at),
    )


def asked_in(slot: AttemptSlot, *, alone: bool) -> Asked:
    """Return the question of a slot with what was answered."""
    shown = shown_in_slot(slot)
    response = getattr(slot, "response", None)
    return Asked(
        position=slot.position,
        question=whole(shown.question, slot.item_version),
        answer=shown.encode(stored_answer(slot)),
        seq=response.seq if response else 0,
        saved_at=response.saved_at if response else None,
        prefix="" if alone else field_prefix(slot.position),
    )


def closing_page(viewer: Viewer, attempt: Attempt | UUID, *, at: datetime) -> ClosingPage:
    """Return what is still open in the viewer's attempt. At most two queries.

    Raises:
        NoSuchAttempt: it is not the viewer's.

    """
    mine = own_attempt(viewer, attempt)
    answered = answered_places(mine)
    return ClosingPage(
        attempt=mine,
        question_count=len(answered),
        open_positions=tuple(number for number, is_whole in answered.items() if not is_whole),
        remaining_seconds=remaining(mine, at),
    )
