"""“What if”: a person's levels against another post. Nothing is stored."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from lms.competencies.models import Competency, PersonLevel
from lms.competencies.selectors import (
    AreaOfGaps,
    CompetencyGap,
    GapSummary,
    by_area,
    gap_from,
    measurable_competencies,
)
from lms.competencies.standards_in_force import Post, requirements_for
from lms.people.models import Position, PositionKind, User
from lms.people.selectors import placement_of

POSTS_OFFERED = 20


@dataclass(frozen=True)
class OtherPost:
    """The picture against another post: its name, and the gaps by area; nothing while none is chosen."""

    name: str
    summary: GapSummary | None
    areas: list[AreaOfGaps]


def kind_from(text: str) -> str:
    """Return the kind of post that was asked for, or nothing."""
    return text if text in PositionKind.values else ""


def posts_named(text: str) -> list[Position]:
    """Return the first posts whose name holds the text. One query."""
    if not text.strip():
        return []
    return list(Position.objects.filter(title__icontains=text.strip()).order_by("title", "pk")[:POSTS_OFFERED])


def against_another_post(viewer: User, *, kind: str, position: uuid.UUID | None, on: date) -> OtherPost:
    """Return the viewer's own levels against a kind of post or one post, in the own agency. Seven queries."""
    chosen = Position.objects.filter(uuid=position).first() if position else None
    if chosen is None and not kind:
        return OtherPost("", None, [])
    placement = placement_of(viewer, on=on)
    post = Post(
        chosen.kind if chosen else kind, chosen.pk if chosen else None, placement.agency.pk if placement else None
    )
    required = requirements_for([post], on=on)[post]
    levels = {row.competency_id: row for row in PersonLevel.objects.filter(person=viewer).select_related("decided_by")}
    measurable = measurable_competencies()
    gaps = [
        CompetencyGap(
            one,
            gap_from(required[one.pk].level, levels.get(one.pk), measurable=one.pk in measurable, on=on),
            levels.get(one.pk),
        )
        for one in Competency.objects.filter(pk__in=required).select_related("area")
    ]
    name = chosen.title if chosen else str(PositionKind(kind).label)
    return OtherPost(name, GapSummary(gaps), by_area(gaps))
