"""What posts require on a day: the nation's standards and the agencies' own, for kinds of post and for single posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Substr

from lms.competencies.models import FrameworkStatus, Standard, StandardState
from lms.competencies.standards import StandardRow, that_holds
from lms.people.models import Unit

# Beyond so many posts or agencies all standards are read: the list would be longer than what it leaves out.
NAMED_AT_MOST = 400

# The agency (id of the root unit) of a posting, to annotate its query with.
AGENCY_OF_POSTING = Subquery(
    Unit.objects.filter(path=Substr(OuterRef("unit__path"), 1, Unit.steplen)).order_by().values("pk")[:1]
)


class Post(NamedTuple):
    """A post as standards see it: its kind, its id, and the id of the agency's root unit."""

    kind: str
    position: int | None
    agency: int | None


class Required(NamedTuple):
    """What a post requires in a competency: `level` 1 to 5, met up to `highest` where a range is given."""

    level: int
    highest: int | None
    weight: Decimal
    is_essential: bool
    standard_id: int


class Addressee(NamedTuple):
    """Whom a standard is for: a kind of post or a single one, everywhere or in one agency."""

    kind: str | None
    position: int | None
    agency: int | None


Told = Mapping[Addressee, Mapping[int, list[StandardRow]]]


def requirements_for(
    posts: Iterable[Post], *, on: date, also: Iterable[Standard] = ()
) -> dict[Post, dict[int, Required]]:
    """Return what each post requires on a day, by competency id. One query, however many posts.

    `also`: standards heard as if they were published, to see what they would change.
    """
    asked = set(posts)
    told = standards_told(asked, on=on, also=also)
    resolved: dict[tuple[Addressee, ...], dict[int, Required]] = {}
    found: dict[Post, dict[int, Required]] = {}
    for post in asked:
        speaking = tuple(who for who in addressees_of(post) if who in told)
        if speaking not in resolved:
            resolved[speaking] = resolve(speaking, told)
        found[post] = resolved[speaking]
    return found


def standards_told(posts: Iterable[Post], *, on: date, also: Iterable[Standard] = ()) -> Told:
    """Return the published standards in force that may speak about the posts, by addressee. One query."""
    asked = list(posts)
    rows = (
        Standard.objects.in_force(on)
        .filter(state=StandardState.PUBLISHED, competency__framework__status=FrameworkStatus.PUBLISHED)
        .filter(Q(position__isnull=False) | Q(position_kind__in={post.kind for post in asked}))
        .filter(null_or_among("position", {post.position for post in asked}))
        .filter(null_or_among("agency", {post.agency for post in asked}))
        .order_by("competency_id", "pk")
    )
    told: dict[Addressee, dict[int, list[StandardRow]]] = {}
    for row in (*rows, *also):
        who = Addressee(None if row.position_id else row.position_kind, row.position_id, row.agency_id)
        told.setdefault(who, {}).setdefault(row.competency_id, []).append(as_row(row))
    return told


def null_or_among(field: str, ids: set[int | None]) -> Q:
    """Return the condition that the standard names none, or one of these."""
    named = [one for one in ids if one is not None]
    return Q() if len(named) > NAMED_AT_MOST else Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": named})


def addressees_of(post: Post) -> list[Addressee]:
    """Return all whom a standard for this post may name."""
    agencies = dict.fromkeys((None, post.agency))
    whom = [Addressee(post.kind, None, agency) for agency in agencies]
    if post.position is not None:
        whom += [Addressee(None, post.position, agency) for agency in agencies]
    return whom


def resolve(speaking: Iterable[Addressee], told: Told) -> dict[int, Required]:
    """Return what holds by competency, of all that was told to these addressees; level 0 requires nothing."""
    rows: dict[int, list[StandardRow]] = {}
    for who in speaking:
        for competency, said in told[who].items():
            rows.setdefault(competency, []).extend(said)
    holding = {competency: that_holds(said) for competency, said in rows.items()}
    return {
        competency: Required(row.level, row.highest, row.weight, row.is_essential, row.standard_id)
        for competency, row in holding.items()
        if row is not None and row.level > 0
    }


def as_row(standard: Standard) -> StandardRow:
    """Return the standard as the pure rule reads it."""
    return StandardRow(
        standard_id=standard.pk,
        level=standard.level,
        valid_from=standard.valid_from,
        highest=standard.highest,
        weight=standard.weight,
        is_essential=standard.is_essential,
        may_be_lowered=standard.may_be_lowered,
        for_position=standard.position_id is not None,
        of_agency=standard.agency_id is not None,
    )
