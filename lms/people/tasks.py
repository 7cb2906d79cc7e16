"""Work done by Celery: make the access codes of a batch, and sweep for batches that were left behind."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from lms.people import services


@shared_task(name="lms.people.tasks.make_codes")
def make_codes(batch_id: int) -> None:
    """Make the codes of one batch; a second delivery does nothing."""
    services.make_codes(batch_id=batch_id)


@shared_task(name="lms.people.tasks.make_waiting_codes")
def make_waiting_codes() -> int:
    """Go on with batches that a crash or a lost message left behind; return how many there were."""
    return services.make_waiting_codes()


@shared_task(name="lms.people.tasks.send_reset")
def send_reset(person_id: int) -> None:
    """Send the link for a new password; for a person who is not there nothing happens."""
    services.send_reset(person_id=person_id)


@shared_task(name="lms.people.tasks.settle_groups")
def settle_groups() -> int:
    """Take the groups of the admin from those whose roles ran out; return how many people changed."""
    return services.settle_all_groups(on=timezone.localdate())


@shared_task(name="lms.people.tasks.announce_reviews")
def announce_reviews() -> int:
    """Tell those who give roles that some wait for their review; return how many were told."""
    return services.announce_reviews(at=timezone.now())
