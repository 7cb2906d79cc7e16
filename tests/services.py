"""Starts the real servers that tests need, privately and for as long as they are needed."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def absent(reason: str) -> None:
    """Skip with a plain reason; where services are required, fail."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"required service is absent: {reason}")
    pytest.skip(reason)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_postgres() -> Path | None:
    """Return the newest folder of PostgreSQL's binaries."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def postgres_server(*, durable: bool = False, tuned: Sequence[str] = ()) -> Iterator[str]:
    """Run a private PostgreSQL as a non-root user in a temporary folder; yield its DATABASE_URL.

    `durable` lets it wait for the disk at each commit, as a server does that must lose nothing; tests need not wait.
    `tuned` are settings of a larger server, `name=value`.
    """
    binaries = find_postgres()
    if binaries is None:
        absent("PostgreSQL is not installed (apt-get install postgresql)")
        return
    folder = Path(tempfile.mkdtemp(prefix="lontar-postgres-"))
    as_user = unprivileged(folder)
    port = free_port()
    run: dict[str, Any] = {"check": True, "capture_output": True, **as_user}
    # The order of a language, as an agency's server has it: what leans on byte order must say so itself.
    language = ["--locale-provider=icu", "--icu-locale=id-ID"]
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "lontar", "-A", "trust", "-E", "UTF8", *language], **run
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=60"
    options += "" if durable else " -c fsync=off"
    options += "".join(f" -c {setting}" for setting in tuned)
    control: list[str | Path] = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log"]
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user)
    try:
        subprocess.run([binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "lontar", "lontar"], **run)
        yield f"postgresql://lontar@127.0.0.1:{port}/lontar"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, **as_user)
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, Any]:
    """Return what runs a server as somebody other than root, and let that user own the folder."""
    if os.geteuid() != 0:
        return {}
    account = next((pwd.getpwnam(name) for name in ("postgres", "nobody") if exists(name)), None)
    if account is None:
        absent("there is no account other than root to run PostgreSQL as")
        return {}
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "cwd": folder}


def exists(name: str) -> bool:
    """Whether this machine has the account."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a private Redis on a free port; yield its address."""
    binary = shutil.which("redis-server")
    if binary is None:
        absent("Redis is not installed (apt-get install redis-server)")
        return
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory(prefix="lontar-redis-") as folder:
        server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Wait until somebody listens on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@contextmanager
def sign_on_server(*claims: dict[str, Any]) -> Iterator[str]:
    """Run a real OpenID Connect provider whose people are `claims`; yield its address."""
    port = free_port()
    people = [argument for one in claims for argument in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/.well-known/openid-configuration", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
