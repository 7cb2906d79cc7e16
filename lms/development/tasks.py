"""Work done by Celery. Each is a sweep over rows that wait; twice does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from lms.development import services

ROUNDS_A_SWEEP = 20


@shared_task(name="lms.development.tasks.tell_people")
def tell_people() -> int:
    """Tell people what they are asked to do, and remind those whose turn has come; return how many.

    An assignment to a whole agency is told in several rounds of one sweep; what is left waits for the next.
    """
    told = 0
    for _round in range(ROUNDS_A_SWEEP):
        now = services.tell_people(at=timezone.now())
        told += now
        if not now:
            break
    return told


@shared_task(name="lms.development.tasks.meet_paths")
def meet_paths() -> int:
    """Tick off the paths whose last step was done where nobody announced it; return how many obligations that met."""
    return services.meet_paths(at=timezone.now())


@shared_task(name="lms.development.tasks.care_for_plans")
def care_for_plans() -> int:
    """Ask how agreed plans go, and pass on what waited too long for a superior; return how much was done."""
    now = timezone.now()
    return services.ask_how_it_goes(at=now) + services.pass_on_what_waits(at=now)
