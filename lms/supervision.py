"""Runs the web server and the worker as children, brings the worker back when it dies, and stops them together.

Standard library only: where everything stands from the last start, Django need not be set up to start it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from lms import bootstrap

READY_WITHIN_SECONDS = 90
STOP_WITHIN_SECONDS = 15
WORKER_REST_SECONDS = 2.0
LARGEST_LOG_BYTES = 10 * 1024 * 1024
LINES_SHOWN = 15
STEPS = ("Folder and secret key", "Database", "Demo content", "Static files")


@dataclass(frozen=True)
class Platform:
    """Where the web server listens, and the folder that holds everything the platform writes."""

    host: str
    port: int
    folder: Path

    @property
    def bind(self) -> str:
        """Return the address as gunicorn takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def alive_url(self) -> str:
        """Return the address that answers as soon as the server serves."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{host}:{self.port}/sehat/"

    @property
    def web_command(self) -> list[str]:
        """Return the command of the web server: two processes, threads for people on slow lines."""
        return [
            *(sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", self.bind, "--preload"),
            *("--workers", "2", "--threads", "8", "--worker-class", "gthread", "--timeout", "60"),
            *("--log-level", "warning", "--no-control-socket"),
        ]

    @property
    def worker_command(self) -> list[str]:
        """Return the command of the worker, with the clock of the periodic sweeps inside."""
        return [
            *(sys.executable, "-W", "ignore", "-m", "celery", "--app", "lms", "--quiet", "worker", "--beat"),
            *("--schedule", str(self.folder / "beat-schedule"), "--pidfile", "", "--concurrency", "1"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
        ]

    def log_of(self, name: str) -> Path:
        """Return the file that a child writes its log to."""
        return self.folder / "log" / f"{name}.log"


class Stopped(Exception):
    """Somebody asked the platform to stop."""


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave the waiting loop."""
    raise Stopped


def start_again(arguments: list[str]) -> int | None:
    """Start what stands from the last start, without setting Django up; return None where something has changed."""
    if arguments[1:2] != ["start"]:
        return None
    given, unknown = bootstrap.start_options().parse_known_args(arguments[2:])
    folder = bootstrap.var_folder()
    if unknown or not (announcement := kept_announcement(folder, no_demo=given.no_demo)):
        return None
    for step in STEPS:
        print(f"· {step} … kept")
    return serve(Platform(given.host, given.port, folder), announcement=announcement)


def kept_announcement(folder: Path, *, no_demo: bool) -> str | None:
    """Return what to print when the platform is ready, if nothing has changed since the last start."""
    try:
        kept = json.loads((folder / "ready.json").read_text())
    except (OSError, ValueError):
        return None
    needed = ["secret_key"] if os.environ.get("DATABASE_URL") else ["secret_key", "lontar.sqlite3"]
    stands = kept.get("state") == state_of_code(no_demo=no_demo) and all((folder / name).exists() for name in needed)
    return str(kept["announcement"]) if stands else None


def keep_announcement(folder: Path, announcement: str, *, no_demo: bool) -> None:
    """Note that database, demo and static files stand for this code."""
    kept = {"state": state_of_code(no_demo=no_demo), "announcement": announcement}
    (folder / "ready.json").write_text(json.dumps(kept))


def state_of_code(*, no_demo: bool) -> str:
    """Return what tells this code, its migrations and static files, and the database from others."""
    rooms = [bootstrap.PROJECT / room for room in ("lms", "courses", "assessments", "certificates", "mentoring")]
    files = [path for room in rooms for kind in ("migrations", "static") for path in room.rglob(f"{kind}/**/*")]
    facts = [f"{path}{path.stat().st_mtime_ns}" for path in sorted(files) if path.suffix not in ("", ".pyc")]
    place = os.environ.get("DATABASE_URL", "") + str(no_demo) + bootstrap.fingerprint()
    return hashlib.sha256("\n".join([place, *facts]).encode()).hexdigest()


def serve(platform: Platform, *, announcement: str) -> int:
    """Serve until told to stop; return the exit code."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web"] = launch(platform, "web", platform.web_command)
        wait_until_alive(platform, children["web"])
        children["worker"] = launch(platform, "worker", platform.worker_command)
        print(announcement.replace("{url}", os.environ.get("PUBLIC_URL", "")), flush=True)
        return watch(platform, children)
    except Stopped:
        return 0
    finally:
        stop_all(list(children.values()))


def launch(platform: Platform, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in its own process group, so that Ctrl-C reaches it once, through us."""
    log = platform.log_of(name)
    log.parent.mkdir(exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    environment = {"DJANGO_SETTINGS_MODULE": "lms.settings.embedded", **os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("ab") as target:
        return subprocess.Popen(
            command, env=environment, start_new_session=True, cwd=bootstrap.PROJECT, stdout=target, stderr=target
        )


def wait_until_alive(platform: Platform, web: subprocess.Popen[bytes]) -> None:
    """Wait until the web server answers; leave with code 1 where it does not."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(platform.alive_url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    say_why_it_ended(platform)
    raise SystemExit(1)


def say_why_it_ended(platform: Platform) -> None:
    """Print the last lines of the web server's log and where the rest is."""
    log = platform.log_of("web")
    print("\n".join(log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]), file=sys.stderr)
    print(f"The web server does not run; the lines above say why. The whole log: {log}", file=sys.stderr)


def watch(platform: Platform, children: dict[str, subprocess.Popen[bytes]]) -> int:
    """Bring the worker back when it dies; end when the web server does."""
    while True:
        time.sleep(0.5)
        if children["web"].poll() is not None:
            say_why_it_ended(platform)
            return 1
        if children["worker"].poll() is not None:
            time.sleep(WORKER_REST_SECONDS)
            children["worker"] = launch(platform, "worker", platform.worker_command)


def stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to end, wait, and end those that do not."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    for child in children:
        signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(deadline - time.monotonic(), 0.1))
        signal_group(child, signal.SIGKILL)
        child.wait()


def signal_group(child: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """Send a signal to a child and all it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, what)
