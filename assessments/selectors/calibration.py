"""What trainers and second readers read of calibrations, and of the figures of one item.

A run speaks of the items of every agency. Its picture shows them together; by name a reader finds only those that they
may read in the bank. Who decided is told to those who decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from assessments import access, findings
from assessments.models import CalibrationRun, CalibrationState, ItemCalibration, ItemStatistic, ScoreScale
from assessments.pictures import Bars, Curve, bars_of, curve_of
from assessments.selectors.parameters import calibrations_in_use
from lms.errors import NotFound, gettext_noop
from lms.people.access import Viewer

# Runs whose figures are shown: those that somebody decides about, and those that were approved.
SHOWN = (CalibrationState.DRAFT, CalibrationState.APPROVED)


class NoSuchCalibration(NotFound):
    """There is no such calibration, or it is not this person's to read."""

    code = "no_such_calibration"
    message = gettext_noop("We could not find this calibration. Go back to the list of calibrations.")


@dataclass(frozen=True)
class CalibrationPage:
    """A run: the items within reach of the reader (a queryset, the most troubled first) and the pictures of all."""

    run: CalibrationRun
    items: QuerySet[Any]
    estimated: int
    flagged: int
    curve: Curve | None
    abilities: Bars | None
    may_decide: bool


@dataclass(frozen=True)
class Distractor:
    """One option of an item: its text, whether it is right, and who chose it (percent; `thirds` low, middle, high)."""

    text: str
    is_right: bool
    count: int
    share: int
    thirds: tuple[int, ...]


@dataclass(frozen=True)
class ItemFigures:
    """The figures of the version in use, from the newest calibration that nobody rejected."""

    statistic: ItemStatistic
    in_use: ItemCalibration | None
    proposed: ItemCalibration | None
    sentences: list[Any]
    fairness: list[Any]
    distractors: tuple[Distractor, ...]
    curve: Curve | None

    @property
    def right_percent(self) -> int | None:
        """Return the share of right answers on drawn forms."""
        share = self.statistic.p_value
        return None if share is None else round(100 * share)


def calibration_list(viewer: Viewer, *, on: date) -> QuerySet[Any]:
    """Return the runs, the newest first, with how many items were looked at and how many stand out.

    One query beside the list, whose rows bring their competency along; none for who does not read the bank.
    """
    if not access.may_read_bank(viewer, on=on):
        return CalibrationRun.objects.none()
    flagged = Count("statistics", filter=Q(statistics__trouble__gt=0))
    runs = CalibrationRun.objects.select_related("competency").annotate(items=Count("statistics"), flagged=flagged)
    return runs.order_by("-requested_at", "-pk")


def calibration_page(viewer: Viewer, run: UUID, *, on: date) -> CalibrationPage:
    """Return a run with its pictures. At most ten queries, whatever the number of items.

    Raises:
        NoSuchCalibration: it does not exist, or `viewer` does not read the bank.

    """
    readable = access.may_read_bank(viewer, on=on)
    found = CalibrationRun.objects.select_related("competency", "decided_by").filter(uuid=run).first()
    if found is None or not readable:
        raise NoSuchCalibration
    statistics = ItemStatistic.objects.filter(run=found)
    mine = access.items_visible_to(viewer, on=on).values("pk")
    parameters = list(found.calibrations.values_list("a", "b"))
    cuts = cuts_on(on)
    return CalibrationPage(
        run=found,
        items=with_parameters(statistics.filter(item_version__item__in=mine)),
        estimated=len(parameters),
        flagged=statistics.filter(trouble__gt=0).count(),
        curve=curve_of([a for a, _b in parameters], [b[0] for _a, b in parameters], cuts) if parameters else None,
        abilities=bars_of(found.abilities, cuts) if found.abilities else None,
        may_decide=access.may_decide_calibrations(viewer, on=on),
    )


def cuts_on(day: date) -> tuple[float, ...]:
    """Return the cut scores in force on a day, none where there is no scale. One query."""
    scale = ScoreScale.objects.in_force(day).order_by("-valid_from", "-pk").first()
    return scale.cuts if scale else ()


def with_parameters(statistics: QuerySet[Any]) -> QuerySet[Any]:
    """Return statistics with the parameters of the same run, the most troubled first."""
    same = ItemCalibration.objects.filter(run=OuterRef("run"), item_version=OuterRef("item_version"))
    told = {name: Subquery(same.values(name)[:1]) for name in ("a", "b", "se_b", "treatment")}
    rows = statistics.select_related("item_version__item").annotate(**told)
    return rows.order_by("-trouble", "item_version__item__code", "pk")


def figures_of_item(version: int, *, on: date) -> ItemFigures | None:
    """Return the figures of a version of an item that the caller may read, or None before there are any.

    At most six queries. The key decides which option is marked as right: for pages of the bank only.
    """
    rows = ItemStatistic.objects.filter(item_version=version, run__state__in=SHOWN)
    newest = rows.select_related("run", "item_version__secret").order_by("-run__requested_at", "-pk").first()
    if newest is None:
        return None
    in_use = calibrations_in_use().filter(item_version=version).first()
    proposed = ItemCalibration.objects.filter(item_version=version, run=newest.run).first()
    shown = in_use or proposed
    return ItemFigures(
        statistic=newest,
        in_use=in_use,
        proposed=proposed if newest.run.is_draft else None,
        sentences=list(findings.sentences(newest.flags)),
        fairness=list(findings.fairness(newest.dif)),
        distractors=distractors_of(newest),
        curve=curve_of([shown.a], [shown.difficulty], cuts_on(on)) if shown else None,
    )


def distractors_of(statistic: ItemStatistic) -> tuple[Distractor, ...]:
    """Return the options with their texts; one that was chosen by nobody is there too."""
    texts = {option["id"]: option["text"] for option in statistic.item_version.options}
    right = set(statistic.item_version.secret.key.get("choice", ()))
    return tuple(
        Distractor(
            text=texts.get(row["option"], ""),
            is_right=row["option"] in right,
            count=row["count"],
            share=round(100 * row["share"]),
            thirds=tuple(round(100 * share) for share in row["by_third"]),
        )
        for row in statistic.distractors
    )


def most_troubled_first(items: QuerySet[Any]) -> QuerySet[Any]:
    """Return items of the bank with `trouble` and `flags` of the version in use, the worst first."""
    shown = ItemStatistic.objects.filter(item_version=OuterRef("approved"), run__state__in=SHOWN)
    newest = shown.order_by("-run__requested_at", "-pk")
    told = {name: Subquery(newest.values(name)[:1]) for name in ("trouble", "flags")}
    return items.annotate(**told).order_by(F("trouble").desc(nulls_last=True), "-changed_at", "code")
