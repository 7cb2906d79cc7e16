"""What changes competencies: recording evidence, deriving levels, announcing instruments."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.competencies import selectors
from lms.competencies.attainment import attain
from lms.competencies.carrying import Edges, carried_to, heard_for
from lms.competencies.gap import Reason, Requirement, reason_of
from lms.competencies.models import (
    Competency,
    Evidence,
    EvidenceKind,
    Framework,
    FrameworkStatus,
    Instrument,
    PersonLevel,
)
from lms.competencies.signals import level_changed, levels_carried
from lms.people.models import User
from lms.rows import hold, the_one


@dataclass(frozen=True)
class Finding:
    """What one source says about a person's competency.

    `level` 0 to 5 or None; `theta` and `standard_error` in logits; `chance` 0 to 1 that the level is at least `level`.
    """

    competency: Competency
    kind: EvidenceKind
    level: int | None
    performed_on: date
    theta: float | None = None
    standard_error: float | None = None
    chance: float | None = None
    valid_until: date | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A plain reference to what produced the evidence (an attempt, an outside training, a rating)."""

    kind: str
    uuid: uuid.UUID
    title: str


@transaction.atomic(savepoint=False)
def record_evidence(
    *, person: User, findings: Iterable[Finding], source: Source, by: User | None, at: datetime
) -> list[Evidence]:
    """Write evidence and derive the levels it touches; the same source twice writes nothing new."""
    rules = selectors.rules_in_force(timezone.localdate(at))
    written = [write(person, finding, source, rules, by=by, at=at) for finding in findings]
    derive_levels(person=person, competencies={row.competency_id for row in written}, at=at, rules=rules)
    return written


def derive_levels(
    *, person: User, competencies: Iterable[int], at: datetime, rules: dict[str, selectors.Rule] | None = None
) -> None:
    """Derive the levels that evidence of these competencies (ids) touches: theirs, and those that took their place.

    `rules` are those in force on the day, where they were read already.
    """
    touched = set(competencies)
    if not touched:
        return
    edges, rules = selectors.carrying_edges(), rules or selectors.rules_in_force(timezone.localdate(at))
    for competency in sorted(carried_to(touched, edges)):
        derive_by(person, competency, rules, edges, at=at)


@transaction.atomic
def replace_evidence(
    *, person: User, findings: Iterable[Finding], source: Source, by: User | None, at: datetime
) -> list[Evidence]:
    """Supersede what a source said of a person by what it says now, and derive the levels that touches.

    What it does not say any more is superseded by nothing; what it says unchanged stays as it is.
    """
    hold(User, person.pk)
    rows = Evidence.objects.filter(
        person=person, source_uuid=source.uuid, source_kind=source.kind, superseded_at__isnull=True
    )
    standing = {(row.competency_id, row.kind): row for row in rows.select_related("competency")}
    told = {(finding.competency.pk, str(finding.kind)): finding for finding in findings}
    unchanged = {key for key, row in standing.items() if key in told and says(row, told[key])}
    gone = [row for key, row in standing.items() if key not in unchanged]
    Evidence.objects.filter(pk__in=[row.pk for row in gone]).update(superseded_at=at)
    now = [finding for key, finding in told.items() if key not in unchanged]
    written = record_evidence(person=person, findings=now, source=source, by=by, at=at)
    successor = {(row.competency_id, row.kind): row for row in written}
    derived_anew = {row.competency_id for row in written}
    for row in gone:
        Evidence.objects.filter(pk=row.pk).update(superseded_by=successor.get((row.competency_id, row.kind)))
    derive_levels(person=person, competencies={row.competency_id for row in gone} - derived_anew, at=at)
    return written


def says(row: Evidence, finding: Finding) -> bool:
    """Whether evidence that stands says what was found now."""
    stored = (row.level, row.theta, row.standard_error, row.chance, row.details)
    return stored == (finding.level, finding.theta, finding.standard_error, finding.chance, finding.details)


