"""Defines tests, states them in versions, and offers them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.blueprint_content import SETTINGS, BlueprintContent, CellSpec
from assessments.models import Blueprint, BlueprintCell, BlueprintStatus, BlueprintVersion, VersionState
from assessments.selectors.cells import cells_of
from assessments.selectors.pools import counts_of_items
from lms.competencies.carrying import newest_of
from lms.competencies.models import Competency
from lms.competencies.selectors import carrying_edges, competencies_by_code, measured_by
from lms.competencies.services import Source, announce_instrument, withdraw_instrument
from lms.errors import InvalidInput, gettext_noop
from lms.people.models import Unit


class UnknownCompetency(InvalidInput):
    """The published framework has no competency of this code."""

    code = "unknown_competency"
    message = gettext_noop("The framework has no competency “%(code)s”.")


class EmptyBlueprint(InvalidInput):
    """A test without cells asks nothing."""

    code = "empty_blueprint"
    message = gettext_noop("A test needs at least one group of questions.")


@transaction.atomic
def define_blueprint(
    *,
    code: str,
    title: str,
    cells: Sequence[CellSpec],
    summary: str = "",
    pass_percent: int = 70,
    time_limit_minutes: int = 30,
    questions_per_page: int | None = None,
    unit: Unit | None = None,
    status: BlueprintStatus = BlueprintStatus.PUBLISHED,
    source: Source | None = None,
) -> Blueprint:
    """Make the test of this code what is said here, and announce what it measures once it is published.

    Attempts that run keep the form and the settings they were given. `source` is what decides about the test, such as
    a course; what is not said here (retakes, feedback) stays as its trainers set it.

    Raises:
        EmptyBlueprint: there are no cells.
        UnknownCompetency: a cell names a competency that the framework does not have.

    """
    known = known_competencies(cells)
    facts: dict[str, Any] = {
        "title": title,
        "summary": summary,
        "pass_percent": pass_percent,
        "time_limit_minutes": time_limit_minutes,
        "unit": unit,
        "status": status,
    }
    if source is not None:
        facts.update(source_kind=source.kind, source_uuid=source.uuid, source_title=source.title)
    if questions_per_page is not None:
        facts["questions_per_page"] = questions_per_page
    blueprint, _created = Blueprint.objects.update_or_create(code=code, defaults=facts)
    put_cells(blueprint, cells, known)
    announce(blueprint, set(known.values()))
    return blueprint


def known_competencies(cells: Sequence[CellSpec]) -> dict[str, Competency]:
    """Return the competencies that cells name, by code.

    Raises:
        EmptyBlueprint: there are no cells.
        UnknownCompetency: the framework does not have one of them.

    """
    if not cells:
        raise EmptyBlueprint
    known = competencies_by_code({cell.competency for cell in cells})
    for cell in cells:
        if cell.competency not in known:
            raise UnknownCompetency(code=cell.competency)
    return known


def put_cells(blueprint: Blueprint, cells: Sequence[CellSpec], known: dict[str, Competency]) -> None:
    """Give a test these cells in place of those it has."""
    blueprint.cells.all().delete()
    BlueprintCell.objects.bulk_create(cell_row(blueprint, cell, known) for cell in cells)


def cell_row(blueprint: Blueprint, cell: CellSpec, known: dict[str, Competency]) -> BlueprintCell:
    """Return a cell as a row that is not stored yet."""
    return BlueprintCell(
        blueprint=blueprint,
        competency=known[cell.competency],
        topic=cell.topic,
        level_min=cell.level_min,
        level_max=cell.level_max,
        is_rated=cell.is_rated,
        is_unscored=cell.is_unscored,
        count=cell.count,
    )


def put_settings(blueprint: Blueprint, content: BlueprintContent) -> None:
    """Give a row, which is not saved yet, the settings of a content."""
    for name in SETTINGS:
        setattr(blueprint, name, getattr(content.settings, name))


def sha256_of(content: BlueprintContent) -> str:
    """Return what tells one content from another."""
    return hashlib.sha256(json.dumps(content.as_json(), sort_keys=True).encode()).hexdigest()


def content_in_force(blueprint: Blueprint) -> BlueprintContent:
    """Return the test as the next attempt takes it. At most two queries."""
    forms = blueprint.current.content.forms if blueprint.current else ()
    return BlueprintContent(blueprint.settings, cells_of(blueprint), forms)


def stated(blueprint: Blueprint, *, at: datetime) -> tuple[Blueprint, BlueprintContent]:
    """Return a test as it is in force, with `current` stating exactly that; a new version where none does yet.

    A course, an import or an administrator may have changed a test without a review: the version says so by having
    nobody who wrote it. At most two queries, five where a version is made.
    """
    content = content_in_force(blueprint)
    if blueprint.current is not None and blueprint.current.content == content:
        return blueprint, content
    with transaction.atomic():
        # What was read without the lock may be half of one version and half of the next.
        locked = (
            Blueprint.objects.select_for_update(of=("self",)).select_related("current", "unit").get(pk=blueprint.pk)
        )
        content = content_in_force(locked)
        if locked.current is None or locked.current.content != content:
            locked.current = BlueprintVersion.objects.create(
                blueprint=locked,
                number=next_number(locked),
                state=VersionState.APPROVED,
                stored=content.as_json(),
                sha256=sha256_of(content),
                changed_at=at,
            )
            locked.save(update_fields=["current"])
    return locked, content


def next_number(blueprint: Blueprint) -> int:
    """Return the number of a further version, under the lock of the test."""
    newest: int | None = blueprint.versions.aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def as_adaptive(content: BlueprintContent) -> BlueprintContent:
    """Return an adaptive test with one cell for each competency: it chooses among all levels and topics."""
    codes = dict.fromkeys(cell.competency for cell in content.cells)
    return replace(content, cells=tuple(CellSpec(code, content.settings.fewest_items) for code in codes), forms=())


def announce(blueprint: Blueprint, competencies: set[Competency]) -> None:
    """Say which competencies the test can measure now."""
    withdraw_instrument(source_uuid=blueprint.uuid)
    if blueprint.status != BlueprintStatus.PUBLISHED:
        return
    for competency in competencies:
        announce_instrument(competency=competency, source=Source("blueprint", blueprint.uuid, blueprint.title))


@transaction.atomic
def settle_placement() -> None:
    """Say which competencies a placement test can measure now: those with enough approved items for everybody.

    Called when the bank changes, or what its items are heard for; at most five queries where nothing did.
    """
    edges = carrying_edges()
    for blueprint in Blueprint.objects.filter(is_placement=True):
        is_offered = blueprint.status == BlueprintStatus.PUBLISHED
        counts = counts_of_items(None, edges) if is_offered else {}
        wanted = newest_of([pk for pk, count in counts.items() if count >= blueprint.fewest_items], edges)
        if wanted == measured_by(blueprint.uuid):
            continue
        withdraw_instrument(source_uuid=blueprint.uuid)
        for competency in Competency.objects.filter(pk__in=wanted):
            announce_instrument(competency=competency, source=Source("blueprint", blueprint.uuid, blueprint.title))


@transaction.atomic
def withdraw_blueprint(*, blueprint: uuid.UUID) -> None:
    """Offer the test no more; running attempts may be finished."""
    Blueprint.objects.filter(uuid=blueprint).update(status=BlueprintStatus.WITHDRAWN)
    withdraw_instrument(source_uuid=blueprint)
