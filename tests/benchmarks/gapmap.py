"""HR's map for an agency of 50,000 people and a nation of 4.7 million: `python -m tests.benchmarks gapmap`.

PostgreSQL and a nation that is made up. `LONTAR_BENCH_PEOPLE` and `LONTAR_BENCH_AGENCIES` make a smaller one;
`LONTAR_BENCH_SQLITE=1` measures that on SQLite. Server time is the time of the whole page, with its middleware and
template. The comparator counts the same people from their levels, without what is kept for the map.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.nation import Nation, make_nation
from tests.services import postgres_server

RAW = """
    SELECT SUBSTR(u.path, 1, {length}), r.competency_id, COUNT(*),
        SUM(CASE WHEN l.level >= r.level AND (l.valid_until IS NULL OR l.valid_until >= %(on)s) THEN 1 ELSE 0 END),
        SUM(CASE WHEN l.level < r.level AND (l.valid_until IS NULL OR l.valid_until >= %(on)s) THEN r.level - l.level
            ELSE 0 END)
    FROM people_posting p
    JOIN people_unit u ON u.id = p.unit_id
    JOIN people_position o ON o.id = p.position_id
    JOIN workforce_profile f ON f.kind = o.kind
    JOIN workforce_profilerequirement r ON r.profile_id = f.id
    LEFT JOIN competencies_personlevel l ON l.person_id = p.person_id AND l.competency_id = r.competency_id
    WHERE p.kind = 'primary' AND u.path >= %(first)s AND u.path < %(last)s
    GROUP BY 1, 2
"""


@contextmanager
def database() -> Iterator[str | None]:
    """Yield the address of a PostgreSQL of its own, or None for SQLite."""
    if os.environ.get("LONTAR_BENCH_SQLITE") == "1":
        yield None
        return
    tuned = "shared_buffers=2GB work_mem=64MB maintenance_work_mem=1GB max_wal_size=16GB synchronous_commit=off"
    with postgres_server(tuned=tuned.split()) as address:
        yield address


@contextmanager
def platform() -> Iterator[None]:
    """Set up Django on the database, with the tables and the framework."""
    with tempfile.TemporaryDirectory(prefix="lontar-bench-") as folder, database() as address:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="lms.settings.embedded", LONTAR_VAR=folder, SECRET_KEY="b" * 60, LOG_LEVEL="ERROR",
            ALLOWED_HOSTS="testserver",
        )  # fmt: skip
        if address:
            os.environ["DATABASE_URL"] = address
        import django

        django.setup()
        from django.core.management import call_command

        import lms.competencies
        from lms.competencies.importing import import_framework

        os.makedirs(f"{folder}/queue/messages")
        os.makedirs(f"{folder}/queue/control")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        (catalogue,) = (Path(lms.competencies.__file__).parent / "catalogue").iterdir()
        import_framework(catalogue)
        import lms.wsgi

        yield


def officer(name: str, role: Any, unit: Any, *, nationwide: bool = False) -> Any:
    """Return a signed-in browser of somebody with a role."""
    from django.test import Client
    from django.utils import timezone

    from lms.people.models import RoleGrant, ScopeKind, SecondFactorRule, User
    from lms.privacy.services import acknowledge

    SecondFactorRule.objects.all().delete()
    who = User.objects.create(full_name=name, email=f"{name}@contoh.example".lower(), activated_at=timezone.now())
    kind = ScopeKind.NATION if nationwide else ScopeKind.UNIT
    RoleGrant.objects.create(person=who, role=role, scope_kind=kind, unit=unit, valid_from=timezone.localdate())
    acknowledge(by=who, at=timezone.now())
    client = Client()
    client.force_login(who)
    client.person = who  # type: ignore[attr-defined]
    return client


def milliseconds(work: Callable[[], object], *, repeats: int = 7) -> float:
    """Return the median time of one run, after one that warms up."""
    work()
    spent = []
    for _again in range(repeats):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def seconds(what: str, work: Callable[[], Any], *, goal: str = "") -> Any:
    """Run once, print how long it took, and return what it returned."""
    began = time.perf_counter()
    found = work()
    print(f"{what:<66}{time.perf_counter() - began:10.1f} s   {goal}", flush=True)
    return found


def line(what: str, spent: float, goal: str = "") -> None:
    """Print one figure."""
    print(f"{what:<66}{spent:10.1f} ms  {goal}", flush=True)


def raw(first: str, last: str, *, length: int, on: Any) -> list[Any]:
    """Count from the levels themselves."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RAW.format(length=length), {"first": first, "last": last, "on": on})
        return list(cursor.fetchall())


