"""Making 100,000 access codes in one job beside making them one by one: `python -m tests.benchmarks.codes`."""

from __future__ import annotations

import time
from datetime import date

from tests.benchmarks.stand import empty

PEOPLE = 100_000
ONE_BY_ONE = 2_000


def main() -> None:
    """Print how long a batch takes for 100,000 people, and how long the same would take row by row."""
    with empty():
        from django.utils import timezone

        from lms.people import services
        from lms.people.models import AccessCode, CodePurpose, Position, Posting, Role, Unit, User

        agency = Unit.add_root(name="Provinsi Besar", level=0)
        post = Position.objects.create(title="Pengelola", kind="pelaksana")
        hr = User.objects.create(full_name="Hana", password="!", activated_at=timezone.now())
        services.grant_role(person=hr, role=Role.HR, unit=agency, since=date(2024, 1, 1), by=None)
        User.objects.bulk_create((User(full_name=f"Orang {n}", password="!") for n in range(PEOPLE)), batch_size=5_000)
        people = list(User.objects.exclude(pk=hr.pk).values_list("pk", flat=True))
        Posting.objects.bulk_create(
            (Posting(person_id=who, position=post, unit=agency, valid_from=date(2024, 1, 1)) for who in people),
            batch_size=5_000,
        )

        now = timezone.now()
        began = time.perf_counter()
        for who in people[:ONE_BY_ONE]:
            AccessCode.objects.create(
                person_id=who, purpose=CodePurpose.ACTIVATION, made_by=hr, made_at=now, expires_at=now
            )
        single = (time.perf_counter() - began) / ONE_BY_ONE * PEOPLE
        AccessCode.objects.all().delete()

        batch = services.request_codes(unit=agency.uuid, by=hr, at=now)
        began = time.perf_counter()
        services.make_codes(batch_id=batch.pk)
        taken = time.perf_counter() - began
        batch.refresh_from_db()
        began = time.perf_counter()
        for row in AccessCode.objects.filter(batch=batch)[:1000]:
            services.code_of(row)
        derived = (time.perf_counter() - began) * 1000

        print(f"row by row (comparator, {ONE_BY_ONE} measured)   {single:8.1f} s for {PEOPLE} codes")
        print(
            f"in one job, with progress                    {taken:8.1f} s for {batch.made} codes, state {batch.state}"
        )
        print(f"a thousand codes for the printer             {derived:8.1f} ms")


if __name__ == "__main__":
    main()
