"""Programmes as parts over which the role of a coordinator can be given."""

from __future__ import annotations

import uuid

from lms.people import access, parts
from lms.people.models import Role, ScopeKind
from lms.people.parts import Part
from mentoring.models import Programme, ProgrammeState


def as_part(programme: Programme) -> Part:
    """Return the programme as a part of the organisation's work."""
    return Part(
        kind=ScopeKind.PROGRAMME,
        uuid=programme.uuid,
        title=programme.title,
        unit_id=programme.unit_id,
        path=programme.unit.path,
    )


def programmes_offered(tops: tuple[str, ...], text: str, most: int) -> list[Part]:
    """Return the programmes below these paths that are not closed and whose title holds the text. One query."""
    rows = Programme.objects.filter(access.below(tops, "unit__path")).exclude(state=ProgrammeState.CLOSED)
    if text:
        rows = rows.filter(title__icontains=text)
    return [as_part(row) for row in rows.select_related("unit").order_by("-opens_on", "-pk")[:most]]


def find_programme(programme: uuid.UUID) -> Part | None:
    """Return a programme by its id, if there is one. One query."""
    found = Programme.objects.filter(uuid=programme).select_related("unit").first()
    return as_part(found) if found else None


def register_programmes() -> None:
    """Let the role of a mentoring coordinator be given over one programme."""
    parts.register(
        parts.PartKind(
            kind=ScopeKind.PROGRAMME,
            roles=frozenset({Role.MENTORING_COORDINATOR.value}),
            offered=programmes_offered,
            find=find_programme,
        )
    )
