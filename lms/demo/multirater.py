"""The demo's 360-degree ratings: one that a civil servant asked for and that is closed, one of HR that runs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.models import MultiraterRater, MultiraterRound, RaterRelation
from assessments.services import multirater_closing as closing
from assessments.services import multirater_ratings as ratings
from assessments.services import multirater_starting as starting
from lms.competencies.models import Competency
from lms.competencies.selectors import competencies_by_code
from lms.demo.people import Cast
from lms.people.models import User

BEGAN, WINDOW = timedelta(days=45), timedelta(days=20)
ASKED_FOR, RATED_BY_HR = ("B1", "D2"), ("F3", "B2")

# How often each behaviour was seen, from level 1 to 5; the person sees more than the others do.
OWN = (3, 3, 3, 3, 2)
BY_SUPERIOR = (3, 3, 2, 1, 0)
BY_PEERS = ((3, 2, 2, 1, 0), (3, 3, 2, 2, 1), (2, 2, 2, 1, 1), (3, 2, 1, 1, 0), (3, 3, 3, 2, 1))
WORDS = {
    RaterRelation.SUPERIOR: ("Pekerjaan harian rapi. Mulailah menjelaskan alasannya kepada rekan baru.",),
    RaterRelation.PEER: (
        "Selalu sabar bila ditanya.",
        "Akan membantu bila perubahan cara kerja diumumkan lebih awal.",
        "",
    ),
}


def make_ratings(cast: Cast, accounts: dict[str, User], *, at: datetime) -> str:
    """Hold the round of the civil servant and begin the one of HR; return what there is in a line."""
    section = cast.staff["Seksi Identitas"]
    # Whoever rates has signed in before.
    User.objects.filter(pk__in=[one.pk for one in section], activated_at__isnull=True).update(activated_at=at - BEGAN)
    topics = competencies_by_code((*ASKED_FOR, *RATED_BY_HR))
    past = at - BEGAN
    asked = plan([topics[code] for code in ASKED_FOR], timezone.localdate(past))
    held = starting.start_own(plan=asked, by=accounts["pegawai"], at=past)
    answered = answer_all(held, at=past + timedelta(days=5))
    closing.close_round(round_id=held.pk, at=at)
    wanted = plan([topics[code] for code in RATED_BY_HR], timezone.localdate(at))
    starting.start_for_person(person=accounts["atasan"].uuid, plan=wanted, by=accounts["sdm"], at=at)
    return f"1 round closed with {answered} ratings, 1 running"


def plan(topics: list[Competency], first: date) -> starting.Plan:
    """Return the plan of a round over these competencies."""
    return starting.Plan(topics, first, first + WINDOW)


def answer_all(held: MultiraterRound, *, at: datetime) -> int:
    """Let those who were asked answer, one of the peers not; return how many did."""
    raters = list(held.raters.select_related("person").order_by("relation", "pk"))
    peers = [one for one in raters if one.relation == RaterRelation.PEER][: len(BY_PEERS)]
    for number, one in enumerate(peers):
        answer(one, BY_PEERS[number], WORDS[RaterRelation.PEER][number % 3], at=at)
    for one in raters:
        if one.relation == RaterRelation.SELF:
            answer(one, OWN, "", at=at)
        elif one.relation == RaterRelation.SUPERIOR:
            answer(one, BY_SUPERIOR, WORDS[RaterRelation.SUPERIOR][0], at=at)
    return len(peers) + 2


def answer(one: MultiraterRater, seen: tuple[int, ...], words: str, *, at: datetime) -> None:
    """Answer every behaviour as the pattern has it, and hand in."""
    for number, competency in enumerate(one.round.competencies.order_by("order")):
        observed: dict[int, int | None] = {row.pk: seen[row.level - 1] for row in competency.indicators.all()}
        part = ratings.Part(competency.pk, observed, "" if number else words)
        ratings.save_part(request=one.uuid, part=part, by=one.person, at=at)
    ratings.hand_in(request=one.uuid, by=one.person, at=at)
