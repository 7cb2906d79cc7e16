"""What stands for the competencies of earlier versions of a framework today."""

from __future__ import annotations

from collections.abc import Iterable

from lms.competencies.access import IN_USE
from lms.competencies.carrying import Edges, heard_for, newest_of, reached_from
from lms.competencies.models import Competency, FrameworkStatus
from lms.competencies.selectors.levels import carrying_edges, competencies_by_code


def heard_by(competencies: Iterable[int], edges: Edges | None = None) -> dict[int, frozenset[int]]:
    """Return for each of these (ids) itself and the competencies that it took the place of.

    One query, none with `edges`, the crosswalks where they were read already.
    """
    edges = carrying_edges() if edges is None else edges
    return {one: heard_for(one, edges) for one in competencies}


def codes_asked_as() -> dict[int, frozenset[str]]:
    """Return by competency (id) the codes under which it is meant today. Two queries.

    They are those of the published competencies that it is, or that took its place; beside them its own, unless that
    means something else by now.
    """
    onwards: dict[int, list[int]] = {}
    for older, newer in carrying_edges():
        onwards.setdefault(older, []).append(newer)
    rows = Competency.objects.filter(framework__status__in=IN_USE).order_by()
    own = {pk: (code, status) for pk, code, status in rows.values_list("pk", "code", "framework__status")}
    published = {pk: code for pk, (code, status) in own.items() if status == FrameworkStatus.PUBLISHED}
    taken = set(published.values())
    found: dict[int, frozenset[str]] = {}
    for pk, (code, _status) in own.items():
        codes = {published[one] for one in reached_from([pk], onwards) if one in published}
        found[pk] = frozenset(codes if code in taken else codes | {code})
    return found


def competencies_by_any_code() -> dict[str, Competency]:
    """Return the competencies of the published framework by code, and by the codes of those they took the place of.

    An older code that means something else by now, or whose competency was split, stands for nothing older. Four
    queries.
    """
    found = competencies_by_code()
    today = {one.pk: one for one in found.values()}
    edges = carrying_edges()
    followed = {older for older, _newer in edges}
    older = Competency.objects.filter(pk__in=followed).exclude(code__in=found).order_by("pk")
    for pk, code in older.values_list("pk", "code"):
        newest = newest_of([pk], edges) & today.keys()
        if len(newest) == 1:
            found[code] = today[min(newest)]
    return found


def followed_by(competencies: Iterable[int]) -> dict[int, list[Competency]]:
    """Return what took the place of those of these (ids) that were followed, with its framework.

    At most two queries, one where no version follows another.
    """
    edges = carrying_edges()
    older = {one for one, _newer in edges}
    newest = {one: newest_of([one], edges) for one in set(competencies) & older}
    wanted = {pk for each in newest.values() for pk in each}
    rows = Competency.objects.filter(pk__in=wanted).select_related("framework").in_bulk() if wanted else {}
    return {one: [rows[pk] for pk in sorted(each)] for one, each in newest.items()}
