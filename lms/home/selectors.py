"""What the pages that name several rooms at once show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from certificates import selectors as certificates
from certificates.models import Certificate
from courses import selectors as courses
from lms.competencies import selectors as competencies
from lms.competencies.models import Competency, Evidence, Indicator
from lms.competencies.selectors import AreaOfGaps, CompetencyGap, Derivation, GapSummary, by_area
from lms.development.models import Plan
from lms.development.offers import Offer, offers_for
from lms.development.selectors import HoursOfYear, ObligationRow, hours_of_year, nearest_of, plans_of_team
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people import selectors as people
from lms.people.models import Posting, User
from mentoring import selectors as mentoring
from mentoring.selectors import MentorOffer

OFFERS_SHOWN = 4
CERTIFICATES_SHOWN = 3


class UnknownCompetency(NotFound):
    """No competency of the person's post has this code."""

    code = "unknown_competency"
    message = gettext_noop("There is no competency with this code in the framework in use.")


@dataclass(frozen=True)
class Dashboard:
    """The home page of a civil servant."""

    next_step: Offer | None
    offers: list[Offer]
    gaps: GapSummary
    hours: HoursOfYear
    certificates: list[Certificate]
    pairs: list[Any]
    posting: Posting | None
    nearest: list[ObligationRow]


def dashboard_of(viewer: User, *, on: date) -> Dashboard:
    """Return what a person sees first: one next step, then gap, hours, certificates and mentoring.

    66 queries with the page's shell for the demo's civil servant; most ask what could be done next. They do not grow
    with the person's evidence; courses begun and candidates to offer are limited where they are asked.
    """
    offers = offers_for(viewer, on=on)
    placement = people.placement_of(viewer, on=on)
    return Dashboard(
        next_step=offers[0] if offers else None,
        offers=offers[1 : OFFERS_SHOWN + 1],
        gaps=GapSummary(competencies.gaps_of(viewer, viewer=viewer, on=on)),
        hours=hours_of_year(viewer, viewer=viewer, on=on),
        certificates=list(certificates.certificates_of(viewer=viewer)[:CERTIFICATES_SHOWN]),
        pairs=list(mentoring.pairs_of(viewer=viewer)[:2]),
        posting=placement.posting if placement else None,
        nearest=nearest_of(viewer, viewer=viewer, on=on),
    )


@dataclass(frozen=True)
class CompetencyPage:
    """All competencies of a person's post, by area."""

    summary: GapSummary
    areas: list[AreaOfGaps]
    posting: Posting | None


def competencies_of(person: User, *, viewer: User, on: date) -> CompetencyPage:
    """Return the person's levels against the post, by area. Nine queries."""
    gaps = competencies.gaps_of(person, viewer=viewer, on=on)
    placement = people.placement_of(person, on=on)
    return CompetencyPage(GapSummary(gaps), by_area(gaps), placement.posting if placement else None)


@dataclass(frozen=True)
class OneCompetency:
    """One competency of a person: the gap, how the level came about, what each level means, what helps."""

    competency: Competency
    gap: CompetencyGap | None
    derivation: Derivation
    indicators: list[Indicator]
    offers: list[Offer]
    mentors: list[MentorOffer] = field(default_factory=list)

    @property
    def decisive(self) -> Evidence | None:
        """Return the evidence that decided the level."""
        return next((row.evidence for row in self.derivation.rows if row.decided), None)


def one_competency(person: User, code: str, *, viewer: User, on: date) -> OneCompetency:
    """Return one competency of the person with its evidence. Fifteen queries and those of the offers.

    Who looks at the own open gap also sees mentors who show the level asked for: six queries more.

    Raises:
        UnknownCompetency: no competency of the published framework has the code.
    """
    competency = competencies.competencies_by_code([code]).get(code)
    if competency is None:
        raise UnknownCompetency
    gaps = competencies.gaps_of(person, viewer=viewer, on=on)
    offers = offers_for(person, on=on) if person == viewer else []
    gap = next((row for row in gaps if row.competency == competency), None)
    asks = gap is not None and not gap.gap.is_met and person == viewer
    able = mentoring.mentors_who_have(competency, gap.gap.required, viewer=viewer, on=on) if gap and asks else []
    return OneCompetency(
        competency=competency,
        gap=gap,
        derivation=competencies.derivation_of(person, competency, viewer=viewer, on=on),
        indicators=list(competencies.indicators_of(competency)),
        offers=[offer for offer in offers if code in offer.competency_codes],
        mentors=able,
    )


@dataclass(frozen=True)
class TeamMember:
    """A direct subordinate: the post, and how many required competencies are met."""

    person: User
    posting: Posting | None
    required: int
    met: int
    measured: int
    plan: Plan | None


def team_of(viewer: User, *, on: date) -> QuerySet[User]:
    """Return the people the viewer leads directly, by name."""
    return access.subordinates_of(viewer, on=on)


def as_team(members: list[User], *, viewer: User, on: date) -> list[TeamMember]:
    """Return the members with their counts and plans. Six queries, however many members."""
    postings = people.primary_postings([person.pk for person in members], on=on)
    gaps = competencies.gaps_of_many(members, viewer=viewer, on=on)
    plans = plans_of_team([person.pk for person in members])
    return [
        TeamMember(
            person,
            postings.get(person.pk),
            required=len(gaps[person.pk]),
            met=sum(gap.is_met for gap in gaps[person.pk]),
            measured=sum(gap.attained is not None for gap in gaps[person.pk]),
            plan=plans.get(person.pk),
        )
        for person in members
    ]


@dataclass(frozen=True)
class FrontPage:
    """The public front page."""

    courses: list[Any]
    course_count: int
    competency_count: int


def front_page() -> FrontPage:
    """Return what a visitor sees: the courses that are open, and what is measured. Five queries."""
    return FrontPage(
        courses=courses.open_course_cards(limit=6),
        course_count=courses.count_open_courses(),
        competency_count=competencies.count_published_competencies(),
    )
