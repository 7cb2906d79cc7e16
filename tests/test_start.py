"""Starting the platform: refusals in one sentence, data kept, everything stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from lms import bootstrap
from tests.journeys.conftest import running

pytestmark = pytest.mark.xdist_group("platform")


def start(*options: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "manage.py", "start", *options],
        cwd=settings.BASE_DIR,
        env={**environment, **surroundings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_port_in_use_is_one_sentence_and_code_1(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        found = start("--port", str(port), LONTAR_VAR=str(tmp_path))

    assert found.returncode == 1
    assert found.stderr.strip() == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use). Choose another, for example: --port 8001"
    )


def test_a_folder_that_cannot_be_written_is_one_sentence_and_code_1(tmp_path):
    (tmp_path / "file").touch()

    found = start("--port", "0", LONTAR_VAR=str(tmp_path / "file" / "var"))

    assert found.returncode == 1
    assert "cannot be written (Not a directory)" in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_missing_library_is_one_line_to_run_for_somebody_who_is_not_root(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit) as left:
        bootstrap.ensure_libraries()

    assert left.value.code == 1
    assert "Run: sudo apt-get install" in capsys.readouterr().err


def test_a_missing_library_is_installed_by_root_and_said(monkeypatch, capsys):
    commands = []
    monkeypatch.setattr(bootstrap.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(
        bootstrap.subprocess,
        "run",
        lambda command, **options: commands.append(command) or subprocess.CompletedProcess(command, 0),
    )

    bootstrap.ensure_libraries()

    assert "Installing the libraries" in capsys.readouterr().out
    assert commands[-1][-4:] == list(bootstrap.LIBRARY_PACKAGES)


def test_a_first_administrator_is_asked_for_when_there_is_no_demo(tmp_path):
    found = start("--no-demo", "--port", "0", LONTAR_VAR=str(tmp_path))

    assert found.returncode == 1
    assert "Set ADMIN_EMAIL and ADMIN_PASSWORD" in found.stderr
    assert "Traceback" not in found.stderr


def alive(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/sehat/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def status_of(pid: str) -> dict[str, str]:
    """Return what the kernel says of a process; nothing where it has ended meanwhile."""
    try:
        lines = Path("/proc", pid, "status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def running_processes() -> dict[int, int]:
    """Return the parent of every process that still runs; read from the kernel, as `ps` cuts its lines at $COLUMNS."""
    found = {entry.name: status_of(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    return {int(pid): int(told["PPid"]) for pid, told in found.items() if told and not told["State"].startswith("Z")}


def children_of(pid: int) -> set[int]:
    parents = running_processes()
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return found - {pid}


def command_of(pid: int) -> str:
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_it_starts_without_a_demo_brings_back_its_worker_stops_at_once_and_keeps_its_data(tmp_path):
    admin = {"ADMIN_EMAIL": "kepala@contoh.example", "ADMIN_PASSWORD": "kalimat rahasia panjang"}
    with running(tmp_path, "--no-demo", **admin) as first:
        first.wait_until_ready()
        assert alive(first.url)
        kill_the_worker(first.process.pid)
        assert alive(first.url)
        started = children_of(first.process.pid)
        key = (tmp_path / "secret_key").read_text()
        code = first.stop(signal.SIGINT)

    assert code == 0
    assert len(started) >= 4
    assert not started & set(running_processes())
    assert "demo-asn-2026" not in first.printed

    with running(tmp_path, "--no-demo") as second:
        second.wait_until_ready()
        assert (tmp_path / "secret_key").read_text() == key
        assert "Database … kept" in second.printed


def kill_the_worker(pid: int) -> None:
    """Kill the worker as the kernel would, and wait until another stands in its place."""
    before = workers(pid)
    assert before, "no worker runs"
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while not workers(pid) - before:
        assert time.monotonic() < deadline, "the worker did not come back"
        time.sleep(0.3)


def workers(pid: int) -> set[int]:
    """Return the worker processes below `pid`."""
    return {child for child in children_of(pid) if " celery " in command_of(child)}


def test_what_the_systems_python_happens_to_have_is_not_used(monkeypatch):
    made = []
    monkeypatch.setattr(bootstrap.sys, "prefix", bootstrap.sys.base_prefix)
    monkeypatch.setattr(bootstrap, "make_environment", lambda: made.append("environment"))
    monkeypatch.setattr(bootstrap, "install", lambda *, with_tools: made.append("packages"))
    monkeypatch.setattr(bootstrap.os, "execv", lambda python, command: made.append(command[1:]))

    bootstrap.ensure(["manage.py", "check"])

    assert made == ["environment", "packages", ["manage.py", "check"]]
