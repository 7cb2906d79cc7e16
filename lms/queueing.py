"""Hands a task to the broker; where the broker does not answer, the row waits for the sweep."""

from __future__ import annotations

from typing import Any

import structlog
from celery import Task
from kombu.exceptions import OperationalError

log = structlog.get_logger("lms.queueing")


def queue(task: Task[Any, Any], *ids: int) -> None:
    """Queue `task` with ids; a broker that does not answer is logged and costs the person nothing."""
    try:
        task.delay(*ids)
    except (OperationalError, OSError) as problem:
        log.warning("broker did not answer", task=task.name, problem=type(problem).__name__)
