"""A place to measure in: the demo in a database of its own, and CPU time instead of the clock."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def empty() -> Iterator[None]:
    """Set up Django with an empty temporary SQLite database, or the one in DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="lontar-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="lms.settings.embedded", LONTAR_VAR=folder, SECRET_KEY="b" * 60, LOG_LEVEL="ERROR"
        )
        import django

        django.setup()
        from django.core.management import call_command

        os.makedirs(f"{folder}/queue/messages")
        os.makedirs(f"{folder}/queue/control")
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def demo() -> Iterator[None]:
    """Set up Django with the demo in a temporary SQLite database."""
    with empty():
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        from lms.demo.loading import load_demo

        load_demo(say=lambda line: None)
        yield


def cpu_milliseconds(work: Callable[[], object], *, repeats: int, warm_up: int = 5) -> tuple[float, float, float]:
    """Return the least, the median and the most CPU time of one run, in milliseconds."""
    for _again in range(warm_up):
        work()
    spent = []
    for _again in range(repeats):
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1000)
    return min(spent), statistics.median(spent), max(spent)


def report(rows: list[tuple[str, tuple[float, float, float]]]) -> None:
    """Print the rows, each with its ratio to the first, which is the comparator."""
    base = rows[0][1][1]
    print(f"{'':<52}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}   CPU ms")
    for name, (least, median, most) in rows:
        print(f"{name:<52}{least:>9.2f}{median:>9.2f}{most:>9.2f}{median / base:>8.2f}")