def page(client: Any, address: str) -> None:
    """Open a page; anything but a page is an error."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    if answer.streaming:
        b"".join(answer.streaming_content)


def main() -> None:
    """Print the figures of the map, each beside the goal, with counting anew as the comparator."""
    people = int(os.environ.get("LONTAR_BENCH_PEOPLE", "4700000"))
    agencies = int(os.environ.get("LONTAR_BENCH_AGENCIES", "600"))
    with platform():
        from django.utils import timezone

        from lms.workforce import services

        now = timezone.now()
        today = timezone.localdate(now)
        nation = seconds(
            "making the nation", lambda: make_nation(agencies=agencies, people=people, today=today, at=now)
        )
        print(
            f"{nation.agencies} agencies, {nation.units} units with people, {nation.people:,} people, "
            f"{nation.levels:,} levels; the agency looked at has {nation.measured_people:,}"
        )
        run = seconds("full rebuild", lambda: services.prove(at=now), goal="goal: 300 s for 4.7 million")
        again = seconds("the nightly proof, with everything counted once more", lambda: services.prove(at=now))
        print(f"{run.cells:,} cells; the proof found {again.differing} that differed")
        figures(nation, today, now)


def figures(nation: Nation, today: Any, now: Any) -> None:
    """Print what readers and one change cost."""
    from lms.people.models import Role, Unit
    from lms.workforce import selectors, services

    home = Unit.objects.get(path=Unit.objects.get(pk=nation.measured_agency).agency_path)
    hr = officer("Ratna", Role.HR, home)
    reader = officer("Nasional", Role.VIEWER, None, nationwide=True)
    line("agency: its map", milliseconds(lambda: page(hr, "/sdm/kesenjangan/")), "goal: 100 ms")
    line("agency: its map, one kind of post", milliseconds(lambda: page(hr, "/sdm/kesenjangan/?jabatan=pengawas")))
    line("nation: the map", milliseconds(lambda: page(reader, "/sdm/kesenjangan/")), "goal: 300 ms")
    line(
        "nation: down to the agency",
        milliseconds(lambda: page(reader, f"/sdm/kesenjangan/?unit={home.uuid}")),
        "100 ms",
    )
    line(
        "agency: the 50 with the largest gap",
        milliseconds(lambda: list(selectors.in_need(hr.person, home, on=today)[:50])),
        "goal: 50 ms",
    )
    line("agency: evidence that ends within 90 days", milliseconds(lambda: page(hr, "/sdm/kedaluwarsa/?hari=90")))
    line("agency: hours by unit", milliseconds(lambda: page(hr, "/sdm/jp/")))
    line("nation: hours by agency", milliseconds(lambda: page(reader, "/sdm/jp/")))
    line("agency: mentors and needs", milliseconds(lambda: page(hr, "/sdm/mentor/")))
    line("comparator: the agency counted from levels", milliseconds(
        lambda: raw(home.path, home.path + "~", length=8, on=today), repeats=3))  # fmt: skip
    seconds("comparator: the nation counted from levels", lambda: raw("", "~", length=4, on=today))
    unit = Unit.objects.get(pk=nation.measured_agency)
    line("one person's new evidence: the unit counted anew", milliseconds(
        lambda: services.recompute_unit(unit_id=unit.pk, at=now)), "goal: seen within 5 s")  # fmt: skip


if __name__ == "__main__":
    main()
