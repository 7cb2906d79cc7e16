"""Fifty people at once finish a test over HTTP: `python -m tests.benchmarks attempts`.

PostgreSQL waits for the disk, two gunicorn workers serve, and the people who press the buttons run on the same cores.
Each opens the test, starts it, answers every question, hands it in and reads the result, without JavaScript.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.services import free_port, postgres_server

PEOPLE, AT_ONCE = 200, 50
QUESTIONS, BANK = 20, 60
# Moodle 4.5 with the same test on such a machine: measured for the reference, printed for the eye only.
MOODLE = 2.3


class Browser:
    """One signed-in person with one connection that stays open."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": cookie}
        self.requests = 0

    def ask(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> tuple[str, str]:
        """Ask for an address and follow where it leads; return where one ends up, and the page."""
        self.requests += 1
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            token = self.cookies.get("csrftoken", "")
            body = urlencode([*fields, ("csrfmiddlewaretoken", token)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        if answer.status in (301, 302):
            return self.ask("GET", answer.headers["Location"])
        if answer.status != 200:
            raise RuntimeError(f"{method} {address}: {answer.status}")
        return address, page


def fields_of(page: str) -> tuple[list[tuple[str, str]], int]:
    """Return the first option of each question of a page as a form sends it, and how many questions there are."""
    numbers = re.findall(r'name="nomor" value="(\d+)"', page)
    fields = [("nomor", number) for number in numbers]
    fields += re.findall(r'name="((?:s\d+-)?seq)" value="(\d+)"', page)
    chosen: dict[str, str] = {}
    for name, value in re.findall(r'name="((?:s\d+-)?jawaban)" value="([^"]+)"', page):
        chosen.setdefault(name, value)
    return [*fields, *chosen.items()], len(numbers)


def take_the_test(port: int, cookie: str, test: str) -> int:
    """Take the whole test as one person; return how many requests it took."""
    browser = Browser(port, cookie)
    start = f"/asesmen/{test}/mulai/"
    browser.ask("GET", start)
    address, page = browser.ask("POST", start, [])
    answered = 0
    while answered < QUESTIONS:
        fields, count = fields_of(page)
        answered += count
        step = "kumpulkan" if answered >= QUESTIONS else str(answered + 1)
        address, page = browser.ask("POST", address.partition("?")[0], [*fields, ("langkah", step)])
    _address, page = browser.ask("POST", address, [])
    if "/hasil/" not in _address:
        raise RuntimeError(f"no result, but {_address}")
    return browser.requests


@contextmanager
def served(port: int) -> Iterator[None]:
    """Serve the platform with two workers, as its own start command does."""
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--log-level", "error"]
    with subprocess.Popen(command) as server:
        try:
            for _again in range(100):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat/", timeout=2)
                    break
                except OSError:
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()


def sessions_of(count: int, prefix: str) -> list[str]:
    """Make people who have signed in; return their session keys."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from lms.people.models import User
    from lms.people.sessions import SessionStore
    from lms.privacy.services import acknowledge

    keys = []
    for number in range(count):
        person = User.objects.create(
            full_name=f"{prefix} {number}", email=f"{prefix}{number}@contoh.example".lower(), password="!",
            activated_at=timezone.now(),
        )  # fmt: skip
        acknowledge(by=person, at=timezone.now())
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        keys.append(session.session_key or "")
    return keys


def tests_of(per_page: tuple[int, ...]) -> list[str]:
    """Fill the bank and offer a test for each number of questions on a page; return their ids."""
    from assessments.services import CellSpec, define_blueprint
    from tests.assessments.builders import bank, competencies, row

    competencies("D2")
    bank(row(f"UJI-{number:02}", level=number % 3 + 1) for number in range(BANK))
    return [
        str(
            define_blueprint(
                code=f"UJI-{size}", title="Uji", cells=[CellSpec("D2", QUESTIONS)], questions_per_page=size
            ).uuid
        )
        for size in per_page
    ]


def run(port: int, keys: list[str], test: str) -> tuple[float, int, list[float], float]:
    """Let everybody take a test, so many at once.

    Return seconds, requests, how long each person took, and the seconds of CPU spent on pressing the buttons.
    """
    spent: list[float] = []

    def one(key: str) -> int:
        began = time.perf_counter()
        requests = take_the_test(port, key, test)
        spent.append(time.perf_counter() - began)
        return requests

    began, pressing = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        requests = sum(crowd.map(one, keys))
    return time.perf_counter() - began, requests, spent, time.process_time() - pressing


def main() -> None:
    """Print how many complete attempts a second, with five questions on a page and, beside it, with one."""
    with tempfile.TemporaryDirectory(prefix="lontar-bench-") as folder, postgres_server(durable=True) as database:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="lms.settings.embedded", LONTAR_VAR=folder, DATABASE_URL=database,
            SECRET_KEY="b" * 60, LOG_LEVEL="ERROR",
        )  # fmt: skip
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        os.makedirs(f"{folder}/queue/messages")
        os.makedirs(f"{folder}/queue/control")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        several, single = tests_of((5, 1))
        crowds = {name: sessions_of(PEOPLE, name) for name in ("Hangat", "Lima", "Satu")}
        connection.close()
        port = free_port()
        with served(port):
            run(port, crowds["Hangat"][:AT_ONCE], several)
            for name, test, keys in [
                ("one question on a page (comparator)", single, crowds["Satu"]),
                ("five questions on a page", several, crowds["Lima"]),
            ]:
                seconds, requests, spent, pressing = run(port, keys, test)
                print(
                    f"{name:<38}{len(keys) / seconds:7.1f} complete attempts a second, {requests / seconds:6.0f} requests"
                    f" a second, each person {sum(spent) / len(spent):5.1f} s, {pressing / len(keys) * 1000:4.0f} ms of CPU to press the buttons"
                )
        from assessments.models import Attempt, Response

        states = Counter(Attempt.objects.values_list("state", flat=True))
        answers = Response.objects.count()
        expected = QUESTIONS * (2 * PEOPLE + AT_ONCE)
        print(f"states {dict(states)}, answers stored {answers} of {expected}")
        print(f"Moodle 4.5, the same test and machine size (reference, not of this run)   {MOODLE} attempts a second")


if __name__ == "__main__":
    main()
