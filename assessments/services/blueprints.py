"""Defines tests and offers them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.models import Blueprint, BlueprintCell, BlueprintStatus
from assessments.selectors.pools import counts_of_items
from lms.competencies.models import Competency
from lms.competencies.selectors import competencies_by_code, measured_by
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


@dataclass(frozen=True)
class CellSpec:
    """So many items (`count`) of a competency (its code) between two levels, from one topic or from any.

    `is_rated` asks for answers that people rate, and otherwise none of those is drawn.
    """

    competency: str
    count: int
    topic: str = ""
    level_min: int = 1
    level_max: int = 5
    is_rated: bool = False


@transaction.atomic
def define_blueprint(
    *,
    code: str,
    title: str,
    cells: Sequence[CellSpec],
    summary: str = "",
    pass_percent: int = 70,
    time_limit_minutes: int = 30,
    questions_per_page: int = 1,
    unit: Unit | None = None,
    status: BlueprintStatus = BlueprintStatus.PUBLISHED,
) -> Blueprint:
    """Make the test of this code what is said here, and announce what it measures once it is published.

    Attempts that run keep the form they were given.

    Raises:
        EmptyBlueprint: there are no cells.
        UnknownCompetency: a cell names a competency that the framework does not have.

    """
    if not cells:
        raise EmptyBlueprint
    known = competencies_by_code({cell.competency for cell in cells})
    for cell in cells:
        if cell.competency not in known:
            raise UnknownCompetency(code=cell.competency)
    blueprint, _created = Blueprint.objects.update_or_create(
        code=code,
        defaults={
            "title": title,
            "summary": summary,
            "pass_percent": pass_percent,
            "time_limit_minutes": time_limit_minutes,
            "questions_per_page": questions_per_page,
            "unit": unit,
            "status": status,
        },
    )
    blueprint.cells.all().delete()
    BlueprintCell.objects.bulk_create(cell_row(blueprint, cell, known) for cell in cells)
    announce(blueprint, set(known.values()))
    return blueprint


def cell_row(blueprint: Blueprint, cell: CellSpec, known: dict[str, Competency]) -> BlueprintCell:
    """Return a cell as a row that is not stored yet."""
    return BlueprintCell(
        blueprint=blueprint,
        competency=known[cell.competency],
        topic=cell.topic,
        level_min=cell.level_min,
        level_max=cell.level_max,
        is_rated=cell.is_rated,
        count=cell.count,
    )


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

    Called when the bank changes; four queries where nothing did.
    """
    for blueprint in Blueprint.objects.filter(is_placement=True):
        is_offered = blueprint.status == BlueprintStatus.PUBLISHED
        counts = counts_of_items(None) if is_offered else {}
        wanted = {pk for pk, count in counts.items() if count >= blueprint.fewest_items}
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
