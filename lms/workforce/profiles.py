"""Keeps what groups of posts require in rows of its own, so that counting people needs no rule of standards.

Most posts are of a kind that one national standard covers: they share one profile. A post or an agency with a standard
of its own gets another, and only where somebody holds it.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from lms.competencies import selectors as competencies
from lms.competencies.models import Standard, StandardState
from lms.competencies.standards_in_force import Post, requirements_for
from lms.people.models import PositionKind, Posting, PostingKind, Unit
from lms.workforce.models import Profile, ProfileRequirement

Wanted = dict[int, tuple[int, int, bool]]

# Posts held today that have a standard of their own, then those in an agency that has one: each found by an index.
WHICH = "SELECT o.kind, CASE WHEN o.id IN (POSITIONS) THEN o.id END, CASE WHEN a.id IN (AGENCIES) THEN a.id END"
TODAY = "p.kind = 'primary' AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)"
HELD = f"""
    {WHICH}
    FROM people_posting p
    JOIN people_position o ON o.id = p.position_id
    JOIN people_unit u ON u.id = p.unit_id
    JOIN people_unit a ON a.path = SUBSTR(u.path, 1, 4)
    WHERE p.position_id IN (POSITIONS) AND {TODAY}
    UNION
    {WHICH}
    FROM people_unit a
    JOIN people_unit u ON u.path >= a.path AND u.path < a.path || '~'
    JOIN people_posting p ON p.unit_id = u.id
    JOIN people_position o ON o.id = p.position_id
    WHERE a.id IN (AGENCIES) AND {TODAY}
"""


def key_of(post: Post) -> str:
    """Return the name of the profile of a post."""
    return f"{post.kind}:{post.position or ''}:{post.agency or ''}"


def posts_apart(*, on: date) -> list[Post]:
    """Return the groups of posts that may differ in what they require. Three queries at the most."""
    found = [Post(kind, None, None) for kind in PositionKind.values]
    own = Standard.objects.in_force(on).filter(state=StandardState.PUBLISHED)
    positions = set(own.filter(position__isnull=False).values_list("position_id", flat=True))
    agencies = set(own.filter(agency__isnull=False).values_list("agency_id", flat=True))
    if not positions and not agencies:
        return found
    # The ids are ours, whole numbers from the database: a list of them of any length is no parameter.
    held_by = HELD.replace("POSITIONS", ids_in(positions)).replace("AGENCIES", ids_in(agencies))
    with connection.cursor() as cursor:
        cursor.execute(held_by, {"on": on})
        held = cursor.fetchall()
    return [*found, *(Post(*row) for row in held)]


def ids_in(ids: set[int]) -> str:
    """Return the ids as they stand in SQL; an id that nothing has where there are none."""
    return ", ".join(str(int(one)) for one in sorted(ids)) or "-1"


@transaction.atomic
def refresh(*, on: date) -> set[int]:
    """Bring the profiles up to what is required today; return the ids of the units whose people it concerns.

    Six queries if nothing changed.
    """
    required = requirements_for(posts_apart(on=on), on=on)
    measurable = competencies.measurable_competencies()
    kept = {row.key: row for row in Profile.objects.select_for_update()}
    present: dict[int, Wanted] = {}
    for row in ProfileRequirement.objects.all():
        present.setdefault(row.profile_id, {})[row.competency_id] = (row.level, row.weight, row.is_measurable)
    units: set[int] = set()
    for post, levels in required.items():
        wanted = {
            competency: (one.level, round(one.weight * 100), competency in measurable)
            for competency, one in levels.items()
        }
        key = key_of(post)
        profile = kept.pop(key, None)
        if profile is not None and present.get(profile.pk, {}) == wanted:
            continue
        if profile is None:
            named = {"kind": post.kind, "position_id": post.position, "agency_id": post.agency}
            profile, _made = Profile.objects.get_or_create(key=key, defaults=named)
        write(profile, wanted)
        units |= units_holding(profile, on=on)
    for profile in kept.values():
        units |= units_holding(profile, on=on)
        profile.delete()
    return units


def write(profile: Profile, wanted: Wanted) -> None:
    """Replace what a profile requires. Two queries."""
    profile.requirements.all().delete()
    ProfileRequirement.objects.bulk_create(
        ProfileRequirement(
            profile=profile, competency_id=competency, level=level, weight=weight, is_measurable=is_measurable
        )
        for competency, (level, weight, is_measurable) in wanted.items()
    )


def units_holding(profile: Profile, *, on: date) -> set[int]:
    """Return the ids of the units where somebody holds a post of the profile. Two queries at the most."""
    rows = Posting.objects.on(on).filter(kind=PostingKind.PRIMARY, position__kind=profile.kind)
    if profile.position_id:
        rows = rows.filter(position_id=profile.position_id)
    if profile.agency_id:
        path: str = Unit.objects.values_list("path", flat=True).get(pk=profile.agency_id)
        rows = rows.filter(unit__path__gte=path, unit__path__lt=path + "~")
    return set(rows.values_list("unit_id", flat=True).distinct())
