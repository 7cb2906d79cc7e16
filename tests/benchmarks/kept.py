"""A kept question beside the queryset it was written as: `python -m tests.benchmarks kept`.

The demo on SQLite, or the database in DATABASE_URL; CPU of the platform, not of the database server.
"""

from __future__ import annotations

from datetime import timedelta

from tests.benchmarks.stand import cpu_milliseconds, demo, report


def main() -> None:
    """Print what the session of a request and a person's attempt cost, asked both ways."""
    with demo():
        from django.utils import timezone

        from assessments.models import Attempt
        from assessments.selectors.attempts import attempt_of
        from lms.people.models import Session, User
        from lms.people.sessions import session_of

        attempt, person, now = Attempt.objects.order_by("pk")[0], User.objects.order_by("pk")[0], timezone.now()
        Session.objects.create(session_key="k" * 32, person=person, expire_date=now + timedelta(days=1))
        sessions = Session.objects.filter
        attempts = Attempt.objects.select_related("blueprint", "blueprint_version", "scale").filter
        report(
            [
                ("a session with its person, as a queryset", cpu_milliseconds(
                    lambda: list(sessions(session_key="k" * 32, expire_date__gt=now).order_by()), repeats=500)),
                ("the same, kept", cpu_milliseconds(lambda: session_of(key="k" * 32, now=now), repeats=500)),
                ("an attempt with test, version and scale, as a queryset", cpu_milliseconds(
                    lambda: list(attempts(uuid=attempt.uuid, person=attempt.person_id).order_by()), repeats=500)),
                ("the same, kept", cpu_milliseconds(
                    lambda: attempt_of(uuid=attempt.uuid, person=attempt.person_id), repeats=500)),
            ]
        )  # fmt: skip


if __name__ == "__main__":
    main()
