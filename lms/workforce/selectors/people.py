"""People of a part of the organisation: behind a cell of the map, in a list, by their number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from lms.competencies import selectors as competencies
from lms.competencies.gap import Reason
from lms.competencies.models import Competency
from lms.errors import NotFound, gettext_noop
from lms.people import access
from lms.people.models import EmployeeNumber, Posting, PostingKind, Role, Unit, User
from lms.people.nip import parse
from lms.workforce.facets import Facets

EVERYBODY = Facets()

# The order in which HR acts: what can be trained first, then what has to be tested.
WORST_FIRST = [
    Reason.MEASURED_BELOW,
    Reason.EXPIRED,
    Reason.COMPLETED_NOT_TESTED,
    Reason.SELF_DECLARED,
    Reason.NEVER_ASSESSED,
    Reason.NO_INSTRUMENT,
    Reason.MET,
]


def people_behind(
    viewer: User,
    unit: Unit,
    competency: Competency,
    *,
    on: date,
    reason: str = "",
    facets: Facets = EVERYBODY,
) -> QuerySet[Any]:
    """Return the postings whose holders' posts require the competency, worst first, if `viewer` may see them.

    Each carries `required`, `attained`, `chance`, `valid_until` and `reason`. Three queries and the page. What a post
    requires, and which kinds of people `facets` means, is what the map counts by.
    """
    measurable = competency.pk in competencies.measurable_competencies()
    kinds = {f"person__workforce_state__{name}": value for name, value in facets.chosen.items()}
    need = Q(person__workforce_state__profile__requirements__competency=competency)
    rows = (
        access.visible_to(Posting.objects.on(on), viewer, on=on)
        .filter(access.below((unit.path,), "unit__path"), kind=PostingKind.PRIMARY, person__is_active=True, **kinds)
        .alias(need=FilteredRelation("person__workforce_state__profile__requirements", condition=need))
        .annotate(required=F("need__level"))
        .filter(required__gt=0)
        .alias(mine=FilteredRelation("person__levels", condition=Q(person__levels__competency=competency)))
        .annotate(
            level_found=F("mine__level"),
            chance=F("mine__chance"),
            valid_until=F("mine__valid_until"),
            reason=reason_case(on, measurable=measurable),
        )
        .annotate(
            attained=Case(When(reason__in=[Reason.MET, Reason.MEASURED_BELOW], then=F("level_found"))),
            urgency=Case(
                *[When(reason=each, then=Value(place)) for place, each in enumerate(WORST_FIRST)],
                output_field=IntegerField(),
            ),
        )
    )
    if reason in set(Reason):
        rows = rows.filter(reason=reason)
    return rows.select_related("person", "position", "unit").order_by("urgency", "attained", "person__full_name", "pk")


def reason_case(on: date, *, measurable: bool) -> Case:
    """Return the reason of a gap as the database computes it; `gap_from` is the same rule in Python."""
    nothing = Reason.NEVER_ASSESSED if measurable else Reason.NO_INSTRUMENT
    return Case(
        When(mine__level__isnull=False, mine__valid_until__lt=on, then=Value(Reason.EXPIRED.value)),
        When(mine__level__gte=F("required"), then=Value(Reason.MET.value)),
        When(mine__level__isnull=False, then=Value(Reason.MEASURED_BELOW.value)),
        When(Q(mine__without_level__isnull=False) & ~Q(mine__without_level=""), then=F("mine__without_level")),
        default=Value(nothing.value),
        output_field=CharField(),
    )


def people_in_scope(viewer: User, *, on: date, name: str = "") -> QuerySet[Posting]:
    """Return the primary postings in the viewer's scope, by name; only names holding `name` where given."""
    paths = access.scope_paths(viewer, Role.HR, on=on)
    rows = access.visible_to(Posting.objects.on(on), viewer, on=on).filter(
        access.below(paths, "unit__path"), kind=PostingKind.PRIMARY, person__is_active=True
    )
    if name:
        rows = rows.filter(person__full_name__icontains=name)
    return rows.select_related("person", "position", "unit").order_by("person__full_name", "pk")


class NoSuchNumber(NotFound):
    """Nobody in the viewer's scope holds this NIP."""

    code = "no_such_number"
    message = gettext_noop("Nobody in your part of the organisation holds this NIP. Check the number.")


def person_by_number(viewer: User, text: str, *, on: date) -> User:
    """Return the person in the viewer's scope who holds the NIP in `text`. Three queries.

    Raises:
        InvalidNip: the text is no NIP.
        NoSuchNumber: nobody in reach holds it (whether somebody else does is not told).
    """
    digits = parse(text).digits
    holders = EmployeeNumber.objects.on(on).filter(digits=digits).values("person_id")
    posting = people_in_scope(viewer, on=on).filter(person_id__in=holders).first()
    if posting is None:
        raise NoSuchNumber
    found: User = posting.person
    return found
