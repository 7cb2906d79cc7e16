"""What can be read about frameworks, standards, evidence, levels and gaps."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import DateField, QuerySet
from django.utils import timezone

from lms.competencies.access import IN_USE
from lms.competencies.attainment import EvidenceFact
from lms.competencies.carrying import CARRIES, carried_to, heard_for
from lms.competencies.gap import Gap, Reason
from lms.competencies.models import (
    Area,
    Competency,
    Crosswalk,
    Evidence,
    EvidenceRule,
    Framework,
    FrameworkStatus,
    Instrument,
    PersonLevel,
)
from lms.competencies.standards_in_force import AGENCY_OF_POSTING, Post, requirements_for
from lms.errors import NotFound, gettext_noop
from lms.kept import Kept, given
from lms.people import access
from lms.people.models import Posting, PostingKind, User

# What a person can act on first comes first.
URGENCY = {
    Reason.MEASURED_BELOW: 0,
    Reason.EXPIRED: 1,
    Reason.COMPLETED_NOT_TESTED: 2,
    Reason.SELF_DECLARED: 3,
    Reason.NEVER_ASSESSED: 4,
    Reason.NO_INSTRUMENT: 5,
    Reason.MET: 6,
}

GAPS_SHOWN = 4


class NoFramework(NotFound):
    """No framework is published."""

    code = "no_framework"
    message = gettext_noop("No competency framework is published yet. Ask your administrator to import one.")


@dataclass(frozen=True)
class Rule:
    """The rule of one kind of evidence on a day."""

    strength: int
    ceiling: int
    counts: bool
    validity_months: int | None
    may_raise: bool = False
    variance_per_year: float = 0


@dataclass(frozen=True)
class CompetencyGap:
    """One competency of a person against the post: the gap, and what stands behind it."""

    competency: Competency
    gap: Gap
    level: PersonLevel | None

    @property
    def chance(self) -> float | None:
        """Return the chance (0 to 1) that the person's level is at least the attained one."""
        return self.level.chance if self.level else None

    @property
    def chance_percent(self) -> int | None:
        """Return that chance in whole percent; none for level 0, which everybody has at least."""
        return round(self.chance * 100) if self.chance is not None and self.gap.attained else None

    @property
    def band(self) -> tuple[float, float] | None:
        """Return where the measurement most likely lies on the scale of levels, 0 to 5."""
        return self.level.decided_by.band if self.level and self.level.decided_by else None


@dataclass(frozen=True)
class GapSummary:
    """How many required competencies are met, measured, and open, and the most urgent open ones."""

    gaps: list[CompetencyGap]

    @property
    def required(self) -> int:
        """Return how many competencies the post requires."""
        return len(self.gaps)

    @property
    def met(self) -> int:
        """Return how many of them are met."""
        return sum(row.gap.is_met for row in self.gaps)

    @property
    def measured(self) -> int:
        """Return how many of them have a valid level."""
        return sum(row.gap.attained is not None for row in self.gaps)

    @property
    def open(self) -> list[CompetencyGap]:
        """Return the open ones, the most urgent first."""
        still_open = [row for row in self.gaps if not row.gap.is_met]
        return sorted(still_open, key=lambda row: (URGENCY[row.gap.reason], -row.gap.missing_levels))

    @property
    def first_open(self) -> list[CompetencyGap]:
        """Return the few open ones a page shows first."""
        return self.open[:GAPS_SHOWN]

    @property
    def by_reason(self) -> list[tuple[Reason, int]]:
        """Return how many competencies stand at each reason that occurs."""
        counts = Counter(row.gap.reason for row in self.gaps)
        return [(reason, counts[reason]) for reason in URGENCY if counts[reason]]


@dataclass(frozen=True)
class AreaOfGaps:
    """The competencies of one area, in order."""

    area: Area
    rows: list[CompetencyGap]


def by_area(gaps: Sequence[CompetencyGap]) -> list[AreaOfGaps]:
    """Return the gaps grouped by the area of their competency."""
    return [AreaOfGaps(area, list(rows)) for area, rows in groupby(gaps, key=lambda row: row.competency.area)]


