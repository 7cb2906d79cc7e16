"""Imports a framework and its standards from the tables of `catalogue/`; the same files again change nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from lms.competencies.models import (
    Area,
    Competency,
    CompetencyKind,
    Framework,
    FrameworkStatus,
    Indicator,
    Standard,
    StandardState,
)
from lms.errors import gettext_noop
from lms.people.models import PositionKind
from lms.tables import BadRow, ImportReport, Row, RowError, UnreadableTable, read_rows

FRAMEWORK_COLUMNS = ("area_code", "area_name", "competency_code", "competency_name", "definition", "level", "indicator")
STANDARD_COLUMNS = ("position_kind", "competency_code", "level", "valid_from", "legal_basis")

EMPTY_CELL = gettext_noop("The column “%(column)s” is empty.")
NOT_A_LEVEL = gettext_noop("“%(value)s” is not a level; write a number from %(lowest)s to 5.")
UNKNOWN_KIND = gettext_noop("“%(value)s” is not a kind of competency.")
UNKNOWN_POST = gettext_noop("“%(value)s” is not a kind of post.")
UNKNOWN_COMPETENCY = gettext_noop("There is no competency with the code “%(value)s” in this framework.")
NOT_A_DATE = gettext_noop("“%(value)s” is not a date; write it as 2026-01-31.")
NOT_A_NUMBER = gettext_noop("“%(value)s” is not a number.")


@dataclass(frozen=True)
class FrameworkReport:
    """What the import of both tables did."""

    framework: Framework
    indicators: ImportReport
    standards: ImportReport


@transaction.atomic
def import_framework(folder: Path) -> FrameworkReport:
    """Import `kerangka.toml`, `kerangka.csv` and `standar.csv` of `folder` and publish the framework.

    Raises:
        UnreadableTable, MissingColumns: a file as a whole cannot be used; nothing is changed.
    """
    framework = read_framework(folder)
    indicators = import_indicators(framework, (folder / "kerangka.csv").read_bytes())
    standards = import_standards(framework, (folder / "standar.csv").read_bytes())
    Framework.objects.filter(code=framework.code, status=FrameworkStatus.PUBLISHED).exclude(pk=framework.pk).update(
        status=FrameworkStatus.OUTDATED
    )
    framework.status = FrameworkStatus.PUBLISHED
    framework.save(update_fields=["status"])
    return FrameworkReport(framework, indicators, standards)


def read_framework(folder: Path) -> Framework:
    """Return the framework that `kerangka.toml` names, made or found."""
    try:
        facts = tomllib.loads((folder / "kerangka.toml").read_text())
        code, version, title = facts["code"], facts["version"], facts["title"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as problem:
        raise UnreadableTable(reason=f"kerangka.toml: {problem}") from None
    framework, _created = Framework.objects.update_or_create(
        code=code,
        version=version,
        defaults={"title": title, "source": facts.get("source", ""), "language": facts.get("language", "id")},
    )
    return framework


def import_indicators(framework: Framework, data: bytes) -> ImportReport:
    """Import areas, competencies and indicators, one row for each indicator."""
    report = ImportReport()
    for row in read_rows(data, columns=FRAMEWORK_COLUMNS):
        try:
            changed = import_indicator(framework, row)
        except BadRow as problem:
            report.errors.append(RowError(row.line, problem))
            continue
        report.imported += changed
        report.unchanged += not changed
    return report


def import_indicator(framework: Framework, row: Row) -> bool:
    """Import one row; return whether it changed anything."""
    for column in FRAMEWORK_COLUMNS:
        if not row[column]:
            raise BadRow(EMPTY_CELL, column=column)
    kind = row["kind"] or CompetencyKind.DIGITAL
    if kind not in CompetencyKind.values:
        raise BadRow(UNKNOWN_KIND, value=kind)
    level = level_in(row, lowest=1)
    area, _created = Area.objects.get_or_create(
        framework=framework,
        code=row["area_code"],
        defaults={"name": row["area_name"], "order": framework.areas.count() + 1},
    )
    facts = {"area": area, "name": row["competency_name"], "kind": kind, "definition": row["definition"]}
    facts["alignments"] = {"digcomp": row["digcomp"].split()} if row["digcomp"] else {}
    competency, made = Competency.objects.get_or_create(
        framework=framework,
        code=row["competency_code"],
        defaults={**facts, "order": framework.competencies.count() + 1},
    )
    changed = made or update_if_different(competency, facts)
    indicator, new = Indicator.objects.get_or_create(
        competency=competency, level=level, order=0, defaults={"text": row["indicator"]}
    )
    return bool(new or update_if_different(indicator, {"text": row["indicator"]}) or changed)


def update_if_different(row: Competency | Indicator | Standard, facts: dict[str, object]) -> bool:
    """Set the fields that differ; return whether any did."""
    different = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, facts[name])
    if different:
        row.save(update_fields=different)
    return bool(different)


def import_standards(framework: Framework, data: bytes) -> ImportReport:
    """Import what kinds of post require, one row for each kind and competency."""
    report = ImportReport()
    competencies = {row.code: row for row in framework.competencies.all()}
    for row in read_rows(data, columns=STANDARD_COLUMNS):
        try:
            changed = import_standard(competencies, row)
        except BadRow as problem:
            report.errors.append(RowError(row.line, problem))
            continue
        report.imported += changed
        report.unchanged += not changed
    return report


def import_standard(competencies: dict[str, Competency], row: Row) -> bool:
    """Import one row; return whether it changed anything."""
    kind, code = row["position_kind"], row["competency_code"]
    if kind not in PositionKind.values:
        raise BadRow(UNKNOWN_POST, value=kind)
    if code not in competencies:
        raise BadRow(UNKNOWN_COMPETENCY, value=code)
    if not row["legal_basis"]:
        raise BadRow(EMPTY_CELL, column="legal_basis")
    facts: dict[str, object] = {
        "level": level_in(row, lowest=0),
        "weight": weight_in(row),
        "is_essential": row["essential"] != "tidak",
        "legal_basis": row["legal_basis"],
        "valid_to": day_in(row["valid_to"]) if row["valid_to"] else None,
    }
    standard, made = Standard.objects.get_or_create(
        position_kind=kind,
        position=None,
        agency=None,
        state=StandardState.PUBLISHED,
        competency=competencies[code],
        valid_from=day_in(row["valid_from"]),
        defaults=facts,
    )
    return bool(made or update_if_different(standard, facts))


def level_in(row: Row, *, lowest: int) -> int:
    """Return the level of the row, from `lowest` to 5."""
    text = row["level"]
    if not text.isdecimal() or not lowest <= int(text) <= 5:
        raise BadRow(NOT_A_LEVEL, value=text, lowest=lowest)
    return int(text)


def weight_in(row: Row) -> Decimal:
    """Return the weight of the row; 1 where none is given."""
    try:
        return Decimal(row["weight"] or 1)
    except InvalidOperation:
        raise BadRow(NOT_A_NUMBER, value=row["weight"]) from None


def day_in(text: str) -> date:
    """Return the date in ISO form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRow(NOT_A_DATE, value=text) from None
