"""Where this room's own sources of hours are found."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse

from lms.development import sources


def addresses_of_trainings(numbers: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the addresses of training outside the platform. No query."""
    return {number: reverse("development:training", args=[number]) for number in numbers}


def register_sources() -> None:
    """Say how they are addressed."""
    sources.register("outside_training", addresses_of_trainings)