def published_framework() -> Framework:
    """Return the framework in use: the published one that was made last. One query.

    Raises:
        NoFramework: none is published.
    """
    found = Framework.objects.filter(status=FrameworkStatus.PUBLISHED).order_by("-pk").first()
    if found is None:
        raise NoFramework
    return found


def competencies_by_code(codes: Iterable[str] | None = None) -> dict[str, Competency]:
    """Return the competencies of the published framework by code. Two queries."""
    rows = Competency.objects.filter(framework=published_framework())
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    return {row.code: row for row in rows}


def rules_in_force(on: date) -> dict[str, Rule]:
    """Return the rule of each kind of evidence on the day. One query."""
    return {
        row.kind: Rule(row.strength, row.ceiling, row.counts, row.validity_months, row.may_raise, row.variance_per_year)
        for row in rules_on(day=on)
    }


def personnel_kinds(on: date) -> frozenset[str]:
    """Return the kinds of evidence that may rank people and leave in a personnel export on a day. One query."""
    return frozenset(EvidenceRule.objects.in_force(on).filter(for_personnel=True).values_list("kind", flat=True))


def as_fact(evidence: Evidence, rules: dict[str, Rule], *, on: date) -> EvidenceFact:
    """Return the evidence as the pure rule reads it on a day.

    A kind without a rule in force does not count, nor does what was superseded by that day.
    """
    rule = rules.get(evidence.kind, Rule(0, 0, False, None))
    superseded_at = evidence.superseded_at
    stands = superseded_at is None or timezone.localdate(superseded_at) > on
    return EvidenceFact(
        uuid=str(evidence.uuid),
        kind=evidence.kind,
        level=evidence.level,
        performed_on=evidence.performed_on,
        valid_until=evidence.valid_until,
        chance=evidence.chance,
        standard_error=evidence.standard_error,
        strength=rule.strength,
        ceiling=rule.ceiling,
        counts=rule.counts and stands,
        may_raise=rule.may_raise,
        variance_per_year=rule.variance_per_year,
    )


def measurable_competencies() -> frozenset[int]:
    """Return the ids of competencies that can be measured, or whose predecessor can. Two queries."""
    return carried_to(Instrument.objects.values_list("competency_id", flat=True), carrying_edges())


edges_in_use: Kept[tuple[int, int]] = Kept(
    lambda: (
        Crosswalk.objects.filter(kind__in=CARRIES, destination__framework__status__in=IN_USE)
        .order_by()
        .values_list("origin_id", "destination_id")
    )
)
rules_on: Kept[EvidenceRule] = Kept(
    lambda: EvidenceRule.objects.in_force(given("day", DateField())).order_by("valid_from", "pk")
)


def carrying_edges() -> list[tuple[int, int]]:
    """Return older and newer competency (ids) where evidence of the older is heard for the newer. One query."""
    return edges_in_use()


def heard_for_code(code: str) -> frozenset[int]:
    """Return the ids of the competency of this code and of those it took the place of. Two queries; none: unknown."""
    rows = Competency.objects.filter(code=code, framework__status=FrameworkStatus.PUBLISHED)
    edges = carrying_edges()
    return frozenset(one for pk in rows.values_list("pk", flat=True) for one in heard_for(pk, edges))


def heard_as(competencies: Iterable[int]) -> dict[int, int]:
    """Return for each competency (id) whose evidence is heard for one of these for which. One query."""
    edges = carrying_edges()
    return {older: one for one in competencies for older in heard_for(one, edges)}


def measured_by(instrument: uuid.UUID) -> set[int]:
    """Return the ids of the competencies that one instrument measures. One query."""
    return set(Instrument.objects.filter(source_uuid=instrument).values_list("competency_id", flat=True))


def gap_from(required: int, level: PersonLevel | None, *, measurable: bool, on: date) -> Gap:
    """Return the gap that a materialised level leaves; a level past its last day counts as expired."""
    if level is None:
        return gap_between(required, None, "", measurable=measurable)
    return gap_between(
        required,
        level.level,
        level.without_level,
        is_expired=bool(level.valid_until and level.valid_until < on),
        was_capped=level.was_capped,
        measurable=measurable,
    )


