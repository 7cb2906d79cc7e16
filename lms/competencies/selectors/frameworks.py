"""What can be read about frameworks: the list, one with all it says, and the difference of two."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from lms.competencies import access
from lms.competencies.framework_content import (
    AreaContent,
    Change,
    CompetencyContent,
    FrameworkContent,
    LevelText,
    RelationContent,
    difference,
)
from lms.competencies.models import Competency, Crosswalk, Framework, FrameworkStatus, Indicator, LevelDescriptor
from lms.people.access import Viewer
from lms.people.models import User


@dataclass(frozen=True)
class LevelShown:
    """One level of a competency: its number, what it means, what one can see."""

    level: int
    description: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class CompetencyShown:
    """One competency with its five levels."""

    content: CompetencyContent
    levels: tuple[LevelShown, ...]


@dataclass(frozen=True)
class AreaShown:
    """One area with its competencies."""

    content: AreaContent
    competencies: tuple[CompetencyShown, ...]


@dataclass(frozen=True)
class FrameworkPage:
    """A framework, what it says, its crosswalk, and what the viewer may do with it."""

    framework: Framework
    content: FrameworkContent
    areas: tuple[AreaShown, ...]
    crosswalk: tuple[Crosswalk, ...]
    others: tuple[Framework, ...]
    may_write: bool
    may_approve: bool

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.framework.status == FrameworkStatus.DRAFT

    @property
    def is_submitted(self) -> bool:
        """Whether it waits for a second person."""
        return self.framework.status == FrameworkStatus.SUBMITTED


def framework_list(viewer: Viewer, *, on: date, status: str = "", text: str = "") -> QuerySet[Framework]:
    """Return the frameworks within reach with the number of their competencies, newest first. Two queries.

    Raises:
        NotAKeeper: the viewer has nothing to do with frameworks.
    """
    access.require_reads(viewer, on=on)
    rows = access.frameworks_visible_to(viewer, on=on).annotate(total=Count("competencies"))
    if status:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(code__icontains=text))
    return rows.order_by("title", "-pk")


def find_framework(viewer: Viewer, number: uuid.UUID, *, on: date) -> Framework:
    """Return a framework within reach. Three queries.

    Raises:
        NotAKeeper: the viewer has nothing to do with frameworks.
        NoSuchFramework: there is none, or it is not in use and not for the viewer.
    """
    access.require_reads(viewer, on=on)
    found = access.frameworks_visible_to(viewer, on=on).filter(uuid=number).select_related("predecessor").first()
    if found is None:
        raise access.NoSuchFramework
    return found


def framework_page(viewer: User, number: uuid.UUID, *, on: date) -> FrameworkPage:
    """Return a framework with all that its page shows. Twelve queries, whatever its size."""
    framework = find_framework(viewer, number, on=on)
    content = content_of(framework)
    writes = access.writes_frameworks(viewer, on=on)
    crosswalk = crosswalk_of(framework).select_related("origin__framework", "destination__framework")
    others = access.frameworks_visible_to(viewer, on=on).filter(code=framework.code).exclude(pk=framework.pk)
    return FrameworkPage(
        framework=framework,
        content=content,
        areas=areas_shown(content),
        crosswalk=tuple(crosswalk.order_by("origin__order", "kind")),
        others=tuple(others.order_by("-pk")[:20]),
        may_write=writes and framework.status == FrameworkStatus.DRAFT,
        may_approve=writes and framework.status == FrameworkStatus.SUBMITTED and framework.submitted_by_id != viewer.pk,
    )


def areas_shown(content: FrameworkContent) -> tuple[AreaShown, ...]:
    """Return areas with competencies with levels, for a page."""
    shown: dict[str, list[CompetencyShown]] = {area.uuid: [] for area in content.areas}
    for row in content.competencies:
        meaning = {one.level: one.text for one in row.descriptors}
        levels = tuple(
            LevelShown(level, meaning.get(level, ""), tuple(one.text for one in row.indicators if one.level == level))
            for level in range(1, 6)
        )
        shown[row.area].append(CompetencyShown(row, levels))
    return tuple(AreaShown(area, tuple(shown[area.uuid])) for area in content.areas)


def crosswalk_of(framework: Framework) -> QuerySet[Crosswalk]:
    """Return the relations of its competencies to each other and to those of frameworks in use.

    What a draft of another framework says of these belongs to that draft.
    """
    ours = {end: Q(**{f"{end}__framework": framework}) for end in ("origin", "destination")}
    known = {end: ours[end] | Q(**{f"{end}__framework__status__in": access.IN_USE}) for end in ours}
    return Crosswalk.objects.filter((ours["origin"] & known["destination"]) | (ours["destination"] & known["origin"]))


def content_of(framework: Framework) -> FrameworkContent:
    """Return what the framework says. Five queries, whatever its size."""
    competencies = (
        framework.competencies.select_related("area")
        .prefetch_related(
            Prefetch("descriptors", LevelDescriptor.objects.order_by("level")),
            Prefetch("indicators", Indicator.objects.order_by("level", "order", "pk")),
        )
        .order_by("order", "pk")
    )
    relations = crosswalk_of(framework).values_list("uuid", "origin__uuid", "kind", "destination__uuid")
    return FrameworkContent(
        uuid=str(framework.uuid),
        code=framework.code,
        version=framework.version,
        title=framework.title,
        source=framework.source,
        language=framework.language,
        areas=tuple(AreaContent(str(row.uuid), row.code, row.name) for row in framework.areas.order_by("order", "pk")),
        competencies=tuple(competency_content(row) for row in competencies),
        relations=tuple(
            sorted(
                (RelationContent(str(one), str(origin), kind, str(to)) for one, origin, kind, to in relations),
                key=lambda row: (row.origin, row.kind, row.destination),
            )
        ),
    )


def competency_content(row: Competency) -> CompetencyContent:
    """Return what is said about one competency, its rows fetched before."""
    return CompetencyContent(
        uuid=str(row.uuid),
        area=str(row.area.uuid),
        code=row.code,
        name=row.name,
        definition=row.definition,
        kind=row.kind,
        alignments=tuple((scheme, tuple(row.alignments[scheme])) for scheme in sorted(row.alignments)),
        descriptors=tuple(LevelText(str(one.uuid), one.level, one.text) for one in row.descriptors.all()),
        indicators=tuple(LevelText(str(one.uuid), one.level, one.text) for one in row.indicators.all()),
    )


def comparison(
    viewer: Viewer, older: uuid.UUID, newer: uuid.UUID, *, on: date
) -> tuple[Framework, Framework, tuple[Change, ...]]:
    """Return two versions and what differs, by code. Sixteen queries, whatever their size."""
    before, after = find_framework(viewer, older, on=on), find_framework(viewer, newer, on=on)
    return before, after, difference(content_of(before), content_of(after), by_code=True)
