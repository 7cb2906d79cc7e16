"""Work done by Celery: one matching at once, and the sweep for those that were left behind."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from mentoring import services


@shared_task(name="mentoring.tasks.run_match")
def run_match(run_id: int) -> None:
    """Match one programme; a second delivery does nothing."""
    services.carry_out(run_id=run_id, at=timezone.now())


@shared_task(name="mentoring.tasks.run_waiting_matches")
def run_waiting_matches() -> int:
    """Match what a crash, a lost message or a failure left behind; return how many were tried."""
    return services.carry_out_waiting(at=timezone.now())


@shared_task(name="mentoring.tasks.close_ended_programmes")
def close_ended_programmes() -> int:
    """Close the programmes whose last day has passed; return how many."""
    return services.close_ended(at=timezone.now())