def gap_between(
    required: int,
    attained: int | None,
    without_level: str,
    *,
    measurable: bool,
    is_expired: bool = False,
    was_capped: bool = False,
) -> Gap:
    """Return the gap between what is required and what was derived; `without_level` says why there is no level."""
    if attained is not None and is_expired:
        return Gap(required, None, Reason.EXPIRED)
    if attained is not None:
        reason = Reason.MET if attained >= required else Reason.MEASURED_BELOW
        return Gap(required, attained, reason, was_capped=was_capped)
    if without_level:
        return Gap(required, None, Reason(without_level))
    return Gap(required, None, Reason.NEVER_ASSESSED if measurable else Reason.NO_INSTRUMENT)


def gaps_of(person: User, *, viewer: access.Viewer, on: date) -> list[CompetencyGap]:
    """Return every competency that the person's post requires, with its gap, in framework order.

    An empty list: no posting, or no standard for the post. Nine queries at the most, ten for somebody else.
    """
    post = posts_held([person.pk], viewer=viewer, on=on).get(person.pk)
    if post is None:
        return []
    required = requirements_for([post], on=on)[post]
    levels = {row.competency_id: row for row in PersonLevel.objects.filter(person=person).select_related("decided_by")}
    measurable = measurable_competencies()
    competencies = Competency.objects.filter(pk__in=required).select_related("area")
    return [
        CompetencyGap(
            competency,
            gap_from(
                required[competency.pk].level,
                levels.get(competency.pk),
                measurable=competency.pk in measurable,
                on=on,
            ),
            levels.get(competency.pk),
        )
        for competency in competencies
    ]


def evidence_of(person: User, *, viewer: access.Viewer, on: date) -> QuerySet[Evidence]:
    """Return the evidence of the person, newest first, if `viewer` may see it."""
    mine = access.visible_to(Evidence.objects.filter(person=person), viewer, on=on)
    return mine.select_related("competency", "recorded_by").order_by("-performed_on", "-pk")


def levels_by_person(people: Sequence[int], *, on: date) -> dict[int, dict[int, int]]:
    """Return levels still valid on the day as person id to competency id to level. One query."""
    found: dict[int, dict[int, int]] = {}
    rows = PersonLevel.objects.filter(person_id__in=people, level__isnull=False).exclude(valid_until__lt=on)
    for person_id, competency_id, level in rows.values_list("person_id", "competency_id", "level"):
        found.setdefault(person_id, {})[competency_id] = level or 0
    return found


def count_published_competencies() -> int:
    """Return how many competencies the framework in use holds. One query."""
    return Competency.objects.filter(framework__status=FrameworkStatus.PUBLISHED).count()


def gaps_of_many(people: Sequence[User], *, viewer: access.Viewer, on: date) -> dict[int, list[Gap]]:
    """Return the gaps of several people by their id; nothing for a person out of the viewer's reach.

    Seven queries, however many people.
    """
    found: dict[int, list[Gap]] = {person.pk: [] for person in people}
    posts = posts_held(list(found), viewer=viewer, on=on)
    required = requirements_for(posts.values(), on=on)
    measurable = measurable_competencies()
    levels: dict[int, dict[int, PersonLevel]] = {}
    for row in PersonLevel.objects.filter(person_id__in=list(posts)):
        levels.setdefault(row.person_id, {})[row.competency_id] = row
    for person_id, post in posts.items():
        mine = levels.get(person_id, {})
        found[person_id] = [
            gap_from(wanted.level, mine.get(competency), measurable=competency in measurable, on=on)
            for competency, wanted in required[post].items()
        ]
    return found


def posts_held(people: Sequence[int], *, viewer: access.Viewer, on: date) -> dict[int, Post]:
    """Return the primary post of each person (by id) within the viewer's reach. Three queries."""
    primary = Posting.objects.on(on).filter(person__in=people, kind=PostingKind.PRIMARY)
    rows = access.visible_to(primary, viewer, on=on).annotate(agency=AGENCY_OF_POSTING)
    return {
        person: Post(kind, position, agency)
        for person, kind, position, agency in rows.values_list("person_id", "position__kind", "position_id", "agency")
    }
