"""An office for 360-degree ratings: who leads whom, and rounds that are answered; dates are fixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assessments.models import MultiraterRater, MultiraterRound
from assessments.services import multirater_closing as closing
from assessments.services import multirater_ratings as ratings
from assessments.services import multirater_starting as starting
from lms.competencies.models import Competency, Indicator
from lms.people.models import Role, Unit, User
from tests.assessments.builders import competencies
from tests.builders import agency, grant, person, post, unit

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # nine o'clock in Jakarta
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 22)
LATER = START + timedelta(days=5)
AFTER = START + timedelta(days=30)
NEVER, SOMETIMES, OFTEN, ALWAYS = range(4)


@dataclass
class Office:
    """A section with its head, peers and, below it, a team; HR works beside it."""

    root: Unit
    section: Unit
    rina: User
    head: User
    peers: list[User]
    hr: User
    topic: Competency


def topic(code: str = "D2", *, levels: int = 5) -> Competency:
    """A competency with one indicator a level."""
    made = competencies(code)[code]
    for level in range(1, levels + 1):
        Indicator.objects.get_or_create(
            competency=made, level=level, order=0, defaults={"text": f"Perilaku {code} jenjang {level}"}
        )
    return made


def office(*, peers: int = 4, leads: bool = False) -> Office:
    """Rina works in a section (or leads it) with so many peers (or subordinates)."""
    root = agency()
    division = unit("Bidang", root)
    section = unit("Seksi", division)
    rina, head, hr = person("Rina Kartika"), person("Hendra Kepala"), person("Ratna Sdm")
    colleagues = [person(f"Rekan {number}") for number in range(1, peers + 1)]
    post(rina, section, leads=leads)
    post(head, division if leads else section, leads=True)
    post(hr, unit("Sekretariat", root))
    for one in colleagues:
        post(one, section)
    grant(hr, Role.HR, root)
    return Office(root, section, rina, head, colleagues, hr, topic())


def plan(*topics: Competency, first: date = FIRST, last: date = LAST) -> starting.Plan:
    """A plan over these competencies."""
    return starting.Plan(list(topics), first, last)


def round_by_hr(place: Office, *topics: Competency) -> MultiraterRound:
    """A round about Rina that HR began."""
    return starting.start_for_person(
        person=place.rina.uuid, plan=plan(*(topics or (place.topic,))), by=place.hr, at=START
    )


def rater(one: MultiraterRound, who: User) -> MultiraterRater:
    """The request of one person in a round."""
    return one.raters.get(person=who)


def answer(one: MultiraterRound, who: User, seen: int | list[int | None] | None, *, comment: str = "") -> None:
    """Answer every behaviour of every competency with `seen` (or one value a level), and hand in."""
    mine = rater(one, who)
    for competency in one.competencies.all():
        indicators = list(competency.indicators.order_by("level", "order"))
        values = seen if isinstance(seen, list) else [seen] * len(indicators)
        observed = {row.pk: value for row, value in zip(indicators, values, strict=True)}
        part = ratings.Part(competency.pk, observed, comment)
        ratings.save_part(request=mine.uuid, part=part, by=who, at=LATER)
    ratings.hand_in(request=mine.uuid, by=who, at=LATER)


def closed(one: MultiraterRound, *, at: datetime = AFTER) -> MultiraterRound:
    """The round after its window."""
    assert closing.close_ended(at=at) == 1
    one.refresh_from_db()
    return one