def write(
    person: User,
    finding: Finding,
    source: Source,
    rules: dict[str, selectors.Rule],
    *,
    by: User | None,
    at: datetime,
) -> Evidence:
    """Return the stored evidence of one finding; its last day follows the rule of its kind."""
    rule = rules.get(finding.kind)
    valid_until = finding.valid_until
    if valid_until is None and rule is not None and rule.validity_months:
        valid_until = months_later(finding.performed_on, rule.validity_months)
    row: Evidence
    row, _created = Evidence.objects.get_or_create(
        source_uuid=source.uuid,
        source_kind=source.kind,
        person=person,
        competency=finding.competency,
        kind=finding.kind,
        superseded_at__isnull=True,
        defaults={
            "level": finding.level,
            "theta": finding.theta,
            "standard_error": finding.standard_error,
            "chance": finding.chance,
            "performed_on": finding.performed_on,
            "valid_until": valid_until,
            "source_title": source.title,
            "details": finding.details,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    return row


def months_later(day: date, months: int) -> date:
    """Return the day `months` later; the last of a shorter month where the day does not exist."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


@transaction.atomic(savepoint=False)
def derive_level(*, person: User, competency: Competency, at: datetime) -> PersonLevel:
    """Rebuild the level of one person in one competency from all evidence, and announce a change."""
    rules = selectors.rules_in_force(timezone.localdate(at))
    return derive_by(person, competency.pk, rules, selectors.carrying_edges(), at=at)


def derive_by(
    person: User, competency_id: int, rules: dict[str, selectors.Rule], edges: Edges, *, at: datetime
) -> PersonLevel:
    """Rebuild a level by rules and crosswalks that are known. Four queries, under the lock of the person's row."""
    on = timezone.localdate(at)
    # Two results at once derive one after the other.
    hold(User, person.pk)
    evidence = list(Evidence.objects.filter(person=person, competency__in=heard_for(competency_id, edges)))
    row = the_one(PersonLevel.objects.filter(person=person, competency_id=competency_id))
    was = (row.level, row.without_level) if row else None
    row = row or PersonLevel(person=person, competency_id=competency_id)
    for name, value in {**derived(evidence, rules, on=on), "derived_at": at}.items():
        setattr(row, name, value)
    row.save()
    if was != (row.level, row.without_level):
        transaction.on_commit(
            partial(
                level_changed.send,
                sender=PersonLevel,
                person_id=person.pk,
                competency_id=competency_id,
                before=was[0] if was else None,
                after=row.level,
                at=at,
            )
        )
    return row


def derive_expired_levels(*, at: datetime, limit: int = 500) -> int:
    """Derive anew the levels whose deciding evidence has expired; return how many were due.

    Weaker evidence that still holds takes its place; where there is none, the level goes.
    """
    due = PersonLevel.objects.filter(valid_until__lt=timezone.localdate(at)).select_related("person", "competency")
    rows = list(due.order_by("valid_until", "pk")[:limit])
    for row in rows:
        derive_level(person=row.person, competency=row.competency, at=at)
    return len(rows)


@transaction.atomic
def rebuild_levels(*, people: Sequence[int], at: datetime) -> int:
    """Rebuild the levels of people (ids) from all their evidence, without announcing; return how many there are.

    For imports and changed rules: six queries a thousand people, not ten a level.
    """
    return write_levels(people, Evidence.objects.filter(person_id__in=people), at=at)


def write_levels(
    people: Sequence[int], evidence: Iterable[Evidence], *, at: datetime, only: frozenset[int] | None = None
) -> int:
    """Write the levels of people anew from the evidence, of all competencies or of those in `only`."""
    on = timezone.localdate(at)
    rules, edges = selectors.rules_in_force(on), selectors.carrying_edges()
    reaches: dict[int, frozenset[int]] = {}
    by_pair: dict[tuple[int, int], list[Evidence]] = {}
    for row in evidence:
        if row.competency_id not in reaches:
            reaches[row.competency_id] = carried_to([row.competency_id], edges)
        for competency in reaches[row.competency_id]:
            if only is None or competency in only:
                by_pair.setdefault((row.person_id, competency), []).append(row)
    stale = PersonLevel.objects.filter(person_id__in=people)
    (stale if only is None else stale.filter(competency__in=only)).delete()
    rows = [
        PersonLevel(person_id=person, competency_id=competency, **derived(told, rules, on=on), derived_at=at)
        for (person, competency), told in by_pair.items()
    ]
    return len(PersonLevel.objects.bulk_create(rows, batch_size=1000))


def carry_levels(*, at: datetime, limit: int = 500) -> int:
    """Derive the levels that people have in competencies that took the place of others; return for how many people.

    A published framework says that this is due, and says so until nobody is left: losing the moment loses nothing.
    Ten queries for each `limit` people.
    """
    framework = Framework.objects.filter(carry_due=True, status=FrameworkStatus.PUBLISHED).order_by("pk").first()
    if framework is None:
        return 0
    new = frozenset(framework.competencies.values_list("pk", flat=True))
    edges = selectors.carrying_edges()
    heard = {older for one in new for older in heard_for(one, edges)}
    waiting = Evidence.objects.filter(competency__in=heard, person_id__gt=framework.carried_to)
    people = list(waiting.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])
    with transaction.atomic():
        locked = list(
            User.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk", flat=True)
        )
        write_levels(locked, Evidence.objects.filter(person__in=locked, competency__in=heard), at=at, only=new)
        # Whoever was carried over meanwhile, by new evidence, is derived once more: the same level.
        done = {"carried_to": people[-1]} if people else {"carry_due": False}
        Framework.objects.filter(pk=framework.pk).update(**done)
        if locked:
            transaction.on_commit(partial(levels_carried.send, sender=Framework, people=locked, at=at))
    return len(people)


def derived(evidence: Sequence[Evidence], rules: dict[str, selectors.Rule], *, on: date) -> dict[str, Any]:
    """Return the fields of a level that the evidence of one person in one competency makes."""
    by_uuid = {str(row.uuid): row for row in evidence}
    facts = [selectors.as_fact(row, rules, on=on) for row in evidence]
    attainment = attain(facts, at=on)
    decisive = attainment.decided_by
    reason = reason_of(Requirement(level=1), attainment.level, facts, at=on)
    return {
        "level": attainment.level,
        "chance": chance_of(by_uuid[decisive.uuid], attainment.level) if decisive else None,
        "standard_error": decisive.standard_error if decisive else None,
        "without_level": "" if attainment.level is not None or reason is Reason.NEVER_ASSESSED else reason,
        "decided_by": by_uuid[decisive.uuid] if decisive else None,
        "valid_until": attainment.valid_until,
        "was_capped": attainment.was_capped,
    }


def chance_of(evidence: Evidence, level: int | None) -> float | None:
    """Return the chance (0 to 1) that the person's level is at least `level`, as this evidence has it.

    A ceiling may have lowered the level; then the chance of the lower one is what the measurement gave for it.
    """
    chances = evidence.details.get("chances") or []
    if level and level != evidence.level and len(chances) >= level:
        return float(chances[level - 1])
    return evidence.chance


def announce_instrument(*, competency: Competency, source: Source) -> Instrument:
    """Say that something can now measure the competency."""
    instrument: Instrument
    instrument, _created = Instrument.objects.update_or_create(
        competency=competency, source_uuid=source.uuid, defaults={"source_kind": source.kind, "title": source.title}
    )
    return instrument


def withdraw_instrument(*, source_uuid: uuid.UUID) -> None:
    """Say that this instrument measures nothing any more."""
    Instrument.objects.filter(source_uuid=source_uuid).delete()
