"""What all tests share: a clean cache, a clean language, and the services that some of them need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from tests.services import postgres_server, redis_server


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that commit last, and let each find the rules that migrations wrote.

    They end by emptying every table; what migrations put there is put back before the next of them.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True}), append=False)
    items.sort(key=turn)


def turn(item: pytest.Item) -> int:
    """Return when a test runs: those that commit after the others, those that start the whole platform last.

    The browser's driver leaves an event loop in its process, in which Django refuses to ask a database.
    """
    group = item.get_closest_marker("xdist_group")
    if group and group.args == ("platform",):
        return 2
    marker = item.get_closest_marker("django_db")
    return 1 if marker and marker.kwargs.get("transaction") else 0


@pytest.fixture(autouse=True)
def _quiet_surroundings() -> Iterator[None]:
    """Start each test in Indonesian, in Jakarta's time, with an empty cache."""
    from assessments.selectors.pools import POOLS  # its models are there only once Django is set up

    cache.clear()
    POOLS.clear()
    with translation.override("id"):
        timezone.deactivate()
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private PostgreSQL server for the tests that need one."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis server for the tests that need one."""
    with redis_server() as url:
        yield url
