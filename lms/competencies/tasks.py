"""Background work of competencies."""

from celery import shared_task
from django.utils import timezone

from lms.competencies import services


@shared_task(name="lms.competencies.tasks.derive_expired_levels")
def derive_expired_levels() -> None:
    """Derive anew what expired, a few hundred at a time, until nothing is due."""
    while services.derive_expired_levels(at=timezone.now()):
        pass


@shared_task(name="lms.competencies.tasks.carry_levels")
def carry_levels() -> None:
    """Carry people's levels over to frameworks that took the place of others, until nobody is left."""
    while services.carry_levels(at=timezone.now()):
        pass
