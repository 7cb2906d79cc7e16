"""Where this room's own sources of hours are found, and what of it waits for superiors."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.development import inbox, sources
from lms.development.inbox import InboxKind
from lms.development.selectors.plans import (
    done_waiting,
    plans_left,
    plans_waiting,
    questions_left,
    questions_waiting,
)
from lms.development.services.plans import agree_to_plan, note_done, return_plan


def addresses_of_trainings(numbers: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the addresses of training outside the platform. No query."""
    return {number: reverse("development:training", args=[number]) for number in numbers}


def register_sources() -> None:
    """Say how they are addressed."""
    sources.register("outside_training", addresses_of_trainings)


def register_inbox() -> None:
    """Say what of this room waits for superiors."""
    inbox.register(
        InboxKind(
            "plan",
            _("plan to agree to"),
            is_harmless=False,
            about=plans_waiting,
            left=plans_left,
            approve=agree_to_plan,
            send_back=return_plan,
        )
    )
    inbox.register(
        InboxKind("follow_up", _("short question"), is_harmless=False, about=questions_waiting, left=questions_left)
    )
    inbox.register(
        InboxKind("plan_done", _("to take note of"), is_harmless=True, about=done_waiting, approve=note_done)
    )
