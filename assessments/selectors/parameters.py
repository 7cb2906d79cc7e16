"""Which parameters an item has now: those of its approved calibration, else the difficulty that its author gave it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from assessments.models import ItemCalibration
from assessments.psychometrics.standards import author_difficulty

# Until there are answers every item is taken to discriminate alike (Rasch).
AUTHORS_SLOPE = 1.0


class Parameters(NamedTuple):
    """Slope (1/logit) and difficulty (logits) of one version."""

    slope: float
    difficulty: float


def calibrations_in_use(at: datetime | None = None) -> QuerySet[Any]:
    """Return the calibrations in use now, or at a moment."""
    rows = ItemCalibration.objects.filter(active_from__isnull=False)
    if at is None:
        return rows.filter(active_to__isnull=True)
    return rows.filter(active_from__lte=at).filter(Q(active_to__isnull=True) | Q(active_to__gt=at))


def parameters_of(
    version_ids: Sequence[int], levels: Sequence[int], cuts: Sequence[float], *, at: datetime | None = None
) -> dict[int, Parameters]:
    """Return the parameters of versions whose items stand at `levels`, by version id. One query.

    With `at` they are those that were in use at that moment: an attempt is scored by what held when it began.
    """
    found = {
        version: Parameters(slope, float(places[0]))
        for version, slope, places in calibrations_in_use(at)
        .filter(item_version__in=version_ids)
        .values_list("item_version_id", "a", "b")
    }
    return {
        version: found.get(version) or Parameters(AUTHORS_SLOPE, author_difficulty(level, cuts))
        for version, level in zip(version_ids, levels, strict=True)
    }
