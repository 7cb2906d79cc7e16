"""What a person sees of programmes: those open to apply, their own applications, one programme."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from lms.competencies.models import Competency, FrameworkStatus
from lms.competencies.selectors import CompetencyGap, GapSummary, gaps_of
from lms.people.models import Posting, User
from lms.people.selectors.consents import those_who_refused
from mentoring import access
from mentoring.explanations import why_without_pair
from mentoring.models import ApplicantRole, Application, ApplicationState, Pair, Programme, ProgrammeState, Session
from mentoring.selectors.pairs import pairs_of, sessions_to_confirm
from mentoring.selectors.pool import valid_levels

FILLED_IN = 3


@dataclass(frozen=True)
class Desk:
    """The first page of mentoring: what waits for the person, whom they meet, where they can apply."""

    viewer: User
    proposals: list[Pair]
    active: list[Pair]
    sessions: list[Session]
    programmes: list[Programme]
    applications: list[Application]
    coordinated: list[Programme]

    @property
    def to_answer(self) -> list[Pair]:
        """Return the proposals that wait for the viewer's answer."""
        return [pair for pair in self.proposals if not pair.accepted_by(self.viewer)]

    @property
    def answered(self) -> list[Pair]:
        """Return the proposals that wait for the other one's answer."""
        return [pair for pair in self.proposals if pair.accepted_by(self.viewer)]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (self.proposals or self.active or self.programmes or self.applications or self.coordinated)


def desk_of(*, viewer: User, on: date) -> Desk:
    """Return the first page of mentoring. Eight queries, however many pairs."""
    pairs = list(pairs_of(viewer=viewer))
    applications = list(applications_of(viewer=viewer))
    applied = {application.programme_id for application in applications}
    return Desk(
        viewer=viewer,
        proposals=[pair for pair in pairs if pair.is_proposed],
        active=[pair for pair in pairs if pair.is_active],
        sessions=list(sessions_to_confirm(viewer=viewer)),
        programmes=[one for one in open_programmes(viewer=viewer, on=on) if one.pk not in applied],
        applications=applications,
        coordinated=list(access.coordinated_by(viewer, on=on)[:5]),
    )


def open_programmes(*, viewer: User, on: date) -> list[Programme]:
    """Return the programmes to which `viewer` may apply on the day. Two queries."""
    rows = access.programmes_open_to(viewer, on=on).exclude(state=ProgrammeState.CLOSED)
    return list(rows.filter(opens_on__lte=on, closes_on__gte=on).order_by("closes_on", "pk"))


def applications_of(*, viewer: User) -> QuerySet[Application]:
    """Return the viewer's applications to programmes that have not closed, newest first. Two queries."""
    rows = Application.objects.filter(person=viewer).exclude(programme__state=ProgrammeState.CLOSED)
    return rows.select_related("programme").prefetch_related("competencies").order_by("-submitted_at", "-pk")


@dataclass(frozen=True)
class Choice:
    """One competency somebody may want or offer, and what to know about it."""

    competency: Competency
    level: int | None
    gap: CompetencyGap | None
    filled_in: bool


@dataclass(frozen=True)
class ProgrammePage:
    """One programme as a person of its units sees it, in the role they think of applying in."""

    programme: Programme
    role: ApplicantRole
    takes_applications: bool
    applications: dict[str, Application]
    choices: list[Choice]
    pairs: list[Pair]

    @property
    def application(self) -> Application | None:
        """Return the viewer's application in this role, unless it was withdrawn."""
        found = self.applications.get(self.role)
        return found if found and found.state != ApplicationState.WITHDRAWN else None

    @property
    def is_paired(self) -> bool:
        """Whether the application has led to a pair."""
        return self.application is not None and self.application.state == ApplicationState.MATCHED

    @property
    def reason(self) -> str:
        """Return why there is no pair yet, in words."""
        return why_without_pair(self.application.reason) if self.application else ""


def programme_page(programme: uuid.UUID, *, viewer: User, role: ApplicantRole, on: date) -> ProgrammePage:
    """Return one programme with the viewer's applications and what they could want or offer. Sixteen queries.

    Raises:
        ProgrammeOutOfReach: it is not for this person.
    """
    found = access.require_programme(viewer, programme, on=on)
    rows = Application.objects.filter(programme=found, person=viewer)
    applications = {row.role: row for row in rows.prefetch_related("competencies", "wishes", "avoid")}
    before = applications.get(role)
    kept = [competency.pk for competency in before.competencies.all()] if before else []
    return ProgrammePage(
        programme=found,
        role=role,
        takes_applications=found.takes_applications(on),
        applications=applications,
        choices=choices_of(viewer, role, kept=kept, on=on),
        pairs=list(pairs_of(viewer=viewer).filter(programme=found)),
    )


def choices_of(person: User, role: ApplicantRole, *, kept: Sequence[int], on: date) -> list[Choice]:
    """Return what a person may want (everything; open gaps filled in) or offer (what they have shown)."""
    gaps = gaps_of(person, viewer=person, on=on)
    by_competency = {row.competency.pk: row for row in gaps}
    levels = valid_levels([person.pk], on=on)
    competencies = Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).order_by("order", "code")
    if role == ApplicantRole.MENTOR:
        shown = [one for one in competencies if levels.get((person.pk, one.pk))]
        best = sorted(shown, key=lambda one: -(levels.get((person.pk, one.pk)) or 0))
        suggested = [one.pk for one in best[:FILLED_IN]]
    else:
        shown = list(competencies)
        suggested = [row.competency.pk for row in GapSummary(gaps).open[:FILLED_IN]]
    chosen = set(kept or suggested)
    return [Choice(one, levels.get((person.pk, one.pk)), by_competency.get(one.pk), one.pk in chosen) for one in shown]


def colleagues_named(
    names: Sequence[str], programme: Programme, *, viewer: User, on: date, except_for: str = ""
) -> dict[str, list[User]]:
    """Return the people of the programme's units by each name, e-mail address or NIP that was typed. One query.

    Everybody of that exact name is meant; an empty list says that nobody was found. `except_for` names an optional use
    of data: who said no to it is not found.
    """
    asked = Q(pk__in=[])
    for name in names:
        asked |= Q(full_name__iexact=name) | Q(email__iexact=name)
        asked |= Q(employee_numbers__digits=digits_of(name)) if digits_of(name) else Q()
    path = programme.unit.path
    posted = Posting.objects.on(on).filter(unit__path__gte=path, unit__path__lt=path + "~").values("person_id")
    rows = User.objects.filter(asked, pk__in=posted, is_active=True).exclude(pk=viewer.pk)
    rows = rows.exclude(pk__in=those_who_refused(except_for)) if except_for else rows
    people = rows.annotate(digits=F("employee_numbers__digits"))
    return {name: list({person.pk: person for person in people if is_meant(person, name)}.values()) for name in names}


def digits_of(text: str) -> str:
    """Return the digits of a text without what people put between them."""
    return "".join(filter(str.isdigit, text))


def is_meant(person: Any, name: str) -> bool:
    """Whether what was typed names this person (annotated with `digits`)."""
    typed = name.casefold()
    by_words = typed in (person.full_name.casefold(), (person.email or "").casefold())
    return by_words or bool(person.digits and person.digits == digits_of(name))
