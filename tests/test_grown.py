"""Outgrowing one machine changes settings only: the same platform on PostgreSQL and Redis."""

from __future__ import annotations

import time
import urllib.request

import psycopg
import pytest

from tests.journeys.conftest import running

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.xdist_group("platform")]


def test_the_platform_runs_on_postgresql_and_redis_and_its_worker_makes_the_certificate(
    tmp_path, postgres_url, redis_url
):
    with running(tmp_path, DATABASE_URL=postgres_url, BROKER_URL=redis_url, CACHE_URL=redis_url) as platform:
        platform.wait_until_ready()
        with urllib.request.urlopen(f"{platform.url}/siap/", timeout=10) as answer:
            assert answer.status == 200

        deadline = time.monotonic() + 60
        while certificates(postgres_url) != [("issued",)]:
            assert time.monotonic() < deadline, "the worker made no certificate within 60 seconds"
            time.sleep(0.5)

        assert not (tmp_path / "lontar.sqlite3").exists()


def certificates(url: str) -> list[tuple[str]]:
    """Return the states of all certificates."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT state FROM certificates_certificate").fetchall()
