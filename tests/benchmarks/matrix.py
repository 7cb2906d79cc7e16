"""Two thousand people by ten competencies in one table: `python -m tests.benchmarks matrix`.

PostgreSQL, or SQLite with `LONTAR_BENCH_SQLITE=1`. The page is the whole page, with its middleware and template; the
table to take out has a line for each person and competency. The comparator asks person by person, as their own page
does.
"""

from __future__ import annotations

import uuid
from typing import Any

from tests.benchmarks.gapmap import line, milliseconds, officer, page, platform
from tests.benchmarks.nation import competency_ids, make_nation

PEOPLE, ASKED_ALONE = 2000, 50


def seen_by_somebody(path: str, at: Any) -> None:
    """Let each level of the agency rest on a supervised test, so that it may leave in a list."""
    from lms.competencies.models import Evidence, EvidenceKind, PersonLevel

    levels = list(PersonLevel.objects.filter(person__workforce_state__path__startswith=path))
    Evidence.objects.bulk_create(
        Evidence(
            person_id=one.person_id, competency_id=one.competency_id, kind=EvidenceKind.MEASURED_SUPERVISED,
            level=one.level, performed_on=at.date(), valid_until=one.valid_until, source_kind="attempt",
            source_uuid=uuid.uuid4(), recorded_at=at,
        )
        for one in levels
    )  # fmt: skip
    rows = Evidence.objects.filter(person__workforce_state__path__startswith=path)
    of = {(person, competency): pk for pk, person, competency in rows.values_list("pk", "person_id", "competency_id")}
    for one in levels:
        one.decided_by_id = of[one.person_id, one.competency_id]
    PersonLevel.objects.bulk_update(levels, ["decided_by"], batch_size=500)


def main() -> None:
    """Print how long the table takes as a page and as a file."""
    with platform():
        from django.utils import timezone

        from lms.competencies.models import Standard
        from lms.competencies.selectors import gaps_of
        from lms.people.models import Role, Unit, User
        from lms.people.services import record_export
        from lms.workforce import people_list, services

        at = timezone.now()
        today = timezone.localdate(at)
        Standard.objects.exclude(competency__in=competency_ids()).delete()
        nation = make_nation(agencies=10, people=PEOPLE * 10, today=today, at=at)
        services.recompute_all(at=at)
        home = Unit.objects.get(path=Unit.objects.get(pk=nation.measured_agency).agency_path)
        seen_by_somebody(home.path, at)
        hr = officer("Ratna", Role.HR, home)
        spent = milliseconds(lambda: page(hr, f"/sdm/pegawai/matriks/?unit={home.uuid}&baris={PEOPLE}"))
        line(f"{nation.measured_people} people by 10 competencies, the whole page", spent, "goal 500")
        made = record_export(
            by=hr.person, kind=people_list.KIND, purpose="Pengukuran kecepatan", scope=home.name, people=PEOPLE,
            filters={"name": "", "shape": people_list.LONG}, at=at,
        )  # fmt: skip

        def taken_out() -> str:
            return "".join(people_list.lines_of(made, by=hr.person, on=today, at=at))

        rows = taken_out().count("\n")
        line(f"the same as a table to take out, {rows} lines", milliseconds(taken_out), "goal 200")
        alone = list(User.objects.filter(workforce_state__path__startswith=home.path)[:ASKED_ALONE])
        each = milliseconds(lambda: [gaps_of(one, viewer=one, on=today) for one in alone], repeats=3) / len(alone)
        line(f"asked person by person ({ASKED_ALONE} measured; the comparator)", each * PEOPLE)


if __name__ == "__main__":
    main()
